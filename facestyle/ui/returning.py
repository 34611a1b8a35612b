"""A visitor who comes back after a dropped connection or a reload finds their gallery, calibration and model again.

Gradio loads the page again when a connection is back, and a page that loads begins a new session. The browser keeps a
random name of the visit for as long as its tab is open, and the visit is found by it for as long as Gradio holds it. A
run ends with its connection; the page then says so (assets/results.js). Where the visit is not found, since the server
was restarted or let it go, the page says that what it held is gone.
"""

from __future__ import annotations

import re
from typing import Any
from weakref import WeakValueDictionary

import gradio as gr

from facestyle.locked import Locked
from facestyle.ui import languages
from facestyle.ui.shared import words
from facestyle.ui.shared.session import Session

#: 128 random bits, as the page's script writes them.
_NAME = re.compile(r"[0-9a-f]{32}")
_ASK = """(session) => {
  try {
    const before = Boolean(sessionStorage.facestyleVisit);
    sessionStorage.facestyleVisit ??= Array.from(crypto.getRandomValues(new Uint8Array(16)),
      (one) => one.toString(16).padStart(2, "0")).join("");
    return [session, sessionStorage.facestyleVisit, before];
  } catch { return [session, "", false]; }
}"""


class Visits(Locked):
    """The visits that Gradio holds, by name."""

    def __init__(self) -> None:
        super().__init__()
        self._held: WeakValueDictionary[str, Session] = WeakValueDictionary()

    def holds(self, name: object) -> bool:
        """Whether there is a visit of this name."""
        with self._lock:
            return isinstance(name, str) and name in self._held

    def of(self, session: Session, name: object) -> Session:
        """The visit of this name, which is the one given where nobody has come by the name before.

        What a page that has just opened shows takes the place of what the visit showed before.
        """
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            return session
        with self._lock:
            known = self._held.setdefault(name, session)
        if known is not session:
            session.go_on_as(known)
            known.made = dict(session.made)
            known.problems = {}
        return known


#: The visits of this process.
VISITS = Visits()


def arrive(blocks: gr.Blocks, session: gr.State) -> Any:
    """Let a visitor come back to their visit; returns the event, after which the page may show what the visit holds."""
    name = gr.Textbox(visible=False, label="visit")
    before = gr.Checkbox(visible=False, label="visit")
    gone = gr.HTML(visible=False, elem_id="fs-gone")
    sentence = f"<p class='fs-ended' role='status'>{words.GONE}</p>"  # in the language of this page

    def arrived(mine: Session | None, told: str, came_before: bool) -> tuple[Session, Any]:
        """Go on with the visit of this name, or say that there is none any more."""
        lost = came_before is True and not VISITS.holds(told)
        visit = VISITS.of((mine or Session()).current, told)
        return visit, gr.update(value=sentence, visible=True) if lost else gr.skip()

    return blocks.load(
        arrived, [session, name, before], [session, gone], js=_ASK, api_name=languages.event_name("arrived"),
        api_visibility="private", show_progress="hidden", queue=False,
    )  # fmt: skip
