"""Walls: pictures to click or to reach by the keyboard, each a button with a name."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import gradio as gr
import numpy as np
from PIL import Image

from facestyle.ui.shared import html

#: A picture on a wall: the path of a file that the server may serve (see `serving.launch_options`), or the pixels.
Hung = str | Image.Image | np.ndarray
#: Longest side of pixels that are sent as text.
SIDE = 320
#: The page knows under which address the server is reached.
_TEMPLATE = "${(value ?? '').replaceAll('@root', window.gradio_config?.root ?? '')}"
#: Its event `select` brings the number of the picture, from 0, as `gr.SelectData.index`.
_CLICKS = """element.addEventListener("click", (event) => {
  const picture = event.target.closest("[data-hung]");
  if (picture) trigger("select", { index: Number(picture.dataset.hung), value: picture.title });
});"""


def wall(
    label: str,
    elem_id: str,
    pictures: Sequence[tuple[Hung, str]] = (),
    columns: int = 5,
    shape: str = "16 / 10",
    captions: bool = False,
    **more: Any,
) -> gr.HTML:
    """Hang pictures; `select` tells which one is clicked.

    Args:
        label: the name of the wall, above it.
        elem_id: the id of the wall.
        pictures: pictures with their names; the names are read out, and shown by `captions` or when pointed at.
        columns: pictures in a row.
        shape: width / height of each, as CSS writes it; `auto` takes that of the picture.
        captions: whether the names stand below the pictures.
        more: arguments for Gradio, such as `visible`.
    """
    return gr.HTML(
        hung(label, pictures, columns, shape, captions),
        label=label,
        html_template=_TEMPLATE,
        js_on_load=_CLICKS,
        elem_id=elem_id,
        **more,
    )


def hung(
    label: str,
    pictures: Sequence[tuple[Hung, str]],
    columns: int = 5,
    shape: str = "16 / 10",
    captions: bool = False,
) -> str:
    """The markup of a wall, for a handler that hangs other pictures; for the arguments see `wall`."""
    buttons = "".join(_button(number, one, name, captions) for number, (one, name) in enumerate(pictures))
    return (
        f'<div class="fs-pictures" role="group" aria-label="{escape(label)}" style="--columns: {columns}; '
        f'--shape: {escape(shape)}"><p aria-hidden="true">{escape(label)}</p><div>{buttons}</div></div>'
    )


def _button(number: int, picture: Hung, name: str, captions: bool) -> str:
    caption = f"<span>{escape(name)}</span>" if captions else ""
    return (
        f'<button type="button" class="fs-hung" data-hung="{number}" title="{escape(name)}">'
        f'<img alt="{"" if captions else escape(name)}" loading="lazy" src="{_source(picture)}">{caption}</button>'
    )


def _source(picture: Hung) -> str:
    if isinstance(picture, str):
        return f"@root/gradio_api/file={quote(picture)}"
    return html.data_uri(np.asarray(picture), SIDE, quality=90)
