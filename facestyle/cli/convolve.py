"""The command `convolve`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.cli.from_options import from_options
from facestyle.cli.shared import AsJson, check_output, show
from facestyle.errors import UsageError
from facestyle.fields import of
from facestyle.signals.options import ReadOptions

FROM, TO = (one.told for one in of(ReadOptions, "start", "end"))


@from_options(ReadOptions, "rate", "column", "decimal")
def convolve(
    input_: Annotated[
        str | None, typer.Option("--input", help="Size of the input, such as 14, 14x14 or 14x14x14, to compute shapes.")
    ] = None,
    filter_: Annotated[str, typer.Option("--filter", help="Size of the filter, such as 5, or 5x5x3.")] = "5",
    filters: Annotated[str, typer.Option(help="How many filters; of layers in turn, such as 16,32.")] = "1",
    channels: Annotated[int, typer.Option(help="Channels of the input.")] = 1,
    stride: Annotated[str, typer.Option(help="Positions that the filter moves on; one number, or 2x2x1.")] = "1",
    padding: Annotated[str, typer.Option(help="Zeros at each end of each axis.")] = "0",
    csv: Annotated[
        Path | None,
        typer.Option(help="A signal, one sample a line; or the .hea of a WFDB record, its signal files beside it."),
    ] = None,
    kernel: Annotated[str | None, typer.Option(help="The filter's taps, such as 0.2,0.2,0.2,0.2,0.2.")] = None,
    start: Annotated[float, typer.Option("--from", help=FROM)] = ReadOptions.start,
    end: Annotated[float | None, typer.Option("--to", help=TO)] = ReadOptions.end,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the output there, one a line.")] = None,
    as_json: AsJson = False,
    **given: Any,
) -> None:
    """Compute the shapes of a convolution, or slide a filter over a signal."""
    if (input_ is None) == (csv is None):
        raise UsageError("Give either --input 14 --filter 5, for shapes, or --csv FILE --kernel 0.2,0.2,0.2.")
    if input_ is not None:
        _shapes(input_, filter_, filters, channels, stride, padding, as_json)
    elif csv is not None:
        _slide(csv, kernel, ReadOptions(start=start, end=end, **given), stride, padding, output, as_json)


def _shapes(size: str, filter_: str, filters: str, channels: int, stride: str, padding: str, as_json: bool) -> None:
    from facestyle.signals import convolution

    shape = convolution.Shape(_wholes("--input", size), channels)
    of_each = {"size": _axes("--filter", filter_), "stride": _axes("--stride", stride)}
    of_each["padding"] = _axes("--padding", padding)
    layers = [convolution.Convolution(filters=count, **of_each) for count in _wholes("--filters", filters, ",")]
    found = convolution.shapes(shape, layers)
    steps = list(zip(found, layers, strict=False))  # each layer with its input
    result = {
        "shapes": [[*one.positions, one.channels] for one in found],
        "output": [*found[-1].positions, found[-1].channels],
        "parameters": sum(convolution.parameters(*step) for step in steps),
        "multiplications": sum(convolution.multiplications(*step) for step in steps),
    }
    sentence = " → ".join(str(one) for one in found)
    show(result, as_json, f"{sentence}: {result['parameters']:,} parameters, {result['multiplications']:,} products")


def _slide(
    csv: Path, kernel: str | None, wanted: ReadOptions, stride: str, padding: str, output: Path | None, as_json: bool
) -> None:
    import numpy as np

    from facestyle import outputs
    from facestyle.signals import ecg_files
    from facestyle.signals.convolution import cross_correlate
    from facestyle.signals.filters import parse_taps

    if kernel is None:
        raise UsageError("--csv needs the taps of a filter; give --kernel 0.2,0.2,0.2,0.2,0.2.")
    if output is not None:
        check_output(output, csv, csv.with_suffix(".dat"))
    taps = np.array(parse_taps(kernel))
    recording = ecg_files.read_recording(ecg_files.files_of(csv), **asdict(wanted))
    [values] = cross_correlate(
        recording.samples[None], taps[None, None], stride=_axes("--stride", stride), padding=_axes("--padding", padding)
    )
    if output is not None:
        with outputs.atomically(output) as new:
            new.write_text("".join(f"{value!r}\n" for value in values.tolist()), encoding="utf-8")
    counts = {"input": len(recording.samples), "taps": len(taps), "output": len(values)}
    source = {"recording": recording.name, "rate": recording.rate, "notes": list(recording.notes)}
    result: dict[str, Any] = {**counts, **source, "values": values.tolist()}
    shown = f"{len(recording.samples)} samples with {len(taps)} taps give {len(values)}"
    ends = f"from {values.min():.6g} to {values.max():.6g}"
    if output is not None:
        result["file"] = str(output)
    said = "\n".join((f"{recording.name}: {recording.rate:g} samples a second", *recording.notes))
    show(result, as_json, f"{shown}, {ends}{f'; in {output}' if output else ''}\n{said}")


def _wholes(option: str, text: str, mark: str = "x") -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.lower().replace("×", "x").split(mark))
    except ValueError as problem:
        raise UsageError(f"{option} {text[:40]} is no size; write it as 14{mark}14{mark}14, or 14.") from problem


def _axes(option: str, text: str) -> int | tuple[int, ...]:
    numbers = _wholes(option, text)
    return numbers[0] if len(numbers) == 1 else numbers
