"""Electrocardiograms: simulated with normal and ventricular-like beats. Files are read in `ecg_files.py`.

ECGSYN (McSharry, Clifford, Tarassenko and Smith 2003, "A dynamical model for generating synthetic electrocardiogram
signals"), as neurokit2 implements it. ECGSYN makes one shape of beat a recording. Here there are two: the second has
the same equations with other constants, and both are joined where the heart rests. No beat was recorded from a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from facestyle.errors import OptionError
from facestyle.fields import check, option

RATE = 250
NORMAL, VENTRICULAR = "normal", "ventricular-like"

#: Angles (degrees), amplitudes and widths (radians) of P, Q, R, S, T: those of McSharry et al., table 1.
_NORMAL_WAVES = {"ti": (-70, -15, 0, 15, 100), "ai": (1.2, -5, 30, -7.5, 0.75), "bi": (0.25, 0.1, 0.1, 0.1, 0.4)}
#: Share of a cycle, counted from R, at which the heart rests between T and the next P.
_REST = 200 / 360


@dataclass(frozen=True)
class Beat:
    """One beat of a recording: the sample of its R wave, and whether it is normal or ventricular-like."""

    sample: int
    kind: str


@dataclass(frozen=True, eq=False)
class Recording:
    """One lead of an electrocardiogram.

    Attributes:
        samples: float64, in millivolts if it is simulated or the file says so.
        rate: samples a second.
        beats: known in a simulation only.
        name: for display.
        heart_rate: beats a minute, where it is known.
        notes: what was done to it when it was read.
    """

    samples: np.ndarray
    rate: float
    beats: tuple[Beat, ...] = ()
    name: str = ""
    heart_rate: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class EcgOptions:
    """What is simulated.

    Attributes:
        ectopic_sign: 1, or -1 where ventricular-like beats point down.

    Raises:
        OptionError: a value out of its range.
    """

    seconds: float = option(10.0, 2.0, 60.0, help="Length in seconds.")
    heart_rate: float = option(70.0, 40.0, 140.0, help="Beats a minute.")
    noise: float = option(
        0.03, 0.0, 0.5, help="Standard deviation of white noise, mV. The baseline wanders by twice as much."
    )
    ectopic: float = option(0.15, 0.0, 0.5, help="Share of beats that are ventricular-like.")
    seed: int = option(0, 0, 2**31 - 1, help="Seed of everything random.")
    ectopic_width: float = option(
        2.6, 1.0, 4.0, help="How much wider the QRS complex of a ventricular-like beat is than that of a normal one."
    )
    ectopic_sign: int = 1
    normal_width: float = option(1.0, 0.5, 2.0, help="Width of the normal QRS complex, as a factor.")
    scale: float = option(1.0, 0.1, 10.0, help="Size of all amplitudes, as a factor.")

    def __post_init__(self) -> None:
        check(self)
        if self.ectopic_sign not in (1, -1):
            raise OptionError(f"ectopic_sign is {self.ectopic_sign}; give 1 or -1.")


def simulate(options: EcgOptions = EcgOptions()) -> Recording:
    """Simulate a recording at 250 samples a second, with its beats known.

    A ventricular-like beat has no P wave, a QRS complex `ectopic_width` times as wide, and a T wave of the opposite
    sign. It comes early, and a pause makes up for that. Real beats vary more.

    Raises:
        OptionError: see `EcgOptions`.
    """
    normal = _ecgsyn(options, _normal_waves(options.normal_width))
    odd = _ecgsyn(options, _ventricular_waves(options.ectopic_width, options.normal_width))
    rng = np.random.default_rng(options.seed)
    peaks = _r_waves(normal, options.heart_rate)
    pieces, beats = _spliced(normal, options.ectopic_sign * odd, peaks, options.ectopic, rng)
    length = round(options.seconds * RATE)
    clean = np.concatenate(pieces)[:length] * options.scale
    time = np.arange(length) / RATE
    wander = 2 * options.noise * np.sin(2 * np.pi * (rng.uniform(0.15, 0.4) * time + rng.uniform()))
    return Recording(
        clean + wander + rng.normal(0, options.noise, length),
        float(RATE),
        tuple(beat for beat in beats if beat.sample < length),
        f"simulated, {options.heart_rate:g} beats a minute",
        options.heart_rate,
    )


def _normal_waves(width: float) -> dict[str, Any]:
    p, *qrs, t = _NORMAL_WAVES["bi"]
    return {**_NORMAL_WAVES, "bi": (p, *(width * b for b in qrs), t)}


def _ventricular_waves(width: float, normal_width: float) -> dict[str, Any]:
    b = 0.1 * width * normal_width
    return {
        "ti": (-70, -40, 0, 45, 120),
        "ai": (0.0, -1.0, 30.0 / width, -4.0 / width, -1.2),
        "bi": (0.25, b, b, b, 0.5),
    }


def _ecgsyn(options: EcgOptions, waves: dict[str, Any]) -> np.ndarray:
    """Simulate one shape of beat, noiseless, 0 at rest; the seed alone decides when beats come, not their shape."""
    from neurokit2.ecg.ecg_simulate import ecg_simulate

    signal = ecg_simulate(
        # ECGSYN counts beats, not seconds: ask for more than is needed.
        duration=options.seconds + 6,
        sampling_rate=RATE,
        noise=0,
        heart_rate=options.heart_rate,
        heart_rate_std=0.02 * options.heart_rate,
        random_state=options.seed,
        **waves,
    )
    signal = np.asarray(signal, np.float64)
    return signal - np.median(signal)


def _r_waves(signal: np.ndarray, heart_rate: float) -> list[int]:
    """Return the samples of the R waves of a noiseless normal recording."""
    apart = round(0.5 * 60 / heart_rate * RATE)
    high = signal > 0.6 * signal.max()
    starts = np.flatnonzero(high[1:] & ~high[:-1]) + 1
    peaks: list[int] = []
    for start in starts:
        peak = int(start + np.argmax(signal[start : start + apart]))
        if not peaks or peak - peaks[-1] > apart:
            peaks.append(peak)
    return peaks


def _spliced(
    normal: np.ndarray, odd: np.ndarray, peaks: list[int], share: float, rng: np.random.Generator
) -> tuple[list[np.ndarray], list[Beat]]:
    """Join cycles of both signals where the heart rests; return the pieces, and the beats where they now lie."""
    cuts = [a + round(_REST * (b - a)) for a, b in pairwise(peaks)]
    pieces, beats = [normal[: cuts[0]]], [Beat(peaks[0], NORMAL)]
    ectopic_before = False
    for peak, start, end in zip(peaks[1:-1], cuts[:-1], cuts[1:], strict=True):
        ectopic = not ectopic_before and rng.uniform() < share / max(1 - share, 0.5)
        if ectopic:
            early = round(0.2 * (end - start) * rng.uniform(0.6, 1.0))
            piece = odd[start:end]
            piece = np.concatenate([piece[early:], np.full(early, piece[-1])])
            piece = piece - np.linspace(piece[0] - pieces[-1][-1], piece[-1] - normal[end], len(piece))
        else:
            early, piece = 0, normal[start:end]
        pieces.append(piece)
        beats.append(Beat(peak - early, VENTRICULAR if ectopic else NORMAL))
        ectopic_before = ectopic
    pieces.append(normal[cuts[-1] :])
    beats.append(Beat(peaks[-1], NORMAL))
    return pieces, beats
