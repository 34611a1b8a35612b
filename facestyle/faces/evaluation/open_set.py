"""1:K with strangers: how often an enrolled person is missed, at an accepted rate of strangers who are named.

FNIR and FPIR as in ISO/IEC 19795-1 and NIST's tests of identification.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from facestyle import fields
from facestyle.errors import FileMissingError
from facestyle.faces.distance import distances
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.evaluation.bootstrap import Interval, interval, person_counts
from facestyle.faces.gallery.people import template
from facestyle.faces.pipeline import encode_files_by_each

ENROLLED = (50, 200, 600)
PICTURES = (1, 3)
FPIRS = (0.01, 0.1)


@dataclass(frozen=True)
class OpenSetFigure:
    """How well strangers are told from people enrolled: means over several draws of people.

    Attributes:
        enrolled: K, people in the gallery.
        pictures: the number enrolled of each person; their encodings are averaged and brought to unit length.
        fpir: share of the searches for strangers that name somebody; the threshold of each draw is chosen for it.
        fnir, fnir_std: share of the searches for enrolled people that do not name them, because they are too far or
            somebody else is nearer: mean and deviation over the draws. None where there are not enough people.
        rank1: share of these searches in which the right person is nearest, whether or not they are named.
        threshold: the mean of tau over the draws.
        folds: the number of draws; 0 where fewer than K people have more pictures than are enrolled.
        fnir_interval: of `fnir`, over people drawn again with replacement (see bootstrap.py), each time with as many
            draws of a gallery among them; None where it was not asked for or too few people remain.
        draws: the number of times that people were drawn again.
    """

    enrolled: int
    pictures: int
    fpir: float
    fnir: float | None
    fnir_std: float | None
    rank1: float | None
    threshold: float | None
    folds: int
    fnir_interval: Interval = None
    draws: int = 0


def encode_people(
    folder: str | Path, encoder: str = DEFAULT_ENCODER, progress: Callable[[int, int], None] | None = None
) -> dict[str, np.ndarray]:
    """Encode DIR/NAME/*: the encodings of each name's pictures, N x numbers. Pictures without a face are left out.

    Raises:
        FileMissingError: there is no such folder, or no face in it.
    """
    return encode_people_by_each(folder, [encoder], progress)[encoder]


def encode_people_by_each(
    folder: str | Path, encoders: Sequence[str], progress: Callable[[int, int], None] | None = None
) -> dict[str, dict[str, np.ndarray]]:
    """Encode DIR/NAME/* by each encoder; see `encode_people`."""
    folder = Path(folder)
    if not folder.is_dir():
        raise FileMissingError(f"The folder of pictures {folder} was not found; check the path.")
    files = sorted(path for path in folder.glob("*/*") if path.is_file())
    people: dict[str, dict[str, list[np.ndarray]]] = {encoder: {} for encoder in encoders}
    for encoder, encodings in encode_files_by_each(files, encoders, progress).items():
        for path, encoding in encodings.items():
            people[encoder].setdefault(path.parent.name, []).append(encoding)
    if not all(people.values()):
        raise FileMissingError(f"No face was found under {folder}; it should hold NAME/*.jpg.")
    return {
        encoder: {name: np.stack(encodings) for name, encodings in sorted(known.items())}
        for encoder, known in people.items()
    }


def evaluate_people(
    people: dict[str, np.ndarray],
    folds: int = 10,
    seed: int = 0,
    drawn: Mapping[tuple[int, int, float], np.ndarray] | None = None,
) -> list[OpenSetFigure]:
    """Report every K, number of pictures and FPIR for which there are enough people; see `OpenSetFigure`.

    Args:
        people: the encodings of each person's pictures, N x numbers.
        folds: draws of a gallery, averaged.
        seed: of all draws.
        drawn: what `resampled_fnir` made of the same people, for the intervals.

    Raises:
        OptionError: a number is out of range.
    """
    folds = fields.whole("folds", folds, 1, 100)
    seed = fields.whole("seed", seed, 0, 2**32 - 1)
    figures = []
    for enrolled in ENROLLED:
        for pictures in PICTURES:
            searches = draw_galleries(people, enrolled, pictures, folds, [seed])
            for fpir in FPIRS:
                figures.append(
                    _figure(enrolled, pictures, fpir, searches, (drawn or {}).get((enrolled, pictures, fpir)))
                )
    return figures


def resampled_fnir(
    people: dict[str, np.ndarray],
    folds: int = 10,
    seed: int = 0,
    draws: int = 100,
    enrolled: Sequence[int] = ENROLLED,
    pictures: Sequence[int] = PICTURES,
) -> dict[tuple[int, int, float], np.ndarray]:
    """FNIR where people are drawn again: `draws` values for each K, number of pictures and FPIR.

    The same seed draws the same people, so that values of two encoders may be compared draw by draw. NaN where too few
    people remain.
    """
    names = sorted(people)
    counts = person_counts(len(names), fields.whole("draws", draws, 0, 100_000), seed)
    values: dict[tuple[int, int, float], list[float]] = {}
    for number, row in enumerate(counts):
        count = {name: int(times) for name, times in zip(names, row, strict=True) if times}
        some = {name: people[name] for name in count}
        for k, of_each in product(enrolled, pictures):
            searches = draw_galleries(some, k, of_each, folds, [seed, number], count)
            for fpir in FPIRS:
                fnir = [search.fnir(fpir) for search in searches]
                values.setdefault((k, of_each, fpir), []).append(float(np.mean(fnir)) if fnir else float("nan"))
    return {key: np.array(some) for key, some in values.items()}


@dataclass(frozen=True, eq=False)
class Search:
    """One draw of a gallery: every search, and how often it counts.

    Attributes:
        own: d of each search for an enrolled person to that person.
        nearest: whether they are the nearest.
        strangers: d of each stranger's search to the nearest person.
        names, stranger_names: the person of each of these searches.
        weights, stranger_weights: how often each counts.
    """

    own: np.ndarray
    nearest: np.ndarray
    strangers: np.ndarray
    names: list[str]
    stranger_names: list[str]
    weights: np.ndarray
    stranger_weights: np.ndarray

    def threshold(self, fpir: float) -> float:
        """Tau at which this share of the strangers' searches names somebody."""
        return threshold_at_fpir(self.strangers, fpir, self.stranger_weights)

    def fnir(self, fpir: float) -> float:
        """Share of the searches for people enrolled that do not name them at that tau."""
        named = self.nearest & (self.own <= self.threshold(fpir))
        return 1.0 - float(np.average(named, weights=self.weights))

    def rank1(self) -> float:
        """Share of these searches in which the right person is nearest."""
        return float(np.average(self.nearest, weights=self.weights))


def draw_galleries(
    people: Mapping[str, np.ndarray],
    enrolled: int,
    pictures: int,
    folds: int,
    seed: list[int],
    count: dict[str, int] | None = None,
) -> list[Search]:
    """The galleries of all folds; none where there are too few people."""
    drawn = [_draw(people, enrolled, pictures, np.random.default_rng([*seed, fold]), count) for fold in range(folds)]
    return [one for one in drawn if one is not None]


def _draw(
    people: Mapping[str, np.ndarray],
    enrolled: int,
    pictures: int,
    rng: np.random.Generator,
    count: dict[str, int] | None = None,
) -> Search | None:
    """Draw one gallery and search it for everybody; each search counts as often as `count` says of its person."""
    able = [name for name in sorted(people) if len(people[name]) > pictures]
    if len(able) < enrolled or len(people) == enrolled:
        return None
    known = [str(name) for name in rng.choice(able, enrolled, replace=False)]
    gallery, probes, owner = [], [], []
    for index, name in enumerate(known):
        order = rng.permutation(len(people[name]))
        gallery.append(template(people[name][order[:pictures]]))
        probes.append(people[name][order[pictures:]])
        owner += [index] * (len(order) - pictures)
    templates = np.stack(gallery)
    others = sorted(set(people) - set(known))
    mated = distances(np.concatenate(probes), templates)
    own = mated[np.arange(len(owner)), owner]
    times = count or dict.fromkeys(people, 1)
    return Search(
        own,
        mated.argmin(axis=1) == owner,
        distances(np.concatenate([people[name] for name in others]), templates).min(axis=1),
        [known[index] for index in owner],
        [name for name in others for _ in people[name]],
        np.array([times[known[index]] for index in owner], dtype=float),
        np.repeat([float(times[name]) for name in others], [len(people[name]) for name in others]),
    )


def _figure(
    enrolled: int, pictures: int, fpir: float, searches: list[Search], drawn: np.ndarray | None
) -> OpenSetFigure:
    if not searches:
        return OpenSetFigure(enrolled, pictures, fpir, None, None, None, None, 0)
    fnir = [search.fnir(fpir) for search in searches]
    return OpenSetFigure(
        enrolled,
        pictures,
        fpir,
        float(np.mean(fnir)),
        float(np.std(fnir)),
        float(np.mean([search.rank1() for search in searches])),
        float(np.mean([search.threshold(fpir) for search in searches])),
        len(searches),
        None if drawn is None else interval(drawn),
        0 if drawn is None else len(drawn),
    )


def threshold_at_fpir(strangers: np.ndarray, fpir: float, weights: np.ndarray | None = None) -> float:
    """The largest tau at which at most this share of the strangers' searches names somebody.

    Args:
        strangers: d of each search to the nearest person.
        fpir: the share.
        weights: how often each search counts; once where not given.

    >>> threshold_at_fpir(np.array([0.5, 1.0, 1.5, 2.0]), 0.25) < 1.0
    True
    """
    order = np.argsort(strangers)
    passed = np.cumsum(np.ones(len(order)) if weights is None else weights[order])
    first_too_many = int(np.searchsorted(passed, passed[-1] * fpir + 1e-9, side="right"))
    return float(np.nextafter(strangers[order[min(first_too_many, len(order) - 1)]], -1.0))
