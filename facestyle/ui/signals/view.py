"""The pictures of the tab '1-D and 3-D': signals as lines, the filter as bars, volumes as grey planes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from facestyle.signals.beats import BeatsResult, BeatsStep
from facestyle.signals.convolution import Shape
from facestyle.signals.ecg import NORMAL, Recording
from facestyle.signals.texture import TextureStep
from facestyle.signals.volume import Filtered, planes
from facestyle.ui.shared import charts, html
from facestyle.ui.shared.charts import Axis
from facestyle.ui.signals import sliding, words
from facestyle.ui.signals.options import ShapesOptions

WIDTH = 640
#: Points drawn of a line; the eye does not see more.
MOST_POINTS = 900
Values = Sequence[float] | np.ndarray


def line(values: Values, kind: str, x: Axis, y: Axis) -> str:
    """A signal as a line; `x` is the axis of its positions."""
    stride = max(1, len(values) // MOST_POINTS)
    places = [(x.at(i), y.at(float(values[i]))) for i in range(0, len(values), stride)]
    return charts.polyline(places, f"fs-signal {kind}")


def positions(count: int, start: float = 0, end: float = WIDTH) -> Axis:
    """An axis of `count` positions."""
    return Axis(0, max(count - 1, 1), start, end)


def heights(values: np.ndarray, top: float, height: float) -> Axis:
    """An axis for these values, upwards, with a little room at both ends."""
    low, high = float(values.min()), float(values.max())
    room = 0.06 * (high - low) or 1.0
    return Axis(low - room, high + room, top + height, top)


def shapes(chosen: ShapesOptions, found: Sequence[Shape], learned: int, products: int) -> str:
    """Shapes in a chain, the sliding filter, and the arithmetic of one axis."""
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

    def shown(self, position: int, value: float, below: str = "") -> str:
        """The signal with the filter on it, the output so far, and the sum at this place."""
        samples, output = self.recording.samples, np.array(self.outputs)
        x = positions(len(samples))
        wide = max(3.0, x.at(len(self.taps)))
        beats = "".join(
            f'<path class="fs-odd" d="M{x.at(beat.sample):.1f} 8v112"/>'
            for beat in self.recording.beats
            if beat.kind != NORMAL
        )
        drawn = (
            beats + f'<rect class="fs-window" x="{x.at(position):.1f}" y="4" width="{wide:.1f}" height="120" rx="3"/>'
        )
        drawn += line(samples, "fs-in", x, heights(samples, 8, 112))
        drawn += "".join(f'<circle class="fs-mark" cx="{x.at(peak):.1f}" cy="142" r="4"/>' for peak in self.found)
        if len(output) > 1:
            middle = x.at((len(self.taps) - 1) / 2)
            formed = line(output, "fs-out", x, heights(output, 150, 96))
            drawn += f'<g transform="translate({middle:.1f} 0)">{formed}</g>'
        drawn += f'<text x="4" y="14">{words.INPUT_X}</text><text x="4" y="258">{words.OUTPUT}</text>'
        drawing = html.svg(WIDTH, 262, words.SLIDE_SHOWN, drawn)
        return f'<div class="fs-signals">{drawing}{self._sum(position, value)}{below}</div>'

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
        under = line(window, "fs-in", positions(len(window), end=150), heights(self.recording.samples, 2, 40))
        figures = (
            html.figure(html.svg(150, 44, words.UNDER, under), words.UNDER_CAPTION),
            html.figure(html.svg(150, 44, words.TAPS_SHOWN, bars), words.TAPS_CAPTION.format(taps=len(self.taps))),
        )
        return f'<div class="fs-sum">{"<b>·</b>".join(figures)}<p><b>= {value:.3g}</b><small>{told}</small></p></div>'


def bank(filters: np.ndarray) -> str:
    """Learned filters as small curves."""
    high = float(np.abs(filters).max()) or 1.0
    figures = ""
    for number, taps in enumerate(filters, start=1):
        curve = line(taps, "fs-out", positions(len(taps), 2, 98), Axis(-high, high, 43, 3))
        drawing = html.svg(
            100, 46, words.LEARNED.format(number=number), f'<path class="fs-grid" d="M0 23H100"/>{curve}'
        )
        figures += html.figure(drawing, words.LEARNED_CAPTION.format(number=number))
    return f'<div class="fs-bank">{figures}</div>{html.note(words.FIRST_LAYER)}'


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
    filters = bank(last.filters)
    head = html.progress(last.done / last.total, words.epoch(last))
    if last.result is not None:
        head = html.done(words.learned(last.result, last.seconds)) + _judged(last.result)
    return f'<div class="fs-signals">{head}{filters}{drawn}</div>'


def _judged(result: BeatsResult) -> str:
    """A held-out recording with the answers of the network."""
    samples = result.example.samples[: round(10 * result.example.rate)]
    x, marks = positions(len(samples)), ""
    for number, odd in zip(result.judged, result.predicted, strict=True):
        beat = result.example.beats[number]
        if beat.sample < len(samples):
            right = odd == (beat.kind != NORMAL)
            kind, sign = ("fs-odd", words.SIGNS[1]) if odd else ("fs-plain", words.SIGNS[0])
            marks += (
                f'<text class="{kind}" x="{x.at(beat.sample):.1f}" y="12" text-anchor="middle">'
                f"{sign}{'' if right else ' ✗'}</text>"
            )
    drawn = marks + line(samples, "fs-in", x, heights(samples, 18, 98))
    return html.svg(WIDTH, 120, words.JUDGED_SHOWN, drawn) + html.note(words.JUDGED)


def texture(style: np.ndarray, history: Sequence[TextureStep]) -> str:
    """S above, G forming below, and the costs."""
    last = history[-1]
    both = np.concatenate([style, last.samples])
    told = words.STEP_OF.format(step=last.iteration, steps=last.steps, cost=last.total_cost)
    head = html.progress(last.iteration / last.steps, told)
    if last.iteration == last.steps:
        head = html.done(words.fell(history[0], last))
    lines = {"J": [step.total_cost for step in history]}
    for layer in last.style_costs:
        lines[words.STYLE_COST.format(layer=layer)] = [step.style_costs[layer] for step in history]
    costs = charts.draw([step.iteration for step in history], lines, last.steps) if len(history) > 1 else ""
    drawn = (
        line(style, "fs-in", positions(len(style)), heights(both, 6, 92))
        + line(last.samples, "fs-out", positions(len(last.samples)), heights(both, 112, 92))
        + f'<text x="4" y="12">{words.TEXTURE_S}</text><text x="4" y="118">{words.TEXTURE_G}</text>'
    )
    return f'<div class="fs-signals">{head}{html.svg(WIDTH, 210, words.TEXTURE_SHOWN, drawn)}{costs}</div>'


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
    widest = max(result.original.shape[:2])  # one scale for all planes: a ball is as large in each
    for title, pictures in rows:
        cells += f"<b>{title}</b>" + "".join(
            f'<img alt="{title}, {name}" style="width: {100 * pixels.shape[1] / widest:.0f}%" src="{_grey(pixels)}">'
            for name, pixels in zip(names, pictures, strict=True)
        )
    return f'<div class="fs-signals">{html.note(*words.missed(result))}<div class="fs-planes">{cells}</div></div>'


def _grey(pixels: np.ndarray) -> str:
    large = pixels.repeat(4, axis=0).repeat(4, axis=1)
    return html.data_uri(np.stack([large] * 3, axis=2), 256, 90)
