"""Pieces of markup that several tabs show: cards, notes, progress, tables, pictures with boxes."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape

import numpy as np
from PIL import Image

from facestyle.faces.detection import Face
from facestyle.images import Picture
from facestyle.ui.shared import words

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
    return jpeg_uri(buffer.getvalue())


def jpeg_uri(data: bytes) -> str:
    """A JPEG file as text."""
    return f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"


def problem(sentence: str) -> str:
    """The error state: which picture or value is wrong, and what to do."""
    return f'<div class="fs-card fs-problem" role="alert">{icon("problem")}<p>{escape(sentence)}</p></div>'


def empty(sentence: str) -> str:
    """The state before there is a result."""
    return f'<div class="fs-card fs-empty"><p>{escape(sentence)}</p></div>'


def underway(sentence: str) -> str:
    """The state while the result is waited for; a button that cancels shows while it is there."""
    return f'<div class="fs-card fs-empty fs-running"><p role="status">{escape(sentence)}</p></div>'


def done(sentence: str) -> str:
    """The state after the work."""
    return f'<div class="fs-done">{icon("yes")}<span>{escape(sentence)}</span></div>'


def note(*sentences: str) -> str:
    """Sentences under a result, a paragraph each; empty ones are left out."""
    return "".join(f'<p class="fs-note">{escape(sentence)}</p>' for sentence in sentences if sentence)


def remark(sentence: str, items: Sequence[str] = ()) -> str:
    """What has happened, with a list of details."""
    listed = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f'<div class="fs-note"><p>{escape(sentence)}</p>{f"<ul>{listed}</ul>" if listed else ""}</div>'


def bar(share: float) -> str:
    """A progress bar; `share` is what is done, 0 to 1."""
    return (
        f'<div class="fs-progress" role="progressbar" aria-label="{escape(words.PROGRESS)}" '
        f'aria-valuenow="{100 * share:.0f}" aria-valuemin="0" aria-valuemax="100">'
        f'<span style="width:{100 * share:.1f}%"></span></div>'
    )


def progress(share: float, sentence: str) -> str:
    """A progress bar and a sentence below it."""
    return bar(share) + note(sentence)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "fs-table", named: bool = False) -> str:
    """A table that scrolls where it is too wide. Cells are markup; if `named`, the first heads its row."""
    first = "th" if named else "td"
    head = "".join(f"<th>{cell}</th>" for cell in heads)
    body = "".join(
        f"<tr><{first}>{name}</{first}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>" for name, *cells in rows
    )
    inner = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="fs-scroll"><table class="{kind}">{inner}</table></div>'


def picture(pixels: np.ndarray, alt: str, side: int, quality: int = 90, kind: str = "") -> str:
    """A picture alone, its long side at most `side`."""
    return f'<img{_attribute("class", kind)} alt="{escape(alt)}" src="{data_uri(pixels, side, quality)}">'


def svg(width: float, height: float, label: str, drawn: str, kind: str = "") -> str:
    """A drawing; `label` says what it shows, for people who cannot see it."""
    return (
        f'<svg{_attribute("class", kind)} viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(label)}">'
        f"{drawn}</svg>"
    )


def figure(inner: str, caption: str, kind: str = "", title: str = "") -> str:
    """A picture or a drawing with its caption below it."""
    attributes = _attribute("class", kind) + _attribute("title", title)
    return f"<figure{attributes}>{inner}<figcaption>{escape(caption)}</figcaption></figure>"


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else ""


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
    image = f'<image href="{data_uri(picture.pixels, side)}" width="{picture.width}" height="{picture.height}"/>'
    drawing = svg(picture.width, picture.height, caption, image + "".join(parts))
    return figure(drawing, caption, "fs-figure")


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


def avatar(name: str) -> str:
    """The initials of a person, where there is no picture."""
    parts = name.split() or ["?"]
    initials = (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()
    return f'<span class="fs-avatar" aria-hidden="true">{escape(initials)}</span>'
