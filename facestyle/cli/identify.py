"""The command `identify`: an answer or an error for each photograph, as soon as it is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from facestyle.cli.enrol import people_of
from facestyle.cli.shared import AsJson, Encoder, answers
from facestyle.errors import FacestyleError, UsageError

if TYPE_CHECKING:
    from facestyle.faces.gallery.gallery import Gallery


def identify(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="[GALLERY_DIR] PHOTO...",
            help="A folder of people, unless --gallery; photographs, and folders of photographs.",
        ),
    ],
    gallery: Annotated[Path | None, typer.Option(help="A gallery file, as `enrol` and the page write it.")] = None,
    encoder: Encoder = None,
    threshold: Annotated[
        float | None, typer.Option(help="tau: the nearest person is named where d is at most this. Default: by --fpir.")
    ] = None,
    fpir: Annotated[
        float | None, typer.Option(help="Share of strangers that may be named; sets tau by the people enrolled.")
    ] = None,
    as_json: AsJson = False,
    lines: Annotated[bool, typer.Option("--jsonl", help="Print a JSON value a line, one for each photograph.")] = False,
) -> None:
    """Name every face in photographs, or say that it is none of the people enrolled."""
    photos = paths if gallery else paths[1:]
    if not photos:
        raise UsageError("No photograph was given; give a folder of people, or --gallery, and then photographs.")
    people = people_of(paths[0] if gallery is None else None, gallery, encoder)
    tau = people.threshold(fpir) if threshold is None else threshold
    people.identify([], tau)  # a threshold that makes no sense is told at once
    failed = 0
    with answers(as_json, _sentence, lines) as tell:
        for photo in _each(photos):
            result = _answer(photo, people, tau)
            if "error" in result:
                failed += 1
            tell(result)
    if failed:
        raise typer.Exit(2)


def _each(photos: Sequence[Path]) -> Iterator[Path | tuple[Path, FacestyleError]]:
    """The photographs, with those of folders; a folder without one is an error in its place."""
    from facestyle.folders import pictures_in

    for photo in photos:
        if not photo.is_dir():
            yield photo
            continue
        try:
            yield from pictures_in(photo, nested=True)
        except FacestyleError as problem:
            yield photo, problem


def _answer(photo: Path | tuple[Path, FacestyleError], people: Gallery, tau: float) -> dict[str, Any]:
    from facestyle import images
    from facestyle.faces.pipeline import encode

    path, problem = photo if isinstance(photo, tuple) else (photo, None)
    try:
        if problem is not None:
            raise problem
        found = people.identify(encode(images.load(path), people.encoder), tau)
    except FacestyleError as wrong:
        return {"photo": str(path), "error": {"code": wrong.code, "message": wrong.message}}
    faces = [
        {
            "box": one.face.face.box,
            "name": one.name,
            "distance": one.distance,
            "probability": one.probability,
            "candidates": [asdict(person) for person in one.candidates],
            "quality": one.face.quality,
            "flaws": one.face.flaws,
        }
        for one in found
    ]
    return {"photo": str(path), "threshold": tau, "faces": faces}


def _sentence(result: dict[str, Any]) -> str:
    return f"{result['photo']}: {', '.join(map(_face, result['faces'])) or 'no face found'}"


def _face(face: dict[str, Any]) -> str:
    flaws = f"; {', '.join(face['flaws'])}" if face["flaws"] else ""
    return f"{face['name'] or 'not in the gallery'} (d = {face['distance']:.2f}{flaws})"
