"""The protocols by which a gallery keeps and searches encodings. An index knows numbers; names are in members.py.

`plain_index` compares everything and is the reference; `coded_index` gives the same answers faster and is the default.
A record is an index that keeps whole members, such as the store in `milvus/`: what it holds outlives the process.
`Indexed` keeps members and an index in step.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

import numpy as np

from facestyle.errors import ContractError
from facestyle.faces.gallery.people import Enrolled, Member, template
from facestyle.locked import Locked


class GalleryIndex(Protocol):
    """Encodings by number. Safe to use from several threads; a copy by `copy.copy` is independent.

    There is no `close`: a gallery ends when its session is dropped. Code that opens an index in a file or on
    another machine also closes it.
    """

    def add(self, ids: Sequence[int], encodings: np.ndarray) -> None:
        """Add N x numbers encodings, float32 and of unit length, under N numbers that are not in use.

        Raises:
            ContractError: the encodings differ in length from those held.
        """

    def remove(self, ids: Sequence[int]) -> None:
        """Forget the encodings of these numbers."""

    def search(self, probes: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Find the k nearest encodings of each of N probes.

        Returns:
            d = ||f(x1) - f(x2)||^2, N x min(k, len), float64, the nearest first, and the numbers in the same order.
            Of equally near encodings the one with the lowest number comes first.

        Raises:
            ContractError: the probes differ in length from the encodings held.
        """

    def __len__(self) -> int: ...


@runtime_checkable
class GalleryRecord(GalleryIndex, Protocol):
    """An index that keeps whole members: names, pictures and encodings, beside the templates that it searches."""

    def replace(self, old: Sequence[Member], new: Sequence[Member]) -> None:
        """Put members in the place of others, as one change; a new member of an old one's place is the same person.

        A process that ends on the way has made the change or has not: nobody is lost, and nobody is there twice.

        Raises:
            StoreError: whether the change was made is unknown.
        """

    def members(self) -> list[Member]:
        """Return all members, by place, after putting right what a process has left that ended during a change.

        Raises:
            StoreError: they can't be read.
        """


def check_length(encodings: np.ndarray, numbers: int) -> None:
    """Refuse encodings of another length.

    Raises:
        ContractError: they are not N x numbers.
    """
    if encodings.ndim != 2 or encodings.shape[1] != numbers:
        raise ContractError(
            f"Encodings of shape {encodings.shape} were given, the gallery holds {numbers} numbers each; "
            "these come from different encoders and can't be compared."
        )


class Indexed(Locked):
    """Members by name, and their templates in an index; the two are kept in step.

    Args:
        index: an empty index; or a record, whose members are held.

    Raises:
        StoreError: the record can't be read.
    """

    def __init__(self, index: GalleryIndex) -> None:
        super().__init__()
        self._index = index
        # Members are replaced, never changed in place: a copy may share them.
        self._members: dict[str, Member] = {}
        self._owners: dict[int, str] = {}
        self._sources: dict[str, int] = {}
        self._last = 0
        # What has changed and is not written yet: a member as they were and as they are, by place.
        self._changes: dict[int, tuple[Member | None, Member | None]] = {}
        self._depth = 0
        self._unsure = False
        self.refresh()

    def refresh(self) -> None:
        """Read the members again if they are in a store, which another process may have changed.

        Raises:
            StoreError: they can't be read.
        """
        with self._lock:
            if isinstance(self._index, GalleryRecord):
                members = self._index.members()
                self._members, self._owners, self._sources = {}, {}, {}
                for member in members:
                    self._hold(member)
                self._last = max([self._last, *(member.number for member in members)])
            self._unsure = False

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Hold the lock. What changes meanwhile is written as one change when the outermost of these contexts ends."""
        with self._lock:
            if self._unsure:
                self.refresh()
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth and self._changes:
                    self._write()

    def _write(self) -> None:
        changes, self._changes = self._changes, {}
        old = [was for was, _ in changes.values() if was is not None]
        new = [now for _, now in changes.values() if now is not None]
        if not isinstance(self._index, GalleryRecord):
            _replace_templates(self._index, old, new)
            return
        self._unsure = True  # until it is written; where that fails, what is true is read again
        self._index.replace(old, new)
        self._unsure = False

    def _put(self, name: str, enrolled: tuple[Enrolled, ...], encodings: np.ndarray) -> None:
        """Replace what is known of a person, or forget them where they have no picture."""
        old, new = self._members.get(name), None
        if old is not None:
            del self._owners[old.number]
            for picture in old.enrolled:
                del self._sources[picture.source]
        if enrolled:
            # Microseconds, since two processes may write to one store; and never a number that was used before.
            self._last = max(self._last + 1, time.time_ns() // 1000)
            new = Member(name, self._last if old is None else old.place, self._last, enrolled, encodings)
            self._hold(new)
        else:
            del self._members[name]
        self._note(old, new)

    def _hold(self, member: Member) -> None:
        self._members[member.name] = member
        self._owners[member.number] = member.name
        self._sources.update(dict.fromkeys((picture.source for picture in member.enrolled), member.number))

    def _note(self, old: Member | None, new: Member | None) -> None:
        """Note a change of a member, to be written with all others of this operation."""
        one = old or new
        assert one is not None
        was, _ = self._changes.get(one.place, (old, None))
        self._changes[one.place] = was, new


def _replace_templates(index: GalleryIndex, old: Sequence[Member], new: Sequence[Member]) -> None:
    kept = {member.number for member in old} & {member.number for member in new}  # these have another name
    gone = [member.number for member in old if member.number not in kept]
    come = [member for member in new if member.number not in kept]
    if gone:
        index.remove(gone)
    if come:
        index.add([member.number for member in come], np.stack([template(member.encodings) for member in come]))
