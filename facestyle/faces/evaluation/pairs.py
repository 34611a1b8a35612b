"""LFW's protocol: pairs in ten folds, a threshold chosen on nine folds and tried on the tenth.

Huang et al. 2007, "Labeled Faces in the Wild", section III; the report's numbers are those that papers quote.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from facestyle.errors import FileMissingError, PairsFileError
from facestyle.faces import distance, metrics
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.evaluation.bootstrap import Interval, interval, pair_weights, person_counts
from facestyle.faces.evaluation.rates import figures, rates_of
from facestyle.faces.metrics import area_under_roc, best_threshold
from facestyle.faces.pipeline import encode_files_by_each

FOLDS = 10
#: Draws whose weights are in memory at once.
DRAWS_AT_ONCE = 50


@dataclass(frozen=True)
class Pair:
    """Two pictures, each named as (person, number), and whether they show one person."""

    a: tuple[str, int]
    b: tuple[str, int]
    same: bool


@dataclass(frozen=True)
class PairsReport:
    """How well d tells pairs apart.

    Attributes:
        accuracy, accuracy_std: mean and standard deviation over the folds. A pair with an unusable picture counts as
            an error, since no answer is not the right answer.
        threshold: tau, the mean over the folds.
        auc: area under the ROC curve, over usable pairs.
        eer: equal error rate, over usable pairs.
        tar_at_far_1e2, tar_at_far_1e3: share of matched pairs accepted where 1 % and 0.1 % of the mismatched are; None
            where there are not enough pairs to know.
        ece, brier: how far the probability can be trusted, see `metrics`; it is fitted on the other nine folds.
        pairs: number of pairs.
        unusable: number of these with a picture that is absent or has no face.
        intervals: of accuracy, auc, eer and both TAR, over people drawn again; see bootstrap.py. Empty without draws.
        people: in the pairs.
        draws: behind the intervals.
    """

    accuracy: float
    accuracy_std: float
    threshold: float
    auc: float
    eer: float
    tar_at_far_1e2: float | None
    tar_at_far_1e3: float | None
    ece: float
    brier: float
    pairs: int
    unusable: int
    intervals: dict[str, Interval] = field(default_factory=dict)
    people: int = 0
    draws: int = 0


def read_pairs(path: str | Path) -> list[list[Pair]]:
    """Read a list of pairs in LFW's format, in folds.

    The first line holds the number of matched pairs (as many mismatched ones follow, and each kind is cut into ten
    folds in order), or the number of folds and of matched pairs in each. Each other line is ``name n1 n2`` or
    ``name1 n1 name2 n2``.

    Raises:
        FileMissingError, PairsFileError: the latter names the line.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as problem:
        raise PairsFileError(f"{path.name} is not a text file; give a list of pairs in LFW's format.") from problem
    except OSError as problem:
        raise FileMissingError(f"The list of pairs {path} can't be read; check the path.") from problem
    numbered = [(number, line.split()) for number, line in enumerate(lines, start=1) if line.strip()]
    if not numbered or not all(field.isdecimal() for field in numbered[0][1]):
        raise PairsFileError(f"{path.name} does not start with the number of pairs, as LFW's lists do.")
    header = [int(field) for field in numbered[0][1]]
    pairs = [_pair(path.name, number, fields) for number, fields in numbered[1:]]
    if len(header) == 2:
        return _official_folds(path.name, pairs, *header)
    return _folds_in_order(path.name, pairs)


def _pair(filename: str, number: int, fields: list[str]) -> Pair:
    try:
        if len(fields) == 3:
            return Pair((fields[0], int(fields[1])), (fields[0], int(fields[2])), True)
        if len(fields) == 4:
            return Pair((fields[0], int(fields[1])), (fields[2], int(fields[3])), False)
    except ValueError:
        pass
    raise PairsFileError(f"{filename}, line {number}: expected 'name n1 n2' or 'name1 n1 name2 n2'.")


def _official_folds(filename: str, pairs: list[Pair], folds: int, matched: int) -> list[list[Pair]]:
    size = 2 * matched
    if folds < 2 or len(pairs) != folds * size:
        raise PairsFileError(f"{filename} announces {folds} folds of {size} pairs, but lists {len(pairs)} pairs.")
    return [pairs[start : start + size] for start in range(0, len(pairs), size)]


def _folds_in_order(filename: str, pairs: list[Pair]) -> list[list[Pair]]:
    # The lists are sorted by name: folds in order keep most people within one fold, as the official ones do.
    folds: list[list[Pair]] = [[] for _ in range(FOLDS)]
    for kind in (True, False):
        of_kind = [pair for pair in pairs if pair.same == kind]
        if len(of_kind) < FOLDS:
            raise PairsFileError(f"{filename} has {len(of_kind)} pairs of one kind; ten folds need at least {FOLDS}.")
        for fold, part in zip(folds, np.array_split(np.arange(len(of_kind)), FOLDS), strict=True):
            fold.extend(of_kind[index] for index in part)
    return folds


@dataclass(frozen=True, eq=False)
class MeasuredPairs:
    """A list of pairs with its distances.

    Attributes:
        folds: the pairs.
        distances: d of each, in the same order; NaN where a picture is unusable.
        encodings: of each usable picture, by person and number.
    """

    folds: list[list[Pair]]
    distances: list[list[float]]
    encodings: dict[tuple[str, int], np.ndarray]

    @property
    def flat(self) -> tuple[np.ndarray, np.ndarray]:
        """All distances, and whether each pair shows one person."""
        d = np.array([d for fold in self.distances for d in fold])
        return d, np.array([pair.same for fold in self.folds for pair in fold])


def measure_pairs(
    pairs_file: str | Path,
    images_folder: str | Path,
    encoder: str = DEFAULT_ENCODER,
    progress: Callable[[int, int], None] | None = None,
) -> MeasuredPairs:
    """Encode every picture of a list of pairs once, and measure d of each pair; see `measure_pairs_by_each`."""
    return measure_pairs_by_each(pairs_file, images_folder, [encoder], progress)[encoder]


def measure_pairs_by_each(
    pairs_file: str | Path,
    images_folder: str | Path,
    encoders: Sequence[str],
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, MeasuredPairs]:
    """Encode every picture of a list of pairs once by each encoder, and measure d of each pair.

    Args:
        pairs_file: see `read_pairs`.
        images_folder: holds NAME/NAME_0001.jpg.
        encoders: some of `ENCODERS`.
        progress: called as progress(pictures encoded, pictures in all).

    Raises:
        FileMissingError, PairsFileError, OptionError, WeightsMissingError.
    """
    folds = read_pairs(pairs_file)
    folder = Path(images_folder)
    if not folder.is_dir():
        raise FileMissingError(f"The folder of pictures {folder} was not found; check the path.")
    wanted = sorted({side for fold in folds for pair in fold for side in (pair.a, pair.b)})
    paths = {folder / name / f"{name}_{number:04d}.jpg": (name, number) for name, number in wanted}
    measured = {}
    for encoder, found in encode_files_by_each(list(paths), encoders, progress).items():
        encodings = {paths[path]: f for path, f in found.items()}
        if not encodings:
            raise FileMissingError(
                f"None of the {len(wanted)} pictures listed was found in {folder}, or none has a face."
            )
        distances = [[_distance(pair, encodings) for pair in fold] for fold in folds]
        measured[encoder] = MeasuredPairs(folds, distances, encodings)
    return measured


def _distance(pair: Pair, encodings: dict[tuple[str, int], np.ndarray]) -> float:
    """The distance of a pair; NaN where a picture is unusable."""
    if pair.a not in encodings or pair.b not in encodings:
        return float("nan")
    return distance.distance(encodings[pair.a], encodings[pair.b])


def resampled(
    distances: Sequence[Sequence[float]], folds: Sequence[Sequence[Pair]], draws: int, seed: int = 0
) -> dict[str, np.ndarray]:
    """The figures of the protocol where people are drawn again: `draws` values of each. The same seed draws the same.

    Folds stay as they are; in each draw tau is chosen anew.
    """
    d, same, fold = _flat(distances, folds)
    pairs = [pair for one in folds for pair in one]
    names = sorted({side[0] for pair in pairs for side in (pair.a, pair.b)})
    number = {name: index for index, name in enumerate(names)}
    first, second = np.array([[number[pair.a[0]], number[pair.b[0]]] for pair in pairs]).T
    counts = person_counts(len(names), draws, seed)
    parts = [
        figures(rates_of(d, same, fold, pair_weights(counts[start : start + DRAWS_AT_ONCE], first, second)))
        for start in range(0, draws, DRAWS_AT_ONCE)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}


def _flat(
    distances: Sequence[Sequence[float]], folds: Sequence[Sequence[Pair]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of every pair: d, whether it shows one person, and the number of its fold."""
    same = np.array([pair.same for pairs in folds for pair in pairs])
    return np.concatenate(distances), same, np.repeat(np.arange(len(folds)), [len(pairs) for pairs in folds])


def report(
    distances: Sequence[Sequence[float]],
    folds: Sequence[Sequence[Pair]],
    drawn: Mapping[str, np.ndarray] | None = None,
) -> PairsReport:
    """Return the figures of the protocol from the distances of each fold's pairs; NaN marks an unusable pair.

    Args:
        distances: of each fold's pairs.
        folds: the pairs.
        drawn: what `resampled` made of the same pairs, for the intervals.
    """
    d, same, fold = _flat(distances, folds)
    usable = ~np.isnan(d)
    accuracies, thresholds = [], []
    for number in range(len(folds)):
        tau = best_threshold(d[fold != number], same[fold != number])
        right = usable & ((d <= tau) == same)
        accuracies.append(right[fold == number].mean())
        thresholds.append(tau)
    d, same, fold = d[usable], same[usable], fold[usable]
    probability = metrics.held_out_probability(d, same, fold)
    return PairsReport(
        accuracy=float(np.mean(accuracies)),
        accuracy_std=float(np.std(accuracies)),
        threshold=float(np.mean(thresholds)),
        auc=area_under_roc(d, same),
        eer=metrics.equal_error_rate(d, same),
        tar_at_far_1e2=metrics.true_accept_rate(d, same, 1e-2),
        tar_at_far_1e3=metrics.true_accept_rate(d, same, 1e-3),
        ece=metrics.expected_calibration_error(probability, same),
        brier=metrics.brier_score(probability, same),
        pairs=len(usable),
        unusable=int((~usable).sum()),
        intervals={name: interval(values) for name, values in (drawn or {}).items()},
        people=len({side[0] for pairs in folds for pair in pairs for side in (pair.a, pair.b)}),
        draws=max((len(values) for values in (drawn or {}).values()), default=0),
    )
