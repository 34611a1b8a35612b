"""A result belongs to what is shown: it is stamped with what it was made from, and is old as soon as that changes.

A tab declares each of its result areas by `Page.result`: the inputs that the result is made from, and the parts of the
visit, such as the gallery. `wire` stamps what an event paints there. The page's script (assets/results.js) compares the
stamp with the values on the page whenever either changes: what differs is dimmed and says what has changed. So a slow
run that ends after a change is old from the moment that it is painted, whoever started it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.components import Component

from facestyle import folders
from facestyle.ui import languages
from facestyle.ui.shared import words
from facestyle.ui.shared.session import Session

if TYPE_CHECKING:
    from facestyle.ui.shared.page import Page

SCRIPT = folders.assets() / "results.js"
#: A longer text is not repeated in a stamp; nobody types it.
LONGEST_TEXT = 300


@dataclass(eq=False)
class Result:
    """A result area, and what its result is made from.

    Attributes:
        area: where the result is painted.
        made_from: the inputs that it is made from.
        press: the label of the button that makes it anew; empty where every change does.
        beside: other components that show parts of the result, and are dimmed with it.
        parts: the parts of the visit that it is made from, by name; a part with an input and a value counts only where
            that input has this value.
        at_once: inputs after whose change the result is usually right again within a moment; it is dimmed after that.
        again: elem_id of the hidden button with which the page makes it again by itself; see `wire_again`.
    """

    area: gr.HTML
    made_from: tuple[Component, ...]
    press: str = ""
    beside: tuple[Component, ...] = ()
    parts: Mapping[str, tuple[Component, Any] | None] = field(default_factory=dict)
    at_once: tuple[Component, ...] = ()
    again: str = ""

    @property
    def name(self) -> str:
        """The elem_id of its area."""
        return str(self.area.elem_id)

    def stamp(self, given: Mapping[int, Any], session: Session) -> str:
        """What a result is made from, as JSON.

        Args:
            given: the values that the event got, by the id of their component. An input that the event does not take is
                left out, and is not compared.
            session: the visit, at the beginning of the run.
        """
        values = {}
        for number, one in enumerate(self.made_from):
            with_value, value = _plain(one, given[one._id]) if one._id in given else (False, None)
            if with_value:
                values[number] = value
        parts = {
            part: session.revision(part)
            for part, needs in self.parts.items()
            if needs is None or given.get(needs[0]._id) == needs[1]
        }
        return json.dumps({"of": values, "parts": parts})

    def told(self) -> dict[str, Any]:
        """What the script has to know of it."""
        return {
            "id": self.name,
            "labels": [str(one.label or words.INPUT) for one in self.made_from],
            "pictures": {number: one.elem_id for number, one in enumerate(self.made_from) if isinstance(one, gr.Image)},
            "parts": {part: words.PARTS[part] for part in self.parts},
            "atOnce": [number for number, one in enumerate(self.made_from) if one in self.at_once],
            "beside": [one.elem_id for one in self.beside],
            "again": self.again,
            "press": self.press,
            "told": {
                "old": (words.OLD if self.press else words.OLD_ALONE).replace("{press}", self.press),
                "again": words.AGAIN,
                "running": words.CHANGED_SINCE,
                "ended": words.ENDED.format(press=self.press) if self.press else "",
                "comma": words.COMMA,
                "and": words.BEFORE_LAST,
                "others": words.OTHERS,
            },
        }


def stamped(markup: str, stamp: str, session: Session) -> str:
    """A result with its stamp, and the sentence that the page shows while it is old."""
    return (
        f'<div class="fs-made" data-made="{escape(stamp)}" {_revisions(session)}>'
        f'<p class="fs-old" hidden></p>{markup}</div>'
    )


def dated(markup: str, session: Session) -> str:
    """Markup after a change of the visit, such as the gallery: it lets the page find results from before."""
    return f"<div {_revisions(session)}>{markup}</div>"


def _revisions(session: Session) -> str:
    return f'data-now="{escape(json.dumps(session.revisions))}"'


def _plain(component: Component, value: Any) -> tuple[bool, Any]:
    """Whether a value is compared, and how it is written: a file by its name and its folder, named by content."""
    if isinstance(component, (gr.Image, gr.Video, gr.File)):
        if isinstance(value, (list, tuple)):
            return True, [place(one) for one in value] or None
        return True, place(value) if value else None
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT, value
    if isinstance(value, float):
        return math.isfinite(value), value
    return value is None or isinstance(value, (bool, int)), value


def place(path: Any) -> str:
    """A file by its folder, which is named by its content, and its name."""
    return "/".join(str(path)[-LONGEST_TEXT:].replace("\\", "/").split("/")[-2:])


class Outcome:
    """What the page gets of a handler's values: a result with its stamp, the date of a change, and the session."""

    def __init__(
        self,
        inputs: Sequence[Any] | Mapping[str, Any],
        outputs: Sequence[Any] | Mapping[str, Any],
        result: Result | None,
        shows: Result | None,
        changes: str,
    ) -> None:
        self._names = list(outputs) if isinstance(outputs, Mapping) else None
        self._shown = list(outputs.values() if isinstance(outputs, Mapping) else outputs)
        self._inputs = [one._id for one in (inputs.values() if isinstance(inputs, Mapping) else inputs)]
        self._input_names = list(inputs) if isinstance(inputs, Mapping) else []
        self._result, self._shows, self._changes = result, shows, changes
        painted = result or shows
        self._area = painted.area if painted is not None else None
        self._name = painted.name if painted is not None else ""

    def stamp(self, mine: Session, values: Sequence[Any], named: Mapping[str, Any]) -> str:
        """What the result of a run is made from; empty if the event makes none."""
        if self._shows is not None:
            return mine.made.get(self._shows.name, "")
        if self._result is None:
            return ""
        # What a caller in Python leaves to its default counts as not given; the page gives every value.
        given = [named.get(name) for name in self._input_names] if self._input_names else values
        return self._result.stamp(dict(zip(self._inputs, given, strict=False)), mine)

    def of(self, values: Any, mine: Session, stamp: str) -> Any:
        """The values in the order of the outputs, and the visit as it goes on."""
        if not self._shown:
            return mine.current
        if _is_nothing(values):
            values = [gr.skip() for _ in self._shown]
        elif self._names is not None:
            assert values.keys() <= set(self._names)
            values = [values.get(name, gr.skip()) for name in self._names]
        elif len(self._shown) == 1:
            values = [values]
        return (*self._painted(values, mine, stamp), mine.current)

    def _painted(self, values: Sequence[Any], mine: Session, stamp: str) -> list[Any]:
        painted = list(values)
        for number, (one, value) in enumerate(zip(self._shown, values, strict=True)):
            if not isinstance(value, str):
                continue
            if stamp and one is self._area:
                mine.made[self._name] = stamp
                painted[number] = stamped(value, stamp, mine)
            elif self._changes and isinstance(one, gr.HTML):
                painted[number] = dated(value, mine)
        return painted

    def changed(self, mine: Session, values: Any) -> None:
        """Note what the event has changed: nothing where the handler skips all outputs."""
        if self._changes and not _is_nothing(values):
            mine.revise(self._changes)


def _is_nothing(values: Any) -> bool:
    return isinstance(values, dict) and values == gr.skip()


def watch(page: Page) -> None:
    """Let the script compare each result of the page with its inputs, now and after every change."""
    for result in page.results:
        told = json.dumps(result.told())
        gr.on(
            [page.blocks.load, *(one.change for one in result.made_from)],  # type: ignore[attr-defined]
            None,
            list(result.made_from),
            None,
            js=f"(...values) => window.facestyle?.shown({told}, values)",
            api_name=languages.event_name(f"{result.name.replace('-', '_')}_shown"),
            api_visibility="private",
            show_progress="hidden",
            queue=False,
        )
