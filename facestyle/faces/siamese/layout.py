"""Whom the pictures of a zip show: which folder on a picture's path names the person.

Not about how a zip is read (picture_zip.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from facestyle.errors import PictureZipError
from facestyle.faces.gallery.names import tidy

#: Names of folders that split pictures, not people.
SPLITS = frozenset(("train", "training", "test", "testing", "val", "valid", "validation", "dev", "eval"))
#: Names that a sentence lists; of more it gives the number.
MOST_LISTED = 5
#: A date, a year or a number: such a folder in a person's folder orders the pictures.
_NUMBER = re.compile(r"[\d\s._-]+")


@dataclass(frozen=True)
class Layout:
    """Whom pictures show.

    Attributes:
        people: by picture; None where no folder names a person.
        names: by picture: its path in the person's folder.
        notes: what was put together or left out, a sentence for each kind.
    """

    people: tuple[str | None, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]


def listed(names: Collection[str]) -> str:
    """Some names in words.

    >>> listed(["a", "b"]), listed("abcdefg")
    ('a, b', 'a, b, c, d, e and 2 more')
    """
    shown, more = ", ".join(list(names)[:MOST_LISTED]), len(names) - MOST_LISTED
    return f"{shown} and {more} more" if more > 0 else shown


def layout(paths: Sequence[tuple[str, ...]]) -> Layout:
    """Find the folder that names the person of each picture.

    It is the first folder, after a folder around all people and after train, test and the like. Folders in a person's
    folder belong to that person. Where folders hold nothing but several folders with names, either may be people, and
    nothing is guessed.

    Args:
        paths: the parts of each picture's path; the last one is the file's name.

    Raises:
        PictureZipError: it can't be told which folders are people.
    """
    folders = _without_wrapper([path[:-1] for path in paths])
    tops = {parts[0] for parts in folders if parts}
    split = len(tops) > 0 and all(top.lower() in SPLITS for top in tops)
    if split:
        folders = [parts[1:] for parts in folders]
    _refuse_doubt([parts for parts in folders if parts])
    people = tuple(tidy(parts[0]) if parts else None for parts in folders)
    names = tuple("/".join((*parts[1:], path[-1])) for parts, path in zip(folders, paths, strict=True))
    notes = [*_of_loose(paths, people), *_of_sub_folders(folders), *_of_spellings(folders)]
    if split and len(tops) > 1:
        notes.append(f"Each person's pictures in {listed(sorted(tops))} are taken together.")
    return Layout(people, names, tuple(notes))


def _without_wrapper(folders: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Leave out folders around all people."""
    while True:
        tops = {parts[0] for parts in folders if parts}
        inner = {parts[1] for parts in folders if len(parts) > 1}
        if len(tops) != 1 or not inner:
            return list(folders)
        if len(inner) > 1 and all(map(_NUMBER.fullmatch, inner)):
            return list(folders)  # refused below: numbered people, or one person's years
        folders = [parts[1:] for parts in folders]


def _refuse_doubt(folders: Sequence[tuple[str, ...]]) -> None:
    inner = defaultdict(set)
    for parts in folders:
        inner[parts[0]].add(parts[1] if len(parts) > 1 else "")
    if any("" in names for names in inner.values()):
        return  # pictures lie beside folders: these are people's
    for top, names in inner.items():
        numbers = all(map(_NUMBER.fullmatch, names))
        if len(names) > 1 and (not numbers or len(inner) == 1):
            examples = " and ".join(f"{top}/{name}" for name in sorted(names)[:2])
            raise PictureZipError(
                f"Either {top} is a person or {examples} are two; put a folder for each person at the top of the zip, "
                "with the pictures in it."
            )


def _of_loose(paths: Sequence[tuple[str, ...]], people: Sequence[str | None]) -> list[str]:
    loose = ["/".join(path) for path, person in zip(paths, people, strict=True) if person is None]
    return [f"Left out, in no person's folder: {listed(loose)}."] if loose else []


def _of_sub_folders(folders: Sequence[tuple[str, ...]]) -> list[str]:
    with_folders = sorted({parts[0] for parts in folders if len(parts) > 1})
    if not with_folders:
        return []
    inner = sorted({"/".join(parts[1:]) for parts in folders if len(parts) > 1})
    return [
        f"Pictures in folders of a person's folder ({listed(inner)}) count for that person: {listed(with_folders)}."
    ]


def _of_spellings(folders: Sequence[tuple[str, ...]]) -> list[str]:
    spelled = defaultdict(set)
    for parts in folders:
        if parts:
            spelled[tidy(parts[0])].add(parts[0])
    merged = [name for name, forms in spelled.items() if len(forms) > 1]
    return [f"Folders whose names differ in nothing that is seen are one person: {listed(merged)}."] if merged else []
