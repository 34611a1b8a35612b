"""What the tab opens with: nine units of a layer with their patches. Made by assets/opening/inside.py."""

from __future__ import annotations

from html import escape
from typing import Any

import gradio as gr

from facestyle.ui.inside import words
from facestyle.ui.shared import opening
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.results import Result
from facestyle.ui.shared.wall import hung

_KEPT = "inside"
#: Units in a row.
_COLUMNS = 3


def units() -> tuple[int, ...]:
    """The numbers of the units that are shown at first."""
    told = opening.kept(_KEPT)
    return tuple(told["shown"]) if told else ()


def fill(page: Page, result: Result, wall: gr.HTML) -> None:
    """Hang the nine units, and say what they are."""
    told: dict[str, Any] | None = opening.kept(_KEPT)
    if told is None:
        return
    pictures = [
        (str(opening.FOLDER / f"inside-{unit}.webp"), words.WALL_UNIT.format(unit=unit)) for unit in told["shown"]
    ]
    wall.value, wall.visible = hung(words.WALL, pictures, _COLUMNS, "auto", captions=True), True
    sentence = words.SHIPPED.format(
        network=told["network"], layer=told["layer"], units=told["units"], pictures=told["pictures"]
    )
    opening.put(page, result, f'<p class="fs-note">{escape(sentence)}</p>', words.LOOK)
