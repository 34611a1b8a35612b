"""The command line: `python -m facestyle verify | identify | enrol | stylize | evaluate | calibrate | train |
convolve | units | weights`.

Results go to standard output (one JSON value with --json, and nothing else), progress to standard error. Bad input
ends with `error: CODE: sentence` and exit status 2. The engine is imported by the command that needs it, so that
--help answers at once.
"""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli_answers import AsJson, Encoder, only_given, show
from facestyle.cli_evaluate import calibrate
from facestyle.cli_evaluate_style import evaluate
from facestyle.cli_people import enrol, people_of
from facestyle.cli_signals import convolve
from facestyle.cli_style import stylize
from facestyle.cli_train import train
from facestyle.cli_units import units
from facestyle.errors import FacestyleError, UsageError

app = typer.Typer(
    help="Face verification, gallery identification and neural style transfer.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(evaluate, name="evaluate")
app.command()(enrol)
app.command()(calibrate)
app.command()(stylize)
app.command()(convolve)
app.command()(train)
app.command()(units)

Threshold = Annotated[float | None, typer.Option(help="tau: same person where d is at most this. Default: encoder's.")]

#: Typer carries click inside, or beside it in older releases; its own BadParameter leads to what both call UsageError.
_UsageProblem: type[Exception] = typer.BadParameter.__mro__[1]


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; exits with 0, with 2 on bad input, with 130 when interrupted."""
    try:
        code = app(arguments, standalone_mode=False)
    except FacestyleError as problem:
        _fail(problem.code, problem.message)
    except _UsageProblem as problem:
        said: str = problem.format_message()  # type: ignore[attr-defined]
        _fail(UsageError.code, f"{said.rstrip('.')}. Try --help.")
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(code: str, sentence: str) -> None:
    print(f"error: {code}: {' '.join(sentence.split())}", file=sys.stderr)
    sys.exit(2)


@app.command()
def verify(
    a: Annotated[Path, typer.Argument(metavar="A", help="A photograph.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Another photograph.")],
    encoder: Encoder = None,
    threshold: Threshold = None,
    false_match_rate: Annotated[
        float | None, typer.Option(help="Instead of tau: the share of pairs of strangers that may pass, such as 0.001.")
    ] = None,
    calibration: Annotated[Path | None, typer.Option(help="What d means: a file of `calibrate`.")] = None,
    policy: Annotated[str | None, typer.Option(help="Which face counts: centre, largest or probable.")] = None,
    similarity: Annotated[
        str | None, typer.Option(help="distance, or a trained head: binary-l1 or binary-chi2.")
    ] = None,
    trained: Annotated[Path | None, typer.Option(help="A model that `train` has written.")] = None,
    face_a: Annotated[int | None, typer.Option(help="Number of the face in A that counts, from the left.")] = None,
    face_b: Annotated[int | None, typer.Option(help="Number of the face in B that counts, from the left.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say whether two photographs show the same person."""
    from facestyle import images
    from facestyle.faces.calibration import read
    from facestyle.faces.checkpoint import read_model
    from facestyle.faces.verification import VerifyOptions
    from facestyle.faces.verification import verify as run

    learned = read(calibration) if calibration else None
    model = read_model(trained) if trained else None
    options = VerifyOptions(
        **only_given(
            encoder=encoder or (learned.encoder if learned else model.encoder if model else None),
            threshold=threshold,
            false_match_rate=false_match_rate,
            calibration=learned,
            policy=policy,
            similarity=similarity or (model.similarity if model else None),
            trained=model,
            face_a=face_a,
            face_b=face_b,
        )
    )
    answer = run(images.load(a), images.load(b), options)
    result = {
        "same": answer.same,
        "distance": answer.distance,
        "threshold": answer.threshold,
        "probability": answer.probability,
        "similarity": answer.similarity,
        "encoder": answer.encoder,
        "box_a": answer.a.face.face.box,
        "box_b": answer.b.face.face.box,
        "flaws_a": answer.a.face.flaws,
        "flaws_b": answer.b.face.flaws,
        "seconds": answer.seconds,
    }
    show(result, as_json, _verified(answer))


def _verified(answer: Any) -> str:
    word, relation = ("same person", "<=") if answer.same else ("different people", ">")
    if answer.similarity != "distance":
        sign = ">=" if answer.same else "<"
        return f"{word}: p = {answer.probability:.1%} {sign} {answer.threshold:.0%} by {answer.similarity}"
    sure = "" if answer.probability is None else f"; probability of the same person {answer.probability:.1%}"
    return f"{word}: d = {answer.distance:.3f} {relation} tau = {answer.threshold:.2f}{sure}"


@app.command()
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


@app.command()
def weights(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Which; all where none is named.")
    ] = None,
    only_list: Annotated[bool, typer.Option("--list", help="Show what there is, and fetch nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch the trained networks and sample pictures, once."""
    from facestyle import weights as table
    from facestyle.progress import bytes_bar

    wanted = names or list(table.SOURCES)
    for name in wanted:
        if name not in table.SOURCES:
            raise UsageError(f"{name[:40]} is not in the table; choose from {', '.join(table.SOURCES)}.")
    if not only_list:
        with bytes_bar() as progress:
            table.ensure(wanted, progress)
    rows = [
        {
            "name": source.name,
            "purpose": source.purpose,
            "licence": source.licence,
            "trained_on": source.trained_on,
            "archive": source.archive.filename,
            "member": source.member,
            "present": not table.absent([source.name]),
            "path": str(table.path_of(source.name)),
        }
        for source in (table.SOURCES[name] for name in wanted)
    ]
    lines = [
        f"{row['name']:<12} {'present' if row['present'] else 'absent ':<8} {row['purpose']}: {row['trained_on']}; "
        f"{row['licence']}"
        for row in rows
    ]
    show(rows, as_json, "\n".join([*lines, f"kept in {table.cache_folder()}"]))
