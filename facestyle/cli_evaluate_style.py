"""The command `evaluate style`: what can be measured of restylings, by preset, and a sheet to look at."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli_answers import AsJson, only_given, show
from facestyle.cli_evaluate import evaluate


@evaluate.command("style")
def evaluate_style(
    content: Annotated[Path, typer.Option(help="A folder of pictures C.")],
    style: Annotated[Path, typer.Option(help="A folder of pictures S.")],
    size: Annotated[int | None, typer.Option(help="Long side of G in pixels.")] = None,
    steps: Annotated[int | None, typer.Option(help="Optimiser steps of each run.")] = None,
    pairs: Annotated[int | None, typer.Option(help="How many pairs. Default: each picture once at least.")] = None,
    presets: Annotated[str | None, typer.Option(help="Such as gentle,balanced,bold,texture: all of them.")] = None,
    sheet: Annotated[Path | None, typer.Option(help="Where a contact sheet is written: .png, .jpg or .webp.")] = None,
    as_json: AsJson = False,
) -> None:
    """Content and style costs, LPIPS, Gram distance, seconds and memory of each preset, over pairs of pictures."""
    from facestyle import outputs
    from facestyle.progress import count_bar
    from facestyle.style import evaluation
    from facestyle.style import sheet as drawing

    names = tuple(presets.split(",")) if presets is not None else None
    wanted = evaluation.EvaluationOptions(**only_given(size=size, steps=steps, pairs=pairs, presets=names))
    if sheet is not None:
        outputs.check(sheet)
    results: list[evaluation.PairResult] = []
    interrupted, on_sheet = False, 0
    with count_bar("restyling", "steps") as progress:
        running = evaluation.evaluate_style(content, style, wanted, progress)
        try:
            for result in running:
                results.append(result)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            running.close()
            if sheet is not None and results:
                on_sheet = drawing.write(results, sheet)
    if not results:
        raise KeyboardInterrupt
    report = _report(results, wanted, interrupted)
    report["sheet"] = {"path": str(sheet), "pairs": on_sheet} if sheet is not None else None
    show(report, as_json, _table(report))
    if interrupted:
        sys.exit(130)


def _report(results: list[Any], wanted: Any, interrupted: bool) -> dict[str, Any]:
    from facestyle.style import evaluation

    return {
        "size": wanted.size,
        "steps": wanted.steps,
        "layers": {"content": evaluation.CONTENT_LAYERS, "style": evaluation.STYLE_LAYERS},
        "presets": evaluation.means(results),
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
