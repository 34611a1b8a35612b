"""Figures of the lesson that answer to a finger: one cell is chosen, and the figure shows what belongs to it.

All that can be shown is in the figure from the start, computed by Python; the page's script (assets/touch.js) only
chooses. A cell is chosen by pointing, touching, or by the arrow keys when the figure has the focus.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from facestyle import folders

SCRIPT = folders.assets() / "touch.js"


def figure(label: str, drawn: str, told: Sequence[str], chosen: int, columns: int = 0, kind: str = "") -> str:
    """A figure of which one cell is chosen at a time.

    Args:
        label: what is chosen, for people who cannot see the figure.
        drawn: markup in which cells have `data-at="NUMBER"`, and what belongs to a cell `state(NUMBER)`.
        told: what each cell is, in a sentence; it stands below the figure and is read aloud.
        chosen: the cell at first, from 0.
        columns: cells of a row, for the arrow keys up and down; 0 where all cells lie in one row, and -1 where up means
            more, as on a slider.
        kind: a class for the look.
    """
    sentences = "".join(f"<span {state(number)}>{escape(one)}</span>" for number, one in enumerate(told))
    return (
        f'<div class="fs-touch {kind}" role="slider" tabindex="0" aria-label="{escape(label)}" aria-valuemin="0" '
        f'aria-valuemax="{len(told) - 1}" aria-valuenow="{chosen}" aria-valuetext="{escape(told[chosen])}" '
        f'data-columns="{columns}">{drawn}<p class="fs-told">{sentences}</p></div>'
    ).replace(f'data-of="{chosen}"', f'data-of="{chosen}" data-chosen')


def state(cell: int) -> str:
    """The attributes of markup that shows while a cell is chosen."""
    return f'data-of="{cell}"'
