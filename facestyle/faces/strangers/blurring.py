"""Faces made unrecognisable in a photograph, so that it can be passed on.

A light mosaic or blur does not do: networks that are trained for it read identities from mosaics of 16 pixels a cell
and from blurred faces (McPherson, Shokri and Shmatikov 2016, "Defeating Image Obfuscation with Deep Learning"). Here a
face and what is around it become `CELLS` x `CELLS` mean colours, whatever its size: there is nothing left to sharpen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image

from facestyle import images
from facestyle.faces.face import Face
from facestyle.images import Picture

#: What is left of a face: so many mean colours across and down.
CELLS = 4
#: Half axes of the blurred ellipse, in halves of the box: at sqrt(2) it holds the corners of the box.
REACH = math.sqrt(2)
#: Over this share of the half axes, outside the ellipse, the blur fades.
FADE = 0.15
#: Long side up to which a picture keeps all of its pixels; a larger one keeps at least as many.
MOST_SIDE = 6144


def blurred(picture: Picture, faces: Sequence[Face]) -> np.ndarray:
    """Return a picture in its file's own detail, with some of its faces made unrecognisable.

    Args:
        picture: the photograph; its file is decoded again where it holds more detail than the picture.
        faces: those to hide, in the picture's coordinates.

    Returns:
        H x W x 3, uint8. What lies beyond the blurred ellipses is as it was.
    """
    picture = images.in_detail(picture, min(max(picture.width, picture.height), MOST_SIDE))
    pixels = picture.pixels.copy()
    scale = np.array([pixels.shape[1] / picture.width, pixels.shape[0] / picture.height])
    for face in faces:
        _blur(pixels, picture.pixels, np.array(face.box).reshape(2, 2) * scale)
    return pixels


def _blur(pixels: np.ndarray, before: np.ndarray, box: np.ndarray) -> None:
    """Blur the ellipse around a box, in place. Colours are taken from `before`, in which nothing is blurred yet."""
    centre, half = box.mean(axis=0), np.maximum((box[1] - box[0]) / 2 * REACH, 1.0)
    reach = half * (1 + FADE)
    left, top = np.floor(centre - reach).astype(int).clip(0)
    right, bottom = np.ceil(centre + reach).astype(int)
    part = before[top:bottom, left:right]
    if not part.size:
        return
    height, width = part.shape[:2]
    few = Image.fromarray(part).resize((CELLS, CELLS), Image.Resampling.BOX)
    smooth = np.asarray(few.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)
    x = (np.arange(left, left + width) + 0.5 - centre[0]) / half[0]
    y = (np.arange(top, top + height) + 0.5 - centre[1]) / half[1]
    radius = np.sqrt(x[None] ** 2 + y[:, None] ** 2)
    # Where two ellipses overlap, what the first one has blurred stays blurred.
    share = np.clip((1 + FADE - radius) / FADE, 0.0, 1.0)[..., None].astype(np.float32)
    here = pixels[top:bottom, left:right]
    here[:] = np.rint(share * smooth + (1 - share) * here)
