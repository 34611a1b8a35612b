"""A small picture of a filter that slides along a row, over a grid or through a cube, and of its output."""

from __future__ import annotations

from itertools import product

from facestyle.ui.signals import words
from facestyle.ui.signals.options import ShapesOptions

#: Places that a round shows, at most; more would take too long to watch.
MOST_PLACES = 64
SECONDS_A_PLACE = 0.3


def picture(chosen: ShapesOptions, out: int) -> str:
    """Draw the input, the filter and the output as cells; the filter moves to `out` places on each axis."""
    places = list(product(range(out), repeat=chosen.dimensions))
    places = places[:: -(-len(places) // MOST_PLACES)]
    draw = (_row, _grid, _cube)[chosen.dimensions - 1]
    told = words.SLIDES.format(size=chosen.size, side=chosen.side, out=out)
    drawn = draw(chosen.side + 2 * chosen.padding, chosen.size, chosen.stride, chosen.padding, out, places)
    tall = 150 if chosen.dimensions == 1 else 230
    return f'<svg class="fs-sliding" viewBox="0 0 560 {tall}" role="img" aria-label="{told}">{drawn}</svg>'


def _moving(shape: str, ways: list[tuple[float, float]]) -> str:
    values = ";".join(f"{x:.1f} {y:.1f}" for x, y in ways)
    return (
        f'<g>{shape}<animateTransform attributeName="transform" type="translate" calcMode="discrete" '
        f'values="{values}" dur="{SECONDS_A_PLACE * len(ways):.1f}s" repeatCount="indefinite"/></g>'
    )


def _cells(columns: int, rows: int, x: float, y: float, unit: float, padding: int, kind: str) -> str:
    parts = [f'<rect class="fs-cells {kind}" x="{x}" y="{y}" width="{columns * unit:.1f}" height="{rows * unit:.1f}"/>']
    for i in range(1, columns):
        parts.append(f'<path class="fs-rule" d="M{x + i * unit:.1f} {y}v{rows * unit:.1f}"/>')
    for i in range(1, rows):
        parts.append(f'<path class="fs-rule" d="M{x} {y + i * unit:.1f}h{columns * unit:.1f}"/>')
    if padding:
        down = padding if rows > 1 else 0
        parts.append(
            f'<rect class="fs-inside" x="{x + padding * unit:.1f}" y="{y + down * unit:.1f}" '
            f'width="{(columns - 2 * padding) * unit:.1f}" height="{(rows - 2 * down) * unit:.1f}"/>'
        )
    return "".join(parts)


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}">{text}</text>'


def _row(wide: int, size: int, stride: int, padding: int, out: int, places: list[tuple[int, ...]]) -> str:
    unit = min(28.0, 540 / wide)
    filter_ = f'<rect class="fs-window" x="8" y="28" width="{size * unit:.1f}" height="{unit + 4:.1f}" rx="3"/>'
    cell = f'<rect class="fs-cell" x="8" y="96" width="{unit:.1f}" height="{unit:.1f}"/>'
    return (
        _text(8, 18, words.cells(f"{wide}", padding))
        + _cells(wide, 1, 8, 30, unit, padding, "")
        + _moving(filter_, [(place[0] * stride * unit, 0) for place in places])
        + _text(8, 86, words.CELLS_OUT.format(cells=out))
        + _cells(out, 1, 8, 96, unit, 0, "fs-result")
        + _moving(cell, [(place[0] * unit, 0) for place in places])
    )


def _grid(wide: int, size: int, stride: int, padding: int, out: int, places: list[tuple[int, ...]]) -> str:
    unit = min(14.0, 195 / wide)
    filter_ = f'<rect class="fs-window" x="8" y="26" width="{size * unit:.1f}" height="{size * unit:.1f}" rx="3"/>'
    cell = f'<rect class="fs-cell" x="308" y="26" width="{unit:.1f}" height="{unit:.1f}"/>'
    return (
        _text(8, 16, words.cells(f"{wide}×{wide}", padding))
        + _cells(wide, wide, 8, 26, unit, padding, "")
        + _moving(filter_, [(x * stride * unit, y * stride * unit) for y, x in places])
        + _text(308, 16, words.CELLS_OUT.format(cells=f"{out}×{out}"))
        + _cells(out, out, 308, 26, unit, 0, "fs-result")
        + _moving(cell, [(x * unit, y * unit) for y, x in places])
    )


def _cube(wide: int, size: int, stride: int, padding: int, out: int, places: list[tuple[int, ...]]) -> str:
    unit = min(9.0, 130 / wide)

    def moved(place: tuple[int, ...], step: int) -> tuple[float, float]:
        z, y, x = (step * unit * one for one in place)
        return x + 0.5 * z, y - 0.4 * z

    return (
        _text(8, 16, words.cells(f"{wide}×{wide}×{wide}", padding))
        + _box(wide * unit, 12, 84, "")
        + _moving(_box(size * unit, 12, 84, "fs-window"), [moved(place, stride) for place in places])
        + _text(308, 16, words.CELLS_OUT.format(cells=f"{out}×{out}×{out}"))
        + _box(out * unit, 312, 84, "fs-result")
        + _moving(_box(unit, 312, 84, "fs-cell"), [moved(place, 1) for place in places])
    )


def _box(side: float, x: float, y: float, kind: str) -> str:
    """A cube in oblique projection: its front, its top and its right side."""
    back, up = 0.5 * side, 0.4 * side
    return (
        f'<g class="fs-cube {kind}"><path d="M{x} {y:.1f}h{side:.1f}v{side:.1f}h{-side:.1f}z"/>'
        f'<path d="M{x} {y:.1f}l{back:.1f} {-up:.1f}h{side:.1f}l{-back:.1f} {up:.1f}z"/>'
        f'<path d="M{x + side:.1f} {y:.1f}l{back:.1f} {-up:.1f}v{side:.1f}l{-back:.1f} {up:.1f}z"/></g>'
    )
