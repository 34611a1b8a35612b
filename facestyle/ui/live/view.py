"""What the tab Live shows: the stage with camera and painting, and the answers to the page's script."""

from __future__ import annotations

from html import escape
from typing import Any

import gradio as gr
import numpy as np

from facestyle import folders
from facestyle.ui import languages
from facestyle.ui.live import words
from facestyle.ui.shared import html

SCRIPT = folders.assets() / "live.js"
#: The astronaut of the samples in the style that hangs at first.
EXAMPLE = folders.assets() / "live.jpg"
#: Of the JPEG files that go to the page.
_QUALITY = 88

_TEMPLATE = """
<div class="fs-live" data-state="off">
  <div class="fs-mirror">
    <img alt="" hidden src="{example}">
    <canvas role="img" aria-label="{answer}"></canvas>
    <video muted playsinline></video>
    <p class="fs-said" role="status"></p>
  </div>
  <p class="fs-live-pace"></p>
  <div class="fs-live-buttons">
    <button type="button" class="fs-primary" id="live-start">{start}</button>
    <button type="button" id="live-other" hidden>{other}</button>
  </div>
</div>
"""


def stage(*server_functions: Any) -> gr.HTML:
    """The camera and its painting. Its value is a style as `events.style` gives it: numbers, and an example.

    Gradio's own camera (`gr.Image(streaming=True)`) would keep the last picture with the visit for an hour after it
    ended and each answer as a file, send pictures in the camera's own size, and not tell when one was taken. Here only
    the answer to a call of the server's functions holds a picture.
    """
    shown = {"answer": words.ANSWER, "start": words.START, "other": words.OTHER_CAMERA}
    template = _TEMPLATE.format(
        example=html.jpeg_uri(EXAMPLE.read_bytes()), **{name: escape(one) for name, one in shown.items()}
    )
    return gr.HTML(
        html_template=template,
        js_on_load=SCRIPT.read_text(encoding="utf-8"),
        server_functions=[languages.speaking(one) for one in server_functions],
        label=words.STAGE,
        elem_id="live-stage",
        container=False,
        words=spoken(),
    )


def spoken() -> dict[str, Any]:
    """What the page's script says."""
    return {
        "start": words.START,
        "stop": words.STOP,
        "example": words.EXAMPLE,
        "pace": words.PACE,
        "asking": words.ASKING,
        "begins": words.BEGINS,
        "hidden": words.HIDDEN,
        "lost": words.LOST,
        "problems": words.CAMERA_PROBLEMS,
    }


def painted(picture: np.ndarray, size: int) -> dict[str, Any]:
    """The answer to a picture: the painting, and the size of the next picture."""
    return {"picture": html.data_uri(picture, max(picture.shape), _QUALITY), "size": size}


def begins(size: int) -> dict[str, Any]:
    """The answer to a visitor whose turn it is."""
    return {"said": words.BEGINS, "size": size}


def waits(place: int, at_once: int) -> dict[str, Any]:
    """The answer to a visitor in line."""
    return {"said": words.waiting(place, at_once), "place": place}


def ended(sentence: str) -> dict[str, Any]:
    """The answer at the end of a stream."""
    return {"said": sentence, "ended": True}
