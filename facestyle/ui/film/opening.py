"""What the tab opens with: a film of our own beside the same film, painted. Made by assets/opening/film.py."""

from __future__ import annotations

from html import escape

import gradio as gr

from facestyle.ui.film import words
from facestyle.ui.shared import opening
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.results import Result

ORIGINAL, PAINTED = opening.FOLDER / "film.mp4", opening.FOLDER / "film-painted.mp4"
#: The style that it was painted in, and width, height and seconds of both films.
STYLE, SIZE, SECONDS = "swirling-strokes", (384, 216), 3.0
#: Whoever asks for less motion starts the film themselves.
SCRIPT = """if (matchMedia("(prefers-reduced-motion: reduce)").matches)
    for (const film of element.querySelectorAll("video")) film.pause();"""


def example() -> str | None:
    """The film that stands in the input when the page opens; None where it is absent."""
    return str(ORIGINAL) if ORIGINAL.is_file() and PAINTED.is_file() else None


def fill(page: Page, result: Result, style: gr.Image) -> None:
    """Show the painted film; nothing where the example or its style is not in place."""
    if example() is None or not opening.holds(style, STYLE):
        return
    width, height = SIZE
    film = (
        f'<video src="{escape(opening.address(PAINTED.name))}" width="{width}" height="{height}" '
        f'aria-label="{escape(words.RESULT)}" autoplay muted loop playsinline controls disablepictureinpicture></video>'
    )
    told = escape(words.shipped(SECONDS, width, height))
    opening.put(page, result, f'<div class="fs-stage fs-film">{film}<p>{told}</p></div>', words.RUN)
