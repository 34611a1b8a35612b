"""The data of a Siamese network: encodings of labelled pictures, clean and as a poor camera would see them.

People, not pictures, are split into training, validation and test: nobody is in two of them.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facestyle import fields
from facestyle.errors import ContractError, OptionError, TrainingDataError
from facestyle.faces.encoders.registry import ENCODERS, encoder_spec
from facestyle.faces.gallery.people import Contents

#: The side that a face may be shrunk to, in pixels.
LEAST_PIXELS, MOST_PIXELS = 8, 128
#: Shares of the people for training and for validation; the others are for the test.
SHARES = (0.6, 0.15)
#: Fewest pairs of the test from which there is a figure.
FEWEST_PAIRS = 10
#: Pairs of each kind that are drawn, at most.
MOST_PAIRS = 3000


@dataclass(frozen=True, eq=False)
class TrainingData:
    """Encodings of labelled pictures.

    Attributes:
        encoder, contract: the encoder, and what its encodings depend on.
        names: the person that each picture shows; N.
        clean: N x numbers, float32, unit length.
        degraded: the same pictures as a poor camera would see them; None where that was not asked for.
        degrade: the side in pixels that faces were shrunk to, or None.
        thumbnails: small pictures of the faces, clean and then degraded, where they were asked for; 2 N or N.
        problems: why pictures were left out, a sentence for each.
        notes: what of a zip was put together or not read, a sentence for each kind.
    """

    encoder: str
    contract: str
    names: tuple[str, ...]
    clean: np.ndarray
    degraded: np.ndarray | None = None
    degrade: int | None = None
    thumbnails: tuple[np.ndarray, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.encoder not in ENCODERS or self.contract != encoder_spec(self.encoder).contract:
            raise ContractError(f"The encodings were made under {self.contract[:120]}, which is no encoder here.")
        if len(set(self.names)) < 2:
            whom = f"only {self.names[0]}" if self.names else "nobody"
            raise TrainingDataError(
                f"The pictures show {whom}; a triplet needs two people at least: add a folder NAME/*.jpg for another."
            )
        if len(set(self.names)) == len(self.names):
            raise TrainingDataError(
                f"There is one picture of each of {len(self.names)} people; a positive needs another picture of the "
                "same person: add a second one of some of them."
            )

    @property
    def digest(self) -> str:
        """SHA-256 over names and encodings, by which a checkpoint knows its data."""
        digest = hashlib.sha256("\n".join((self.contract, *self.names)).encode())
        for view in self.views:
            digest.update(np.ascontiguousarray(view).tobytes())
        return digest.hexdigest()

    @property
    def views(self) -> tuple[np.ndarray, ...]:
        """Clean, and degraded where there is such a view."""
        return (self.clean,) if self.degraded is None else (self.clean, self.degraded)


@dataclass(frozen=True, eq=False)
class Split:
    """The pictures of each part; `validation` and `test` are empty where there are too few people.

    Attributes:
        train, validation, test: indices into `TrainingData.names`.
    """

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def parse_width(text: str | int | None) -> int | None:
    """Read the width of a face, ``20px`` or 20; None stays None.

    Raises:
        OptionError: it is neither, or out of range.
    """
    if text is None:
        return None
    match = re.fullmatch(r"\s*(\d{1,4})\s*(?:px)?\s*", str(text))
    if isinstance(text, bool) or not match:
        raise OptionError(f"degrade is {str(text)[:40]!r}; give the width of a face in pixels, such as 20px.")
    return fields.whole("degrade", int(match[1]), LEAST_PIXELS, MOST_PIXELS)


def of_gallery(contents: Contents) -> TrainingData:
    """Take the encodings of a gallery, which holds no pictures: there is no degraded view, and nothing to show.

    Raises:
        TrainingDataError: there are not two people, or no two pictures of one.
    """
    counts = [person.pictures for person in contents.people]
    if len(counts) > 1 and max(counts) == 1:
        raise TrainingDataError(
            f"Each of the {len(counts)} people in the gallery is enrolled from one picture; a positive needs another "
            "picture of the same person: enrol a second one of some of them under Identify."
        )
    if len(counts) < 2:
        whom = f"only {contents.people[0].name}" if counts else "nobody"
        raise TrainingDataError(
            f"The gallery holds {whom}; a triplet needs two people at least: enrol another under Identify."
        )
    names = tuple(person.name for person in contents.people for _ in person.enrolled)
    return TrainingData(contents.encoder, encoder_spec(contents.encoder).contract, names, contents.encodings)


def split_people(names: Sequence[str], seed: int = 0) -> Split:
    """Split people at random: 60 % train, the threshold is chosen on 15 %, the others are for the test.

    People with several pictures and people with one are split separately, so that each part has its share of both.
    Where a part would have fewer than two people, or no two pictures of one, everybody trains and nobody is held out.
    """
    counts = Counter(names)
    rng = np.random.default_rng(seed)
    parts: dict[str, int] = {}
    for several in (True, False):
        kind = sorted(name for name, count in counts.items() if (count > 1) == several)
        order = [kind[index] for index in rng.permutation(len(kind)).tolist()]
        first, second = round(SHARES[0] * len(kind)), round(sum(SHARES) * len(kind))
        parts |= {name: int(place >= first) + int(place >= second) for place, name in enumerate(order)}
    part = np.array([parts[name] for name in names])
    train, validation, test = (np.flatnonzero(part == number) for number in range(3))
    if not all(_can_be_paired([names[row] for row in rows.tolist()]) for rows in (train, validation, test)):
        return Split(np.arange(len(names)), np.array([], dtype=int), np.array([], dtype=int))
    return Split(train, validation, test)


def _can_be_paired(names: Sequence[str]) -> bool:
    return 2 <= len(set(names)) < len(names)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of pictures: the rows of both sides, and whether each pair shows one person."""

    a: np.ndarray
    b: np.ndarray
    same: np.ndarray


def draw_pairs(rows: np.ndarray, names: Sequence[str], seed: int) -> Pairs:
    """Draw pairs of one person at random, `MOST_PAIRS` or all of them, and as many pairs of two people.

    Args:
        rows: the pictures to pair.
        names: the person that each picture shows.
        seed: of the draw.
    """
    who = np.unique(np.asarray(names)[rows], return_inverse=True)[1] if len(rows) else np.zeros(0, dtype=int)
    first, second = np.triu_indices(len(rows), 1)
    same = who[first] == who[second]
    rng = np.random.default_rng([seed, len(rows)])
    matched, mismatched = np.flatnonzero(same), np.flatnonzero(~same)
    count = min(len(matched), len(mismatched), MOST_PAIRS)
    kept = np.concatenate([rng.permutation(matched)[:count], rng.choice(mismatched, count, replace=False)])
    return Pairs(rows[first[kept]], rows[second[kept]], same[kept])
