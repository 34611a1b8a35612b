"""A gallery in a store, as the index and the record of `Gallery`.

Milvus proposes candidates; d is then computed again in float64, and ties are ordered by number, as in memory. With FLAT
the answer is exact: more people are fetched until the last one is farther than the k-th by more than `TOLERANCE`.

One process at a time should change a gallery, and that one puts right what a killed one has left. Others may search it:
they change nothing, and read it again when somebody whom they don't know is found.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

import numpy as np

from facestyle.errors import EmptyGalleryError, OptionError, StoreError
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.index import check_length
from facestyle.faces.gallery.milvus import rows, visits
from facestyle.faces.gallery.milvus.filters import checked_id, new_id, of_gallery
from facestyle.faces.gallery.milvus.schema import STRONG, collections_of, searching
from facestyle.faces.gallery.milvus.store import AT_ONCE, Store
from facestyle.faces.gallery.people import Enrolled, Member

#: How far Milvus' d, in float32, may be from d. On unit vectors it is some 1e-6.
TOLERANCE = 1e-4
#: People asked for beyond those wanted, so that those at one distance can be put in order.
SPARE = 8
#: The most rows of one answer; a limit of Milvus.
MOST = 16_384
#: Readings of a gallery that another process changes meanwhile.
_TIMES = 5
#: Numbers that Milvus Lite may hold in memory for the probes of one search: 128 MB.
_NUMBERS = 2**25


def visitors_gallery(store: Store, encoder: str = DEFAULT_ENCODER, limit: int | None = None) -> Gallery:
    """Return an empty gallery in a store, under a random id; it ends with its owner, see `visits`.

    Raises:
        StoreError.
    """
    return Gallery(encoder, limit, MilvusIndex(store, new_id(), encoder, kept=False))


def kept_gallery(store: Store, gallery: str, encoder: str = DEFAULT_ENCODER, limit: int | None = None) -> Gallery:
    """Return the gallery of this id to change it; it stays in the store, and is empty where there is none yet.

    Who only searches it, or writes it to a file, takes `gallery_to_read`.

    Raises:
        OptionError: the id is none.
        StoreError.
    """
    return Gallery(encoder, limit, MilvusIndex(store, gallery, encoder, kept=True))


def gallery_to_read(store: Store, gallery: str, encoder: str = DEFAULT_ENCODER, limit: int | None = None) -> Gallery:
    """Return the gallery of this id to search and read it, while another process may change it.

    Nothing in the store changes, and whoever tries to change the gallery gets an OptionError.

    Raises:
        EmptyGalleryError: the store has no such gallery.
        OptionError: the id is none.
        StoreError.
    """
    people = collections_of(encoder).people
    if not visits.known(store, gallery) or not store.call("has_collection", people):
        raise EmptyGalleryError(
            f"The store has no gallery {gallery} with people of the encoder {encoder}; check the id and the encoder."
        )
    return Gallery(encoder, limit, MilvusIndex(store, gallery, encoder, kept=True, writes=False))


class MilvusIndex:
    """The people of one gallery in a store; see `GalleryRecord`.

    Args:
        store: where they are.
        gallery: the id of the gallery.
        encoder: one of `ENCODERS`.
        kept: whether it stays when this object is gone.
        writes: whether it is changed here, and put right; otherwise it is one that `visits` knows.

    Raises:
        OptionError: the id is none.
        StoreError.
    """

    def __init__(
        self, store: Store, gallery: str, encoder: str = DEFAULT_ENCODER, kept: bool = False, writes: bool = True
    ) -> None:
        self.store, self.gallery, self.encoder, self.kept = store, checked_id(gallery), encoder, kept
        self.writes = writes
        self._hidden: set[int] = set()  # numbers of rows that are no member: another process is to remove them
        self._in = collections_of(encoder)
        self.numbers = self._in.numbers
        for collection in (self._in.people, self._in.pictures):
            store.ensure(collection, self.numbers)
        if writes:
            visits.begin(store, gallery, kept)
        if not kept:
            store.live.add(self)
            # Without a call to the store: this may run in the middle of anything.
            weakref.finalize(self, store.ended.append, gallery).atexit = False
        self._count = len(self._read(self._in.people, ["number"]))

    def __len__(self) -> int:
        return self._count

    def __copy__(self) -> MilvusIndex:
        """Another gallery in the store with the same people, which ends with its owner."""
        other = MilvusIndex(self.store, new_id(), self.encoder)
        other.replace([], self.members())
        return other

    def __deepcopy__(self, _memo: dict[int, Any]) -> MilvusIndex:
        return self.__copy__()

    def add(self, ids: Sequence[int], encodings: np.ndarray) -> None:
        """See `GalleryIndex`; whoever is added has no name and no pictures."""
        self._check_writes()
        check_length(encodings, self.numbers)
        given = np.asarray(encodings, dtype=np.float32)
        people = [Member("", int(one), int(one), (), row[None]) for one, row in zip(ids, given, strict=True)]
        self.store.write(self._in.people, [rows.person_row(self.gallery, one) for one in people])
        self._count += len(people)

    def remove(self, ids: Sequence[int]) -> None:
        """See `GalleryIndex`."""
        self._check_writes()
        for start in range(0, len(ids), AT_ONCE):
            self.store.erase(self._in.people, of_gallery(self.gallery, numbers=ids[start : start + AT_ONCE]))
        self._count = len(self._read(self._in.people, ["number"]))

    def replace(self, old: Sequence[Member], new: Sequence[Member]) -> None:
        """See `GalleryRecord`. Pictures are written first, then people, and what is gone is deleted last.

        Of a change of more than `AT_ONCE` people a process that ends on the way may have made a part.
        """
        self._check_writes()
        before, after = {one.place: one for one in old}, {one.place: one for one in new}
        gone = rows.gone_pictures(old, after)
        if gone or any(one.place in after and after[one.place].name != one.name for one in old):
            self.store.soil(self._in.people)  # a row that is written anew stays in the files as it was
        fresh = [row for one in new for row in rows.picture_rows(self.gallery, one, before.get(one.place))]
        self.store.write(self._in.pictures, fresh)
        self.store.write(self._in.people, [rows.person_row(self.gallery, one) for one in new])
        self._erase(list(before.keys() - after.keys()), gone)
        self._count += len(after) - len(before)

    def members(self) -> list[Member]:
        """See `GalleryRecord`. Only who writes puts right: to others, a change that another process makes looks alike.

        People and pictures are read one after the other, and a change writes pictures first and people afterwards.
        """
        people, pictures = self._people(), self._pictures()
        for _ in range(_TIMES):
            if self.writes or people == (now := self._people()):
                break
            people, pictures = now, self._pictures()  # else, of a merger, neither the old nor the new person's
        else:
            raise StoreError("The gallery changes while it is read; try again.")
        found = rows.found(people, pictures)
        self._count = len(people)
        if not self.writes:
            members, self._hidden = rows.as_written(people, found.members)
            return members
        if found.old or found.new:
            self.replace(found.old, found.new)
        self._erase([], [(place, [number]) for place, number in found.leftovers])
        return found.members

    def search(self, probes: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """See `GalleryIndex`."""
        check_length(probes, self.numbers)
        k = min(k, self._count - len(self._hidden), MOST)
        if not k or not len(probes):
            return np.zeros((len(probes), k)), np.zeros((len(probes), k), dtype=np.int64)
        at_once = max(1, _NUMBERS // (self._count * self.numbers))
        answers = []
        for start in range(0, len(probes), at_once):
            answers += self._nearest(np.asarray(probes[start : start + at_once], dtype=np.float32), k)
        shortest = min(len(d) for d, _ in answers)  # less than k where another process has removed somebody
        return np.stack([d[:shortest] for d, _ in answers]), np.stack([ids[:shortest] for _, ids in answers])

    def _nearest(self, probes: np.ndarray, k: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """d and numbers of the k nearest of each probe."""
        asked = min(k + SPARE + len(self._hidden), self._count, MOST)
        answers: list[tuple[np.ndarray, np.ndarray] | None] = [None] * len(probes)
        while left := [at for at, answer in enumerate(answers) if answer is None]:
            for at, hits in zip(left, self._hits(probes[left], asked), strict=True):
                d, ids = self._ordered(probes[at], hits)
                if (
                    self.store.kinds[self._in.people] != "FLAT" and len(d) < k
                ):  # an approximate index may find fewer than there are
                    d, ids = self._ordered(probes[at], self._read(self._in.people, ["number", "template"]))
                    answers[at] = d[:k], ids[:k]
                elif len(hits) < asked or asked in (self._count, MOST) or d[k - 1] + TOLERANCE < d[-1]:
                    answers[at] = d[:k], ids[:k]
            asked = min(4 * asked, self._count, MOST)
        return [answer for answer in answers if answer is not None]

    def _ordered(self, probe: np.ndarray, hits: Sequence[rows.Row]) -> tuple[np.ndarray, np.ndarray]:
        """d in float64, the nearest first, and numbers; of equally near ones the lowest number first."""
        known = [hit for hit in hits if hit["number"] not in self._hidden]
        ids = np.array([hit["number"] for hit in known], dtype=np.int64)
        templates = np.array([hit["template"] for hit in known], dtype=np.float32).reshape(len(known), len(probe))
        d = np.square(templates.astype(np.float64) - probe.astype(np.float64)).sum(axis=1)
        order = np.lexsort((ids, d))
        return d[order], ids[order]

    def _hits(self, probes: np.ndarray, k: int) -> list[list[rows.Row]]:
        kind = self.store.kinds[self._in.people]
        found = self.store.call(
            "search", self._in.people, data=list(probes), anns_field="template", filter=of_gallery(self.gallery),
            limit=k, output_fields=["number", "template"], search_params=searching(kind, k),
            consistency_level=STRONG,
        )  # fmt: skip
        return [[hit["entity"] for hit in hits] for hits in found]

    def _check_writes(self) -> None:
        if not self.writes:
            raise OptionError(f"The gallery {self.gallery} is open to be read; open it with kept_gallery to change it.")

    def _people(self) -> list[rows.Row]:
        people = self._read(self._in.people, ["place", "number", "name", "pictures"])
        return sorted(people, key=lambda row: int(row["place"]))

    def _pictures(self) -> list[rows.Row]:
        fields = ["place", "number", *(one for one in Enrolled.__dataclass_fields__ if one != "number"), "encoding"]
        return self._read(self._in.pictures, fields)

    def _read(self, collection: str, fields: list[str]) -> list[rows.Row]:
        return self.store.rows(collection, of_gallery(self.gallery), fields)

    def _erase(self, places: list[int], pictures: list[tuple[int, list[int]]]) -> None:
        """Delete people by place, then pictures by place and number."""
        for start in range(0, len(places), AT_ONCE):
            self.store.erase(self._in.people, of_gallery(self.gallery, places=places[start : start + AT_ONCE]))
        whole = set(places)
        for start in range(0, len(places), AT_ONCE):
            self.store.erase(self._in.pictures, of_gallery(self.gallery, places=places[start : start + AT_ONCE]))
        for place, numbers in pictures:
            if place not in whole:
                self.store.erase(self._in.pictures, of_gallery(self.gallery, places=[place], numbers=numbers))
