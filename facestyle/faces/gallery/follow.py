"""A gallery that follows its folder: people who were renamed there, and pictures that no longer lie there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from facestyle.errors import FacestyleError
from facestyle.faces.gallery.digests import FileDigests
from facestyle.faces.gallery.folder import PeopleFolder
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.names import checked_name
from facestyle.faces.gallery.people import Contents, Enrolled, Person
from facestyle.faces.gallery.settling import held_in


@dataclass(frozen=True)
class Missing:
    """Pictures of a person that the gallery holds and the folder does not.

    Attributes:
        name: the person.
        numbers: of the pictures; see `Enrolled`.
        of: how many pictures of the person the gallery holds.
    """

    name: str
    numbers: tuple[int, ...]
    of: int


@dataclass(frozen=True)
class Moved:
    """Pictures that lie under another name in the folder than in the gallery.

    Attributes:
        name, to: the name in the gallery, and the name in the folder, which they have been given to.
        pictures: how many.
        whole: whether they are all of the person's pictures, so that the person is renamed.
    """

    name: str
    to: str
    pictures: int
    whole: bool


def follow_names(gallery: Gallery, folder: PeopleFolder, digests: FileDigests) -> list[Moved]:
    """Give pictures that lie under another name now to that name, and rename people all of whose pictures do.

    Encodings stay. A picture that lies under several other names is forgotten, and decided about as a new one.

    Returns:
        What has moved.
    """
    present = _present(folder, digests)
    moves: dict[str, dict[str, list[int]]] = {}
    for digest, held in held_in(gallery).items():
        names = present.get(digest, set())
        for who, enrolled, _ in held:
            free = names - {name for name, *_ in held}
            if who not in names and free:
                to = min(free) if len(free) == 1 and _usable(min(free)) else ""
                moves.setdefault(who, {}).setdefault(to, []).append(enrolled.number)
    moved = []
    for who, by_name in moves.items():
        for to, numbers in by_name.items():
            whole = _move(gallery, who, numbers, to)
            if to:
                moved.append(Moved(who, to, len(numbers), whole))
    return moved


def missing(gallery: Gallery, folder: PeopleFolder, digests: FileDigests) -> list[Missing]:
    """What the gallery holds and the folder does not; people with a file that can't be read are passed over."""
    present = _present(folder, digests)
    unread = {file.name for file in folder.files if not digests.of(file.path)} | folder.unread
    gone: dict[str, list[int]] = {}
    for digest, held in held_in(gallery).items():
        for who, enrolled, _ in held:
            if who not in present.get(digest, set()) and who not in unread:
                gone.setdefault(who, []).append(enrolled.number)
    counts = {person.name: person.pictures for person in gallery.people}
    return [Missing(name, tuple(sorted(numbers)), counts[name]) for name, numbers in gone.items()]


def prune(gallery: Gallery, gone: Sequence[Missing]) -> None:
    """Forget these pictures, and people with their last one."""
    for one in gone:
        for number in one.numbers:
            gallery.remove_picture(one.name, number)


def _present(folder: PeopleFolder, digests: FileDigests) -> dict[str, set[str]]:
    """The people under whose names a picture lies, by its digest."""
    present: dict[str, set[str]] = {}
    for file in folder.files:
        if digest := digests.of(file.path):
            present.setdefault(digest, set()).add(file.name)
    return present


def _usable(name: str) -> bool:
    try:
        checked_name(name)
    except FacestyleError:
        return False
    return True


def _move(gallery: Gallery, who: str, numbers: Sequence[int], to: str) -> bool:
    """Make pictures of a person another's; with no name to go to, they are forgotten.

    Returns:
        Whether the person was renamed.
    """
    people = {person.name: person for person in gallery.people}
    if to and to not in people and people[who].pictures == len(numbers):
        gallery.rename(who, to)
        return True
    moved = [(one, row) for name, one, row in _rows(gallery) if name == who and one.number in numbers]
    for number in numbers:
        gallery.remove_picture(who, number)
    if to:
        pictures = tuple(replace(one, number=0) for one, _ in moved)
        gallery.absorb(Contents(gallery.encoder, (Person(to, pictures),), np.stack([row for _, row in moved])))
    return False


def _rows(gallery: Gallery) -> list[tuple[str, Enrolled, np.ndarray]]:
    contents = gallery.contents()
    owners = [(person.name, one) for person in contents.people for one in person.enrolled]
    return [(name, one, row) for (name, one), row in zip(owners, contents.encodings, strict=True)]
