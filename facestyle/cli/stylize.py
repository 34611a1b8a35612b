"""The command `stylize`."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli.from_options import from_options
from facestyle.cli.shared import AsJson, show
from facestyle.style.options import StyleOptions


@from_options(StyleOptions)
def stylize(
    content: Annotated[Path, typer.Argument(help="C: the picture whose content is kept.")],
    style: Annotated[list[Path], typer.Argument(help="S: the picture whose strokes are taken; or several.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where G is written: .png, .jpg or .webp.")],
    region: Annotated[
        list[Path] | None, typer.Option(help="A picture, white where the style goes; one for each style, or one fewer.")
    ] = None,
    start: Annotated[Path | None, typer.Option(help="A G to go on from, instead of noise.")] = None,
    first_look: Annotated[
        bool, typer.Option("--first-look", help="A small picture in two seconds that predicts the large one.")
    ] = False,
    like: Annotated[Path | None, typer.Option(help="A PNG of facestyle's: its settings, where none are given.")] = None,
    timelapse: Annotated[Path | None, typer.Option(help="Also write G forming, as .mp4 or .webp.")] = None,
    as_json: AsJson = False,
    **given: Any,
) -> None:
    """Paint one picture in the manner of another."""
    from facestyle import images, outputs
    from facestyle.style import settings as style_settings
    from facestyle.style import timelapse as film
    from facestyle.style.costs import regions
    from facestyle.style.descent.start import checked_start
    from facestyle.style.transfer import stylize as run

    if "style_layers" in given and "layer_weights" not in given:
        given["layer_weights"] = (1 / len(given["style_layers"]),) * len(given["style_layers"])
    options = replace(style_settings.read_options(like), **given) if like else StyleOptions(**given)
    options.shares(len(style))
    outputs.check(output)
    if timelapse is not None:
        outputs.check(timelapse, film.ENDINGS)
    picture_c = images.load(content, detail=2 * options.size)
    pictures_s = [images.load(one, detail=2 * options.size) for one in style]
    masks = [regions.of_picture(images.load(one), picture_c) for one in region or ()]
    regions.checked(masks, len(style))
    begun = None
    if start is not None:
        begun = checked_start(images.load(start, detail=options.size).pixels, picture_c)
    options = options.first_look(picture_c, pictures_s) if first_look else options
    _say_how_long(picture_c, pictures_s, options)
    _restyle(run(picture_c, pictures_s, options, masks, begun), options, output, timelapse, as_json)


def _say_how_long(content: Any, styles: list[Any], options: Any) -> None:
    """Say how long a run of many minutes will take, before it begins."""
    from facestyle.style.descent import memory_needed
    from facestyle.style.time_estimate import TimeEstimate

    memory_needed.check(content, styles, options)
    seconds = TimeEstimate().tried(content, styles, options)
    if seconds is not None:
        print(
            f"{options.steps} steps at {options.size} px take about {max(1, round(seconds / 60))} min on this machine",
            file=sys.stderr,
        )


def _restyle(steps: Any, options: Any, output: Path, timelapse: Path | None, as_json: bool) -> None:
    from facestyle import outputs
    from facestyle.progress import count_bar
    from facestyle.style import settings as style_settings
    from facestyle.style.timelapse import Timelapse

    first = last = picture = None
    interrupted, frames = False, Timelapse()
    try:
        with count_bar("restyling", "steps") as progress:
            for step in steps:
                last = step
                first = step if step.iteration == 1 else first
                if step.picture is not None:
                    picture = step.picture
                    if timelapse is not None:
                        frames.add(step.picture)
                progress(step.iteration, step.steps)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        steps.close()
    if last is None or picture is None:
        raise KeyboardInterrupt
    outputs.write_picture(picture, output, {style_settings.KEY: style_settings.as_text(options)})
    if timelapse is not None:
        frames.write(timelapse, picture)
    result = {
        "content_cost": last.content_cost,
        "style_cost": last.style_cost,
        "total_cost": last.total_cost,
        "style_costs": last.style_costs,
        "extra_costs": last.extra_costs,
        "first_total_cost": first.total_cost if first else None,
        "steps": last.iteration,
        "seconds": last.seconds,
        "faces": [asdict(face) for face in last.faces],
        "output": str(output),
        "options": asdict(options),
    }
    sentence = f"{output}: J = {last.total_cost:.4g} after {last.iteration} steps, {last.seconds:.0f} s"
    if last.faces:
        known = sum(face.same for face in last.faces)
        sentence += f"; still recognisable: {known} of {len(last.faces)} faces"
    show(result, as_json, f"{sentence}, interrupted" if interrupted else sentence)
    if interrupted:
        sys.exit(130)
