"""What a distance means: the probability that two pictures show one person, and tau for an accepted error rate.

A calibration is made from labelled pictures under one encoder, and kept as a small readable file. It fits this encoder
and this kind of picture only: people who have other pictures make a calibration of their own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from facestyle import __version__, fields
from facestyle.errors import CalibrationError, ContractError, FileMissingError, OptionError
from facestyle.faces import distance, metrics
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec, known_encoder
from facestyle.outputs import atomically

FOLDER = Path(__file__).resolve().parent / "calibrations"
FORMAT = "facestyle calibration 1"
#: False match rates for which tau is kept: ten a decade.
RATES = tuple(round(10 ** (-power / 10), 9) for power in range(5, 61))
#: Fewest mistakes from which a rate is known.
MISTAKES = 10
#: Fewest pairs of each kind from which a calibration is made.
FEWEST = 10
FOLDS = 10
#: Distances at which both error rates are kept, for the curves.
GRID = tuple(round(0.02 * step, 2) for step in range(201))
MAX_BYTES = 2**20


@dataclass(frozen=True)
class Calibration:
    """The meaning of distances under one encoder, learned from labelled pairs.

    Attributes:
        encoder, contract: the encoder, and what its encodings depend on.
        slope, offset: P(same person | d) = 1 / (1 + exp(-(slope d + offset))), as if both answers were equally likely
            beforehand.
        ece, brier: how far the probability can be trusted; each fold is judged by the others, see metrics.py.
        rates, thresholds: tau for each false match rate for which there are enough pairs.
        fmr, fnmr: false match and false non-match rates at the distances of `GRID`.
        matched, mismatched: the numbers of pairs.
        source, day, made_by: the pictures it was made from, the day (UTC), and the version of facestyle.
    """

    encoder: str
    contract: str
    slope: float
    offset: float
    ece: float
    brier: float
    rates: tuple[float, ...]
    thresholds: tuple[float, ...]
    fmr: tuple[float, ...]
    fnmr: tuple[float, ...]
    matched: int
    mismatched: int
    source: str
    day: str
    made_by: str

    def probability(self, d: float) -> float:
        """The probability that two pictures at distance d show one person, 0 to 1.

        It comes no nearer to 0 or 1 than one pair among those that the calibration was made from.
        """
        edge = 1.0 / (min(self.matched, self.mismatched) + 2)
        said = float(metrics.platt_probability(np.array([d]), self.slope, self.offset)[0])
        return min(max(said, edge), 1.0 - edge)

    def threshold(self, rate: float) -> float | None:
        """The largest tau at which at most this share of the mismatched pairs passes; None: too few pairs to know.

        Between the rates that are kept, tau is interpolated over the rate's logarithm.
        """
        rate = fields.number("false match rate", rate, 0.0, 1.0)
        if not self.rates or rate < min(self.rates) * (1 - 1e-9):
            return None
        rates, thresholds = zip(*sorted(zip(self.rates, self.thresholds, strict=True)), strict=True)
        return float(np.interp(math.log(max(rate, 1e-12)), list(map(math.log, rates)), thresholds))

    def gallery_threshold(self, people: int, rate: float) -> float | None:
        """Tau for a gallery of K people, at which at most this share of the searches for strangers names somebody.

        Each person enrolled is one more chance to be mistaken: a false match rate p becomes 1 - (1 - p)^K if chances
        are independent. They are not quite, so that the true rate is lower.
        """
        rate = fields.number("false positive identification rate", rate, 0.0, 1.0)
        return self.threshold(1.0 - (1.0 - rate) ** (1.0 / max(people, 1)))

    @property
    def even(self) -> float:
        """The distance at which both answers are equally likely."""
        return min(max(-self.offset / self.slope, 0.0), distance.MAX_DISTANCE) if self.slope else 0.0

    @property
    def top(self) -> float:
        """The end of an axis for all distances that occur: 0.5, 1, 2 or 4."""
        last = next((d for d, rate in zip(GRID, self.fmr, strict=True) if rate > 0.9999), distance.MAX_DISTANCE)
        return next((end for end in (0.5, 1.0, 2.0) if end >= last), distance.MAX_DISTANCE)

    def densities(self) -> tuple[list[float], list[float], list[float]]:
        """The distribution of distances: places between those of `GRID`, and the shares of matched and mismatched pairs
        there (each list sums to 1 and is smoothed over three places)."""
        places = [(low + high) / 2 for low, high in pairwise(GRID)]
        kernel = np.array([0.25, 0.5, 0.25])
        matched = np.convolve(-np.diff(self.fnmr), kernel, "same").clip(0.0)
        mismatched = np.convolve(np.diff(self.fmr), kernel, "same").clip(0.0)
        return places, matched.tolist(), mismatched.tolist()

    def false_match_rate(self, tau: float) -> float:
        """The share of mismatched pairs that lie at or below tau."""
        return float(np.interp(tau, GRID, self.fmr))

    def miss_rate(self, tau: float) -> float:
        """The share of matched pairs that lie beyond tau."""
        return float(np.interp(tau, GRID, self.fnmr))


def calibrate(
    distances: Sequence[float] | np.ndarray,
    same: Sequence[bool] | np.ndarray,
    encoder: str,
    source: str,
    strangers: np.ndarray | None = None,
) -> Calibration:
    """Make a calibration from labelled pairs.

    Args:
        distances: d of each pair; NaN marks one with an unusable picture.
        same: whether it shows one person.
        encoder: the name of the encoder.
        source: what the pairs are, in words.
        strangers: more distances between different people, for the rare mistakes; those of the pairs where not given.

    Raises:
        CalibrationError: fewer than `FEWEST` usable pairs of a kind, or they can't be told apart at all.
        OptionError: an unknown encoder.
    """
    spec = encoder_spec(encoder)
    d, is_same = np.asarray(distances, dtype=np.float64), np.asarray(same, dtype=bool)
    usable = np.isfinite(d)
    d, is_same = d[usable], is_same[usable]
    slope, offset = _fitted(d, is_same)
    fold = np.empty(len(d), dtype=int)
    for kind in (True, False):  # each kind is dealt to the folds in turn
        fold[is_same == kind] = np.arange((is_same == kind).sum()) % FOLDS
    probability = metrics.held_out_probability(d, is_same, fold)
    matched, others = np.sort(d[is_same]), np.sort(d[~is_same] if strangers is None else strangers)
    rates = [rate for rate in RATES if len(others) * rate >= MISTAKES]
    return Calibration(
        encoder=spec.name,
        contract=spec.contract,
        slope=slope,
        offset=offset,
        ece=metrics.expected_calibration_error(probability, is_same),
        brier=metrics.brier_score(probability, is_same),
        rates=tuple(rates),
        thresholds=tuple(round(float(others[int(len(others) * rate)]), 5) for rate in rates),
        fmr=_significant(np.searchsorted(others, GRID, side="right") / len(others)),
        fnmr=_significant(1.0 - np.searchsorted(matched, GRID, side="right") / len(matched)),
        matched=len(matched),
        mismatched=len(others),
        source=source,
        day=datetime.now(timezone.utc).date().isoformat(),
        made_by=f"facestyle {__version__}",
    )


def _fitted(d: np.ndarray, same: np.ndarray) -> tuple[float, float]:
    """Return slope and offset, or raise an error that says why these pairs give none."""
    if min(same.sum(), (~same).sum()) < FEWEST:
        raise CalibrationError(
            f"There are {same.sum()} pairs of one person and {(~same).sum()} of two; a calibration needs at least "
            f"{FEWEST} of each. Add pictures: several of each person, of several people."
        )
    slope, offset = metrics.fit_platt(d, same)
    if slope >= 0:
        raise CalibrationError(
            "Pictures of one person lie no nearer to one another than those of different people; check that each "
            "picture is filed under the right name."
        )
    return slope, offset


def pairs_among(encodings: np.ndarray, names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of some pictures: their distances, and whether each shows one person.

    Args:
        encodings: N x numbers, rows of unit length.
        names: the person that each shows.
    """
    table = distance.distances(encodings, encodings)
    who = np.unique(np.asarray(names), return_inverse=True)[1]
    above = np.triu(np.ones(table.shape, dtype=bool), 1)
    return table[above], (who[:, None] == who[None])[above]


def strangers_among(encodings: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """The distances of all pairs of different people; see `pairs_among`."""
    d, same = pairs_among(encodings, names)
    return d[~same].astype(np.float32)


def write_calibration(calibration: Calibration, path: Path) -> None:
    """Write a calibration as readable JSON.

    Raises:
        OutputError: it can't be written.
    """
    with atomically(path) as new:
        new.write_text(as_json(calibration), encoding="utf-8")


def as_json(calibration: Calibration) -> str:
    """One value a line; the long lists each on one line."""
    values = {"format": FORMAT, **asdict(calibration)}
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in values.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_calibration(path: Path) -> Calibration:
    """Read a calibration and check it.

    Raises:
        FileMissingError, CalibrationError: the file holds none.
        ContractError: its encoder is unknown or has changed.
    """
    name = path.name
    try:
        text = path.read_bytes()[: MAX_BYTES + 1]
    except OSError as problem:
        raise FileMissingError(f"The calibration {name} can't be read; check the path.") from problem
    try:
        calibration = _checked(json.loads(text) if len(text) <= MAX_BYTES else None)
    except (ValueError, TypeError, KeyError, RecursionError, OptionError) as problem:
        raise CalibrationError(f"{name} holds no calibration that can be used; make it again.") from problem
    spec = known_encoder(calibration.encoder)
    if spec is None or calibration.contract != spec.contract:
        raise ContractError(
            f"{name} was made for {calibration.contract[:120]}, which is no encoder here any more; make it again."
        )
    return calibration


def _checked(values: Any) -> Calibration:
    if not isinstance(values, dict) or values.pop("format", None) != FORMAT:
        raise ValueError("not a calibration")
    for key in ("rates", "thresholds", "fmr", "fnmr"):
        values[key] = tuple(fields.number(key, value, 0.0, distance.MAX_DISTANCE) for value in values[key])
    made = Calibration(**values)
    for key in ("encoder", "contract", "source", "day", "made_by"):
        if not isinstance(getattr(made, key), str):
            raise ValueError(f"{key} is no text")
    fields.number("slope", made.slope, -1e6, 0.0)
    for key in ("offset", "ece", "brier"):
        fields.number(key, getattr(made, key), -1e6, 1e6)
    for key in ("matched", "mismatched"):
        fields.whole(key, getattr(made, key), FEWEST, 10**12)
    lengths = [len(made.thresholds), len(made.fmr), len(made.fnmr)]
    if lengths != [len(made.rates), len(GRID), len(GRID)]:
        raise ValueError("lists differ in length")
    if min(made.rates, default=1.0) <= 0:
        raise ValueError("a rate of nothing")
    return made


@lru_cache(maxsize=8)
def shipped(encoder: str = DEFAULT_ENCODER) -> Calibration | None:
    """The calibration that comes with an encoder; None where none was made."""
    spec = encoder_spec(encoder)
    path = spec.calibration or FOLDER / f"{spec.name}.json"
    return read_calibration(path) if path.is_file() else None


def _significant(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(f"{value:.4g}") for value in values)
