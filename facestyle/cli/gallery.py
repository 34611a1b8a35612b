"""The commands `gallery list`, `rename`, `merge` and `remove`: the people of a gallery file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from facestyle.cli.shared import AsJson, show

if TYPE_CHECKING:
    from facestyle.faces.gallery.gallery import Gallery
    from facestyle.faces.gallery.notes import Notes

gallery = typer.Typer(help="List, rename, merge and remove the people of a gallery file.")

File = Annotated[Path, typer.Argument(metavar="FILE", help="A gallery file, as `enrol` and the page write it.")]


@gallery.command("list")
def list_people(file: File, as_json: AsJson = False) -> None:
    """List the people of a gallery, their pictures, and what is kept aside as doubtful."""
    from facestyle.faces.gallery.file import MOST, open_gallery

    people, notes = open_gallery(file, None, MOST)
    rows: list[dict[str, Any]] = [
        {
            "name": person.name,
            "pictures": person.pictures,
            "numbers": [one.number for one in person.enrolled],
            "quality": round(person.quality, 3),
            "day": person.day.isoformat(),
        }
        for person in people.people
    ]
    aside = [
        {"name": name, "problem": problem}
        for name, one in sorted(notes.aside.items())
        for problem in one.reasons.values()
    ]
    lines = [
        f"{row['name']}: {row['pictures']} pictures (numbers {', '.join(map(str, row['numbers']))}), quality "
        f"{row['quality']:.0%}, enrolled {row['day']}"
        for row in rows
    ]
    lines += [f"kept aside: {one['problem']}" for one in aside]
    result = {"encoder": people.encoder, "encodings": people.encodings, "people": rows, "aside": aside}
    show(result, as_json, "\n".join([*lines, _total(file, people)]))


@gallery.command()
def rename(
    file: File,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The present name.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The new name.")],
    as_json: AsJson = False,
) -> None:
    """Give somebody another name."""
    with _changed(file) as (people, notes):
        people.rename(name, new)
        if (one := notes.aside.pop(_tidy(name), None)) is not None:
            notes.aside[_tidy(new)] = one
    _show(file, people, as_json, f"{_tidy(name)} is {_tidy(new)} now", name=_tidy(new), was=_tidy(name))


@gallery.command()
def merge(
    file: File,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name that is given up.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="The name that stays.")],
    as_json: AsJson = False,
) -> None:
    """Make two names one person, who has the pictures of both."""
    with _changed(file) as (people, notes):
        people.merge(name, into)
        notes.aside.pop(_tidy(name), None)
    _show(file, people, as_json, f"{_tidy(name)} and {_tidy(into)} are one person", name=_tidy(into), was=_tidy(name))


@gallery.command()
def remove(
    file: File,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The person.")],
    picture: Annotated[
        int | None,
        typer.Option(help="The number of one picture, as `gallery list` gives it; all of the person if not."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Forget a person, or one of their pictures."""
    with _changed(file) as (people, notes):
        if picture is None:
            people.remove(name)
            notes.aside.pop(_tidy(name), None)
        else:
            people.remove_picture(name, picture)
    gone = _tidy(name) if picture is None else f"picture {picture} of {_tidy(name)}"
    _show(file, people, as_json, f"{gone} is removed", name=_tidy(name), picture=picture)


@contextmanager
def _changed(file: Path) -> Iterator[tuple[Gallery, Notes]]:
    """Read a gallery, and write it after the change, with no other command in between."""
    from facestyle.faces.gallery.file import MOST, Stored, open_gallery, read_gallery, write_gallery
    from facestyle.faces.gallery.lock import changing

    read_gallery(file)  # a wrong path is told without leaving a lock beside it
    with changing(file, lambda: print(f"waiting: another command changes {file}", file=sys.stderr)):
        people, notes = open_gallery(file, None, MOST)
        yield people, notes
        write_gallery(Stored(people.contents(), notes.refused, notes.aside), file)


def _tidy(name: str) -> str:
    from facestyle.faces.gallery.names import tidy

    return tidy(name)


def _total(file: Path, people: Gallery) -> str:
    return f"{file}: {len(people)} people, {people.encodings} encodings"


def _show(file: Path, people: Gallery, as_json: bool, done: str, **more: Any) -> None:
    counts = {"people": len(people), "encodings": people.encodings}
    show({"output": str(file), **more, **counts}, as_json, f"{done}. {_total(file, people)}")
