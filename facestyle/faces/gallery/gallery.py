"""1:K, or none of them: whose face is this?

A gallery holds names and encodings, never pictures. A new person needs one photograph and no training: one-shot
learning, since the network has learned a similarity function and not a list of people. Somebody with several pictures
is searched for by their mean. How encodings are searched is gallery_index.py's business, how a gallery becomes a file
gallery_file.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone

import numpy as np

from facestyle import fields
from facestyle.errors import (
    AlreadyEnrolledError,
    ContractError,
    EmptyGalleryError,
    GalleryFullError,
    OptionError,
    UnknownPersonError,
)
from facestyle.faces import distance
from facestyle.faces.calibration import Calibration, shipped
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery.index import ExactIndex, GalleryIndex
from facestyle.faces.gallery.names import checked_name, tidy
from facestyle.faces.gallery.people import Candidate, Contents, Enrolled, Identification, Person, source_of, template
from facestyle.faces.pipeline import EncodedFace
from facestyle.locked import Locked

MAX_ENCODINGS = 10_000
#: False positive identification rate where none is asked for.
FPIR = 0.01
#: People listed for each face, the nearest first.
CANDIDATES = 3


@dataclass(frozen=True, eq=False)
class _Member:
    """Somebody's pictures and their encodings, row by row, and the number that the index knows him by."""

    number: int
    enrolled: tuple[Enrolled, ...]
    encodings: np.ndarray


class Gallery(Locked):
    """People and their encodings under one encoder's contract. Safe to use from several threads.

    Args:
        encoder: one of `ENCODERS`.
        limit: the most encodings that are held; `MAX_ENCODINGS` where not given.
        index: an empty index of the encoder's numbers; the exact one in memory where not given.
    """

    def __init__(
        self, encoder: str = DEFAULT_ENCODER, limit: int | None = None, index: GalleryIndex | None = None
    ) -> None:
        super().__init__()
        spec = encoder_spec(encoder)
        self.encoder = spec.name
        self.limit = MAX_ENCODINGS if limit is None else limit
        self._index: GalleryIndex = ExactIndex(spec.numbers) if index is None else index
        # Members are replaced, never changed in place: a copy may share them.
        self._people: dict[str, _Member] = {}
        self._owners: dict[int, str] = {}
        self._sources: dict[str, int] = {}
        self._next = 0
        self._removed: Contents | None = None

    def __len__(self) -> int:
        return len(self._people)

    @property
    def encodings(self) -> int:
        """How many encodings are held."""
        return len(self._sources)

    @property
    def people(self) -> list[Person]:
        """Everybody enrolled, in the order of enrolment."""
        with self._lock:
            return [Person(name, member.enrolled) for name, member in self._people.items()]

    def holds(self, source: str) -> str | None:
        """Name the person who is enrolled from this very face of this very picture; see `source_of`."""
        with self._lock:
            return self._owners.get(self._sources.get(source, -1))

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
        source = source_of(digest, face.face)
        with self._lock:
            other = self.holds(source)
            if other == name:
                return False
            if other is not None:
                raise AlreadyEnrolledError(
                    f"This face of this picture is enrolled as {other} already; rename {other}, or remove {other} "
                    "first."
                )
            self._check_room(1)
            picture = Enrolled(0, face.quality, datetime.now(timezone.utc).date(), source)
            self._add(name, [picture], face.encoding[None])
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
                raise AlreadyEnrolledError(
                    f"Somebody named {new} is in the gallery already; choose another name, or merge the two."
                )
            self._people = {new if name == old else name: member for name, member in self._people.items()}
            self._owners[self._people[new].number] = new

    def merge(self, name: str, into: str) -> None:
        """Two names are one person: the pictures of `name` become those of `into`.

        Raises:
            UnknownPersonError.
            OptionError: both names are the same person's.
        """
        with self._lock:
            name, into = self._known(name), self._known(into)
            if name == into:
                raise OptionError(f"{name} can't be merged into the same person; choose two people.")
            moved = self._people[name]
            self._put(name, None)
            self._add(into, [replace(picture, number=0) for picture in moved.enrolled], moved.encodings)

    def remove(self, name: str) -> None:
        """Forget a person and all encodings of his, but for `undo`.

        Raises:
            UnknownPersonError: nobody has that name.
        """
        with self._lock:
            name = self._known(name)
            self._take_out([(name, self._people[name].enrolled)])

    def remove_picture(self, name: str, number: int) -> None:
        """Forget one picture of a person, and the person with his last one, but for `undo`.

        Args:
            name: the person.
            number: of the picture; see `Enrolled`.

        Raises:
            UnknownPersonError: nobody has that name.
            OptionError: he has no picture of that number.
        """
        with self._lock:
            name = self._known(name)
            enrolled = self._people[name].enrolled
            found = tuple(picture for picture in enrolled if picture.number == number)
            if not found or isinstance(number, bool):
                numbers = ", ".join(str(picture.number) for picture in enrolled[:20])
                raise OptionError(f"{name} has no picture {str(number)[:20]}; choose one of {numbers}.")
            self._take_out([(name, found)])

    def clear(self) -> None:
        """Forget everybody, but for `undo`; clearing an empty gallery forgets that too."""
        with self._lock:
            if self._people:
                self._take_out([(person.name, person.enrolled) for person in self.people])
            else:
                self._removed = None

    def undo(self) -> tuple[str, ...]:
        """Bring back what the last removal took: a picture, a person, or everybody.

        Returns:
            The names of those who are back; none where nothing was removed, or all of it is enrolled again.

        Raises:
            GalleryFullError: there is no room any more.
        """
        with self._lock:
            if self._removed is None:
                return ()
            names = self._absorb(self._removed)
            self._removed = None
            return names

    @property
    def can_undo(self) -> bool:
        """Whether there is a removal to undo."""
        return self._removed is not None

    def contents(self) -> Contents:
        """All that the gallery holds, at one moment."""
        with self._lock:
            return self._contents([(person.name, person.enrolled) for person in self.people])

    def absorb(self, contents: Contents, replace: bool = False) -> tuple[str, ...]:
        """Add people from elsewhere; those of the same name become one, and a picture counts once.

        Args:
            contents: of another gallery.
            replace: remove everybody first, as `clear` does.

        Returns:
            The names of those who were added or given more pictures.

        Raises:
            ContractError: they were encoded under another contract.
            GalleryFullError: there are too many. Nothing changes then.
        """
        if contents.encoder != self.encoder:
            raise ContractError(
                f"These people were encoded by {contents.encoder}, the gallery's by {self.encoder}; these can't be "
                f"compared. Enrol them again from pictures, or use a gallery of {contents.encoder}."
            )
        with self._lock:
            if replace:
                self._check_room(len(contents.encodings) - self.encodings)
                self.clear()
            return self._absorb(contents)

    def threshold(self, rate: float | None = None, calibration: Calibration | None = None) -> float:
        """Tau at which at most this share of the searches for strangers names somebody: it depends on K.

        Args:
            rate: false positive identification rate; `FPIR` where not given.
            calibration: what d means; the encoder's own where not given.

        Returns:
            At most the tau for pairs. The strictest tau known, where the data can't tell for so many people; the
            encoder's tau for galleries, where it has no calibration.

        Raises:
            OptionError: the rate is out of range.
        """
        spec = encoder_spec(self.encoder)
        known = calibration or shipped(self.encoder)
        rate = fields.number("false positive identification rate", FPIR if rate is None else rate, 0.0, 1.0)
        if known is None or not known.thresholds:
            return spec.tau_gallery
        tau = known.gallery_threshold(len(self), rate)
        return min(min(known.thresholds) if tau is None else tau, spec.tau if calibration is None else known.even)

    def identify(
        self, faces: Sequence[EncodedFace], threshold: float | None = None, candidates: int = CANDIDATES
    ) -> list[Identification]:
        """Name each face, or say that it is none of the people enrolled.

        The distance to a person is that to his template, the mean of his encodings; the nearest person is named where
        that is at most tau: `threshold`, or what `Gallery.threshold` says of this many people where not given.

        Raises:
            EmptyGalleryError: nobody is enrolled.
            OptionError, ContractError.
        """
        tau = self.threshold()
        if threshold is not None:
            tau = fields.number("threshold", threshold, 0.0, distance.MAX_DISTANCE)
        self._check_contract(faces)
        if not len(self):
            raise EmptyGalleryError("The gallery is empty; enrol somebody from one photograph first.")
        if not faces:
            return []
        found = self._nearest_people(np.stack([face.encoding for face in faces]), candidates)
        return [
            Identification(face, near[0].name if near[0].distance <= tau else None, near[0].distance, near)
            for face, near in zip(faces, found, strict=True)
        ]

    def _nearest_people(self, probes: np.ndarray, most: int) -> list[tuple[Candidate, ...]]:
        with self._lock:
            if not self._people:
                raise EmptyGalleryError("The gallery is empty; enrol somebody from one photograph first.")
            distances, numbers = self._index.search(probes, most)
            d = distances.clip(0.0, distance.MAX_DISTANCE)
            return [
                tuple(Candidate(self._owners[number], far) for far, number in zip(*row, strict=True))
                for row in zip(d.tolist(), numbers.tolist(), strict=True)
            ]

    def _absorb(self, contents: Contents) -> tuple[str, ...]:
        new: list[tuple[str, list[Enrolled], list[int]]] = []
        start = 0
        for person in contents.people:
            rows = range(start, start + person.pictures)
            start += person.pictures
            listed = zip(rows, person.enrolled, strict=True)
            fresh = [(row, one) for row, one in listed if one.source not in self._sources]
            if fresh:
                new.append((person.name, [one for _, one in fresh], [row for row, _ in fresh]))
        self._check_room(sum(len(rows) for _, _, rows in new))
        for name, pictures, chosen in new:
            self._add(name, pictures, contents.encodings[chosen])
        return tuple(name for name, _, _ in new)

    def _add(self, name: str, enrolled: Sequence[Enrolled], encodings: np.ndarray) -> None:
        """Numbers of pictures that are taken, or 0, become the next free ones."""
        old = self._people.get(name)
        pictures = list(old.enrolled) if old else []
        for picture in enrolled:
            taken = {known.number for known in pictures}
            free = picture.number if picture.number and picture.number not in taken else max(taken, default=0) + 1
            pictures.append(replace(picture, number=free))
        rows = np.vstack([old.encodings, encodings]) if old else np.array(encodings, dtype=np.float32)
        order = sorted(range(len(pictures)), key=lambda row: pictures[row].number)
        self._put(name, _Member(0, tuple(pictures[row] for row in order), rows[order]))

    def _put(self, name: str, member: _Member | None) -> None:
        """Let this be what is known of a person; None forgets him. The index follows."""
        old = self._people.get(name)
        if old is not None:
            self._index.remove([old.number])
            del self._owners[old.number]
            for picture in old.enrolled:
                del self._sources[picture.source]
        if member is None:
            del self._people[name]
            return
        number, self._next = self._next, self._next + 1
        self._people[name] = replace(member, number=number)
        self._owners[number] = name
        self._sources.update(dict.fromkeys((picture.source for picture in member.enrolled), number))
        self._index.add([number], template(member.encodings)[None])

    def _take_out(self, removed: Sequence[tuple[str, tuple[Enrolled, ...]]]) -> None:
        self._removed = self._contents(removed)
        for name, gone in removed:
            member = self._people[name]
            left = [row for row, picture in enumerate(member.enrolled) if picture not in gone]
            kept = _Member(0, tuple(member.enrolled[row] for row in left), member.encodings[left])
            self._put(name, kept if left else None)

    def _contents(self, people: Sequence[tuple[str, tuple[Enrolled, ...]]]) -> Contents:
        rows = [np.zeros((0, encoder_spec(self.encoder).numbers), dtype=np.float32)]
        for name, enrolled in people:
            member = self._people[name]
            rows.append(member.encodings[[member.enrolled.index(picture) for picture in enrolled]])
        return Contents(self.encoder, tuple(Person(*one) for one in people), np.vstack(rows))

    def _check_room(self, more: int) -> None:
        if self.encodings + more > self.limit:
            raise GalleryFullError(
                f"The gallery holds {self.encodings} encodings of the {self.limit} encodings it may; there is no room "
                f"for {more} more. Remove some."
            )

    def _known(self, name: str) -> str:
        wanted = tidy(name) if isinstance(name, str) else ""
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
