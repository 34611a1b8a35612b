"""1:K with strangers: how often an enrolled person is missed, at an accepted rate of strangers who are named.

FNIR and FPIR as in ISO/IEC 19795-1 and NIST's tests of identification.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facestyle import fields
from facestyle.errors import FileMissingError
from facestyle.faces.distance import distances
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.gallery.people import template
from facestyle.faces.pipeline import encode_files

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
    """

    enrolled: int
    pictures: int
    fpir: float
    fnir: float | None
    fnir_std: float | None
    rank1: float | None
    threshold: float | None
    folds: int


def encode_people(
    folder: str | Path, encoder: str = DEFAULT_ENCODER, progress: Callable[[int, int], None] | None = None
) -> dict[str, np.ndarray]:
    """Encode DIR/NAME/*: the encodings of each name's pictures, N x numbers. Pictures without a face are left out.

    Raises:
        FileMissingError: there is no such folder, or no face in it.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FileMissingError(f"The folder of pictures {folder} was not found; check the path.")
    files = sorted(path for path in folder.glob("*/*") if path.is_file())
    people: dict[str, list[np.ndarray]] = {}
    for path, encoding in encode_files(files, encoder, progress).items():
        people.setdefault(path.parent.name, []).append(encoding)
    if not people:
        raise FileMissingError(f"No face was found under {folder}; it should hold NAME/*.jpg.")
    return {name: np.stack(encodings) for name, encodings in people.items()}


def evaluate_people(people: dict[str, np.ndarray], folds: int = 10, seed: int = 0) -> list[OpenSetFigure]:
    """Report every K, number of pictures and FPIR for which there are enough people; see `OpenSetFigure`.

    Raises:
        OptionError: folds or seed are out of range.
    """
    folds = fields.whole("folds", folds, 1, 100)
    seed = fields.whole("seed", seed, 0, 2**32 - 1)
    figures = []
    for enrolled in ENROLLED:
        for pictures in PICTURES:
            draws = [_draw(people, enrolled, pictures, np.random.default_rng([seed, fold])) for fold in range(folds)]
            for fpir in FPIRS:
                figures.append(_figure(enrolled, pictures, fpir, [draw for draw in draws if draw is not None]))
    return figures


_Draw = tuple[np.ndarray, np.ndarray, np.ndarray]


def _draw(people: dict[str, np.ndarray], enrolled: int, pictures: int, rng: np.random.Generator) -> _Draw | None:
    """One draw: d of each search to its own person, whether they are the nearest, and strangers' d to the nearest."""
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
    strangers = np.concatenate([people[name] for name in sorted(set(people) - set(known))])
    mated = distances(np.concatenate(probes), templates)
    own = mated[np.arange(len(owner)), owner]
    return own, mated.argmin(axis=1) == owner, distances(strangers, templates).min(axis=1)


def _figure(enrolled: int, pictures: int, fpir: float, draws: list[_Draw]) -> OpenSetFigure:
    if not draws:
        return OpenSetFigure(enrolled, pictures, fpir, None, None, None, None, 0)
    thresholds = [threshold_at_fpir(strangers, fpir) for *_, strangers in draws]
    fnir = [
        1 - float((nearest & (own <= tau)).mean()) for (own, nearest, _), tau in zip(draws, thresholds, strict=True)
    ]
    rank1 = [float(nearest.mean()) for _, nearest, _ in draws]
    return OpenSetFigure(
        enrolled,
        pictures,
        fpir,
        float(np.mean(fnir)),
        float(np.std(fnir)),
        float(np.mean(rank1)),
        float(np.mean(thresholds)),
        len(draws),
    )


def threshold_at_fpir(strangers: np.ndarray, fpir: float) -> float:
    """The largest tau at which at most this share of the strangers' searches names somebody.

    >>> threshold_at_fpir(np.array([0.5, 1.0, 1.5, 2.0]), 0.25) < 1.0
    True
    """
    ordered = np.sort(strangers)
    allowed = int(np.floor(len(ordered) * fpir + 1e-9))
    return float(np.nextafter(ordered[min(allowed, len(ordered) - 1)], -1.0))
