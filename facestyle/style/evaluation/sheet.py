"""A contact sheet to look at: a row for each pair, C and S first, then G by each preset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from facestyle.outputs import write_picture
from facestyle.style.evaluation.evaluate import PairResult

#: Long side of a picture on the sheet; the space between two; and the height of a line of text.
SIDE, GAP, LINE = 256, 8, 18
#: Rows on one sheet, so that it stays a picture that can be opened.
MOST_ROWS = 40


def write(results: Sequence[PairResult], path: Path) -> int:
    """Draw the first pairs, `MOST_ROWS` at most, under a path that `outputs.check` has passed.

    Returns:
        The number of pairs on it.

    Raises:
        OutputError: it can't be written.
    """
    shown = results[:MOST_ROWS]
    write_picture(drawn(shown), path)
    return len(shown)


def drawn(results: Sequence[PairResult]) -> np.ndarray:
    """Return the sheet, height x width x 3, uint8, of one pair at least."""
    columns = 1 + len(results[0].measures)
    rows = [[(_fitted(picture), lines) for picture, *lines in _cells(result)] for result in results]
    heights = [max(picture.height for picture, _ in row) for row in rows]
    below = 2 * LINE + GAP
    sheet = Image.new("RGB", (columns * (SIDE + GAP) + GAP, sum(heights) + len(rows) * below + GAP), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=13)
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        for column, (picture, lines) in enumerate(row):
            left = GAP + column * (SIDE + GAP)
            sheet.paste(picture, (left, top))
            for number, line in enumerate(lines):
                draw.text((left, top + height + 2 + number * LINE), line[:40], fill="black", font=font)
        top += height + below
    return np.asarray(sheet)


def _cells(result: PairResult) -> list[tuple[np.ndarray, str, str]]:
    content, *restyled = result.measures
    cells = [
        (content.picture, f"C: {result.content}", f"Gram distance to S {content.gram_distance:.2f}"),
        (result.style_picture, f"S: {result.style}", ""),
    ]
    for measures in restyled:
        text = f"LPIPS {measures.lpips:.2f}, Gram distance {measures.gram_distance:.2f}"
        cells.append((measures.picture, measures.preset, text))
    return cells


def _fitted(picture: np.ndarray) -> Image.Image:
    return ImageOps.contain(Image.fromarray(picture), (SIDE, SIDE), Image.Resampling.LANCZOS)
