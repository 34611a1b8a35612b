"""Inline SVG in the theme's colours: axes, lines over them, and a value on a scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from facestyle.ui.shared import html, words

WIDTH, HEIGHT = 560, 200
LEFT, RIGHT, TOP, BOTTOM = 46, 8, 10, 24
#: Values by the name of their line, in the order of the steps; None where a step has no value.
Lines = Mapping[str, Sequence[float | None]]
#: Points drawn of each line; the eye does not see more.
MOST_POINTS = 200


@dataclass(frozen=True)
class Axis:
    """An axis from `start` to `end` in a drawing; a value beyond `low` or `high` is drawn at that end."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def at(self, value: float) -> float:
        """The place of a value."""
        low, high = self.low, self.high
        if self.logarithmic:
            low, high, value = math.log10(low), math.log10(high), math.log10(value) if value > 0 else -math.inf
        return self.start + (self.end - self.start) * (min(max(value, low), high) - low) / (high - low)


def grid(y: Axis, levels: Mapping[float, str], left: float = LEFT, right: float = WIDTH - RIGHT) -> str:
    """A labelled line across the drawing for each level."""
    return "".join(
        f'<path class="fs-grid" d="M{left} {y.at(level):.1f}H{right}"/>{tick(left - 6, y.at(level) + 3, label, "end")}'
        for level, label in levels.items()
    )


def tick(x: float, y: float, label: str, anchor: str = "middle") -> str:
    """A label beside or below an axis."""
    return f'<text class="fs-tick" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{label}</text>'


def polyline(points: Sequence[tuple[float, float]], kind: str) -> str:
    """A line through points."""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline class="{kind}" points="{places}"/>'


def empty() -> str:
    """The state before the first costs."""
    return f'<div class="fs-curves fs-faint"><p>{escape(words.COSTS_EMPTY)}</p></div>'


def draw(iterations: Sequence[int], lines: Lines, last_iteration: int, note: str = "") -> str:
    """Draw costs by iteration, on a logarithmic axis.

    Args:
        iterations: where the values stand on the axis.
        lines: values of each line, named for the legend; the first is drawn strongest.
        last_iteration: the right end of the axis.
        note: a sentence below the legend.
    """
    positive = [value for values in lines.values() for value in values if value and 0 < value < math.inf]
    if not positive:
        return empty()
    low, high = math.floor(math.log10(min(positive))), math.ceil(math.log10(max(positive)))
    low, high = max(low, high - 6), max(high, low + 1)
    y = Axis(10.0**low, 10.0**high, HEIGHT - BOTTOM, TOP, logarithmic=True)
    levels = {10.0**power: f"{10.0**power:g}" for power in range(low, high + 1)}
    return _by_step(iterations, lines, last_iteration, y, levels, "{:.3g}", words.COSTS, note)


def shares(steps: Sequence[int], lines: Lines, last: int, label: str) -> str:
    """Draw shares by step, on an axis from 0 to 100 %; see `draw`. `label`: see `html.svg`."""
    y = Axis(0, 1, HEIGHT - BOTTOM, TOP)
    return _by_step(steps, lines, last, y, {share: f"{share:.0%}" for share in (0, 0.5, 1)}, "{:.0%}", label, "")


def _by_step(
    steps: Sequence[int],
    lines: Lines,
    last: int,
    y: Axis,
    levels: Mapping[float, str],
    shown: str,
    label: str,
    note: str,
) -> str:
    """Draw lines by step over the `levels` of an axis; a legend gives their last values in the format `shown`."""
    x = Axis(0, max(last, 1), LEFT, WIDTH - RIGHT)
    kept = sorted({*range(0, len(steps), max(1, len(steps) // MOST_POINTS)), len(steps) - 1})
    paths, legend = [], []
    for number, (name, values) in enumerate(lines.items()):
        known = [(x.at(steps[i]), y.at(value)) for i in kept if (value := values[i]) is not None]
        paths.append(polyline(known, f"fs-line fs-line-{number}"))
        value = next(value for value in reversed(values) if value is not None)
        legend.append(f'<li class="fs-line-{number}">{escape(name)}<b>{shown.format(value)}</b></li>')
    middle = round(last / 2)
    ends = ((0, "0", "start"), (middle, str(middle), "middle"), (last, words.STEP.format(step=last), "end"))
    ticks = "".join(tick(x.at(step), HEIGHT - 6, text, anchor) for step, text, anchor in ends)
    drawing = html.svg(WIDTH, HEIGHT, label, grid(y, levels) + ticks + "".join(paths))
    return f'<div class="fs-curves">{drawing}<ul>{"".join(legend)}</ul>{html.note(note)}</div>'


def scale(
    value: float,
    tau: float,
    x: Axis,
    ticks: Mapping[float, str],
    *,
    tau_label: str,
    label: str,
    same: bool,
    same_below: bool = True,
    behind: str = "",
    base: int = 34,
) -> str:
    """Draw a value as a dot on an axis, between the zones of one person and of two people, which meet at tau.

    Args:
        value: the place of the dot.
        tau: the place where the zones meet.
        x: the axis.
        ticks: labels by value.
        tau_label: the label above tau.
        label: see `html.svg`.
        same: whether the verdict is one person.
        same_below: whether the zone of one person is below tau.
        behind: a drawing behind the axis.
        base: y of the axis in the drawing.
    """
    border, left, right = x.at(tau), x.start, x.end
    zones = ("same", "different") if same_below else ("different", "same")
    bars = "".join(
        f'<rect class="fs-zone-{zone}" x="{start:.1f}" y="{base - 4}" width="{end - start:.1f}" height="8" rx="4"/>'
        for zone, start, end in zip(zones, (left, border), (border, right), strict=True)
    )
    # Longer labels of the ends would be cut off.
    inward = {x.low: "start", x.high: "end"}
    labels = "".join(
        tick(x.at(at), base + 26, text, inward.get(at, "middle") if len(text) > 2 else "middle")
        for at, text in ticks.items()
    )
    mark = (
        f'<path class="fs-tau" d="M{border:.1f} 20V{base + 10}"/><text class="fs-tau-label" '
        f'x="{min(max(border, 32), right - 24):.1f}" y="14" text-anchor="middle">{tau_label}</text>'
    )
    kind = "fs-same" if same else "fs-different"
    dot = f'<circle class="fs-dot {kind}" cx="{x.at(value):.1f}" cy="{base}" r="8"/>'
    height = base + (38 if behind else 34)
    return html.svg(left + right, height, label, f"{behind}{bars}{mark}{dot}{labels}", "fs-scale")
