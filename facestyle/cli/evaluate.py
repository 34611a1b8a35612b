"""The commands `evaluate pairs`, `evaluate identify` and `evaluate style`: how good answers and restylings are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli import tables
from facestyle.cli.from_options import from_options
from facestyle.cli.shared import AsJson, Encoders, show
from facestyle.errors import UsageError
from facestyle.style.evaluation.options import EvaluationOptions

evaluate = typer.Typer(help="How good the answers are, on labelled pictures.")


Draws = Annotated[
    int | None,
    typer.Option(help="Times that people are drawn again, for the 95 % intervals; 0 for none. By default as needed."),
]
Seed = Annotated[int, typer.Option(help="Of the draws.")]


@evaluate.command("pairs")
def evaluate_pairs(
    images: Annotated[Path, typer.Option(help="Holds NAME/NAME_0001.jpg, or without a list NAME/*.jpg.")],
    pairs: Annotated[
        Path | None,
        typer.Option(help="A list of pairs in LFW's format. Where not given, pairs of all pictures in many draws."),
    ] = None,
    encoder: Encoders = None,
    groups: Annotated[
        Path | None, typer.Option(help="CSV of person,group: FMR and FNMR of each group at the encoder's tau.")
    ] = None,
    draws: Draws = None,
    seed: Seed = 0,
    plots: Annotated[
        Path | None,
        typer.Option(help="A folder to draw ROC, DET, the distances' histograms (of a list) and the groups into."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Accuracy of verification on labelled pairs, by LFW's protocol, with intervals; encoders side by side."""
    from facestyle.faces.encoders import DEFAULT_ENCODER
    from facestyle.faces.evaluation import plots as evaluation_plots
    from facestyle.faces.evaluation.groups import read_groups
    from facestyle.faces.evaluation.side_by_side import compare_pairs
    from facestyle.progress import count_bar

    encoders = encoder or [DEFAULT_ENCODER]
    if plots is not None:
        if (pairs is None and groups is None) or len(encoders) > 1:
            raise UsageError("Plots are of one encoder, on a list of pairs or by group; give --pairs or --groups.")
        evaluation_plots.check(plots)
    known = None if groups is None else read_groups(groups)
    with count_bar("encoding", "pictures") as progress:
        rows = compare_pairs(pairs, images, encoders, draws, seed, progress, known)
    if plots is not None:
        title = f"{(pairs or images).name}, encoder {rows[0].encoder}"
        if rows[0].measured is not None:
            evaluation_plots.write(*rows[0].measured.flat, rows[0].report.threshold, title, plots)  # type: ignore[union-attr]
        if rows[0].groups is not None:
            evaluation_plots.write_groups(rows[0].groups, title, plots)
    show(tables.pairs_as_json(rows), as_json, tables.pairs_as_text(rows))


@evaluate.command("identify")
def evaluate_identify(
    images: Annotated[Path, typer.Option(help="Holds NAME/*.jpg, a folder for each person.")],
    encoder: Encoders = None,
    groups: Annotated[
        Path | None, typer.Option(help="CSV of person,group: FPIR and FNIR of each group at one tau.")
    ] = None,
    folds: Annotated[int, typer.Option(help="Draws of a gallery, averaged.")] = 10,
    draws: Draws = None,
    seed: Seed = 0,
    plots: Annotated[Path | None, typer.Option(help="With --groups: a folder to draw them into.")] = None,
    as_json: AsJson = False,
) -> None:
    """How often somebody enrolled is missed, and strangers are named, in galleries of 50, 200 and 600 people."""
    from facestyle.faces.encoders import DEFAULT_ENCODER
    from facestyle.faces.evaluation import plots as evaluation_plots
    from facestyle.faces.evaluation.groups import read_groups
    from facestyle.faces.evaluation.side_by_side import compare_galleries
    from facestyle.progress import count_bar

    if plots is not None:
        if groups is None or len(encoder or []) > 1:
            raise UsageError("Plots are of groups, by one encoder; give --groups and one --encoder.")
        evaluation_plots.check(plots)
    known = None if groups is None else read_groups(groups)
    with count_bar("encoding", "pictures") as progress:
        rows = compare_galleries(images, encoder or [DEFAULT_ENCODER], folds, draws, seed, progress, known)
    if plots is not None and rows[0].groups is not None:
        evaluation_plots.write_groups(rows[0].groups, f"{images.name}, encoder {rows[0].encoder}", plots)
    show(tables.galleries_as_json(rows), as_json, tables.galleries_as_text(rows))


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
