"""A folder of people: whose each picture is, and what else lies there.

NAME/x.jpg and NAME/2024/x.jpg belong to NAME, as in LFW. A picture that lies loose, such as ann.jpg, belongs to the
name that its file has, as in face_recognition's folders of known people. Both kinds may be mixed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from facestyle.errors import EmptyGalleryError, FileMissingError
from facestyle.faces.gallery.names import tidy
from facestyle.folders import is_picture

#: So many names are listed in a remark; the others are counted.
LISTED = 5


@dataclass(frozen=True)
class PersonFile:
    """A file in a folder of people.

    Attributes:
        name: of the person, tidied.
        path: of the file.
        label: its path within the folder, with `/` between names: Ann/2024/x.jpg.
    """

    name: str
    path: Path
    label: str


@dataclass(frozen=True)
class PeopleFolder:
    """What a folder of people holds.

    Attributes:
        files: every file that may be a picture, by person and label.
        remarks: sentences about what was merged, read in an unusual place, or passed over.
        unread: the people some of whose folders can't be listed; the empty name stands for all.
    """

    files: tuple[PersonFile, ...]
    remarks: tuple[str, ...]
    unread: frozenset[str] = frozenset()


@dataclass
class _Found:
    """What is noted while a folder is walked through; paths are labels."""

    files: list[PersonFile] = field(default_factory=list)
    sources: dict[str, dict[str, None]] = field(default_factory=dict)  # folders and loose files, by person
    loose: list[tuple[str, str]] = field(default_factory=list)
    nested: dict[str, None] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    hidden: int = 0
    unread: dict[str, str] = field(default_factory=dict)


def read_people(folder: Path) -> PeopleFolder:
    """List the pictures of a folder of people.

    In a person's folder every file is listed, whatever it is called: what can't be read is reported by whoever reads
    it. Beside the people's folders, only files that are called like pictures are. Hidden ones are left out.

    Raises:
        FileMissingError: there is no such folder, or it can't be listed.
        EmptyGalleryError: it holds no such file.
    """
    if not folder.is_dir():
        raise FileMissingError(f"The gallery folder {folder} was not found; give a folder that holds NAME/*.jpg.")
    try:
        inside = sorted(folder.iterdir())
    except OSError as problem:
        raise FileMissingError(f"The gallery folder {folder} can't be read ({problem.strerror}).") from problem
    found = _Found()
    for path in inside:
        if path.name.startswith("."):
            found.hidden += 1
        elif path.is_dir():
            _add_person(path, found)
        elif is_picture(path.name):
            name = tidy(path.stem)
            found.loose.append((path.name, name))
            _add(PersonFile(name, path, path.name), path.name, found)
        else:
            found.others.append(path.name)
    remarks = tuple(_remarks(found))
    if not found.files:
        more = f" {' '.join(remarks)}" if remarks else ""
        raise EmptyGalleryError(
            f"{folder} holds no pictures; it should hold NAME/*.jpg, a folder for each person, or NAME.jpg.{more}"
        )
    return PeopleFolder(
        tuple(sorted(found.files, key=lambda one: (one.name, one.label))),
        remarks,
        frozenset(tidy(label.split("/")[0]) for label in found.unread),
    )


def _add_person(path: Path, found: _Found) -> None:
    name, before = tidy(path.name), len(found.files)
    for file, label in _files_below(path, path.name, found, (path.parent.resolve(),)):
        _add(PersonFile(name, file, label), path.name, found)
    if len(found.files) == before and path.name not in found.unread:
        found.empty.append(path.name)


def _add(file: PersonFile, source: str, found: _Found) -> None:
    found.files.append(file)
    found.sources.setdefault(file.name, {})[source] = None


def _files_below(folder: Path, label: str, found: _Found, above: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
    """Every file below a folder with its label; a link back to a folder above is not followed."""
    real = folder.resolve()
    if real in above:
        return
    try:
        inside = sorted(folder.iterdir())
    except OSError as problem:
        found.unread[label] = problem.strerror or "no access"
        return
    for path in inside:
        if path.name.startswith("."):
            found.hidden += 1
        elif path.is_dir():
            yield from _files_below(path, f"{label}/{path.name}", found, (*above, real))
        else:
            if len(above) > 1:
                found.nested[label] = None
            yield path, f"{label}/{path.name}"


def _remarks(found: _Found) -> Iterator[str]:
    for name, sources in found.sources.items():
        if len(sources) > 1:
            yield f"{listed([repr(source) for source in sources])} are one person here: {name}."
    if found.loose:
        examples = listed([f"{file} as {name}" for file, name in found.loose])
        yield f"Loose pictures take the person's name from their file: {examples}."
    if found.nested:
        yield f"Folders within a person's folder count as that person's: {listed(list(found.nested))}."
    if found.others:
        yield f"Passed over, since they are not called like pictures: {listed(found.others)}."
    if found.empty:
        yield f"These folders hold no file: {listed(found.empty)}."
    if found.unread:
        yield f"These folders can't be read: {listed([f'{label} ({why})' for label, why in found.unread.items()])}."
    if found.hidden:
        yield f"Hidden files and folders are passed over: {found.hidden}."


def listed(names: list[str]) -> str:
    """The first names in words, and how many others there are.

    >>> listed(["Ada", "Emmy"]), listed(list("abcdefgh"))
    ('Ada and Emmy', 'a, b, c, d, e and 3 more')
    """
    if len(names) > LISTED + 1:
        return f"{', '.join(names[:LISTED])} and {len(names) - LISTED} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
