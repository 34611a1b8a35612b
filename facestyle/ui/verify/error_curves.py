"""What d means, as pictures: the scale with both distributions, and the error curves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

from facestyle.faces.calibration import Calibration

WIDTH, LEFT, RIGHT = 400, 12, 388
#: Rates that the table tells of.
RATES = (0.01, 0.001, 0.0001)


def probability(value: float) -> str:
    """In words where the data can't tell more."""
    if value > 0.995:
        return "more than 99 %"
    return "less than 1 %" if value < 0.005 else f"{value:.0%}".replace("%", " %")


def scale(d: float, tau: float, known: Calibration | None) -> str:
    """D on its axis, with tau marked and, where they are known, the distances of pairs of one person and of two."""
    top = known.top if known and max(d, tau) <= known.top else 4.0
    base, height = (74, 112) if known else (34, 68)

    def at(value: float) -> float:
        return LEFT + (RIGHT - LEFT) * min(max(value, 0.0), top) / top

    ticks = "".join(
        f'<text class="fs-tick" x="{at(value):.1f}" y="{base + 26}" text-anchor="middle">{value:g}</text>'
        for value in (top * part / 4 for part in range(5))
    )
    end, label = RIGHT - at(tau), min(max(at(tau), 32), RIGHT - 24)
    hills = _hills(known, at, base - 6) if known else ""
    side = "fs-same" if d <= tau else "fs-different"
    spread = "; behind it how pairs of one person and of two are spread" if known else ""
    return (
        f'<svg class="fs-scale" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="d is {d:.2f} on a scale from 0 to {top:g}; tau is {tau:.2f}{spread}">{hills}'
        f'<rect class="fs-zone-same" x="{LEFT}" y="{base - 4}" width="{at(tau) - LEFT:.1f}" height="8" rx="4"/>'
        f'<rect class="fs-zone-different" x="{at(tau):.1f}" y="{base - 4}" width="{end:.1f}" height="8" rx="4"/>'
        f'<path class="fs-tau" d="M{at(tau):.1f} 20V{base + 10}"/>'
        f'<text class="fs-tau-label" x="{label:.1f}" y="14" text-anchor="middle">τ = {tau:.2f}</text>'
        f'<circle class="fs-dot {side}" cx="{at(d):.1f}" cy="{base}" r="8"/>{ticks}</svg>'
        f"{_legend(known)}"
    )


def _hills(known: Calibration, at: Any, base: float) -> str:
    places, *kinds = known.densities()
    high = max(max(kind) for kind in kinds)
    shapes = []
    for kind, name in zip(kinds, ("same", "different"), strict=True):
        points = [(at(d), base - 50 * share / high) for d, share in zip(places, kind, strict=True) if d <= known.top]
        line = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        shapes.append(f'<path class="fs-hill-{name}" d="M{LEFT} {base}L{line}L{points[-1][0]:.1f} {base}Z"/>')
    return "".join(shapes)


def _legend(known: Calibration | None) -> str:
    if known is None:
        return ""
    return (
        '<p class="fs-legend"><span class="fs-key-same"></span>pairs of one person'
        '<span class="fs-key-different"></span>pairs of two people</p>'
    )


def curves(known: Calibration | None, encoder: str) -> str:
    """ROC, DET, what each false match rate costs, and where that comes from."""
    if known is None:
        return (
            f'<div class="fs-card"><p>The encoder {escape(encoder)} has no calibration: its τ is a published default. '
            "Make one below, from pictures of your own.</p></div>"
        )
    fewest = max(min((rate for rate in known.fmr if rate > 0), default=1e-4), 1e-6)
    roc = [(fmr, 1 - fnmr) for fmr, fnmr in zip(known.fmr, known.fnmr, strict=True) if fmr > 0]
    det = [(fmr, max(fnmr, 1 / known.matched)) for fmr, fnmr in zip(known.fmr, known.fnmr, strict=True) if fmr > 0]
    rows = "".join(_rate_row(known, rate) for rate in RATES)
    return (
        '<div class="fs-card fs-errors"><div class="fs-plots">'
        f"{_plot(roc, fewest, (0.9, 1.0), 'True match rate', log_y=False)}"
        f"{_plot(det, fewest, (1 / known.matched, 1.0), 'False non-match rate', log_y=True)}</div>"
        '<div class="fs-scroll"><table class="fs-table"><thead><tr><th>Strangers that pass</th><th>τ</th>'
        f"<th>People missed</th></tr></thead><tbody>{rows}</tbody></table></div>"
        f'<p class="fs-note">{escape(known.encoder)}: {known.matched:,} pairs of one person, {known.mismatched:,} of '
        f"two. From {escape(known.source)}, {escape(known.day)}, {escape(known.made_by)}. The probability is off by "
        f"{known.ece:.1%} on average (ECE), Brier score {known.brier:.4f}, each judged on pairs it was not fitted on."
        "</p>"
        "</div>"
    )


def _rate_row(known: Calibration, rate: float) -> str:
    tau = known.threshold(rate)
    told = (
        "<td>not enough pairs</td><td></td>"
        if tau is None
        else f"<td>{tau:.2f}</td><td>{known.miss_rate(tau):.1%}</td>"
    )
    return f"<tr><td>1 in {round(1 / rate):,}</td>{told}</tr>"


def _plot(
    points: Sequence[tuple[float, float]], fewest: float, span: tuple[float, float], name: str, log_y: bool
) -> str:
    """A curve over the false match rate, on a logarithmic axis."""
    width, height, left, bottom = 320, 200, 46, 34
    low_x = math.floor(math.log10(fewest))

    def x(rate: float) -> float:
        return left + (width - left - 8) * (math.log10(max(rate, 10.0**low_x)) - low_x) / -low_x

    def y(value: float) -> float:
        low, high, value = (math.log10(one) for one in (*span, max(value, 1e-9))) if log_y else (*span, value)
        return 10 + (height - 10 - bottom) * (high - min(max(value, low), high)) / (high - low)

    levels = [10.0**power for power in range(math.floor(math.log10(span[0])) + 1, 1)] if log_y else [0.9, 0.95, 1.0]
    grid = "".join(
        f'<path class="fs-grid" d="M{left} {y(level):.1f}H{width - 8}"/>'
        f'<text class="fs-tick" x="{left - 5}" y="{y(level) + 4:.1f}" text-anchor="end">{level:g}</text>'
        for level in levels
    )
    grid += "".join(
        f'<text class="fs-tick" x="{x(10.0**power):.1f}" y="{height - 18}" text-anchor="middle">1e{power}</text>'
        for power in range(low_x, 1, 2)
    )
    line = " ".join(f"{x(rate):.1f},{y(value):.1f}" for rate, value in points)
    return (
        f'<figure class="fs-plot"><svg viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{name} by false match rate">{grid}<polyline class="fs-curve" points="{line}"/>'
        f'<text class="fs-tick" x="{width - 8}" y="{height - 3}" text-anchor="end">false match rate</text></svg>'
        f"<figcaption>{name}</figcaption></figure>"
    )
