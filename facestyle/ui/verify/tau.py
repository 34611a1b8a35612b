"""A figure of the lesson: tau is dragged over both distributions of d, and both error rates follow.

What is drawn are the pairs of the calibration in force, as `Calibration` keeps them: the share of each kind at or below
each distance. Nothing of it is made up for the figure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from facestyle.faces.calibration import GRID, Calibration
from facestyle.faces.report.report import share
from facestyle.ui import languages
from facestyle.ui.shared import charts, html, touch
from facestyle.ui.shared.charts import Axis
from facestyle.ui.verify import words

#: Places of tau in one figure; more can't be told apart by a finger.
MOST_PLACES = 101
_WIDE, _TALL = 360, 238
_LEFT, _RIGHT = 50, 352
#: Vertical places: of the distributions, of the numbers below them, and of the error rates.
_HILLS, _NUMBERS, _RATES = (26, 104), 116, (136, 228)
#: The beginning of the ids of both distributions.
_ID = "verify-pairs"
#: The lowest rate drawn; smaller ones lie on the foot of the drawing.
_LOWEST = 1e-4


def figure(known: Calibration | None, encoder: str, tau: float) -> str:
    """Draw the figure; a sentence instead where the distances of an encoder are not known.

    Args:
        known: the calibration in force.
        encoder: the name of the encoder.
        tau: where the figure opens.
    """
    if known is None:
        return html.note(words.NO_CALIBRATION.format(encoder=encoder))
    end = _end(known)
    places = [number for number, d in enumerate(GRID) if d <= end + 1e-9]
    places = places[:: math.ceil(len(places) / MOST_PLACES)]
    x = Axis(0.0, end, _LEFT, _RIGHT)
    chosen = min(range(len(places)), key=lambda number: abs(GRID[places[number]] - tau))
    drawn = html.svg(_WIDE, _TALL, words.TAU_SHOWN, _axes(x) + _parts(known, places, x) + _targets(places, x))
    told = [_told(known, place, number == chosen) for number, place in enumerate(places)]
    source = words.TAU_SOURCE.format(known=known, source=languages.said(known.source))
    figure = touch.figure(words.TAU_LABEL, drawn + _legend(), told, chosen, -1, "fs-drag")
    return figure + f'<div class="fs-drag-source">{html.note(source)}</div>'


def _legend() -> str:
    return (
        f'<p class="fs-legend"><span><i class="fs-key-same"></i>{words.ONE_OF_BOTH}</span>'
        f'<span><i class="fs-key-different"></i>{words.TWO_OF_BOTH}</span></p>'
    )


def _end(known: Calibration) -> float:
    """The end of the axis, a quarter of `Calibration.top`, beyond which no pair lies."""
    quarter = known.top / 4
    last = next((d for d, rate in zip(GRID, known.fmr, strict=True) if rate > 0.9999), known.top)
    return min(known.top, math.ceil(last / quarter - 1e-9) * quarter)


def _told(known: Calibration, place: int, own: bool) -> str:
    """Both error rates at a place of tau, and what a step from there trades."""
    passed, missed = known.fmr[place], known.fnmr[place]
    trade = words.TRADES["strict" if missed > 2 * passed else "lax" if passed > 2 * missed else "even"]
    told = words.AT_TAU.format(
        tau=GRID[place], passed=_rate(passed), missed=_rate(missed), trade=trade, own=words.TAU_IN_FORCE if own else ""
    )
    return told.strip()


def _rate(value: float) -> str:
    return share(value).replace(" ", "\u00a0") if value > 0 else words.NOBODY


def _axes(x: Axis) -> str:
    """The lines and numbers that stay: distances below the distributions, rates beside the curves."""
    foot = _HILLS[1]
    numbers = "".join(charts.tick(x.at(d), _NUMBERS, f"{d:g}") for d in (x.high * part / 3 for part in range(4)))
    levels = {1.0: "100 %", 1e-2: "1 %", _LOWEST: "0.01 %"}
    ground = f'<path class="fs-grid" d="M{_LEFT} {foot}H{_RIGHT}"/>'
    return ground + numbers + charts.grid(_rates(), levels, _LEFT, _RIGHT)


def _rates() -> Axis:
    return Axis(_LOWEST, 1.0, _RATES[1], _RATES[0], logarithmic=True)


def _parts(known: Calibration, places: Sequence[int], x: Axis) -> str:
    """Both distributions and the curves of both errors; for each place of tau a mark, and the pairs beyond it again."""
    y = _rates()
    rates = {"same": known.fnmr, "different": known.fmr}
    curves = "".join(
        charts.polyline([(x.at(GRID[at]), y.at(rate[at])) for at in places], f"fs-curve-{kind}")
        for kind, rate in rates.items()
    )
    marks = "".join(
        _mark(number, GRID[at], x, {kind: y.at(rate[at]) for kind, rate in rates.items()})
        for number, at in enumerate(places)
    )
    return _hills(known, x) + curves + marks


def _hills(known: Calibration, x: Axis) -> str:
    places, *densities = known.densities()
    (top, foot), high = _HILLS, max(map(max, densities))
    drawn = []
    for kind, shares in zip(("same", "different"), densities, strict=True):
        line = "L".join(
            f"{x.at(d):.1f} {foot - (foot - top) * part / high:.1f}"
            for d, part in zip(places, shares, strict=True)
            if d <= x.high
        )
        drawn.append(f'<path id="{_ID}-{kind}" class="fs-pairs-{kind}" d="M{_LEFT} {foot}L{line}L{_RIGHT} {foot}Z"/>')
    return f'<g class="fs-pale">{"".join(drawn)}</g>'


def _mark(state: int, tau: float, axis: Axis, dots: Mapping[str, float]) -> str:
    """Tau at one place: its line over both drawings, a handle, a dot on each curve, and the pairs in error."""
    x = axis.at(tau)
    wrong = _cut("same", x, _RIGHT) + _cut("different", _LEFT, x)
    ends = "".join(f'<circle class="fs-at-{kind}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for kind, y in dots.items())
    line = f'<path d="M{x:.1f} 15V{_RATES[1]}"/><circle class="fs-grip" cx="{x:.1f}" cy="{_HILLS[1]}" r="5"/>'
    number = f'<text x="{min(x, _RIGHT - 26):.1f}" y="11" text-anchor="middle">τ = {tau:.2f}</text>'
    return f'<g class="fs-mark" {touch.state(state)}>{wrong}{line}{number}{ends}</g>'


def _cut(kind: str, start: float, end: float) -> str:
    """The part of a distribution between two places, once more and stronger."""
    if end - start < 0.1:
        return ""
    place = f'x="{start:.1f}" y="0" width="{end - start:.1f}" height="{_HILLS[1]}"'
    view = f"{start:.1f} 0 {end - start:.1f} {_HILLS[1]}"
    return f'<svg {place} viewBox="{view}"><use href="#{_ID}-{kind}"/></svg>'


def _targets(places: Sequence[int], x: Axis) -> str:
    """What is pointed at, around each place."""
    step = x.at(GRID[places[1]]) - x.at(GRID[places[0]])
    return "".join(
        f'<rect class="fs-target" data-at="{number}" x="{x.at(GRID[place]) - step / 2:.1f}" y="0" width="{step:.2f}" '
        f'height="{_TALL}"/>'
        for number, place in enumerate(places)
    )
