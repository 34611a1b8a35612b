"""What the tab '1-D and 3-D' shows: signals as lines, the filter as bars, volumes as grey planes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from facestyle.signals.beats import BeatsResult, BeatsStep
from facestyle.signals.convolution import Shape
from facestyle.signals.ecg import NORMAL, Recording
from facestyle.signals.texture import TextureStep
from facestyle.signals.volume import Filtered, planes
from facestyle.ui.shared import charts, html
from facestyle.ui.signals import sliding, words
from facestyle.ui.signals.options import ShapesOptions

WIDTH = 640
#: Points drawn of a line; more would not be seen.
MOST_POINTS = 900
Values = Sequence[float] | np.ndarray


def points(values: Values, left: float, width: float, top: float, height: float, low: float, high: float) -> str:
    """Values as the points of a polyline in a box."""
    stride = max(1, len(values) // MOST_POINTS)
    across, up = width / max(len(values) - 1, 1), height / max(high - low, 1e-12)
    return " ".join(
        f"{left + i * across:.1f},{top + height - (float(values[i]) - low) * up:.1f}"
        for i in range(0, len(values), stride)
    )


def line(values: Values, kind: str, top: float, height: float, span: tuple[float, float], whole: int = 0) -> str:
    """A line over the whole width, or over the share of it that `values` are of `whole`."""
    width = WIDTH * (len(values) - 1) / max(whole - 1, 1) if whole else WIDTH
    return f'<polyline class="fs-signal {kind}" points="{points(values, 0, width, top, height, *span)}"/>'


def span(values: np.ndarray) -> tuple[float, float]:
    """Lowest and highest, with a little room."""
    low, high = float(values.min()), float(values.max())
    room = 0.06 * (high - low) or 1.0
    return low - room, high + room


def shapes(chosen: ShapesOptions, found: Sequence[Shape], learned: int, products: int) -> str:
    """Shapes in a chain, the filter sliding, and the sum of one axis."""
    out = found[1].positions[0]
    chain = "".join(
        f"<li><b>{one}</b><small>{words.place_in_chain(number)}</small></li>" for number, one in enumerate(found)
    )
    sentence = html.note(words.arithmetic(chosen, out, learned, products))
    return f'<div class="fs-signals"><ol class="fs-chain">{chain}</ol>{sliding.picture(chosen, out)}{sentence}</div>'


class SlideView:
    """A filter on its way over a recording."""

    def __init__(self, recording: Recording, taps: np.ndarray, kind: str) -> None:
        self.recording, self.taps, self.kind = recording, taps, kind
        self.outputs: list[float] = []
        self.found: list[int] = []
        self.span = span(recording.samples)

    def shown(self, position: int, value: float, below: str = "") -> str:
        """The signal with the filter on it, the output so far, and the sum at this place."""
        samples = self.recording.samples
        count = len(samples)
        scale = WIDTH / max(count - 1, 1)
        wide = max(3.0, len(self.taps) * scale)
        marks = "".join(f'<circle class="fs-mark" cx="{peak * scale:.1f}" cy="142" r="4"/>' for peak in self.found)
        beats = "".join(
            f'<path class="fs-odd" d="M{beat.sample * scale:.1f} 8v112"/>'
            for beat in self.recording.beats
            if beat.kind != NORMAL
        )
        output = np.array(self.outputs)
        middle = (len(self.taps) - 1) / 2 * scale
        drawn = (
            f'<g transform="translate({middle:.1f} 0)">{line(output, "fs-out", 150, 96, span(output), count)}</g>'
            if len(output) > 1
            else ""
        )
        return (
            f'<div class="fs-signals"><svg viewBox="0 0 {WIDTH} 262" role="img" aria-label="{words.SLIDE_SHOWN}">'
            f'{beats}<rect class="fs-window" x="{position * scale:.1f}" y="4" width="{wide:.1f}" height="120" rx="3"/>'
            f"{line(samples, 'fs-in', 8, 112, self.span)}"
            f'{marks}{drawn}<text x="4" y="14">{words.INPUT_X}</text><text x="4" y="258">{words.OUTPUT}</text></svg>'
            f"{self._sum(position, value)}{below}</div>"
        )

    def _sum(self, position: int, value: float) -> str:
        window = self.recording.samples[position : position + len(self.taps)]
        told = words.SUM.format(seconds=position / self.recording.rate, taps=len(self.taps))
        high = float(np.abs(self.taps).max()) or 1.0
        wide = 150 / len(self.taps)
        bars = "".join(
            f'<rect class="fs-tap" x="{i * wide:.1f}" y="{22 - max(tap, 0) / high * 20:.1f}" '
            f'width="{max(wide - 0.4, 0.6):.1f}" height="{max(abs(tap) / high * 20, 0.6):.1f}"/>'
            for i, tap in enumerate(self.taps.tolist())
        )
        under = f'<polyline class="fs-signal fs-in" points="{points(window, 0, 150, 2, 40, *self.span)}"/>'
        return (
            f'<div class="fs-sum"><figure><svg viewBox="0 0 150 44" role="img" aria-label="{words.UNDER}">'
            f"{under}</svg><figcaption>{words.UNDER_CAPTION}</figcaption></figure><b>·</b>"
            f'<figure><svg viewBox="0 0 150 44" role="img" aria-label="{words.TAPS_SHOWN}">{bars}</svg>'
            f"<figcaption>{words.TAPS_CAPTION.format(taps=len(self.taps))}</figcaption></figure>"
            f"<p><b>= {value:.3g}</b><small>{told}</small></p></div>"
        )


def bank(filters: np.ndarray, caption: str) -> str:
    """Learned filters as small curves."""
    high = float(np.abs(filters).max()) or 1.0
    figures = "".join(
        f'<figure><svg viewBox="0 0 100 46" role="img" aria-label="{words.LEARNED.format(number=number)}">'
        f'<path class="fs-grid" d="M0 23H100"/><polyline class="fs-signal fs-out" '
        f'points="{points(taps, 2, 96, 3, 40, -high, high)}"/></svg>'
        f"<figcaption>{words.LEARNED_CAPTION.format(number=number)}</figcaption></figure>"
        for number, taps in enumerate(filters, start=1)
    )
    return f'<div class="fs-bank">{figures}</div>{html.note(caption)}'


def training(history: Sequence[BeatsStep]) -> str:
    """A training so far: filters, cost and held-out error."""
    last = history[-1]
    if last.stage == "simulating":
        told = words.SIMULATING.format(done=last.done, total=last.total)
        return f'<div class="fs-signals">{html.progress(last.done / last.total, told)}</div>'
    epochs = [step for step in history if step.stage == "training"]
    drawn = charts.draw(
        [step.done for step in epochs],
        {words.COST: [step.cost for step in epochs], words.WRONG: [1 - step.accuracy for step in epochs]},
        last.total,
        words.BY_EPOCH,
    )
    assert last.filters is not None  # every step of the training itself has them
    filters = bank(last.filters, words.FIRST_LAYER)
    if last.result is None:
        head = html.progress(last.done / last.total, words.epoch(last))
        return f'<div class="fs-signals">{head}{filters}{drawn}</div>'
    head = html.done(words.learned(last.result, last.seconds))
    return f'<div class="fs-signals">{head}{_judged(last.result)}{filters}{drawn}</div>'


def _judged(result: BeatsResult) -> str:
    """A held-out recording with the network's answers."""
    samples = result.example.samples[: round(10 * result.example.rate)]
    scale = WIDTH / (len(samples) - 1)
    marks = ""
    for number, odd in zip(result.judged, result.predicted, strict=True):
        beat = result.example.beats[number]
        if beat.sample < len(samples):
            right = odd == (beat.kind != NORMAL)
            kind, sign = ("fs-odd", words.SIGNS[1]) if odd else ("fs-plain", words.SIGNS[0])
            marks += (
                f'<text class="{kind}" x="{beat.sample * scale:.1f}" y="12" text-anchor="middle">'
                f"{sign}{'' if right else ' ✗'}</text>"
            )
    return (
        f'<svg viewBox="0 0 {WIDTH} 120" role="img" aria-label="{words.JUDGED_SHOWN}">{marks}'
        f"{line(samples, 'fs-in', 18, 98, span(samples))}</svg>" + html.note(words.JUDGED)
    )


def texture(style: np.ndarray, history: Sequence[TextureStep]) -> str:
    """S above, G forming below, and the costs."""
    last = history[-1]
    at = span(np.concatenate([style, last.samples]))
    told = words.STEP_OF.format(step=last.iteration, steps=last.steps, cost=last.total_cost)
    head = html.progress(last.iteration / last.steps, told)
    if last.iteration == last.steps:
        head = html.done(words.fell(history[0], last))
    lines = {"J": [step.total_cost for step in history]}
    for layer in last.style_costs:
        lines[words.STYLE_COST.format(layer=layer)] = [step.style_costs[layer] for step in history]
    drawn = charts.draw([step.iteration for step in history], lines, last.steps)
    return (
        f'<div class="fs-signals">{head}<svg viewBox="0 0 {WIDTH} 210" role="img" aria-label="{words.TEXTURE_SHOWN}">'
        f"{line(style, 'fs-in', 6, 92, at)}{line(last.samples, 'fs-out', 112, 92, at)}"
        f'<text x="4" y="12">{words.TEXTURE_S}</text><text x="4" y="118">{words.TEXTURE_G}</text></svg>'
        f"{drawn if len(history) > 1 else ''}</div>"
    )


def volume(result: Filtered, place: tuple[int, int, int]) -> str:
    """Three planes of a volume, of the 3-D output, and of the output slice by slice."""
    low, high = float(result.solid.min()), float(result.solid.max())
    if result.options.kind == "blob":
        high = max(abs(low), abs(high))
        low = -high
    elif result.options.kind == "edge":
        low = 0.0
    bottom, top = float(result.original.min()), float(result.original.max())
    arrays = ((result.original, bottom, top), (result.solid, low, high), (result.sliced, low, high))
    rows = zip(words.ROWS, (planes(array, place, *ends) for array, *ends in arrays), strict=True)
    names = words.PLANES
    cells = "<span></span>" + "".join(f"<b>{name}</b>" for name in names)
    for title, pictures in rows:
        cells += f"<b>{title}</b>" + "".join(
            f'<img alt="{title}, {name}" src="{_grey(pixels)}">' for name, pixels in zip(names, pictures, strict=True)
        )
    return f'<div class="fs-signals">{html.note(*words.missed(result))}<div class="fs-planes">{cells}</div></div>'


def _grey(pixels: np.ndarray) -> str:
    large = pixels.repeat(4, axis=0).repeat(4, axis=1)
    return html.data_uri(np.stack([large] * 3, axis=2), 256, 90)
