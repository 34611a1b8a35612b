"""A triplet to be moved: A, P and N in a plane, and the loss where they lie.

Encodings of 128 numbers can't be drawn; points in a plane obey the same formula. The page's script (assets/triplet.js)
moves them and computes L = max(d(A, P) - d(A, N) + alpha, 0) with d the squared distance, as
`faces.siamese.model.triplet_losses` does.
"""

from __future__ import annotations

from html import escape

import gradio as gr

from facestyle import folders
from facestyle.faces.siamese.options import TrainOptions
from facestyle.ui.shared import html
from facestyle.ui.train import words

SCRIPT = folders.assets() / "triplet.js"
#: Pixels of the drawing that stand for a distance of 1, and its size.
UNIT, WIDE, TALL = 110, 360, 240
#: Where the points lie at first, in units from A, to the right and downwards.
POSITIVE, NEGATIVE = (0.45, -0.35), (-0.55, 0.3)


def figure() -> gr.HTML:
    """The plane with its points, the rings of d(A, P) and d(A, P) + alpha, and the sentences below."""
    x, y = WIDE / 2, TALL / 2
    drawn = (
        f'<circle class="fs-ring fs-ring-margin" cx="{x}" cy="{y}" r="1"/><circle class="fs-ring" cx="{x}" cy="{y}" '
        f'r="1"/><path class="fs-pull"/><path class="fs-push"/><g class="fs-point fs-anchor"><circle cx="{x}" cy="{y}" '
        f'r="13"/><text x="{x}" y="{y + 5}" text-anchor="middle">A</text></g>'
    )
    drawn += _point("P", words.TRIPLET_ROLES[1], "fs-positive") + _point("N", words.TRIPLET_ROLES[2], "fs-negative")
    template = (
        f'<div class="fs-plane">{html.svg(WIDE, TALL, words.PLANE_SHOWN, drawn).replace("img", "group", 1)}'
        f'<label>{words.PLANE_MARGIN} <input type="range" min="0" max="1" step="0.05" '
        f'value="{TrainOptions().margin:g}"><output></output></label><p class="fs-told" role="status"></p></div>'
    )
    return gr.HTML(
        html_template=template,
        js_on_load=SCRIPT.read_text(encoding="utf-8"),
        label=words.PLANE_SHOWN,
        elem_id="train-plane",
        container=False,
        settings={
            "unit": UNIT,
            "points": {"P": POSITIVE, "N": NEGATIVE},
            "loss": words.PLANE_LOSS,
            "states": words.PLANE_STATES,
            "place": words.PLANE_PLACE,
        },
    )


def _point(letter: str, role: str, kind: str) -> str:
    return (
        f'<g class="fs-point {kind}" data-point="{letter}" role="slider" tabindex="0" aria-label="{escape(role)}" '
        f'aria-valuenow="0"><circle class="fs-target" r="24"/><circle r="13"/>'
        f'<text y="5" text-anchor="middle">{letter}</text></g>'
    )
