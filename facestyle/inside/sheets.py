"""Figures of units: nine patches of each unit, three by three, and a row of units for each layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from facestyle.inside.patches import GREY, Patch
from facestyle.inside.top_patches import TOP

#: Side in pixels that a patch is drawn at.
TILE = 64
#: Between patches, and between units.
GAP, MARGIN = 2, 12
_HEADING = 26
_CAPTION = 16


def nine(patches: Sequence[Patch], tile: int = TILE) -> np.ndarray:
    """Draw patches three by three, strongest at the top left, H x W x 3, uint8; where one is missing, it is white."""
    side = 3 * tile + 2 * GAP
    sheet = np.full((side, side, 3), 255, dtype=np.uint8)
    for number, patch in enumerate(patches[:TOP]):
        top, left = (number // 3) * (tile + GAP), (number % 3) * (tile + GAP)
        sheet[top : top + tile, left : left + tile] = enlarged(patch.pixels, tile)
    return sheet


def enlarged(pixels: np.ndarray, side: int) -> np.ndarray:
    """Resize a patch to a square of `side` pixels, with grey bars if it is not square."""
    height, width = pixels.shape[:2]
    longest = max(height, width)
    square = np.full((longest, longest, 3), GREY, dtype=np.uint8)
    top, left = (longest - height) // 2, (longest - width) // 2
    square[top : top + height, left : left + width] = pixels
    # In a patch of three pixels, three pixels are to be seen.
    how = Image.Resampling.NEAREST if longest <= 8 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(square).resize((side, side), how))


def figure(layers: Mapping[str, Mapping[int, Sequence[Patch]]], tile: int = TILE) -> np.ndarray:
    """Draw the figure of Zeiler and Fergus: a row of units for each layer, and under each unit its number.

    Args:
        layers: by name, shallow to deep: patches by unit.
        tile: side of a patch.

    Returns:
        H x W x 3, uint8.
    """
    side = 3 * tile + 2 * GAP
    columns = max(len(units) for units in layers.values())
    row = _HEADING + side + _CAPTION + MARGIN
    sheet = Image.new("RGB", (MARGIN + columns * (side + MARGIN), MARGIN + row * len(layers)), "white")
    draw = ImageDraw.Draw(sheet)
    for number, (name, units) in enumerate(layers.items()):
        top = MARGIN + number * row
        height, width = next((p[0].pixels.shape[:2] for p in units.values() if p), (0, 0))
        seen = f", each patch {width} x {height} pixels" if height else ""
        draw.text((MARGIN, top), f"{name}{seen}", fill="black", font=ImageFont.load_default(16))
        for column, (unit, patches) in enumerate(units.items()):
            left = MARGIN + column * (side + MARGIN)
            sheet.paste(Image.fromarray(nine(patches, tile)), (left, top + _HEADING))
            strongest = f", up to {patches[0].activation:.3g}" if patches else ", silent"
            caption = f"unit {unit}{strongest}"
            draw.text((left, top + _HEADING + side + 2), caption, fill="#555555", font=ImageFont.load_default(12))
    return np.asarray(sheet)
