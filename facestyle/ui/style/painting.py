"""A canvas to paint a region over C with a brush; only the mask leaves the browser.

Gradio's image editor would keep whatever it is sent, without any limit, whether or not an event follows.
"""

from __future__ import annotations

import base64
import binascii

import gradio as gr

from facestyle import folders, images
from facestyle.errors import NotAPictureError
from facestyle.ui.shared.samples import new_file
from facestyle.ui.style import words

SCRIPT = folders.assets() / "paint.js"
#: A mask of 640 pixels in two colours takes some ten kilobytes.
MAX_CHARACTERS = 2**20
_START = "data:image/png;base64,"

_TEMPLATE = """
<div class="fs-paint">
  <div class="fs-canvas"><p>{choose_first}</p><img alt="{c_to_paint}">
    <canvas tabindex="0" role="application" aria-label="{by_keys}"></canvas><i class="fs-brush-at"></i>
  </div>
  <div class="fs-brush">
    <label>{brush} <input type="range" min="2" max="40" value="14" aria-label="{brush_size}"></label>
    <button type="button" data-do="erase" aria-pressed="false">{erase}</button>
    <button type="button" data-do="invert">{invert}</button>
    <button type="button" data-do="clear">{clear}</button>
  </div>
</div>
"""


def canvas() -> gr.HTML:
    """C under a brush. Its event `input` brings the mask after each stroke as a `data:` text, empty after Clear."""
    told = {
        "choose_first": words.CHOOSE_FIRST,
        "by_keys": words.PAINT_BY_KEYS,
        "c_to_paint": words.C_TO_PAINT,
        "brush": words.BRUSH,
        "brush_size": words.BRUSH_SIZE,
        "erase": words.ERASE,
        "invert": words.INVERT,
        "clear": words.CLEAR,
    }
    return gr.HTML(
        html_template=_TEMPLATE.format(**told),
        js_on_load=SCRIPT.read_text(encoding="utf-8"),
        label=words.PAINT_OVER,
        elem_id="style-paint",
        container=False,
    )


def as_file(mask: object) -> str | None:
    """Write a mask from the canvas to a file that Gradio serves; None if nothing is painted.

    Raises:
        NotAPictureError: the mask is no PNG in a `data:` text, or too long.
    """
    if not mask:
        return None
    if not isinstance(mask, str) or not mask.startswith(_START) or len(mask) > MAX_CHARACTERS:
        raise NotAPictureError(words.NOT_ARRIVED)
    try:
        data = base64.b64decode(mask.removeprefix(_START), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotAPictureError(words.DAMAGED) from problem
    images.load(data, name=words.PAINTED)
    path = new_file("region.png")
    path.write_bytes(data)
    return str(path)
