"""A card to take away: pictures in a row, each with lines below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

#: Height of the pictures, the space between them, the height of a line, and the size of its letters, in pixels.
HEIGHT, GAP, LINE, LETTERS = 480, 24, 26, 17
_PAPER, _INK, _FAINT = "#faf9f7", "#1c1917", "#57534e"


class Cell(NamedTuple):
    """A picture, H x W x 3, uint8, and the lines below it; the first one is the strongest."""

    picture: np.ndarray
    lines: Sequence[str]


def drawn(cells: Sequence[Cell]) -> np.ndarray:
    """Return the card, height x width x 3, uint8, of one picture at least. Lines that are too wide are wrapped."""
    font = ImageFont.load_default(size=LETTERS)
    pictures = [
        ImageOps.contain(Image.fromarray(cell.picture), (2 * HEIGHT, HEIGHT), Image.Resampling.LANCZOS)
        if max(cell.picture.shape[:2]) > HEIGHT
        else _enlarged(cell.picture)
        for cell in cells
    ]
    texts = [
        [(number == 0, part) for number, line in enumerate(cell.lines) for part in _wrapped(line, picture.width, font)]
        for cell, picture in zip(cells, pictures, strict=True)
    ]
    width = sum(picture.width + GAP for picture in pictures) + GAP
    height = max(picture.height for picture in pictures) + 2 * GAP + LINE * max(len(text) for text in texts) + GAP // 2
    card = Image.new("RGB", (width, height), _PAPER)
    draw, left = ImageDraw.Draw(card), GAP
    bottom = height - GAP - LINE * max(len(text) for text in texts) - GAP // 2
    for picture, text in zip(pictures, texts, strict=True):
        card.paste(picture, (left, bottom - picture.height))
        for number, (strong, line) in enumerate(text):
            draw.text((left, bottom + GAP // 2 + number * LINE), line, fill=_INK if strong else _FAINT, font=font)
        left += picture.width + GAP
    return np.asarray(card)


def _enlarged(pixels: np.ndarray) -> Image.Image:
    small = Image.fromarray(pixels)
    return small.resize((round(small.width * HEIGHT / small.height), HEIGHT), Image.Resampling.BICUBIC)


def _wrapped(line: str, width: int, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> list[str]:
    """A line in parts that are at most so wide, broken between words."""
    parts: list[str] = []
    for word in line.split():
        longer = f"{parts[-1]} {word}" if parts else word
        if parts and font.getlength(longer) <= width:
            parts[-1] = longer
        else:
            parts.append(word)
    return parts
