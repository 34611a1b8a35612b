"""What the tab '1-D and 3-D' shows: signals as lines, the filter as bars, volumes as grey planes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from facestyle.signals.beats import BeatsResult, BeatsStep
from facestyle.signals.convolution import Shape
from facestyle.signals.ecg import NORMAL, Recording
from facestyle.signals.texture import TextureStep
from facestyle.signals.volume import Filtered, planes
from facestyle.ui.shared import charts, html
from facestyle.ui.signals import sliding
from facestyle.ui.signals.sliding import ShapesOptions

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
    n, f, s, p, out = chosen.side, chosen.size, chosen.stride, chosen.padding, found[1].positions[0]
    chain = "".join(
        f"<li><b>{one}</b><small>{'input' if number == 0 else f'after layer {number}'}</small></li>"
        for number, one in enumerate(found)
    )
    sentence = (
        f"({n}{f' + 2·{p}' if p else ''} − {f}) / {s} + 1 = {out} on each axis. Layer 1 learns {learned:,} numbers and "
        f"takes {products:,} products."
    )
    return (
        f'<div class="fs-signals"><ol class="fs-chain">{chain}</ol>'
        f"{sliding.picture(n, f, s, p, out, chosen.dimensions)}{note(sentence)}</div>"
    )


class SlideView:
    """A filter on its way over a recording."""

    def __init__(self, recording: Recording, taps: np.ndarray, kind: str) -> None:
        self.recording, self.taps, self.kind = recording, taps, kind
        self.outputs: list[float] = []
        self.found: list[int] = []
        self.span = span(recording.samples)

    def shown(self, position: int, value: float, words: str = "") -> str:
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
            f'<div class="fs-signals"><svg viewBox="0 0 {WIDTH} 262" role="img" '
            'aria-label="The signal with the filter on it; below, the output">'
            f'{beats}<rect class="fs-window" x="{position * scale:.1f}" y="4" width="{wide:.1f}" height="120" rx="3"/>'
            f"{line(samples, 'fs-in', 8, 112, self.span)}"
            f'{marks}{drawn}<text x="4" y="14">input x</text><text x="4" y="258">output</text></svg>'
            f"{self._sum(position, value)}{words}</div>"
        )

    def _sum(self, position: int, value: float) -> str:
        window = self.recording.samples[position : position + len(self.taps)]
        rate = self.recording.rate
        high = float(np.abs(self.taps).max()) or 1.0
        wide = 150 / len(self.taps)
        bars = "".join(
            f'<rect class="fs-tap" x="{i * wide:.1f}" y="{22 - max(tap, 0) / high * 20:.1f}" '
            f'width="{max(wide - 0.4, 0.6):.1f}" height="{max(abs(tap) / high * 20, 0.6):.1f}"/>'
            for i, tap in enumerate(self.taps.tolist())
        )
        under = f'<polyline class="fs-signal fs-in" points="{points(window, 0, 150, 2, 40, *self.span)}"/>'
        return (
            '<div class="fs-sum"><figure><svg viewBox="0 0 150 44" role="img" aria-label="Samples under the filter">'
            f"{under}</svg><figcaption>samples under the filter</figcaption></figure><b>·</b>"
            f'<figure><svg viewBox="0 0 150 44" role="img" aria-label="The taps of the filter">{bars}</svg>'
            f"<figcaption>{len(self.taps)} taps</figcaption></figure>"
            f"<p><b>= {value:.3g}</b><small>at {position / rate:.2f} s: the sum of {len(self.taps)} "
            "products</small></p></div>"
        )


def note(*sentences: str) -> str:
    """Sentences under a result."""
    return "".join(f'<p class="fs-note">{escape(sentence)}</p>' for sentence in sentences if sentence)


def progress(share: float, words: str) -> str:
    """A bar and what is being done."""
    return (
        f'<div class="fs-progress" role="progressbar" aria-valuenow="{100 * share:.0f}" aria-valuemin="0" '
        f'aria-valuemax="100"><span style="width:{100 * share:.1f}%"></span></div>'
        f'<p class="fs-note">{escape(words)}</p>'
    )


def done(sentence: str) -> str:
    """The state after the work, in a sentence."""
    return f'<div class="fs-done" role="status">{html.icon("yes")}<span>{escape(sentence)}</span></div>'


def bank(filters: np.ndarray, caption: str) -> str:
    """Learned filters as small curves."""
    high = float(np.abs(filters).max()) or 1.0
    figures = "".join(
        f'<figure><svg viewBox="0 0 100 46" role="img" aria-label="Learned filter {number}">'
        f'<path class="fs-grid" d="M0 23H100"/><polyline class="fs-signal fs-out" '
        f'points="{points(taps, 2, 96, 3, 40, -high, high)}"/></svg><figcaption>filter {number}</figcaption></figure>'
        for number, taps in enumerate(filters, start=1)
    )
    return f'<div class="fs-bank">{figures}</div>{note(caption)}'


def training(history: Sequence[BeatsStep]) -> str:
    """A training so far: filters, cost and held-out error."""
    last = history[-1]
    if last.stage == "simulating":
        words = f"Simulating recordings: {last.done} of {last.total}"
        return f'<div class="fs-signals">{progress(last.done / last.total, words)}</div>'
    epochs = [step for step in history if step.stage == "training"]
    drawn = charts.draw(
        [step.done for step in epochs],
        {
            "cost: binary cross-entropy": [step.cost for step in epochs],
            "share of held-out beats judged wrongly": [1 - step.accuracy for step in epochs],
        },
        last.total,
        "By epoch. A share of 0 cannot be drawn on this axis, and lies at its foot.",
    )
    assert last.filters is not None  # every step of the training itself has them
    filters = bank(last.filters, "The filters of the first layer, 60 ms long, as they are learned.")
    state = f"epoch {last.done} of {last.total} · held-out accuracy {last.accuracy:.1%}"
    head = progress(last.done / last.total, state) if last.result is None else _learned(last.result, last.seconds)
    below = "" if last.result is None else _judged(last.result)
    return f'<div class="fs-signals">{head}{below}{filters}{drawn}</div>'


def _learned(result: BeatsResult, seconds: float) -> str:
    return done(
        f"Held-out accuracy {result.accuracy:.1%} on {result.held_out_beats} beats of recordings it never saw "
        f"(always answering 'normal': {result.majority:.1%}). Of the ventricular-like {result.sensitivity:.1%} are "
        f"found, of the normal {result.specificity:.1%} left alone. {seconds:.0f} s."
    )


def _judged(result: BeatsResult) -> str:
    """A held-out recording with the network's answers."""
    samples = result.example.samples[: round(10 * result.example.rate)]
    scale = WIDTH / (len(samples) - 1)
    marks = ""
    for number, odd in zip(result.judged, result.predicted, strict=True):
        beat = result.example.beats[number]
        if beat.sample < len(samples):
            right = odd == (beat.kind != NORMAL)
            kind, sign = ("fs-odd", "V") if odd else ("fs-plain", "N")
            marks += (
                f'<text class="{kind}" x="{beat.sample * scale:.1f}" y="12" text-anchor="middle">'
                f"{sign}{'' if right else ' ✗'}</text>"
            )
    return (
        f'<svg viewBox="0 0 {WIDTH} 120" role="img" aria-label="A held-out recording with the answers">{marks}'
        f"{line(samples, 'fs-in', 18, 98, span(samples))}</svg>"
        + note("Ten seconds of a held-out recording: N normal, V ventricular-like, as the network says; ✗ where wrong.")
    )


def texture(style: np.ndarray, history: Sequence[TextureStep]) -> str:
    """S above, G forming below, and the costs."""
    last = history[-1]
    at = span(np.concatenate([style, last.samples]))
    words = f"step {last.iteration} of {last.steps} · J = {last.total_cost:.3g}"
    head = progress(last.iteration / last.steps, words)
    if last.iteration == last.steps:
        fell = history[0].total_cost / max(last.total_cost, 1e-300)
        head = done(
            f"J fell from {history[0].total_cost:.3g} to {last.total_cost:.3g}, {fell:,.0f} times, in "
            f"{last.seconds:.0f} s."
        )
    drawn = charts.draw(
        [step.iteration for step in history],
        {"J": [step.total_cost for step in history]}
        | {f"λ J style, {name}": [step.style_costs[name] for step in history] for name in last.style_costs},
        last.steps,
    )
    return (
        f'<div class="fs-signals">{head}<svg viewBox="0 0 {WIDTH} 210" role="img" aria-label="S, and G below it">'
        f"{line(style, 'fs-in', 6, 92, at)}{line(last.samples, 'fs-out', 112, 92, at)}"
        '<text x="4" y="12">S: the texture</text><text x="4" y="118">G: from noise</text></svg>'
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
    rows = (
        ("Volume", planes(result.original, place, bottom, top)),
        ("3-D filter", planes(result.solid, place, low, high)),
        ("2-D, slice by slice", planes(result.sliced, place, low, high)),
    )
    names = ("axial: x, y", "coronal: x, z", "sagittal: y, z")
    cells = "<span></span>" + "".join(f"<b>{name}</b>" for name in names)
    for title, pictures in rows:
        cells += f"<b>{title}</b>" + "".join(
            f'<img alt="{title}, {name}" src="{_grey(pixels)}">' for name, pixels in zip(names, pictures, strict=True)
        )
    return f'<div class="fs-signals">{_missed(result)}<div class="fs-planes">{cells}</div></div>'


def _grey(pixels: np.ndarray) -> str:
    large = pixels.repeat(4, axis=0).repeat(4, axis=1)
    return html.data_uri(np.stack([large] * 3, axis=2), 256, 90)


def _missed(result: Filtered) -> str:
    x, y, z = result.place
    solid, sliced = result.there
    sentences = [f"Shape: {result.arithmetic}."]
    if result.options.kind == "edge":
        sentences.insert(
            0,
            f"Where they differ most (x {x}, y {y}, z {z}) the 3-D filter answers {solid:.2f}, slice by slice "
            f"{sliced:.2f}: an edge across z, within each slice nothing changes. So {result.missed:.1%} of the strong "
            "edge voxels are missed slice by slice: the caps at the top and at the bottom of the coronal picture.",
        )
    elif result.options.kind == "blob":
        sentences.insert(
            0,
            f"Where they differ most (x {x}, y {y}, z {z}) the 3-D filter answers {solid:.2f}, slice by slice "
            f"{sliced:.2f}. Slice by slice a rod along z looks like a ball, and a flat layer like nothing: "
            f"{result.missed:.1%} of the strong 3-D answers are missed.",
        )
    if result.noise_left is not None:
        space, plane = result.noise_left
        sentences.append(
            f"Of white noise the 3-D filter leaves {space:.0%}, the 2-D filter {plane:.0%} (length of the taps)."
        )
    return note(*sentences, *(f"{result.volume.name}: {one}." for one in result.volume.notes))
