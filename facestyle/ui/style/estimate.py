"""What a restyling will take here, and the size that the tab proposes: large where the machine is fast enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from facestyle import images
from facestyle.errors import FacestyleError
from facestyle.style.options import StyleOptions
from facestyle.ui.shared import html
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.work import PACE
from facestyle.ui.style import words

#: Options that the time depends on.
COUNTING = ("size", "steps", "init", "network", "identity", "protect_faces")
#: Long side that is proposed where a run takes so many seconds at most; the usual one otherwise.
LARGE, MOST_SECONDS = 512, 120.0


@dataclass
class Proposal:
    """Whether a size was proposed to this visitor: what they have chosen since stays."""

    made: bool = False


def proposed(session: Session, content: str | None, style: str | None, **given: Any) -> tuple[Any, str]:
    """The size to restyle at, when the tab is opened for the first time, and what a run will take."""
    proposal = session.of(Proposal)
    size: Any = gr.skip()
    usual = given["size"] == StyleOptions().size
    if not proposal.made and usual:
        seconds = _seconds(content, style, **{**given, "size": LARGE})
        if seconds is not None and seconds <= MOST_SECONDS:
            size = given["size"] = LARGE
    proposal.made = True
    return size, told(session, content, style, **given)


def told(_session: Session, content: str | None, style: str | None, **given: Any) -> str:
    """What a run will be and take; nothing where an option or a picture can't be used, which the run says."""
    try:
        options = StyleOptions(**given)
    except FacestyleError:
        return ""
    return html.note(words.estimate(options.steps, options.size, _seconds(content, style, **given)))


def _seconds(content: str | None, style: str | None, **given: Any) -> float | None:
    if not content or not style:
        return None
    try:
        pictures = [images.load(path, detail=64) for path in (content, style)]
        return PACE.seconds(pictures[0], pictures[1:], StyleOptions(**given))
    except FacestyleError:
        return None
