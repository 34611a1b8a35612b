"""TODO"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape

import numpy as np
from PIL import Image

from facestyle.faces.detection import Face
from facestyle.images import Picture


def counted(count: int, one: str, many: str = "") -> str:
    """A number and its noun."""
    return f"{count} {one if count == 1 else many or one + 's'}"


_ICONS = {
    "yes": '<path d="M20 6 9 17l-5-5"/>',
    "no": '<path d="M18 6 6 18M6 6l12 12"/>',
    "problem": '<path d="M12 8v5m0 3.5v.01"/><circle cx="12" cy="12" r="10"/>',
}


def icon(name: str) -> str:
    """An inline icon: yes, no or problem."""
    return (
        '<svg class="fs-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.2" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{_ICONS[name]}</svg>'
    )


def data_uri(pixels: np.ndarray, side: int = 640, quality: int = 85) -> str:
    """A picture as text, its long side at most `side`."""
    image = Image.fromarray(pixels)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def problem(sentence: str) -> str:
    """The error state: which picture or value, and what to do."""
    return f'<div class="fs-card fs-problem" role="alert">{icon("problem")}<p>{escape(sentence)}</p></div>'


def empty(sentence: str) -> str:
    """The state before anything has run."""
    return f'<div class="fs-card fs-empty"><p>{escape(sentence)}</p></div>'


def boxes(
    picture: Picture,
    faces: Sequence[Face],
    labels: Sequence[str],
    strong: Sequence[bool],
    caption: str,
    side: int = 640,
) -> str:
    """A picture with labelled boxes around its faces; the `strong` ones in the accent colour."""
    unit = max(picture.width, picture.height) / 100
    stroke = 0.6 if side > 640 else 1.1
    parts = []
    for face, label, is_strong in zip(faces, labels, strong, strict=True):
        left, top, right, bottom = face.box
        kind = "fs-box fs-strong" if is_strong else "fs-box"
        parts.append(
            f'<rect class="{kind}" x="{left:.0f}" y="{top:.0f}" width="{right - left:.0f}" '
            f'height="{bottom - top:.0f}" rx="{unit:.1f}" stroke-width="{unit * stroke:.1f}"/>'
        )
        if label:
            parts.append(_label(label, left, top, bottom, unit, picture, is_strong))
    return (
        f'<figure class="fs-figure"><svg viewBox="0 0 {picture.width} {picture.height}" role="img" '
        f'aria-label="{escape(caption)}"><image href="{data_uri(picture.pixels, side)}" '
        f'width="{picture.width}" height="{picture.height}"/>{"".join(parts)}</svg>'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _label(label: str, left: float, top: float, bottom: float, unit: float, picture: Picture, strong: bool) -> str:
    """A name on a plate above its box, or below it where there is no room above; kept within the picture."""
    shown = label if len(label) <= 22 else label[:21] + "…"
    height, size = unit * 4.4, unit * 3.1
    # No font is measured here: digits and capitals of system fonts are at most 0.66 em wide on average.
    width = len(shown) * size * 0.66 + unit * 1.6
    x = max(0.0, min(left, picture.width - width))
    y = top - height - unit * 0.4 if top > height + unit else min(bottom + unit * 0.4, picture.height - height)
    kind = "fs-plate fs-strong" if strong else "fs-plate"
    return (
        f'<g class="{kind}"><rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" '
        f'rx="{unit * 0.8:.1f}"/><text x="{x + unit * 0.8:.0f}" y="{y + height * 0.72:.0f}" '
        f'font-size="{size:.1f}">{escape(shown)}</text></g>'
    )


def crop(pixels: np.ndarray, caption: str) -> str:
    """A face as the network sees it."""
    return (
        f'<figure class="fs-crop"><img src="{data_uri(pixels, 160, 90)}" alt="{escape(caption)}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def duration(seconds: float) -> str:
    """A time in words."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def initials(name: str) -> str:
    """Of a person, where there is no picture."""
    parts = name.split() or ["?"]
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()
