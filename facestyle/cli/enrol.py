"""The command `enrol`, and the people that `identify` compares with: from a folder or from a gallery file."""

from __future__ import annotations

import shlex
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from facestyle.cli.shared import AsJson, Encoder, check_output, only_given, show
from facestyle.errors import EmptyGalleryError, UsageError

if TYPE_CHECKING:
    from facestyle.faces.gallery.folder import PeopleFolder, PersonFile
    from facestyle.faces.gallery.follow import Missing
    from facestyle.faces.gallery.gallery import Gallery
    from facestyle.faces.gallery.notes import Notes
    from facestyle.faces.gallery.settling import Outcome

#: Seconds between two writings of a gallery that is being made.
SECONDS = 30.0


def enrol(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Holds NAME/*.jpg, a folder for each person, or NAME.jpg.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The gallery file; one that exists is continued.")],
    encoder: Encoder = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PICTURE[#FACE]",
            help="A picture that was kept aside and is right, such as Ann/2.jpg, or Ann/group.jpg#3 for the third face "
            "from the left. May be given several times.",
        ),
    ] = None,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Let the gallery follow the folder: renamed people, and pictures that are gone."),
    ] = False,
    compute: Annotated[
        str,
        typer.Option(
            metavar="local|ray|ray://HOST:PORT",
            help="Where pictures are encoded: here; by a Ray cluster that this machine belongs to, or one started for "
            "this run; or by another. Needs requirements-cluster.txt.",
        ),
    ] = "local",
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=10_000, help="Processes of a cluster, with one core each. Default: all its cores."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Enrol a folder of people into a gallery file; run again, it encodes only what is new."""
    from facestyle.faces.gallery.lock import changing

    check_output(output, folder)
    read = _reader(compute, workers, encoder)
    with changing(output, lambda: print(f"waiting: another command changes {output}", file=sys.stderr)):
        result = _enrol(folder, output, encoder, accept or [], prune, read)
    counts = f"{result['added']} of {result['pictures']} pictures added, {result['encoded']} encoded"
    show(
        result,
        as_json,
        f"{output}: {result['people']} people, {result['encodings']} encodings; {counts}, {len(result['left_out'])} "
        f"left out, {len(result['aside'])} kept aside",
    )


def _reader(compute: str, workers: int | None, encoder: str | None) -> dict[str, Any]:
    """What reads pictures elsewhere, as an argument of `enrol_files`; none where this process does."""
    if compute == "local":
        if workers is not None:
            raise UsageError("--workers is for a cluster; give --compute ray too.")
        return {}
    if compute not in ("ray", "auto") and not compute.startswith("ray://"):
        raise UsageError(f"--compute {compute[:80]} is unknown; give local, ray or ray://HOST:PORT.")
    from facestyle.engine.ray.bulk import reader
    from facestyle.faces.encoders.registry import check_anywhere

    if encoder is not None:
        check_anywhere(encoder)
    return {"read": reader("auto" if compute == "ray" else compute, workers)}


def _enrol(
    folder: Path, output: Path, encoder: str | None, accept: Sequence[str], prune: bool, read: dict[str, Any]
) -> dict[str, Any]:
    from facestyle.faces.gallery import follow
    from facestyle.faces.gallery.digests import FileDigests
    from facestyle.faces.gallery.file import MOST, Stored, open_gallery, write_gallery
    from facestyle.faces.gallery.folder import read_people
    from facestyle.faces.gallery.gallery import Gallery
    from facestyle.faces.gallery.notes import Notes

    listed, digests = read_people(folder), FileDigests()
    accepted = _accepted(accept, listed.files)
    if output.exists():
        people, notes = open_gallery(output, encoder, MOST)
    else:
        people, notes = Gallery(**only_given(encoder=encoder), limit=MOST), Notes()
    before = {"people": len(people), "encodings": people.encodings}
    moved = follow.follow_names(people, listed, digests) if prune else []

    def write() -> None:
        if len(people):
            write_gallery(Stored(people.contents(), notes.refused, notes.aside), output)

    outcomes: list[Outcome] = []
    try:
        again = {one.to for one in moved}
        _run(people, listed, notes, outcomes, write, accepted=accepted, digests=digests, again=again, **read)
        _check_anybody(folder, outcomes)
        gone = follow.missing(people, listed, digests)
        if prune:
            follow.prune(people, gone)
            notes.aside = {name: one for name, one in notes.aside.items() if name in {f.name for f in listed.files}}
    except EmptyGalleryError:
        raise
    except BaseException:  # what is encoded stays, whatever ended it
        write()
        raise
    write()
    after = {"people": len(people), "encodings": people.encodings}
    names = [{"name": one.name, "to": one.to, "pictures": one.pictures, "renamed": one.whole} for one in moved]
    followed = {"before": before, "after": after, "moved": names} if prune else None
    _say_gone(gone, followed)
    return {
        "output": str(output),
        **after,
        **_counts(outcomes),
        "remarks": [*listed.remarks, *(one.remark for one in outcomes if one.remark)],
        "not_in_folder": [{"name": one.name, "pictures": len(one.numbers), "of": one.of} for one in gone],
        "pruned": followed,
    }


def _run(
    people: Gallery,
    listed: PeopleFolder,
    notes: Notes | None,
    outcomes: list[Outcome],
    write: Callable[[], None] = lambda: None,
    **how: Any,
) -> None:
    """Enrol, with a progress bar, and say on standard error what was not enrolled as it was meant."""
    from facestyle.faces.gallery.enrolment import enrol_files
    from facestyle.progress import count_bar

    written = time.monotonic()
    with count_bar("enrolling", "pictures") as progress:
        for step in enrol_files(people, listed.files, notes, **how):
            outcomes += step.outcomes
            progress(step.done, step.total)
            if time.monotonic() - written > SECONDS:
                write()
                written = time.monotonic()
    for remark in (*listed.remarks, *(one.remark for one in outcomes if one.remark)):
        print(f"note: {remark}", file=sys.stderr)
    for one in outcomes:
        if one.aside:
            taken = " It was enrolled before." if one.removed else ""
            face = "#FACE" if one.boxes and len(one.boxes) > 1 else ""
            hint = f" To enrol it all the same: --accept {shlex.quote(one.file.label + face)}"
            print(f"kept aside: {one.problem}{taken}{hint if notes is not None else ''}", file=sys.stderr)
        elif one.problem:
            print(f"left out: {one.problem}", file=sys.stderr)


def _counts(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "pictures": len(outcomes),
        "added": sum(one.added for one in outcomes),
        "removed": sum(one.removed for one in outcomes),
        "encoded": sum(one.encoded for one in outcomes),
        "left_out": [
            {"picture": one.file.label, "name": one.file.name, "problem": one.problem}
            for one in outcomes
            if one.problem and not one.aside
        ],
        "aside": [
            {
                "picture": one.file.label,
                "name": one.file.name,
                "problem": one.problem,
                "faces": [{"number": number, "box": box} for number, box in (one.boxes or {}).items()],
            }
            for one in outcomes
            if one.aside
        ],
    }


def _check_anybody(folder: Path, outcomes: Sequence[Outcome]) -> None:
    if all(one.problem or one.copy for one in outcomes):
        raise EmptyGalleryError(
            f"Nobody could be enrolled from {folder}; it should hold NAME/*.jpg or NAME.jpg, with one face in each. "
            "Nothing was written."
        )


def _say_gone(gone: Sequence[Missing], followed: dict[str, Any] | None) -> None:
    def listed(some: Sequence[Missing]) -> str:
        return ", ".join(f"{one.name} ({len(one.numbers)} of {one.of} pictures)" for one in some)

    if followed is None:
        if gone:
            print(
                f"note: In the gallery and no longer in the folder: {listed(gone)}. With --prune they are removed.",
                file=sys.stderr,
            )
        return
    for one in followed["moved"]:
        what = f"{one['name']} is renamed to {one['to']}"
        part = f"{one['pictures']} pictures of {one['name']} are given to {one['to']}"
        print(f"note: {what if one['renamed'] else part}, as in the folder.", file=sys.stderr)
    if gone:
        print(f"note: Removed, since they are no longer in the folder: {listed(gone)}.", file=sys.stderr)
    before, after = followed["before"], followed["after"]
    print(
        f"note: Before: {before['people']} people, {before['encodings']} encodings; after: {after['people']} people, "
        f"{after['encodings']} encodings.",
        file=sys.stderr,
    )


def _accepted(given: Sequence[str], files: Sequence[PersonFile]) -> dict[str, int | None]:
    """The pictures that are accepted, by label, and the number of the face where one is given."""
    labels = {unicodedata.normalize("NFC", file.label): file.label for file in files}
    paths = {file.path.resolve(): file.label for file in files}

    def label(text: str) -> str | None:
        return labels.get(unicodedata.normalize("NFC", text)) or paths.get(Path(text).resolve())

    accepted: dict[str, int | None] = {}
    for text in given:
        whole = label(text)
        picture, _, number = text.rpartition("#")
        if whole is not None:
            accepted[whole] = None
        elif number.isdecimal() and (part := label(picture)) is not None:
            accepted[part] = int(number)
        else:
            raise UsageError(
                f"--accept {text[:80]} is no picture of the folder; give it as it is named there: Ann/2.jpg."
            )
    return accepted


def people_of(folder: Path | None, file: Path | None, encoder: str | None) -> Any:
    """Open a gallery file, or enrol a folder and report its unusable pictures on standard error."""
    from facestyle.faces.gallery.file import MOST, open_gallery
    from facestyle.faces.gallery.folder import read_people
    from facestyle.faces.gallery.gallery import Gallery

    if file is not None:
        return open_gallery(file, encoder, MOST)[0]
    assert folder is not None
    people = Gallery(**only_given(encoder=encoder), limit=MOST)
    outcomes: list[Outcome] = []
    _run(people, read_people(folder), None, outcomes)
    _check_anybody(folder, outcomes)
    return people
