"""Who is in a gallery: people, their pictures and their encodings, and how they come and go.

A gallery holds names and encodings, never pictures. It is searched in gallery.py; its plain values are in people.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone

import numpy as np

from facestyle.errors import AlreadyEnrolledError, ContractError, GalleryFullError, OptionError, UnknownPersonError
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery.index import GalleryIndex, Indexed
from facestyle.faces.gallery.names import checked_name, tidy
from facestyle.faces.gallery.people import Contents, Enrolled, Person, check_contract, source_of
from facestyle.faces.pipeline import EncodedFace

MAX_ENCODINGS = 10_000


class Members(Indexed):
    """People under one encoder's contract. Safe to use from several threads.

    The index holds one row for each person: the template of all of their pictures.

    Args:
        encoder: one of `ENCODERS`.
        limit: the most encodings that are held; `MAX_ENCODINGS` where not given.
        index: an empty index of the encoder's numbers; or a record, whose members are the gallery's.

    Raises:
        StoreError: the record can't be read.
    """

    def __init__(self, encoder: str, limit: int | None, index: GalleryIndex) -> None:
        super().__init__(index)
        self.encoder = encoder_spec(encoder).name
        self.limit = MAX_ENCODINGS if limit is None else limit
        self._before: Contents | None = None
        self._moved = False

    def __len__(self) -> int:
        return len(self._members)

    @property
    def encodings(self) -> int:
        """How many encodings are held."""
        return len(self._sources)

    @property
    def people(self) -> list[Person]:
        """Everybody enrolled, in the order of enrolment."""
        with self._together():
            return [Person(name, member.enrolled) for name, member in self._members.items()]

    def holds(self, source: str) -> str | None:
        """The name of the person who is enrolled from this very face of this very picture; see `source_of`."""
        with self._together():
            return self._owners.get(self._sources.get(source, -1))

    def enrol(self, name: str, face: EncodedFace, digest: str, accepted: bool = False) -> bool:
        """Add a face to a person, who is new or enrolled already.

        Args:
            name: 1 to 80 characters, without < or >.
            face: the encoded face.
            digest: of the picture's bytes, so that the same face of the same picture counts once.
            accepted: see `Enrolled`.

        Returns:
            Whether anything was added: False if this very face was enrolled under this name before.

        Raises:
            NameRefusedError, ContractError, GalleryFullError.
            AlreadyEnrolledError: this very face is enrolled under another name.
        """
        name = checked_name(name)
        check_contract([face], self.encoder)
        source = source_of(digest, face.face)
        with self._together():
            other = self.holds(source)
            if other == name:
                return False
            if other is not None:
                raise AlreadyEnrolledError(
                    f"This face of this picture is enrolled as {other} already; rename {other}, or remove {other} "
                    "first."
                )
            self._check_room(1)
            picture = Enrolled(0, face.quality, datetime.now(timezone.utc).date(), source, accepted)
            self._add(name, [picture], face.encoding[None])
        return True

    def rename(self, old: str, new: str) -> None:
        """Give a person another name; order and encodings stay.

        Raises:
            UnknownPersonError, NameRefusedError.
            AlreadyEnrolledError: somebody else has that name.
        """
        new = checked_name(new)
        with self._together():
            old = self._known(old)
            if new != old and new in self._members:
                raise AlreadyEnrolledError(
                    f"Somebody named {new} is in the gallery already; choose another name, or merge the two."
                )
            was = self._members[old]
            now = replace(was, name=new)
            self._members = {new if name == old else name: member for name, member in self._members.items()}
            self._members[new], self._owners[now.number] = now, new
            self._note(was, now)

    def merge(self, name: str, into: str) -> None:
        """Make two names one person: the pictures of `name` become those of `into`; `undo` parts them again.

        Raises:
            UnknownPersonError.
            OptionError: both names are the same person's.
        """
        with self._together():
            if (name := self._known(name)) == (into := self._known(into)):
                raise OptionError(f"{name} can't be merged into the same person; choose two people.")
            moved = self._members[name]
            self._before, self._moved = self._contents([(name, moved.enrolled)]), True
            self._put(name, (), moved.encodings[:0])
            self._add(into, [replace(picture, number=0) for picture in moved.enrolled], moved.encodings)

    def remove(self, name: str) -> None:
        """Forget a person and all of their encodings; `undo` brings them back.

        Raises:
            UnknownPersonError: nobody has that name.
        """
        with self._together():
            name = self._known(name)
            self._take_out([(name, self._members[name].enrolled)])

    def remove_picture(self, name: str, number: int) -> None:
        """Forget one picture of a person, and the person with their last one; `undo` brings them back.

        Args:
            name: the person.
            number: of the picture; see `Enrolled`.

        Raises:
            UnknownPersonError: nobody has that name.
            OptionError: the person has no picture of that number.
        """
        with self._together():
            name = self._known(name)
            enrolled = self._members[name].enrolled
            chosen = tuple(picture for picture in enrolled if picture.number == number)
            if not chosen or isinstance(number, bool):
                numbers = ", ".join(str(picture.number) for picture in enrolled[:20])
                raise OptionError(f"{name} has no picture {str(number)[:20]}; choose one of {numbers}.")
            self._take_out([(name, chosen)])

    def clear(self) -> None:
        """Forget everybody; `undo` brings them back. Clearing an empty gallery leaves nothing to undo."""
        with self._together():
            if self._members:
                self._take_out([(person.name, person.enrolled) for person in self.people])
            else:
                self._before = None

    def undo(self) -> tuple[str, ...]:
        """Bring back what the last removal or merger took: a picture, a person, or everybody.

        Returns:
            The names of those who are back; none where nothing was taken, or all of it is enrolled again.

        Raises:
            GalleryFullError: there is no room any more.
        """
        with self._together():
            if self._before is None:
                return ()
            if self._moved:
                self._drop({picture.source for person in self._before.people for picture in person.enrolled})
            names = self.absorb(self._before)
            self._before = None
            return names

    @property
    def can_undo(self) -> bool:
        """Whether there is a removal or a merger to undo."""
        return self._before is not None

    def contents(self) -> Contents:
        """All that the gallery holds, at one moment."""
        with self._together():
            return self._contents([(person.name, person.enrolled) for person in self.people])

    def absorb(self, contents: Contents) -> tuple[str, ...]:
        """Add people from elsewhere; those of the same name become one, and a picture counts once.

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
        new: list[tuple[str, list[Enrolled], list[int]]] = []
        start = 0
        with self._together():
            for person in contents.people:
                listed = enumerate(person.enrolled, start)
                start += person.pictures
                fresh = [(row, picture) for row, picture in listed if picture.source not in self._sources]
                if fresh:
                    new.append((person.name, [picture for _, picture in fresh], [row for row, _ in fresh]))
            self._check_room(sum(len(rows) for _, _, rows in new))
            for name, pictures, rows in new:
                self._add(name, pictures, contents.encodings[rows])
        return tuple(name for name, _, _ in new)

    def _add(self, name: str, enrolled: Sequence[Enrolled], encodings: np.ndarray) -> None:
        """Give a person more pictures. A number that is taken, or 0, becomes the next free one."""
        old = self._members.get(name)
        pictures = list(old.enrolled) if old else []
        for picture in enrolled:
            taken = {known.number for known in pictures}
            free = picture.number if picture.number and picture.number not in taken else max(taken, default=0) + 1
            pictures.append(replace(picture, number=free))
        rows = np.vstack([old.encodings, encodings]) if old else np.array(encodings, dtype=np.float32)
        order = sorted(range(len(pictures)), key=lambda row: pictures[row].number)
        self._put(name, tuple(pictures[row] for row in order), rows[order])

    def _take_out(self, removed: Sequence[tuple[str, tuple[Enrolled, ...]]]) -> None:
        self._before, self._moved = self._contents(removed), False
        self._drop({picture.source for _, gone in removed for picture in gone})

    def _drop(self, sources: set[str]) -> None:
        """Forget these pictures, whoever has them, and people with their last one."""
        owners = {self._owners[self._sources[source]] for source in sources if source in self._sources}
        for name in [name for name in self._members if name in owners]:
            member = self._members[name]
            left = [row for row, picture in enumerate(member.enrolled) if picture.source not in sources]
            self._put(name, tuple(member.enrolled[row] for row in left), member.encodings[left])

    def _contents(self, people: Sequence[tuple[str, tuple[Enrolled, ...]]]) -> Contents:
        rows: list[np.ndarray] = [np.zeros((0, encoder_spec(self.encoder).numbers), dtype=np.float32)]
        for name, enrolled in people:
            member = self._members[name]
            rows.append(member.encodings[[member.enrolled.index(picture) for picture in enrolled]])
        return Contents(self.encoder, tuple(Person(*person) for person in people), np.vstack(rows))

    def _check_room(self, more: int) -> None:
        if self.encodings + more > self.limit:
            raise GalleryFullError(
                f"The gallery holds {self.encodings} of at most {self.limit} encodings; there is no room for {more} "
                "more. Remove some."
            )

    def _known(self, name: str) -> str:
        wanted = tidy(name) if isinstance(name, str) else ""
        if wanted not in self._members:
            shown = (wanted[:40] + "…" if len(wanted) > 40 else wanted) or "(no name)"
            raise UnknownPersonError(f"Nobody named {shown} is in the gallery; choose a name from the list.")
        return wanted
