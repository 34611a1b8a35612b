"""Members as rows of the store, and back; and what a process that ended during a change has left among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from facestyle.faces.gallery.people import Enrolled, Member, template

Row = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """What the rows of a gallery say.

    Attributes:
        members: by place, without what must not be: a picture twice, or a name twice.
        old: members as the rows have them that have to be replaced.
        new: what takes their place.
        leftovers: pictures that no member lists: the place and the number of each.
    """

    members: list[Member]
    old: list[Member]
    new: list[Member]
    leftovers: list[tuple[int, int]]


def person_row(gallery: str, member: Member) -> Row:
    """The row that is searched, and that says which pictures the person has."""
    return {
        "id": f"{gallery}:{member.place}",
        "gallery": gallery,
        "place": member.place,
        "number": member.number,
        "name": member.name,
        "pictures": _ranges(picture.number for picture in member.enrolled),
        "template": template(member.encodings),
    }


def picture_rows(gallery: str, member: Member, before: Member | None) -> list[Row]:
    """The rows of the pictures that a member did not have before."""
    known = set() if before is None else set(before.enrolled)
    return [
        {
            "id": f"{gallery}:{member.place}:{picture.number}",
            "gallery": gallery,
            "place": member.place,
            "number": picture.number,
            "quality": float(picture.quality),
            "day": picture.day.toordinal(),
            "source": picture.source,
            "accepted": bool(picture.accepted),
            "encoding": encoding,
        }
        for picture, encoding in zip(member.enrolled, member.encodings, strict=True)
        if picture not in known
    ]


def found(people: Iterable[Row], pictures: Iterable[Row]) -> Found:
    """Read members from their rows, and say what has to be put right.

    A change of several people is a row for each, and the rows of those who are gone are deleted last. So a process that
    ended on the way may have left a picture with two people: it belongs to the one who was written last.
    """
    by_place: dict[int, dict[int, Row]] = {}
    for row in pictures:
        by_place.setdefault(row["place"], {})[row["number"]] = row
    read, leftovers = [], []
    for row in sorted(people, key=lambda one: one["place"]):
        own = by_place.pop(row["place"], {})
        listed = [own.pop(number) for number in _numbers(row["pictures"]) if number in own]
        leftovers += [(row["place"], number) for number in own]
        read.append(_member(row, listed))
    leftovers += [(place, number) for place, own in by_place.items() for number in own]
    members = _one_name_each(_one_owner_each(read))
    unchanged = {id(one) for one in members} & {id(one) for one in read}
    return Found(
        members,
        [one for one in read if id(one) not in unchanged],
        [one for one in members if id(one) not in unchanged],
        leftovers,
    )


def as_written(people: Iterable[Row], members: Sequence[Member]) -> tuple[list[Member], set[int]]:
    """Members under the numbers that their rows have, by which they are searched, for who puts nothing right.

    Returns:
        The members, and the numbers of the rows that are none.
    """
    numbers = {row["place"]: row["number"] for row in people}
    shown = [replace(member, number=numbers[member.place]) for member in members]
    return shown, set(numbers.values()) - {member.number for member in shown}


def _member(row: Row, pictures: Sequence[Row]) -> Member:
    enrolled = tuple(
        Enrolled(one["number"], one["quality"], date.fromordinal(one["day"]), one["source"], one["accepted"])
        for one in pictures
    )
    encodings = np.array([one["encoding"] for one in pictures], dtype=np.float32)
    return Member(row["name"], row["place"], row["number"], enrolled, encodings)


def _one_owner_each(members: Sequence[Member]) -> list[Member]:
    """Members of whom no two have a picture: the one written last keeps it. Who has none left is not there."""
    owners: dict[str, int] = {}
    for member in sorted(members, key=lambda one: one.number):
        owners |= dict.fromkeys((picture.source for picture in member.enrolled), member.place)
    kept, fresh = [], max((member.number for member in members), default=0)
    for member in members:
        rows = [at for at, picture in enumerate(member.enrolled) if owners[picture.source] == member.place]
        if len(rows) == len(member.enrolled) and rows:
            kept.append(member)
        elif rows:
            fresh += 1
            own = tuple(member.enrolled[at] for at in rows)
            kept.append(replace(member, number=fresh, enrolled=own, encodings=member.encodings[rows]))
    return kept


def _one_name_each(members: Sequence[Member]) -> list[Member]:
    """Members of whom no two have a name: two processes that enrolled somebody at once have made two of one person."""
    by_name: dict[str, Member] = {}
    fresh = max((member.number for member in members), default=0)
    for member in members:
        first = by_name.get(member.name)
        if first is None:
            by_name[member.name] = member
            continue
        last = max(picture.number for picture in first.enrolled)
        more = tuple(replace(one, number=last + at) for at, one in enumerate(member.enrolled, 1))
        fresh += 1
        rows = np.vstack([first.encodings, member.encodings])
        by_name[member.name] = replace(first, number=fresh, enrolled=first.enrolled + more, encodings=rows)
    return list(by_name.values())


def gone_pictures(old: Sequence[Member], new: Mapping[int, Member]) -> list[tuple[int, list[int]]]:
    """The numbers of the pictures that members had and have no more, by place."""
    gone = []
    for member in old:
        left = {picture.number for picture in new[member.place].enrolled} if member.place in new else set()
        numbers = [picture.number for picture in member.enrolled if picture.number not in left]
        if numbers:
            gone.append((member.place, numbers))
    return gone


def _ranges(numbers: Iterable[int]) -> str:
    """Numbers as a short text.

    >>> _ranges([1, 2, 3, 7]), _numbers("1-3,7"), _numbers("")
    ('1-3,7', [1, 2, 3, 7], [])
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _numbers(text: str) -> list[int]:
    ends = [[int(end) for end in run.split("-")] for run in text.split(",") if run]
    return [number for run in ends for number in range(run[0], run[-1] + 1)]
