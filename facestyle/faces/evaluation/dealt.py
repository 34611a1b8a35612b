"""Verification on a folder of people, without a list: pairs built in many draws.

A draw deals the people into ten folds, as LFW's protocol does, so that nobody stands in two of them, and compares every
two pictures within a fold. Each person counts alike, however many pictures they have, and so does each two people:
these are the figures that many lists of pairs, drawn person by person, have on average.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from facestyle.errors import TrainingDataError
from facestyle.faces import distance
from facestyle.faces.evaluation.bootstrap import Interval, interval, person_counts
from facestyle.faces.evaluation.rates import Rates, figures, known

FOLDS = 10
#: Fewest people who can be dealt.
FEWEST = 2 * FOLDS
#: Draws of everybody that the figures are means over.
DEALS = 20
#: Distances at which pairs are counted; the figures are as fine as these.
BINS = 8_000


@dataclass(frozen=True)
class DealtReport:
    """How well d tells apart the pairs of a folder of people: means over `DEALS` draws of everybody.

    Attributes:
        accuracy, auc, eer, tar_at_far_1e2, tar_at_far_1e3: as in `PairsReport`.
        intervals: of each, over draws of people with replacement; see bootstrap.py.
        people: their number; `able` of them have two pictures or more, and so matched pairs.
        pictures: their number.
        draws: behind the intervals.
    """

    accuracy: float
    auc: float
    eer: float
    tar_at_far_1e2: float | None
    tar_at_far_1e3: float | None
    intervals: dict[str, Interval]
    people: int
    able: int
    pictures: int
    draws: int


def report(people: Mapping[str, np.ndarray], drawn: Mapping[str, np.ndarray]) -> DealtReport:
    """Return the figures of a folder of people.

    Args:
        people: the encodings of each, N x numbers.
        drawn: what `resampled` made of the same people.
    """
    able = sum(len(rows) > 1 for rows in people.values())
    values = everybody(people)
    intervals = {name: interval(some) for name, some in drawn.items()}
    pictures = sum(map(len, people.values()))
    draws = len(next(iter(drawn.values())))
    counts = {"people": len(people), "able": able, "pictures": pictures, "draws": draws}
    return DealtReport(**values, intervals=intervals, **counts)  # type: ignore[arg-type]


def everybody(people: Mapping[str, np.ndarray]) -> dict[str, float | None]:
    """The figures of all people: means over `DEALS` draws; a figure for which there are too few pairs is None."""
    counts = np.ones(len(people), dtype=int)
    drawn = [_figures(people, counts, np.random.default_rng([0, number])) for number in range(DEALS)]
    values = {name: known(float(np.mean([one[name] for one in drawn]))) for name in drawn[0]}
    for far, name in ((1e-2, "tar_at_far_1e2"), (1e-3, "tar_at_far_1e3")):
        if far * FOLDS * (len(people) // FOLDS) ** 2 / 2 < 1:
            values[name] = None
    return values


def resampled(people: Mapping[str, np.ndarray], draws: int, seed: int = 0) -> dict[str, np.ndarray]:
    """The figures of people drawn with replacement: `draws` values of each. The same seed draws the same people.

    Raises:
        TrainingDataError: there are too few people, or nobody has two pictures.
    """
    if len(people) < FEWEST or not any(len(rows) > 1 for rows in people.values()):
        raise TrainingDataError(
            f"There are {len(people)} people; pairs are dealt to {FOLDS} folds, which takes at least {FEWEST} people, "
            "some of them with two pictures. Add people, or give a list of pairs."
        )
    counts = person_counts(len(people), draws, seed)
    drawn = [_figures(people, row, np.random.default_rng([seed, 1, number])) for number, row in enumerate(counts)]
    return {name: np.array([one[name] for one in drawn]) for name in drawn[0]} if drawn else {}


def _figures(people: Mapping[str, np.ndarray], counts: np.ndarray, rng: np.random.Generator) -> dict[str, float]:
    return {name: float(values[0]) for name, values in figures(_rates(people, counts, rng)).items()}


def _rates(people: Mapping[str, np.ndarray], counts: np.ndarray, rng: np.random.Generator) -> Rates:
    """The weights of all pairs within the folds of one draw, counted by distance."""
    order = sorted(people)
    present = rng.permutation(np.flatnonzero(counts))
    sums = np.zeros((2, 1, FOLDS, BINS))
    for fold, members in enumerate(np.array_split(present, FOLDS)):
        rows = [people[order[member]] for member in members]
        sizes = np.array([len(one) for one in rows])
        who = np.repeat(np.arange(len(rows)), sizes)
        f = np.concatenate(rows).astype(np.float32)
        first, second = np.triu_indices(len(f), 1)
        d = (2.0 - 2.0 * (f @ f.T))[first, second]
        bins = np.clip(d * (BINS / distance.MAX_DISTANCE), 0, BINS - 1).astype(int)
        share = (counts[members] / sizes)[who]
        same = who[first] == who[second]
        # All pairs of one person count as often as the person, all pairs of two people as the product of their counts.
        pairs = np.maximum(sizes * (sizes - 1) / 2, 1)
        sums[0, 0, fold] = np.bincount(bins[same], (counts[members] / pairs)[who[first[same]]], BINS)
        sums[1, 0, fold] = np.bincount(bins[~same], share[first[~same]] * share[second[~same]], BINS)
    np.cumsum(sums, axis=3, out=sums)
    totals = sums[..., -1].sum(axis=2)[..., None, None]
    sums /= np.where(totals > 0, totals, 1.0)  # as many pairs of one person as of two, as accuracy is understood
    cuts = np.linspace(0.0, distance.MAX_DISTANCE, BINS + 1)[1:]
    return Rates(cuts, sums[0], sums[1], np.zeros((1, FOLDS)))
