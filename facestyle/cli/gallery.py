"""The commands about galleries: `list`, `rename`, `merge` and `remove` change a gallery file, `import`, `export` and
`forget` move one into a store, out of it, and out of the world.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from facestyle.cli.shared import AsJson, Encoder, only_given, show

if TYPE_CHECKING:
    from facestyle.faces.gallery.gallery import Gallery
    from facestyle.faces.gallery.milvus.store import Store
    from facestyle.faces.gallery.notes import Notes

Kind = Literal["FLAT", "HNSW", "IVF_FLAT"]
gallery = typer.Typer(help="Change the people of a gallery file; move galleries into a store and out of it.")

File = Annotated[Path, typer.Argument(metavar="FILE", help="A gallery file, as `enrol` and the page write it.")]
Address = Annotated[
    str, typer.Option("--store", envvar="FACESTYLE_GALLERY", help="The store: FILE.db, http://... or https://...")
]
Id = Annotated[str, typer.Option("--id", help="The gallery's id in the store, as `gallery import` gives it.")]
Token = Annotated[
    str, typer.Option("--token", envvar="FACESTYLE_GALLERY_TOKEN", help="user:password or API key of the store.")
]
Ca = Annotated[
    Path | None,
    typer.Option("--ca", envvar="FACESTYLE_GALLERY_CA", help="Certificate (PEM) of who signed that of the store."),
]


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


@gallery.command("import")
def import_file(
    file: File,
    store: Address,
    identity: Annotated[str, typer.Option("--id", help="The gallery's id there; a new one if not given.")] = "",
    token: Token = "",
    ca: Ca = None,
    index: Annotated[
        Kind | None,
        typer.Option(envvar="FACESTYLE_GALLERY_INDEX", help="The index that the store should have; any, if not given."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add the people of a gallery file to a gallery in a store, which stays there until `gallery forget`."""
    from facestyle.faces.gallery.file import MOST, read_gallery
    from facestyle.faces.gallery.milvus.filters import new_id
    from facestyle.faces.gallery.milvus.index import kept_gallery

    contents = read_gallery(file).contents
    with _opened(store, token, ca, index) as there:
        name = identity or new_id()
        people = kept_gallery(there, name, contents.encoder, MOST)
        added = people.absorb(contents)
    result = {"id": name, "added": len(added), "people": len(people), "encodings": people.encodings}
    show(result, as_json, f"{len(added)} people of {file} are in the gallery {name} now. It holds {len(people)}.")


@gallery.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The gallery file to write.")],
    store: Address,
    identity: Id,
    encoder: Encoder = None,
    token: Token = "",
    ca: Ca = None,
    as_json: AsJson = False,
) -> None:
    """Write a gallery in a store to a gallery file."""
    from facestyle.errors import EmptyGalleryError
    from facestyle.faces.gallery.file import MOST, Stored, write_gallery
    from facestyle.faces.gallery.milvus.index import gallery_to_read

    with _opened(store, token, ca) as there:
        people = gallery_to_read(there, identity, **only_given(encoder=encoder), limit=MOST)
        contents = people.contents()
    if not contents.people:
        raise EmptyGalleryError(
            f"The gallery {identity} holds nobody under {people.encoder}; check --id and --encoder."
        )
    write_gallery(Stored(contents), file)
    _show(file, people, as_json, f"The gallery {identity} is written", id=identity)


@gallery.command()
def reindex(
    store: Address,
    index: Annotated[Kind, typer.Option(help="FLAT is exact; the others are faster and may miss somebody.")],
    token: Token = "",
    ca: Ca = None,
    as_json: AsJson = False,
) -> None:
    """Build another index of the people in a store; end the pages that use it before."""
    from facestyle.faces.gallery.milvus import indexes

    with _opened(store, token, ca) as there:
        changed = indexes.build(there, index)
    show({"index": index, "built": changed}, as_json, f"The people in the store have the index {index} now.")


@gallery.command()
def forget(store: Address, identity: Id, token: Token = "", ca: Ca = None, as_json: AsJson = False) -> None:
    """Remove a gallery from a store, and from the files of Milvus Lite; this can't be undone."""
    from facestyle.faces.gallery.milvus import visits
    from facestyle.faces.gallery.milvus.sweep import sweep

    with _opened(store, token, ca) as there:
        visits.end(there, identity)
        sweep(there)
    show({"id": identity}, as_json, f"The gallery {identity} is gone.")


@contextmanager
def _opened(address: str, token: str, ca: Path | None, index: Kind | None = None) -> Iterator[Store]:
    from facestyle.faces.gallery.milvus.store import open_store

    store = open_store(address, token, ca, index)
    try:
        yield store
    finally:
        store.close()


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
