"""The commands `evaluate pairs` and `evaluate identify`: how good the answers are, on labelled pictures."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli_answers import AsJson, Encoder, only_given, show

evaluate = typer.Typer(help="How good the answers are, on labelled pictures.")


@evaluate.command("pairs")
def evaluate_pairs(
    pairs: Annotated[Path, typer.Option(help="A list of pairs in LFW's format.")],
    images: Annotated[Path, typer.Option(help="Holds NAME/NAME_0001.jpg.")],
    encoder: Encoder = None,
    as_json: AsJson = False,
) -> None:
    """Accuracy of verification on labelled pairs, by LFW's protocol."""
    from facestyle.faces.evaluation import evaluate_pairs as run
    from facestyle.progress import count_bar

    with count_bar("encoding", "pictures") as progress:
        report = run(pairs, images, progress=progress, **only_given(encoder=encoder))
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
