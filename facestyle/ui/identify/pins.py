"""The photograph with a numbered pin on each face; the page's script (assets/identify.js) adds names where they fit."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from PIL import Image

from facestyle.faces.face import Face
from facestyle.faces.gallery.people import Identification
from facestyle.images import Picture
from facestyle.ui.identify import words
from facestyle.ui.shared import html

#: Long side of the photograph in the answer: a face of a group of thirty is 50 pixels wide in it.
SIDE = 1280
#: Side of a face in the list, in pixels, and what it shows around the box, as a share of it.
CROP, AROUND = 96, 0.25
#: A longer name is cut on the photograph; the list has all of it.
LONGEST = 22
#: In a photograph of more faces, those without a name have a number alone.
FEW = 6


def photograph(picture: Picture, found: Sequence[Identification], caption: str) -> str:
    """The photograph with its pins."""
    pins = "".join(_pin(picture, number, one, ask=len(found) <= FEW) for number, one in enumerate(found, start=1))
    image = html.picture(picture.pixels, caption, SIDE, quality=82)
    ratio = f"--fs-ratio:{picture.width / picture.height:.4f}"
    return f'<div class="fs-photograph" style="{ratio}">{image}{pins}</div>'


def _pin(picture: Picture, number: int, one: Identification, ask: bool) -> str:
    left, top, right, bottom = one.face.face.box
    place = (
        f"left:{100 * left / picture.width:.2f}%;top:{100 * top / picture.height:.2f}%;"
        f"width:{100 * (right - left) / picture.width:.2f}%;height:{100 * (bottom - top) / picture.height:.2f}%"
    )
    told = (words.A_FACE if one.name else words.AN_UNKNOWN_FACE).format(number=number, name=one.name)
    shown = one.name or (words.WHO_IS_THIS if ask else "")
    name = f"<b>{escape(shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + '…')}</b>" if shown else ""
    kind = "fs-face fs-known" if one.name else "fs-face"
    return (
        f'<button type="button" class="{kind}" data-face="{number}" style="{place}" aria-label="{escape(told)}">'
        f'<span class="fs-pin">{number}{name}</span></button>'
    )


def crop(picture: Picture, face: Face) -> str:
    """A face, cut out with a little around it, as a `data:` text."""
    left, top, right, bottom = face.box
    side = max(right - left, bottom - top) * (1 + 2 * AROUND)
    x, y = face.centre
    scale = picture.scale
    corner_x, corner_y, wide = round((x - side / 2) * scale), round((y - side / 2) * scale), max(round(side * scale), 1)
    square = (
        picture.image()
        .crop((corner_x, corner_y, corner_x + wide, corner_y + wide))
        .resize((CROP, CROP), Image.Resampling.BICUBIC)
    )
    return html.data_uri(np.asarray(square), CROP, 82)
