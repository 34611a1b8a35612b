"""The command `enrol`, and the people that `identify` compares with: from a folder or from a gallery file."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli.shared import AsJson, Encoder, check_output, only_given, show
from facestyle.errors import EmptyGalleryError

#: Seconds between two writings of a gallery that is being made.
SECONDS = 30.0


def enrol(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Holds NAME/*.jpg, a folder for each person.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The gallery file; one that exists is continued.")],
    encoder: Encoder = None,
    as_json: AsJson = False,
) -> None:
    """Enrol a folder of people into a gallery file; run again, it encodes only what is new."""
    from facestyle.faces.gallery import enrolment
    from facestyle.faces.gallery.file import MOST, Stored, open_gallery, write_gallery
    from facestyle.faces.gallery.gallery import Gallery
    from facestyle.progress import count_bar

    check_output(output, folder)
    if output.exists():
        people, refused = open_gallery(output, encoder, MOST)
    else:
        people, refused = Gallery(**only_given(encoder=encoder), limit=MOST), {}
    counts = {"pictures": 0, "added": 0, "encoded": 0}
    left_out: list[dict[str, str]] = []
    written = time.monotonic()
    try:
        with count_bar("enrolling", "pictures") as progress:
            for step in enrolment.enrol_folder(people, folder, refused):
                counts["pictures"] += 1
                counts["added"] += step.added
                counts["encoded"] += step.encoded
                if step.problem:
                    left_out.append({"picture": str(step.path), "problem": step.problem})
                progress(step.done, step.total)
                if time.monotonic() - written > SECONDS:
                    write_gallery(Stored(people.contents(), refused), output)
                    written = time.monotonic()
    finally:  # what is encoded stays, whatever ended it
        if len(people) or refused:
            write_gallery(Stored(people.contents(), refused), output)
    for one in left_out:
        print(f"left out: {one['problem']}", file=sys.stderr)
    result = {"output": str(output), "people": len(people), "encodings": people.encodings, **counts}
    show(
        {**result, "left_out": left_out},
        as_json,
        f"{output}: {len(people)} people, {people.encodings} encodings; {counts['added']} of {counts['pictures']} "
        f"pictures added, {counts['encoded']} encoded, {len(left_out)} left out",
    )


def people_of(folder: Path | None, file: Path | None, encoder: str | None) -> Any:
    """Open a gallery file, or enrol a folder and report its unusable pictures on standard error."""
    from facestyle.faces.gallery.enrolment import enrol_folder
    from facestyle.faces.gallery.file import MOST, open_gallery
    from facestyle.faces.gallery.gallery import Gallery
    from facestyle.progress import count_bar

    if file is not None:
        return open_gallery(file, encoder, MOST)[0]
    assert folder is not None
    people = Gallery(**only_given(encoder=encoder), limit=MOST)
    with count_bar("enrolling", "pictures") as progress:
        for step in enrol_folder(people, folder):
            if step.problem:
                print(f"left out: {step.problem}", file=sys.stderr)
            progress(step.done, step.total)
    if not len(people):
        raise EmptyGalleryError(
            f"Nobody could be enrolled from {folder}; it should hold NAME/*.jpg with a face in each."
        )
    return people
