"""The command `train`: a Siamese network on one's own pictures, and the table of what it gave."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli.from_options import from_options
from facestyle.cli.shared import AsJson, Encoder, check_output, only_given, show
from facestyle.errors import UsageError
from facestyle.faces.siamese.options import MININGS, TrainOptions
from facestyle.fields import of

KIND, MINING = of(TrainOptions, "kind", "mining")


@from_options(TrainOptions, "margin", "steps", "learning_rate", "seed")
def train(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=KIND.told)],
    images: Annotated[Path, typer.Option(help="Holds NAME/*.jpg, a folder for each person.")],
    degrade: Annotated[
        str | None, typer.Option(help="Train for a poor camera too: the width of a face in pixels, such as 20px.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The trained model (.safetensors), for `verify --trained`.")
    ] = None,
    mining: Annotated[
        str | None, typer.Option(help=f"Only this choice of triplets: {MINING.allowed}. Default: each.")
    ] = None,
    head_only: Annotated[
        bool, typer.Option("--head-only", help="Train a binary head's weights alone, without the linear map.")
    ] = False,
    checkpoint: Annotated[
        Path | None, typer.Option(help="With --mining or a head: written on the way, continued where it exists.")
    ] = None,
    encoder: Encoder = None,
    as_json: AsJson = False,
    **given: Any,
) -> None:
    """Train a Siamese network on folders of people: a linear map on frozen encodings, and a binary head."""
    from facestyle.faces.siamese import checkpoint as siamese_checkpoint
    from facestyle.faces.siamese import report as siamese_report
    from facestyle.faces.siamese.data import parse_width, split_people
    from facestyle.faces.siamese.pictures import encode_folder
    from facestyle.progress import count_bar

    options = TrainOptions(projection=not head_only, **only_given(kind=kind, mining=mining), **given)
    pixels = parse_width(degrade)
    for path, other in ((output, checkpoint), (checkpoint, None)):
        if path is not None:
            check_output(path, images, other)
    minings = (options.mining,) if mining else MININGS
    if checkpoint is not None and kind == "triplet" and not mining:
        raise UsageError("A checkpoint is of one training; choose the triplets with --mining.")
    with count_bar("encoding", "pictures") as progress:
        data = encode_folder(images, pixels=pixels, progress=progress, **only_given(encoder=encoder))
    for problem in data.problems:
        print(f"left out: {problem}", file=sys.stderr)
    split = split_people(data.names, options.seed)
    plain = siamese_report.row("plain d", siamese_report.plain(data), data, split)
    rows, models, fallen = _compared(siamese_report.compared(data, split, options, minings, kept=checkpoint))
    chosen = _chosen(rows, options.mining)
    if output is not None:
        siamese_checkpoint.write_model(output, models[chosen])
    names = [row.name for row in rows]
    result = {
        "kind": kind,
        "chosen": names[chosen],
        **siamese_report.figures_of(plain, rows[chosen]),
        "table": [asdict(row) for row in (plain, *rows)],
        "collapsed": [names[index] for index in fallen],
        "threshold": models[chosen].tau,
        "split": models[chosen].split,
        "settings": models[chosen].settings,
        "left_out": len(data.problems),
        "output": None if output is None else str(output),
    }
    show(result, as_json, _sentences(result, [plain, *rows]))


def _compared(told: Any) -> tuple[list[Any], list[Any], list[int]]:
    """Train, and return the rows of the table, their models, and the indices of those that collapsed."""
    from facestyle.progress import count_bar

    rows, models, fallen = [], [], []
    with count_bar("training", "steps") as progress:
        for one in told:
            if isinstance(one, tuple):
                rows.append(one[0])
                models.append(one[1])
                continue
            progress(one.step, one.steps)
            if one.done and one.collapsed:
                fallen.append(len(models))
    return rows, models, fallen


def _chosen(rows: list[Any], mining: str) -> int:
    """The index of the row of this choice of triplets; a head has one row."""
    return next((number for number, row in enumerate(rows) if row.name == mining), 0)


def _sentences(result: dict[str, Any], rows: list[Any]) -> str:
    split = result["split"]
    lines = [f"{'':<12}{'clean':>8}{'degraded':>10}{'steps':>7}"]
    lines += [f"{row.name:<12}{_share(row.clean):>8}{_share(row.degraded):>10}{row.steps:>7}" for row in rows]
    if split["test"]["people"]:
        lines.append(
            f"Accuracy on pairs of {split['test']['people']} people whom neither training ({split['train']['people']} "
            f"people) nor thresholds ({split['validation']['people']}) have seen; half the pairs show one person."
        )
    else:
        lines.append("Too few people to hold any out: everybody was trained on, and nothing can be said of others.")
    lines += [f"{name}: collapsed. {COLLAPSED}" for name in result["collapsed"]]
    return "\n".join([*lines, *([f"written: {result['output']}"] if result["output"] else [])])


COLLAPSED = (
    "The loss is stuck at alpha: all encodings lie in one point. Use semi-hard triplets, a lower learning rate, or "
    "look whether the pictures differ."
)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
