"""A sheet of paper to draw on, in millimetres from its top left corner; text is wrapped and stays text in a PDF."""

from __future__ import annotations

import io
import re
from bisect import bisect
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from PIL import Image, ImageFont

from facestyle.faces.report import fonts

WIDTH, HEIGHT = 210.0, 297.0
INK, FAINT, LINE = "#1c1917", "#57534e", "#d6d3d1"
#: Pixels an inch of a PNG, and of the pictures in a PDF.
DPI = 200
_MM = 72 / 25.4
#: Characters of a text that is elided; nothing wider fits.
LONGEST = 600
#: From one line to the next, and from its top to the foot of its letters, in sizes of the letters.
_LEADING, _ASCENT = 1.42, 1.02
#: Where a line may end: after a space, and around each Chinese character but for the marks that close.
_PARTS = re.compile(r"\S+?(?=[\u2e80-\ufeff])|[\u2e80-\ufeff][，。；：、）》”！？]*|\S+")
#: The format of fonts in a PDF is a setting of all of matplotlib.
_lock = Lock()


class Sheet:
    """A sheet of A4, upright."""

    def __init__(self) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self._figure = Figure(figsize=(WIDTH / 25.4, HEIGHT / 25.4), dpi=DPI, facecolor="white")
        FigureCanvasAgg(self._figure)
        self._axes: Any = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        self._axes.set_axis_off()
        self._fonts: set[Path] = set()
        self._drawn = 0

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str = INK,
        *,
        bold: bool = False,
        width: float = WIDTH,
        align: str = "left",
    ) -> float:
        """Write a text, and return the y below it.

        Args:
            x: its left end, its middle or its right end, by `align`: left, center or right.
            y: the top of its first line.
            size: of the letters, in points.
            width: where lines are wrapped.
        """
        text, path = fonts.settable(text, bold)
        self._fonts.add(path)
        for line in wrapped(text, path, size, width):
            self._axes.text(
                *(x, y + _ASCENT * size / _MM, line),
                fontsize=size, color=colour, ha=align, va="baseline", font=path, parse_math=False, zorder=self._above(),
            )  # fmt: skip
            y += _LEADING * size / _MM
        return y

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, round_by: float = 0.0, **more: Any
    ) -> None:
        """Fill a rectangle. `more` is for matplotlib's patch."""
        from matplotlib.patches import FancyBboxPatch

        style = f"round,pad=0,rounding_size={round_by}" if round_by else "square,pad=0"
        self._axes.add_patch(
            FancyBboxPatch((x, y), width, height, style, fc=colour, zorder=self._above(), **{"ec": "none", **more})
        )

    def shape(self, points: Sequence[tuple[float, float]], colour: str, opacity: float) -> None:
        """Fill the area within points."""
        from matplotlib.patches import Polygon

        self._axes.add_patch(Polygon(points, closed=True, fc=colour, ec="none", alpha=opacity, zorder=self._above()))

    def line(self, points: Sequence[tuple[float, float]], colour: str = LINE, width: float = 0.6) -> None:
        """Draw a line through points; `width` is in points."""
        xs, ys = zip(*points, strict=True)
        self._axes.plot(
            xs, ys, color=colour, lw=width, solid_capstyle="round", solid_joinstyle="round", zorder=self._above()
        )

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a dot with a white rim."""
        from matplotlib.patches import Circle

        self._axes.add_patch(Circle((x, y), radius, fc=colour, ec="white", lw=1.4, zorder=self._above()))

    def picture(self, x: float, y: float, side: float, pixels: np.ndarray) -> None:
        """Put a square picture, H x H x 3, uint8, on the sheet, with round corners."""
        from matplotlib.patches import FancyBboxPatch

        large = round(side / 25.4 * DPI * 2)
        smooth = np.asarray(Image.fromarray(pixels).resize((large, large), Image.Resampling.LANCZOS))
        shown = self._axes.imshow(smooth, extent=(x, x + side, y + side, y), aspect="auto", zorder=self._above())
        style = "round,pad=0,rounding_size=2"
        shown.set_clip_path(FancyBboxPatch((x, y), side, side, style, transform=self._axes.transData))
        self._axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))

    def _above(self) -> int:
        """The place of what is drawn next: above all that is there."""
        self._drawn += 1
        return self._drawn

    def written(self, ending: str, title: str) -> bytes:
        """The sheet as a file.

        Args:
            ending: `.png` or `.pdf`.
            title: kept in the file.
        """
        import matplotlib

        kept = {"Title": title, "Creator" if ending == ".pdf" else "Software": "facestyle"}
        file = io.BytesIO()
        # As they are, TrueType fonts are sharpest; others are drawn glyph by glyph.
        kind = 42 if all(map(fonts.is_truetype, self._fonts)) else 3
        with _lock, matplotlib.rc_context({"pdf.fonttype": kind}):
            self._figure.savefig(file, format=ending[1:], dpi=DPI, metadata=kept)
        return file.getvalue()


def wrapped(text: str, font: Path, size: float, width: float) -> list[str]:
    """A text in lines that are at most so wide, in millimetres; a word that is wider alone is cut."""
    lines = [""]
    for found in _PARTS.finditer(text):
        part = found.group()
        gap = " " if lines[-1] and text[found.start() - 1 : found.start()] == " " else ""
        if not lines[-1] or _wide(lines[-1] + gap + part, font, size) <= width:
            lines[-1] += gap + part
        else:
            lines.append(part)
        while _wide(lines[-1], font, size) > width and len(lines[-1]) > 1:
            long = lines[-1]
            fits = max(1, _fitting(long, len(long) - 1, _beginning, font, size, width))
            lines[-1:] = [long[:fits], long[fits:]]
    return lines


def elided(text: str, size: float, width: float) -> str:
    """A text on one line, without its middle where it is wider than this, in millimetres."""
    _, font = fonts.settable(text + "…")
    kept = _fitting(text, min(len(text), LONGEST), _without_middle, font, size, width)
    return _without_middle(text, max(kept, 2))


def _fitting(text: str, most: int, part: Callable[[str, int], str], font: Path, size: float, width: float) -> int:
    """How many characters of a text, `most` or fewer, fit into a width."""
    return bisect(range(1, most + 1), width, key=lambda count: _wide(part(text, count), font, size))


def _beginning(text: str, kept: int) -> str:
    return text[:kept]


def _without_middle(text: str, kept: int) -> str:
    return text if kept >= len(text) else f"{text[: kept - kept // 2]}…{text[-(kept // 2) :]}"


def _wide(text: str, font: Path, size: float) -> float:
    return _measure(font).getlength(text) * size / 100 / _MM


@lru_cache(maxsize=8)
def _measure(font: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font), 100, layout_engine=ImageFont.Layout.BASIC)
