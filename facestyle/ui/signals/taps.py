"""A filter on a heartbeat, held still: one output sample, and the products that it is the sum of."""

from __future__ import annotations

import numpy as np

from facestyle.signals.convolution import cross_correlate
from facestyle.signals.ecg import Recording
from facestyle.ui.shared import html, touch
from facestyle.ui.shared.charts import Axis
from facestyle.ui.signals import words

#: The slope of a signal: Pan and Tompkins 1985, without their factor.
TAPS = np.array([-1.0, -2.0, 0.0, 2.0, 1.0])
SAMPLES = 22
#: Milliseconds from one sample to the next.
STEP_MS = 16
_WIDE, _TALL = 360, 232
_UNIT = _WIDE / SAMPLES
#: Vertical places: the input, the row of taps, the output.
_INPUT, _ROW, _OUTPUT = (10, 84), 92, (128, 222)


def picture(recording: Recording) -> str:
    """Draw the samples around an R wave, the output below them, and at each output the taps that make it.

    Args:
        recording: a heartbeat, at least two beats long.
    """
    samples = _samples(recording)
    output = cross_correlate(samples[None], TAPS[None, None])[0]
    drawn = _stems(samples, _axis(samples, *_INPUT), 0, "fs-in") + _stems(output, _axis(output, *_OUTPUT), 2, "fs-out")
    drawn += "".join(_chosen(number) for number in range(len(output)))
    drawn += f'<text x="2" y="10">{words.INPUT_X}</text><text x="2" y="{_OUTPUT[0] + 4}">{words.OUTPUT}</text>'
    drawn += "".join(
        f'<rect class="fs-target" data-at="{number}" x="{(number + 2) * _UNIT:.1f}" y="0" width="{_UNIT:.1f}" '
        f'height="{_TALL}"/>'
        for number in range(len(output))
    )
    drawing = html.svg(_WIDE, _TALL, words.TOUCH_SHOWN, drawn)
    told = [
        words.products(number, samples[number : number + len(TAPS)].tolist(), TAPS.tolist(), float(value))
        for number, value in enumerate(output)
    ]
    return touch.figure(words.TOUCH_LABEL, drawing, told, int(np.abs(output).argmax()), kind="fs-taps")


def _samples(recording: Recording) -> np.ndarray:
    """Samples around the second R wave, millivolts."""
    stride = round(STEP_MS / 1000 * recording.rate)
    first = recording.beats[1].sample - SAMPLES // 2 * stride
    return np.asarray(recording.samples[first : first + SAMPLES * stride : stride], dtype=np.float64)


def _axis(values: np.ndarray, top: int, foot: int) -> Axis:
    return Axis(min(0.0, float(values.min())), max(0.0, float(values.max())), foot, top)


def _stems(values: np.ndarray, y: Axis, shift: int, kind: str) -> str:
    """Values as dots on stems from 0, the first of them `shift` places from the left."""
    ground = y.at(0)
    parts = [f'<path class="fs-grid" d="M0 {ground:.1f}H{_WIDE}"/>']
    for number, value in enumerate(values.tolist()):
        x = (number + shift + 0.5) * _UNIT
        parts.append(f'<path class="fs-signal {kind}" d="M{x:.1f} {ground:.1f}V{y.at(value):.1f}"/>')
        parts.append(f'<circle class="fs-stem {kind}" cx="{x:.1f}" cy="{y.at(value):.1f}" r="3"/>')
    return "".join(parts)


def _chosen(number: int) -> str:
    """The window on the samples, the taps below them, and a mark at the output."""
    left = number * _UNIT
    cells = "".join(
        f'<rect class="fs-cells" x="{left + at * _UNIT:.1f}" y="{_ROW}" width="{_UNIT:.1f}" height="17"/>'
        f'<text x="{left + (at + 0.5) * _UNIT:.1f}" y="{_ROW + 12}" text-anchor="middle">{words.signed(tap)}</text>'
        for at, tap in enumerate(TAPS.tolist())
    )
    middle = left + (len(TAPS) / 2 - 0.5) * _UNIT
    return (
        f"<g {touch.state(number)}>"
        f'<rect class="fs-window" x="{left:.1f}" y="2" width="{len(TAPS) * _UNIT:.1f}" height="{_ROW - 2}" rx="3"/>'
        f'{cells}<rect class="fs-window" x="{middle:.1f}" y="{_OUTPUT[0] - 4}" width="{_UNIT:.1f}" '
        f'height="{_OUTPUT[1] - _OUTPUT[0] + 10}" rx="3"/></g>'
    )
