"""The command `identify`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli.enrol import people_of
from facestyle.cli.shared import AsJson, Encoder, show
from facestyle.errors import UsageError


def identify(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="[GALLERY_DIR] PHOTO...", help="A folder that holds NAME/*.jpg, unless --gallery; photographs."
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
) -> None:
    """Name every face in photographs, or say that it is none of the people enrolled."""
    from facestyle import images
    from facestyle.faces.cache import EncodingCache

    photos = paths if gallery else paths[1:]
    if not photos:
        raise UsageError("No photograph was given; give a folder of people, or --gallery, and then photographs.")
    pictures = [images.load(photo) for photo in photos]
    people = people_of(paths[0] if gallery is None else None, gallery, encoder)
    cache = EncodingCache()
    results = []
    for photo, picture in zip(photos, pictures, strict=True):
        [faces] = cache.faces([picture], people.encoder)
        found = people.identify(faces, people.threshold(fpir) if threshold is None else threshold)
        results.append(
            {
                "photo": str(photo),
                "faces": [
                    {
                        "box": one.face.face.box,
                        "name": one.name,
                        "distance": one.distance,
                        "candidates": [asdict(person) for person in one.candidates],
                    }
                    for one in found
                ],
            }
        )
    show(results, as_json, "\n".join(_identified(result) for result in results))


def _identified(result: dict[str, Any]) -> str:
    faces = [f"{face['name'] or 'not in the gallery'} (d = {face['distance']:.2f})" for face in result["faces"]]
    return f"{result['photo']}: {', '.join(faces) or 'no face found'}"
