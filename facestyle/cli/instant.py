"""The command `instant`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli.from_options import from_options
from facestyle.cli.shared import Again, AsJson, Ending, Regions, show
from facestyle.errors import UsageError
from facestyle.style.instant.options import InstantOptions


@from_options(InstantOptions)
def instant(
    content: Annotated[Path, typer.Argument(help="C: the picture whose content is kept; or a folder of pictures.")],
    style: Annotated[list[Path], typer.Argument(help="S: the picture whose manner is taken; or several, mixed.")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="Where G is written: .png, .jpg, .webp or .tif; of a folder, a folder."),
    ],
    region: Regions = None,
    costs: Annotated[
        bool, typer.Option("--costs", help="Also tell J, by the costs that `stylize` lowers with its usual options.")
    ] = False,
    ending: Ending = None,
    again: Again = False,
    as_json: AsJson = False,
    **given: Any,
) -> None:
    """Paint one picture, or each picture of a folder, in the manner of another, in one pass of a network."""
    from facestyle import images, outputs
    from facestyle.cli import contents

    options = InstantOptions(**given)
    options.shares(len(style))
    inputs = [*style, *(region or ())]
    if not content.is_dir():
        if ending is not None or again:
            raise UsageError(f"--ending and --again belong to a folder, and {content} is none; leave them out.")
        outputs.check(output, inputs=[content, *inputs])
    results = contents.results_of(content, output, ending or ".png", inputs) if content.is_dir() else {}
    styles = [images.load(one) for one in style]

    def answer(path: Path, result: Path) -> dict[str, Any]:
        if results and result.exists() and not again:
            return {"output": str(result), "kept": True}
        return _painted(path, styles, options, region or [], result, costs)

    if results:
        contents.answer_each(results, answer, _sentence, as_json)
    else:
        made = answer(content, output)
        show(made, as_json, _sentence(made))


def _painted(
    content: Path, styles: list[Any], options: InstantOptions, region: list[Path], output: Path, costs: bool
) -> dict[str, Any]:
    from facestyle import images, outputs
    from facestyle.style.costs import regions
    from facestyle.style.descent.costs_of import costs_of
    from facestyle.style.instant import instant as passes

    picture_c = images.load(content, detail=2 * options.size)
    masks = [regions.load(one, picture_c) for one in region]
    made = passes.instant(picture_c, styles, options, masks)
    outputs.write_picture(made.saved, output, {passes.KEY: passes.settings_text(options, picture_c, styles)})
    told: dict[str, Any] = {
        "seconds": made.seconds,
        "faces": [asdict(face) for face in made.faces],
        "output": str(output),
        "options": asdict(options),
    }
    if costs:
        found = costs_of(made.picture, picture_c, styles, masks=masks)
        style_cost = sum(found.styles.values())
        told |= {"content_cost": found.content, "style_cost": style_cost, "total_cost": found.total}
        told |= {"style_costs": found.styles, "extra_costs": found.extras}
    return told


def _sentence(answer: dict[str, Any]) -> str:
    if answer.get("kept"):
        return f"{answer['output']}: there already"
    sentence = f"{answer['output']}: {answer['seconds']:.2f} s"
    if "total_cost" in answer:
        sentence += f", J = {answer['total_cost']:.4g}"
    if answer["faces"]:
        known = sum(face["same"] for face in answer["faces"])
        sentence += f"; still recognisable: {known} of {len(answer['faces'])} faces"
    return sentence
