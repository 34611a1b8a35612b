"""The commands `evaluate pairs`, `evaluate identify` and `evaluate style`: how good answers and restylings are."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli.from_options import from_options
from facestyle.cli.shared import AsJson, Encoder, only_given, show
from facestyle.style.evaluation.options import EvaluationOptions

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
    from facestyle.faces.evaluation import pairs as evaluation_pairs
    from facestyle.faces.evaluation import plots as evaluation_plots
    from facestyle.progress import count_bar

    if plots is not None:
        evaluation_plots.check(plots)
    with count_bar("encoding", "pictures") as progress:
        measured = evaluation_pairs.measure_pairs(pairs, images, progress=progress, **only_given(encoder=encoder))
    report = evaluation_pairs.report(measured.distances, measured.folds)
    if plots is not None:
        title = f"{pairs.name}, {report.pairs} pairs, encoder {encoder or 'facenet-128'}"
        evaluation_plots.write(*measured.flat, report.threshold, title, plots)
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
    from facestyle.faces.evaluation.open_set import encode_people, evaluate_people
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


@evaluate.command("style")
@from_options(EvaluationOptions)
def evaluate_style(
    content: Annotated[Path, typer.Option(help="A folder of pictures C.")],
    style: Annotated[Path, typer.Option(help="A folder of pictures S.")],
    sheet: Annotated[Path | None, typer.Option(help="Where a contact sheet is written: .png, .jpg or .webp.")] = None,
    as_json: AsJson = False,
    **given: Any,
) -> None:
    """Content and style costs, LPIPS, Gram distance, seconds and memory of each preset, over pairs of pictures."""
    from facestyle import outputs
    from facestyle.progress import count_bar
    from facestyle.style.evaluation import sheet as contact_sheet
    from facestyle.style.evaluation.evaluate import EvaluationOptions, PairResult, evaluate_style

    wanted = EvaluationOptions(**given)
    if sheet is not None:
        outputs.check(sheet, inputs=[content, style])
    results: list[PairResult] = []
    interrupted, on_sheet = False, 0
    with count_bar("restyling", "steps") as progress:
        running = evaluate_style(content, style, wanted, progress)
        try:
            for result in running:
                results.append(result)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            running.close()
            if sheet is not None and results:
                on_sheet = contact_sheet.write(results, sheet)
    if not results:
        raise KeyboardInterrupt
    report = _report(results, wanted, interrupted)
    report["sheet"] = {"path": str(sheet), "pairs": on_sheet} if sheet is not None else None
    show(report, as_json, _table(report))
    if interrupted:
        sys.exit(130)


def _report(results: list[Any], wanted: Any, interrupted: bool) -> dict[str, Any]:
    from facestyle.style.evaluation.evaluate import means
    from facestyle.style.evaluation.measures import CONTENT_LAYERS, STYLE_LAYERS

    return {
        "size": wanted.size,
        "steps": wanted.steps,
        "layers": {"content": CONTENT_LAYERS, "style": STYLE_LAYERS},
        "presets": means(results),
        "pairs": [
            {"content": result.content, "style": result.style, "measures": [one.as_row() for one in result.measures]}
            for result in results
        ],
        "interrupted": interrupted,
    }


def _table(report: dict[str, Any]) -> str:
    """Means over the pairs, a row for each preset."""
    costs = [
        (f"J_{kind} {layer}{'' if of == 'optimised' else '*'}", f"{kind}_costs", layer)
        for kind in ("content", "style")
        for of, layers in report["layers"][kind].items()
        for layer in layers
    ]
    rows = report["presets"]
    head = f"{'':22}" + "".join(f"{row['preset']:>12}" for row in rows)
    lines = [f"{name:22}" + "".join(f"{row[key][layer]:12.4g}" for row in rows) for name, key, layer in costs]
    for name, key in (("LPIPS to C", "lpips"), ("Gram distance to S *", "gram_distance"), ("seconds", "seconds")):
        lines.append(f"{name:22}" + "".join(f"{row[key]:12.3f}" for row in rows))
    peaks = (row["peak_bytes"] for row in rows)
    lines.append(
        f"{'process at most, MB':22}" + "".join(f"{'-' if peak is None else peak >> 20:>12}" for peak in peaks)
    )
    count = len(report["pairs"])
    note = f"{count} pair{'' if count == 1 else 's'}, {report['size']} px, {report['steps']} steps; means over pairs, "
    note += "of memory the highest; * at layers that were not optimised"
    if report["interrupted"]:
        note += "; interrupted: the pairs that were finished"
    return "\n".join([head, *lines, note])
