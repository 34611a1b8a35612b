"""The command itself: its arguments and options, and whether C is a picture or a folder."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli.from_options import from_options
from facestyle.cli.shared import Again, AsJson, Ending, Regions, show
from facestyle.errors import UsageError
from facestyle.style.options import StyleOptions


@from_options(StyleOptions)
def stylize(
    content: Annotated[Path, typer.Argument(help="C: the picture whose content is kept; or a folder of pictures.")],
    style: Annotated[list[Path], typer.Argument(help="S: the picture whose strokes are taken; or several.")],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help="Where G is written: .png, .jpg, .webp or .tif (16 bits); of a folder, a folder."
        ),
    ],
    region: Regions = None,
    style_mask: Annotated[
        list[Path] | None,
        typer.Option(help="A picture, white where S is taken; for several styles, in their order, one each or fewer."),
    ] = None,
    start: Annotated[Path | None, typer.Option(help="A G to go on from, instead of noise.")] = None,
    first_look: Annotated[
        bool | None,
        typer.Option(
            "--first-look/--no-first-look", help="A small picture in two seconds that predicts the large one."
        ),
    ] = None,
    like: Annotated[
        Path | None, typer.Option(help="A picture of facestyle's: its settings and masks, where none are given.")
    ] = None,
    timelapse: Annotated[Path | None, typer.Option(help="Also write G forming, as .mp4 or .webp.")] = None,
    ending: Ending = None,
    again: Again = False,
    as_json: AsJson = False,
    **given: Any,
) -> None:
    """Paint one picture, or each picture of a folder, in the manner of another."""
    from facestyle.cli.stylize.request import asked

    if "style_layers" in given and "layer_weights" not in given:
        given["layer_weights"] = (1 / len(given["style_layers"]),) * len(given["style_layers"])
    beside = [*style, *(region or ()), *(style_mask or ()), like]
    wanted = partial(asked, style, region, style_mask, first_look, like, given)
    if content.is_dir():
        from facestyle.cli.stylize.folder import restyle_folder

        if start is not None or timelapse is not None:
            raise UsageError("--start and --timelapse belong to one picture, and C is a folder; leave them out.")
        restyle_folder(content, wanted(), output, ending or ".png", again, beside, as_json)
        return
    if ending is not None or again:
        raise UsageError(f"--ending and --again belong to a folder, and {content} is none; leave them out.")
    _check_outputs(output, timelapse, [content, start, *beside])
    _restyle(content, wanted(), start, output, timelapse, as_json)


def _check_outputs(output: Path, timelapse: Path | None, inputs: list[Path | None]) -> None:
    from facestyle import outputs
    from facestyle.style import timelapse as film

    outputs.check(output, inputs=inputs)
    if timelapse is not None:
        outputs.check(timelapse, film.ENDINGS, [*inputs, output])


def _restyle(
    content: Path, wanted: Any, start: Path | None, output: Path, timelapse: Path | None, as_json: bool
) -> None:
    from facestyle.cli.stylize import one
    from facestyle.cli.stylize.request import restyling
    from facestyle.progress import count_bar
    from facestyle.style.time_estimate import TimeEstimate

    run = restyling(wanted, content, start)
    for reason in run.differences:
        print(f"not byte for byte like {wanted.like}: {reason}", file=sys.stderr)
    one.say_how_long(run, TimeEstimate())
    with count_bar("restyling", "steps") as progress:
        result, interrupted = one.restyled(
            run, output, lambda step: progress(step.iteration, step.steps), timelapse, partly=True
        )
    sentence = one.sentence(result)
    show(result, as_json, f"{sentence}, interrupted" if interrupted else sentence)
    if interrupted:
        sys.exit(130)
