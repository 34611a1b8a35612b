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
        bool | None,
        typer.Option(
            "--first-look/--no-first-look", help="A small picture in two seconds that predicts the large one."
        ),
    ] = None,
    like: Annotated[
        Path | None, typer.Option(help="A picture of facestyle's: its settings and regions, where none are given.")
    ] = None,
    timelapse: Annotated[Path | None, typer.Option(help="Also write G forming, as .mp4 or .webp.")] = None,
    as_json: AsJson = False,
    **given: Any,
) -> None:
    """Paint one picture in the manner of another."""
    from facestyle import images, outputs
    from facestyle.style import features
    from facestyle.style import settings as style_settings
    from facestyle.style import timelapse as film
    from facestyle.style.costs import regions
    from facestyle.style.descent.start import checked_start
    from facestyle.style.transfer import stylize as run

    if "style_layers" in given and "layer_weights" not in given:
        given["layer_weights"] = (1 / len(given["style_layers"]),) * len(given["style_layers"])
    inputs = [content, *style, *(region or ()), start, like]
    outputs.check(output, inputs=inputs)
    if timelapse is not None:
        outputs.check(timelapse, film.ENDINGS, [*inputs, output])
    earlier = style_settings.read(like) if like else style_settings.Settings(StyleOptions())
    options = replace(earlier.options, **given)
    options.shares(len(style))
    picture_c = images.load(content, detail=2 * options.size)
    pictures_s = [images.load(one, detail=2 * options.size) for one in style]
    if region is None and earlier.content == picture_c.digest and len(earlier.styles) == len(style):
        masks = [mask for mask in earlier.regions if not isinstance(mask, str)]
        masks = masks if len(masks) == len(earlier.regions) else []
    else:
        masks = [regions.load(one, picture_c) for one in region or ()]
    regions.checked(masks, len(style))
    begun = None
    if start is not None:
        begun = checked_start(images.load(start, detail=options.size).pixels, picture_c)
    looks = earlier.first_look if first_look is None else first_look
    if options.number_format not in features.number_formats() and "number_format" not in given:
        options = replace(options, number_format="fastest")
    run_options = options.first_look(picture_c, pictures_s) if looks else options
    machine = style_settings.machine_of(run_options, picture_c, pictures_s)
    settings = style_settings.of_run(options, picture_c, pictures_s, masks, begun, looks, machine=machine)
    run_options = replace(run_options, number_format=settings.options.number_format)
    apart = style_settings.differences(earlier, settings) if like else []
    for reason in apart:
        print(f"not byte for byte like {like}: {reason}", file=sys.stderr)
    _say_how_long(picture_c, pictures_s, run_options)
    steps = run(picture_c, pictures_s, run_options, masks, begun)
    _restyle(steps, settings, run_options, output, timelapse, as_json, {"differences": apart} if like else {})


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


def _restyle(
    steps: Any, settings: Any, options: Any, output: Path, timelapse: Path | None, as_json: bool, more: dict[str, Any]
) -> None:
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
    ended = 0 if last.last else last.iteration
    style_settings.write(replace(settings, ended=ended), picture, output)
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
        **more,
    }
    sentence = f"{output}: J = {last.total_cost:.4g} after {last.iteration} steps, {last.seconds:.0f} s"
    if last.faces:
        known = sum(face.same for face in last.faces)
        sentence += f"; still recognisable: {known} of {len(last.faces)} faces"
    show(result, as_json, f"{sentence}, interrupted" if interrupted else sentence)
    if interrupted:
        sys.exit(130)
