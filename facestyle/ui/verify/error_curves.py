"""What d means in pictures: the scale with both distributions, and the error curves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from facestyle.faces.calibration import Calibration
from facestyle.ui import languages
from facestyle.ui.shared import charts, html
from facestyle.ui.shared.charts import Axis
from facestyle.ui.verify import words

#: The ends of a scale, in its drawing.
LEFT, RIGHT = 12, 388
#: False match rates in the table.
RATES = (0.01, 0.001, 0.0001)
WIDTH, HEIGHT, BOTTOM = 320, 200, 166


def distance_scale(d: float, tau: float, known: Calibration | None, same: bool) -> str:
    """Draw d on its axis with tau and, if a calibration is known, how pairs of one person and of two are spread."""
    top = known.top if known and max(d, tau) <= known.top else 4.0
    x, base = Axis(0.0, top, LEFT, RIGHT), 74 if known else 34
    ticks = {top * part / 4: f"{top * part / 4:g}" for part in range(5)}
    drawn = charts.scale(
        d,
        tau,
        x,
        ticks,
        tau_label=f"τ = {tau:.2f}",
        label=words.DISTANCE_SCALE.format(d=d, top=top, tau=tau) + (words.SPREAD if known else ""),
        same=same,
        behind=_hills(known, x, base - 6) if known else "",
        base=base,
    )
    legend = f'<span class="fs-key-same"></span>{words.ONE}<span class="fs-key-different"></span>{words.TWO}'
    return drawn + (f'<p class="fs-legend">{legend}</p>' if known else "")


def probability_scale(value: float, tau: float, same: bool) -> str:
    """Draw the probability of a head on an axis from 0 to 1, with the threshold."""
    parts = (0.0, 0.25, 0.5, 0.75, 1.0)
    return charts.scale(
        value,
        tau,
        Axis(0.0, 1.0, LEFT, RIGHT),
        {part: f"{100 * part:.0f} %" for part in parts},
        tau_label=f"{100 * tau:.0f} %",
        label=words.PROBABILITY_SCALE.format(value=value, tau=tau),
        same=same,
        same_below=False,
    )


def _hills(known: Calibration, x: Axis, base: float) -> str:
    places, *kinds = known.densities()
    high = max(max(kind) for kind in kinds)
    shapes = []
    for kind, name in zip(kinds, ("same", "different"), strict=True):
        points = [(x.at(d), base - 50 * share / high) for d, share in zip(places, kind, strict=True) if d <= known.top]
        line = "L".join(f"{across:.1f} {up:.1f}" for across, up in points)
        shapes.append(f'<path class="fs-hill-{name}" d="M{LEFT} {base}L{line}L{points[-1][0]:.1f} {base}Z"/>')
    return "".join(shapes)


def curves(known: Calibration | None, encoder: str) -> str:
    """The ROC and DET curves, a table of error rates, and the source of the calibration."""
    if known is None:
        return f'<div class="fs-card"><p>{escape(words.NO_CALIBRATION.format(encoder=encoder))}</p></div>'
    fewest = max(min((rate for rate in known.fmr if rate > 0), default=1e-4), 1e-6)
    rates = [(fmr, fnmr) for fmr, fnmr in zip(known.fmr, known.fnmr, strict=True) if fmr > 0]
    roc = _plot([(fmr, 1 - fnmr) for fmr, fnmr in rates], fewest, Axis(0.9, 1.0, BOTTOM, 10), words.MATCH_RATE)
    least = 1 / known.matched
    of_misses = Axis(least, 1.0, BOTTOM, 10, logarithmic=True)
    det = _plot([(fmr, max(fnmr, least)) for fmr, fnmr in rates], fewest, of_misses, words.NON_MATCH_RATE)
    rows = [_rate_row(known, rate) for rate in RATES]
    source, made_by = languages.said(known.source), languages.said(known.made_by)
    told = words.CALIBRATION.format(known=known, source=source, made_by=made_by)
    return (
        f'<div class="fs-card fs-errors"><div class="fs-plots">{roc}{det}</div>'
        f"{html.table(words.ERROR_HEADS, rows)}{html.note(told)}</div>"
    )


def _rate_row(known: Calibration, rate: float) -> tuple[str, str, str]:
    tau = known.threshold(rate)
    cells = (words.FEW_PAIRS, "") if tau is None else (f"{tau:.2f}", f"{known.miss_rate(tau):.1%}")
    return words.ONE_IN.format(count=round(1 / rate)), *cells


def _plot(points: Sequence[tuple[float, float]], fewest: float, y: Axis, name: str) -> str:
    """A curve over the false match rate, on a logarithmic axis."""
    low = math.floor(math.log10(fewest))
    x = Axis(10.0**low, 1.0, charts.LEFT, WIDTH - 8, logarithmic=True)
    line = charts.polyline([(x.at(max(rate, x.low)), y.at(value)) for rate, value in points], "fs-curve")
    ticks = "".join(charts.tick(x.at(10.0**power), HEIGHT - 18, f"1e{power}") for power in range(low, 1, 2))
    title = charts.tick(WIDTH - 8, HEIGHT - 3, words.FALSE_MATCH_RATE, "end")
    drawn = charts.grid(y, _levels(y), right=WIDTH - 8) + ticks + line + title
    return html.figure(html.svg(WIDTH, HEIGHT, words.BY_FALSE_MATCH_RATE.format(name=name), drawn), name, "fs-plot")


def _levels(y: Axis) -> Mapping[float, str]:
    if not y.logarithmic:
        return {level: f"{level:g}" for level in (0.9, 0.95, 1.0)}
    return {10.0**power: f"{10.0**power:g}" for power in range(math.floor(math.log10(y.low)) + 1, 1)}
