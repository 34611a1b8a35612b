"""1:K, or none of them: whose face is this?

A gallery holds names and encodings, never pictures. A new person needs one photograph and no training: one-shot
learning, since the network has learned a similarity function and not a list of people.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facestyle import options
from facestyle.errors import (
    AlreadyEnrolledError,
    ContractError,
    EmptyGalleryError,
    GalleryFullError,
    NameRefusedError,
    UnknownPersonError,
)
from facestyle.faces import similarity
from facestyle.faces.encoders import DEFAULT_ENCODER, encoder_spec
from facestyle.faces.pipeline import EncodedFace
from facestyle.locked import Locked

MAX_NAME = 80
MAX_ENCODINGS = 10_000
#: People listed for each face, the nearest first.
CANDIDATES = 3


@dataclass(frozen=True)
class Person:
    """Somebody who is enrolled: a name, and from how many pictures."""

    name: str
    pictures: int


@dataclass(frozen=True)
class Candidate:
    """Somebody whom a face might show, at distance d from his nearest encoding."""

    name: str
    distance: float


@dataclass(frozen=True, eq=False)
class Identification:
    """What the gallery says of one face.

    Attributes:
        face: the face, where it is in its picture.
        name: who it is, or None: not in the gallery.
        distance: d to the nearest person.
        candidates: the nearest people, by distance.
    """

    face: EncodedFace
    name: str | None
    distance: float
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, eq=False)
class _Entry:
    encoding: np.ndarray
    source: str


class Gallery(Locked):
    """People and their encodings under one encoder's contract. Safe to use from several threads."""

    def __init__(self, encoder: str = DEFAULT_ENCODER) -> None:
        super().__init__()
        self.encoder = encoder_spec(encoder).name
        self._people: dict[str, list[_Entry]] = {}

    def __len__(self) -> int:
        return len(self._people)

    @property
    def encodings(self) -> int:
        """How many encodings are held."""
        with self._lock:
            return sum(len(entries) for entries in self._people.values())

    @property
    def people(self) -> list[Person]:
        """Everybody enrolled, in the order of enrolment."""
        with self._lock:
            return [Person(name, len(entries)) for name, entries in self._people.items()]

    def enrol(self, name: str, face: EncodedFace, digest: str) -> bool:
        """Add a face to a person, who is new or enrolled already.

        Args:
            name: 1 to 80 characters, without < or >.
            face: the encoded face.
            digest: of the picture's bytes, so that the same face of the same picture counts once.

        Returns:
            Whether anything was added: False if this very face was enrolled under this name before.

        Raises:
            NameRefusedError, ContractError, GalleryFullError.
            AlreadyEnrolledError: this very face is enrolled under another name.
        """
        name = checked_name(name)
        self._check_contract([face])
        source = f"{digest}:{','.join(f'{side:.0f}' for side in face.face.box)}"
        with self._lock:
            for other, entries in self._people.items():
                if any(entry.source == source for entry in entries):
                    if other == name:
                        return False
                    raise AlreadyEnrolledError(
                        f"This face of this picture is enrolled as {other} already; rename {other}, or remove {other} "
                        "first."
                    )
            if self.encodings >= MAX_ENCODINGS:
                raise GalleryFullError(f"The gallery holds {MAX_ENCODINGS} encodings, the most it may; remove some.")
            self._people.setdefault(name, []).append(_Entry(face.encoding, source))
        return True

    def rename(self, old: str, new: str) -> None:
        """Give a person another name; order and encodings stay.

        Raises:
            UnknownPersonError, NameRefusedError.
            AlreadyEnrolledError: somebody else has that name.
        """
        new = checked_name(new)
        with self._lock:
            old = self._known(old)
            if new != old and new in self._people:
                raise AlreadyEnrolledError(f"Somebody named {new} is in the gallery already; choose another name.")
            self._people = {new if name == old else name: entries for name, entries in self._people.items()}

    def remove(self, name: str) -> None:
        """Forget a person and all encodings of his.

        Raises:
            UnknownPersonError: nobody has that name.
        """
        with self._lock:
            del self._people[self._known(name)]

    def clear(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._people = {}

    def identify(
        self, faces: Sequence[EncodedFace], threshold: float | None = None, candidates: int = CANDIDATES
    ) -> list[Identification]:
        """Name each face, or say that it is none of the people enrolled.

        The distance to a person is that to his nearest encoding; the nearest person is named where that is at most
        `threshold`, tau for galleries of the encoder where not given.

        Raises:
            EmptyGalleryError: nobody is enrolled.
            OptionError, ContractError.
        """
        spec = encoder_spec(self.encoder)
        tau = spec.tau_gallery
        if threshold is not None:
            tau = options.number("threshold", threshold, 0.0, similarity.MAX_DISTANCE)
        self._check_contract(faces)
        names, starts, matrix = self._snapshot()
        if not faces:
            return []
        table = similarity.distances(np.stack([face.encoding for face in faces]), matrix)
        by_person = np.minimum.reduceat(table, starts, axis=1)
        return [_identification(face, row, names, tau, candidates) for face, row in zip(faces, by_person, strict=True)]

    def _snapshot(self) -> tuple[list[str], np.ndarray, np.ndarray]:
        """Names, where each person's encodings start, and all encodings as one matrix."""
        with self._lock:
            if not self._people:
                raise EmptyGalleryError("The gallery is empty; enrol somebody from one photograph first.")
            names = list(self._people)
            counts = [len(entries) for entries in self._people.values()]
            matrix = np.stack([entry.encoding for entries in self._people.values() for entry in entries])
        return names, np.cumsum([0, *counts[:-1]]), matrix

    def _known(self, name: str) -> str:
        wanted = _tidy(name) if isinstance(name, str) else ""
        if wanted not in self._people:
            shown = wanted[:40] + "…" if len(wanted) > 40 else wanted
            raise UnknownPersonError(
                f"Nobody named {shown or '(no name)'} is in the gallery; choose a name of the list."
            )
        return wanted

    def _check_contract(self, faces: Sequence[EncodedFace]) -> None:
        expected = encoder_spec(self.encoder).contract
        for face in faces:
            if face.contract != expected:
                raise ContractError(
                    f"This face was encoded under {face.contract}, the gallery under {expected}; these can't be "
                    f"compared. Choose the encoder {self.encoder}, or clear the gallery and enrol again."
                )


def _identification(face: EncodedFace, row: np.ndarray, names: list[str], tau: float, most: int) -> Identification:
    nearest = np.argsort(row, kind="stable")[:most]
    found = tuple(Candidate(names[index], float(row[index])) for index in nearest)
    best = found[0]
    return Identification(face, best.name if best.distance <= tau else None, best.distance, found)


def checked_name(name: str) -> str:
    """Return a person's name, tidied: one line, Unicode composed, single spaces.

    Raises:
        NameRefusedError: it is empty, longer than `MAX_NAME`, or holds HTML or control characters.
    """
    if not isinstance(name, str) or not _tidy(name):
        raise NameRefusedError("A person needs a name; type one.")
    name = _tidy(name)
    if len(name) > MAX_NAME:
        raise NameRefusedError(f"The name {name[:20]}… has {len(name)} characters; use at most {MAX_NAME}.")
    if any(character in "<>" or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") for character in name):
        shown = "".join(character for character in name if character.isprintable() and character not in "<>")
        raise NameRefusedError(
            f"The name {shown[:20]!r} holds characters that names don't have; type it in plain text."
        )
    return name


def _tidy(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def name_from_file(filename: str) -> str:
    """Suggest a person's name from a file's: without its ending, trailing numbers, dashes and underscores.

    >>> name_from_file("Ada_Lovelace_0003.jpg")
    'Ada Lovelace'
    """
    stem = filename.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    words = "".join(" " if character in "_-." else character for character in stem).split()
    while len(words) > 1 and words[-1].strip("()").isdigit():
        words.pop()
    name = " ".join(words).rstrip("0123456789() ") or " ".join(words)
    name = "".join(character for character in name if character.isprintable() and character not in "<>")
    if name.islower():
        name = name.title()
    return name[:MAX_NAME].strip() or "Somebody"
