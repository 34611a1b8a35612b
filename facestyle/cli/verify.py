"""The command `verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli.from_options import from_options
from facestyle.cli.shared import AsJson, Encoder, only_given, show
from facestyle.faces.options import VerifyOptions


@from_options(VerifyOptions, "threshold", "false_match_rate", "policy", "similarity", "face_a", "face_b", "detect")
def verify(
    a: Annotated[Path, typer.Argument(metavar="A", help="A photograph.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Another photograph.")],
    encoder: Encoder = None,
    calibration: Annotated[Path | None, typer.Option(help="What d means: a file of `calibrate`.")] = None,
    trained: Annotated[Path | None, typer.Option(help="A model that `train` has written.")] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="Also write a report of one page: both faces, d, tau, error rates, limits; .pdf or .png."),
    ] = None,
    as_json: AsJson = False,
    **given: Any,
) -> None:
    """Say whether two photographs show the same person."""
    from facestyle import images, outputs
    from facestyle.faces.calibration import read_calibration
    from facestyle.faces.siamese.checkpoint import read_model
    from facestyle.faces.verification import verify as run

    if report:
        from facestyle.faces.report.report import FORMATS, Report, write

        outputs.check(report, FORMATS, (a, b, calibration, trained))
    learned = read_calibration(calibration) if calibration else None
    model = read_model(trained) if trained else None
    if model:
        given.setdefault("similarity", model.similarity)
    encoder = encoder or (learned.encoder if learned else model.encoder if model else None)
    options = VerifyOptions(**only_given(encoder=encoder), calibration=learned, trained=model, **given)
    answer = run(images.load(a), images.load(b), options)
    result = {
        "same": answer.same,
        "distance": answer.distance,
        "threshold": answer.threshold,
        "probability": answer.probability,
        "similarity": answer.similarity,
        "encoder": answer.encoder,
        "policy": answer.policy,
        "faces_a": [found.face.box for found in answer.a.faces],
        "faces_b": [found.face.box for found in answer.b.faces],
        "face_a": answer.a.chosen + 1,
        "face_b": answer.b.chosen + 1,
        "pairs": answer.pairs,
        "nearer": _nearer(answer),
        "box_a": answer.a.face.face.box,
        "box_b": answer.b.face.face.box,
        "flaws_a": answer.a.face.flaws,
        "flaws_b": answer.b.face.flaws,
        "seconds": answer.seconds,
    }
    written = []
    if report:
        write(Report(answer, options.meaning), report)
        result["report"], written = str(report), [f"report: {report}"]
    show(result, as_json, "\n".join([_verified(answer), *_of_several(answer), *_less_sure(answer), *written]))


def _nearer(answer: Any) -> dict[str, Any] | None:
    """The pair of faces that is nearer than the one that counted, with faces numbered from 1."""
    found = answer.nearer
    if found is None:
        return None
    return {"face_a": found.face_a + 1, "face_b": found.face_b + 1, "distance": found.distance}


def _of_several(answer: Any) -> list[str]:
    """What is said where a picture shows several faces."""
    sides = [
        ("A", answer.a, answer.nearer and answer.nearer.face_a),
        ("B", answer.b, answer.nearer and answer.nearer.face_b),
    ]
    several = [(letter, len(side.faces), side.chosen, near) for letter, side, near in sides if len(side.faces) > 1]
    lines = [f"{letter} shows {count} faces; number {at + 1} from the left counted" for letter, count, at, _ in several]
    if answer.pairs > 1:
        lines.append(f"the nearest of {answer.pairs} pairs of faces counted; tau is stricter for so many")
    if answer.nearer is not None:
        if len(several) == 1:
            [(letter, count, _, near)] = several
            nearer = f"another of the {count} faces in {letter}, number {near + 1} from the left, is nearer"
        else:
            places = (f"number {near + 1} of the {count} in {letter}" for letter, count, _, near in several)
            nearer = f"two other faces are nearer, {' and '.join(places)}, from the left"
        lines.append(f"{nearer}: d = {answer.nearer.distance:.3f}; --policy best compares all")
    return lines


def _less_sure(answer: Any) -> list[str]:
    """What is wrong with a picture, where anything is."""
    sides = (("A", answer.a.face.flaws), ("B", answer.b.face.flaws))
    return [f"less sure: in {letter} the face is {' and '.join(flaws)}" for letter, flaws in sides if flaws]


def _verified(answer: Any) -> str:
    word, relation = ("same person", "<=") if answer.same else ("different people", ">")
    if answer.similarity != "distance":
        sign = ">=" if answer.same else "<"
        return f"{word}: p = {answer.probability:.1%} {sign} {answer.threshold:.0%} by {answer.similarity}"
    sure = "" if answer.probability is None else f"; probability of the same person {answer.probability:.1%}"
    return f"{word}: d = {answer.distance:.3f} {relation} tau = {answer.threshold:.2f}{sure}"
