"""The commands `evaluate pairs`, `evaluate identify` and `calibrate`: how good answers are, on labelled pictures."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli_answers import AsJson, Encoder, only_given, show
from facestyle.errors import OutputError

evaluate = typer.Typer(help="How good the answers are, on labelled pictures.")


@evaluate.command("pairs")
def evaluate_pairs(
    pairs: Annotated[Path, typer.Option(help="A list of pairs in LFW's format.")],
    images: Annotated[Path, typer.Option(help="Holds NAME/NAME_0001.jpg.")],
    encoder: Encoder = None,
    plots: Annotated[
        Path | None, typer.Option(help="A folder to draw ROC, DET and the distances' histograms into.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Accuracy of verification on labelled pairs, by LFW's protocol."""
    from facestyle.faces import evaluation
    from facestyle.faces import plots as drawing
    from facestyle.progress import count_bar

    if plots is not None:
        drawing.check(plots)
    with count_bar("encoding", "pictures") as progress:
        measured = evaluation.measure_pairs(pairs, images, progress=progress, **only_given(encoder=encoder))
    report = evaluation.report(measured.distances, measured.folds)
    if plots is not None:
        title = f"{pairs.name}, {report.pairs} pairs, encoder {encoder or 'facenet-128'}"
        drawing.write(*measured.flat, report.threshold, title, plots)
    show(
        asdict(report),
        as_json,
        f"accuracy {report.accuracy:.4f} +- {report.accuracy_std:.4f} at tau = {report.threshold:.3f}, "
        f"AUC {report.auc:.5f}, EER {report.eer:.4f}, TAR {_rate(report.tar_at_far_1e2)} at FAR 1e-2, "
        f"{_rate(report.tar_at_far_1e3)} at FAR 1e-3, ECE {report.ece:.4f}, Brier {report.brier:.4f}, "
        f"{report.pairs} pairs, {report.unusable} unusable",
    )


def _rate(value: float | None) -> str:
    return "(not enough pairs)" if value is None else f"{value:.4f}"


@evaluate.command("identify")
def evaluate_identify(
    images: Annotated[Path, typer.Option(help="Holds NAME/*.jpg, a folder for each person.")],
    encoder: Encoder = None,
    folds: Annotated[int | None, typer.Option(help="Draws of people, averaged.")] = None,
    seed: Annotated[int | None, typer.Option(help="Of the draws.")] = None,
    as_json: AsJson = False,
) -> None:
    """How often somebody enrolled is missed, and strangers are named, in galleries of 50, 200 and 600 people."""
    from facestyle.faces.open_set import encode_people, evaluate_people
    from facestyle.progress import count_bar

    with count_bar("encoding", "pictures") as progress:
        people = encode_people(images, progress=progress, **only_given(encoder=encoder))
    results = [asdict(figure) for figure in evaluate_people(people, **only_given(folds=folds, seed=seed))]
    show({"results": results}, as_json, "\n".join(_open_set_line(row) for row in results))


def _open_set_line(row: dict[str, Any]) -> str:
    start = f"K = {row['enrolled']:>3}, pictures of each: {row['pictures']}, FPIR {row['fpir']:.0%}:"
    if row["fnir"] is None:
        return f"{start} not enough people with more pictures than that"
    return (
        f"{start} FNIR {row['fnir']:.2%} +- {row['fnir_std']:.2%}, rank-1 {row['rank1']:.2%}, "
        f"tau = {row['threshold']:.3f}, {row['folds']} draws"
    )


def calibrate(
    images: Annotated[Path, typer.Option(help="Holds NAME/*.jpg, a folder for each person.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The calibration, a JSON file.")],
    pairs: Annotated[
        Path | None, typer.Option(help="A list of pairs in LFW's format; all pairs of the pictures where not given.")
    ] = None,
    encoder: Encoder = None,
    source: Annotated[str | None, typer.Option(help="What the pictures are, for whoever reads the file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Learn from labelled pictures what d means: a probability, and tau for the errors one accepts."""
    from facestyle.faces import calibration
    from facestyle.progress import count_bar

    if output.is_dir() or not output.parent.is_dir():
        raise OutputError(f"{output} can't be written; choose a file in a folder that exists.")
    with count_bar("encoding", "pictures") as progress:
        made = _calibration(images, pairs, only_given(encoder=encoder), source, progress)
    calibration.write(made, output)
    rates = {f"{rate:g}": made.threshold(rate) for rate in (1e-2, 1e-3, 1e-4)}
    known = ", ".join(f"{rate}: {'not enough pairs' if tau is None else f'{tau:.3f}'}" for rate, tau in rates.items())
    result = {"output": str(output), "thresholds": rates}
    result |= {
        key: getattr(made, key) for key in ("encoder", "slope", "offset", "ece", "brier", "matched", "mismatched")
    }
    show(
        result,
        as_json,
        f"{output}: {made.matched} pairs of one person, {made.mismatched} of two; ECE {made.ece:.4f}, Brier "
        f"{made.brier:.4f}; tau for a false match rate of {known}",
    )


def _calibration(images: Path, pairs: Path | None, encoder: dict[str, str], source: str | None, progress: Any) -> Any:
    import numpy as np

    from facestyle.faces import calibration, evaluation, open_set
    from facestyle.faces.encoders import DEFAULT_ENCODER

    name = encoder.get("encoder", DEFAULT_ENCODER)
    if pairs is None:
        people = open_set.encode_people(images, progress=progress, **encoder)
        who = [person for person, rows in people.items() for _ in rows]
        d, same = calibration.pairs_among(np.concatenate(list(people.values())), who)
        return calibration.calibrate(d, same, name, source or f"every pair of {len(who)} pictures in {images.name}")
    measured = evaluation.measure_pairs(pairs, images, progress=progress, **encoder)
    who = [person for person, _ in measured.encodings]
    strangers = calibration.strangers_among(np.stack(list(measured.encodings.values())), who)
    words = source or f"the pairs of {pairs.name}, and all pictures of different people among its {len(who)}"
    return calibration.calibrate(*measured.flat, name, words, strangers)
