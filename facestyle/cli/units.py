"""The command `units`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli.from_options import from_options
from facestyle.cli.shared import AsJson, show
from facestyle.inside.options import UnitsOptions


@from_options(UnitsOptions, "network", "size")
def units(
    images: Annotated[Path, typer.Option(help="A folder of pictures, and folders in it.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the figure is written: .png, .jpg or .webp.")],
    layer: Annotated[
        list[str] | None, typer.Option(help="Such as relu4_3; several, for a figure from shallow to deep.")
    ] = None,
    unit: Annotated[list[int] | None, typer.Option(help="Number of a unit; several. Default: nine that fire.")] = None,
    as_json: AsJson = False,
    **given: Any,
) -> None:
    """Draw the nine patches of a folder's pictures that excite units of a network most (Zeiler and Fergus 2014)."""
    from facestyle import outputs
    from facestyle.folders import pictures_in
    from facestyle.inside import sheets
    from facestyle.inside.layers import layer_of, unit_of
    from facestyle.inside.networks import look_into
    from facestyle.inside.patches import patches
    from facestyle.inside.units import scan
    from facestyle.progress import count_bar

    options = UnitsOptions(layers=tuple(layer or ()), **given)
    seen = look_into(options.network)
    for name in options.layers:
        for one in unit or ():
            unit_of(layer_of(seen, name), one)
    outputs.check(output, inputs=[images])
    with count_bar("looking at", "pictures") as progress:
        for last in scan(pictures_in(images, nested=True), options):
            progress(last.done, last.total)
    result = last.scan
    assert result is not None  # the last step holds it
    cut = {name: patches(result, name, unit or result.found[name].strongest()) for name in options.layers}
    outputs.write_picture(sheets.figure(cut), output)
    answer: dict[str, Any] = {
        "network": options.network,
        "pictures": result.usable,
        "repeated": result.repeated,
        "unusable": [{"picture": str(source), "why": why} for source, why in result.unusable],
        "seconds": last.seconds,
        "layers": {name: _layer(result.found[name].layer, of_layer) for name, of_layer in cut.items()},
        "output": str(output),
    }
    fewer = sum(len(of_one) < 9 for of_layer in cut.values() for of_one in of_layer.values())
    sentence = f"{output}: {result.usable} pictures in {last.seconds:.0f} s"
    if result.unusable:
        sentence += f"; {len(result.unusable)} could not be used, the first: {result.unusable[0][1]}"
    if fewer:
        sentence += f"; {fewer} units have fewer than nine patches, since fewer pictures excite them"
    show(answer, as_json, sentence)


def _layer(layer: Any, units: dict[int, list[Any]]) -> dict[str, Any]:
    return {
        "units": layer.units,
        "receptive_field": layer.field.size,
        "patches": {
            str(unit): [
                {
                    "picture": str(patch.source),
                    "activation": patch.activation,
                    "box": patch.box,
                    "complete": patch.complete,
                }
                for patch in found
            ]
            for unit, found in units.items()
        },
    }
