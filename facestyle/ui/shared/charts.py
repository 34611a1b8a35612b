"""Cost curves as inline SVG: one line a cost, on a logarithmic axis, in the theme's colours."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 560, 200
LEFT, RIGHT, TOP, BOTTOM = 46, 8, 10, 24
#: Points drawn of each line; more would not be seen.
MOST_POINTS = 200


def empty() -> str:
    """The state before anything has run."""
    return (
        '<div class="fs-curves fs-faint"><p>The costs appear here while G forms: J, and what it is made of.</p></div>'
    )


def draw(iterations: Sequence[int], lines: Mapping[str, Sequence[float]], last_iteration: int, note: str = "") -> str:
    """Draw costs by iteration.

    Args:
        iterations: where the values stand on the axis.
        lines: values of each line, named for the legend; the first is drawn strongest.
        last_iteration: the right end of the axis.
        note: a sentence below the legend.
    """
    positive = [value for values in lines.values() for value in values if value > 0 and math.isfinite(value)]
    if not positive:
        return empty()
    low, high = math.floor(math.log10(min(positive))), math.ceil(math.log10(max(positive)))
    low, high = max(low, high - 6), max(high, low + 1)

    def x(iteration: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * iteration / max(last_iteration, 1)

    def y(value: float) -> float:
        level = math.log10(value) if value > 0 else low
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - min(max(level, low), high)) / (high - low)

    stride = max(1, len(iterations) // MOST_POINTS)
    kept = sorted({*range(0, len(iterations), stride), len(iterations) - 1})
    paths, legend = [], []
    for number, (name, values) in enumerate(lines.items()):
        points = " ".join(f"{x(iterations[i]):.1f},{y(values[i]):.1f}" for i in kept)
        paths.append(f'<polyline class="fs-line fs-line-{number}" points="{points}"/>')
        legend.append(f'<li class="fs-line-{number}">{escape(name)}<b>{values[-1]:.3g}</b></li>')
    below = f'<p class="fs-note">{escape(note)}</p>' if note else ""
    return (
        f'<div class="fs-curves"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Costs by step">'
        f"{_grid(low, high, y, x, last_iteration)}{''.join(paths)}</svg><ul>{''.join(legend)}</ul>{below}</div>"
    )


def _grid(low: int, high: int, y, x, last_iteration: int) -> str:  # type: ignore[no-untyped-def]
    parts = []
    for power in range(low, high + 1):
        height = y(10.0**power)
        parts.append(f'<path class="fs-grid" d="M{LEFT} {height:.1f}H{WIDTH - RIGHT}"/>')
        label = f"{10.0**power:g}"
        parts.append(f'<text class="fs-tick" x="{LEFT - 6}" y="{height + 3:.1f}" text-anchor="end">{label}</text>')
    for share in (0.0, 0.5, 1.0):
        iteration = round(last_iteration * share)
        anchor = {0.0: "start", 0.5: "middle", 1.0: "end"}[share]
        word = f"step {iteration}" if share == 1.0 else str(iteration)
        parts.append(
            f'<text class="fs-tick" x="{x(iteration):.1f}" y="{HEIGHT - 6}" text-anchor="{anchor}">{word}</text>'
        )
    return "".join(parts)
