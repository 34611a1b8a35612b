"""Filters that slide over a recording: smoothing, derivative, matched to the QRS complex, or any taps."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from facestyle.errors import OptionError
from facestyle.fields import check, number, option
from facestyle.signals.convolution import Convolution, Shape, output_shape
from facestyle.signals.ecg import Beat, Recording

Kind = Literal["smoothing", "derivative", "qrs", "taps"]
MAX_TAPS = 501
MAX_FRAMES = 1000


@dataclass(frozen=True)
class SlideOptions:
    """Which filter slides over a recording, and how often a step is reported.

    Attributes:
        taps: the filter drawn by hand, used where `kind` is taps.

    Raises:
        OptionError: the kind is unknown, there are no taps or too many, or a value is out of its range.
    """

    kind: Kind = option("qrs", help="The filter. qrs is matched to the QRS complex.", called="filter")
    taps: tuple[float, ...] = ()
    width_ms: float = option(60.0, 4.0, 1000.0, help="Width of smoothing, milliseconds.")
    samples_per_step: int = option(40, 1, 5000, help="Output samples from one picture to the next.")

    def __post_init__(self) -> None:
        check(self)
        if self.kind == "taps":
            object.__setattr__(self, "taps", checked_taps(self.taps))

    def filter(self, recording: Recording) -> np.ndarray:
        """Return the taps for a recording's rate, float64."""
        if self.kind == "smoothing":
            return smoothing(self.width_ms, recording.rate)
        if self.kind == "derivative":
            return derivative(recording.rate)
        if self.kind == "qrs":
            return qrs_matched(recording.rate, recording.heart_rate or 60.0)
        return np.array(self.taps)


def parse_taps(text: str) -> tuple[float, ...]:
    """Read taps from words such as "0.2, 0.2, 0.2".

    Raises:
        OptionError: a word is not a number, or there are no taps or too many.
    """
    parts = [
        part for part in str(text)[: 40 * MAX_TAPS].replace(";", ",").replace("\n", ",").split(",") if part.strip()
    ]
    values = []
    for part in parts:
        try:
            values.append(float(part))
        except ValueError as problem:
            raise OptionError(
                f"The tap {part.strip()[:30]!r} is not a number; write the taps as 0.2, 0.2, 0.2."
            ) from problem
    return checked_taps(values)


def checked_taps(taps: Sequence[float]) -> tuple[float, ...]:
    """Return the taps as floats.

    Raises:
        OptionError: there are no taps, or more than `MAX_TAPS`, or one is not finite.
    """
    if not 1 <= len(taps) <= MAX_TAPS:
        raise OptionError(f"{len(taps)} taps were given; give 1 to {MAX_TAPS}, such as 0.2, 0.2, 0.2, 0.2, 0.2.")
    return tuple(number("tap", tap, -1e6, 1e6) for tap in taps)


def smoothing(width_ms: float, rate: float) -> np.ndarray:
    """Return a moving average, its taps summing to 1: slow waves pass, noise does not."""
    taps = min(max(1, round(width_ms / 1000 * rate)), MAX_TAPS)
    return np.full(taps, 1 / taps)


def derivative(rate: float) -> np.ndarray:
    """Return five taps for the slope per second: Pan and Tompkins 1985, "A real-time QRS detection algorithm"."""
    return np.array([-1.0, -2.0, 0.0, 2.0, 1.0]) * rate / 8


def qrs_matched(rate: float, heart_rate: float = 60.0) -> np.ndarray:
    """Return the shape of a normal QRS complex, with mean 0 and length 1: its output is largest at such a complex.

    Q, R and S are Gaussians at -15, 0 and 15 degrees of the heart's cycle (McSharry et al. 2003, table 1). At the slow
    waves P and T, and at any constant, the output is close to 0.
    """
    half = min(max(2, round(0.06 * rate)), MAX_TAPS // 2)
    angle = np.arange(-half, half + 1) / rate * 2 * np.pi * heart_rate / 60
    stretch = np.sqrt(heart_rate / 60)
    shape = np.zeros(len(angle))
    for degrees, amplitude in ((-15, -5.0), (0, 30.0), (15, -7.5)):
        width = 0.1 * stretch
        shape += amplitude * width**2 * np.exp(-((angle - np.deg2rad(degrees) * stretch) ** 2) / (2 * width**2))
    shape -= shape.mean()
    return shape / np.linalg.norm(shape)


@dataclass(frozen=True, eq=False)
class SlideStep:
    """Where the filter is after some samples.

    Attributes:
        position: of the filter's first tap, in samples of the signal.
        value: the sum of products there, which is the last output sample.
        outputs: output samples since the step before.
        done, total: number of output samples so far, and in all.
    """

    position: int
    value: float
    outputs: np.ndarray
    done: int
    total: int


def slide(recording: Recording, taps: np.ndarray, samples_per_step: int = 40) -> Generator[SlideStep, None, None]:
    """Slide a filter over a recording, sample by sample: out[i] = sum over taps t of w[t] x[i + t].

    It gives the output of `cross_correlate`, one sample at a time.

    Raises:
        ShapeError: the filter is longer than the recording.
    """
    [total] = output_shape(Shape((len(recording.samples),)), Convolution(len(taps))).positions
    step = max(samples_per_step, -(-total // MAX_FRAMES))
    for start in range(0, total, step):
        outputs = np.array(
            [taps @ recording.samples[i : i + len(taps)] for i in range(start, min(start + step, total))]
        )
        last = start + len(outputs) - 1
        yield SlideStep(last, float(outputs[-1]), outputs, last + 1, total)


def peaks(output: np.ndarray, taps: int, rate: float) -> list[int]:
    """Return the samples at which a matched filter answers most: with at least half of a strong answer.

    Two peaks are at least 0.25 s apart, since a heart can't beat again sooner.

    Args:
        output: of the filter, from its first position on.
        taps: number of taps of the filter; a peak lies in the middle of the samples under the filter.
        rate: samples a second.
    """
    if output.size == 0:
        return []
    apart = max(1, round(0.25 * rate))
    highest: list[int] = []
    # The strongest sample of each second belongs to a beat, at any heart rate.
    strong = max(0.5 * float(np.quantile(output, 1 - 1 / max(rate, 2))), 0.0)
    for index in np.argsort(output)[::-1]:
        if output[index] <= strong:
            break
        if all(abs(int(index) - other) > apart for other in highest):
            highest.append(int(index))
    return sorted(index + (taps - 1) // 2 for index in highest)


def beats_found(peaks: Sequence[int], beats: Sequence[Beat], rate: float) -> int:
    """Return the number of known beats that have a peak within 75 ms."""
    return sum(any(abs(peak - beat.sample) <= 0.075 * rate for peak in peaks) for beat in beats)
