"""What the commands share: options that several have, and answers as a sentence or as JSON."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from facestyle.errors import OutputError

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output, and nothing else.")]


def _encoder(value: str | None) -> str | None:
    """Load a trained map or an ONNX network from its file, and return the name by which it is an encoder."""
    if value is not None and value.endswith(".safetensors"):
        from facestyle.faces.siamese.trained import trained_encoder

        return trained_encoder(Path(value))
    if value is not None and value.endswith(".onnx"):
        from facestyle.faces.encoders.onnx import onnx_encoder

        return onnx_encoder(Path(value))
    return value


def _encoders(values: list[str] | None) -> list[str] | None:
    return [name for value in values for name in [_encoder(value)] if name is not None] if values else None


_ENCODERS = (
    "facenet-128 (the default), dlib, fused, vggface2, casia-webface, or a file: .safetensors as `train triplet` "
    "writes it, or .onnx with its card beside it."
)
Encoder = Annotated[str | None, typer.Option(callback=_encoder, help=_ENCODERS)]
#: Several, to be compared.
Encoders = Annotated[
    list[str] | None,
    typer.Option("--encoder", callback=_encoders, help=f"{_ENCODERS} Given several times: side by side."),
]


#: Of the commands that restyle one picture or each of a folder.
Regions = Annotated[
    list[Path] | None,
    typer.Option("--region", help="A picture, white where the style goes; one for each style, or one fewer."),
]
Ending = Annotated[str | None, typer.Option(help="Of a folder's results, which chooses their format. Default: .png.")]
Again = Annotated[
    bool, typer.Option("--again", help="Of a folder, also restyle pictures whose result is there already.")
]


def show(result: Any, as_json: bool, sentence: str) -> None:
    """Print an answer on standard output: one JSON value, or the sentence."""
    print(json_text(result) if as_json else sentence, flush=True)


@contextmanager
def answers(
    as_json: bool, sentence: Callable[[dict[str, Any]], str], lines: bool = False
) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Print several answers as they come: sentences, the items of one JSON array, or a JSON value a line.

    An answer with an `error` (its code and message) is a line on standard error, and an item in JSON.
    """
    told = 0

    def tell(result: dict[str, Any]) -> None:
        nonlocal told
        error = result.get("error")
        if error:
            print(f"error: {error['code']}: {' '.join(error['message'].split())}", file=sys.stderr)
        if lines:
            print(json_text(result), flush=True)
        elif as_json:
            print(",\n" if told else "[", json_text(result), sep="", end="", flush=True)
        elif not error:
            print(sentence(result), flush=True)
        told += 1

    try:
        yield tell
    finally:  # the array is whole, whatever ended it
        if as_json and not lines:
            print("]" if told else "[]", flush=True)


def json_text(result: Any) -> str:
    """JSON with its characters as they are, or with JSON's own escapes where standard output can't hold them."""
    value = _without_nan(result)
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value)
    return text


def _without_nan(value: Any) -> Any:
    """Replace NaN and infinity, which JSON does not have, by null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nan(item) for item in value]
    return value


def check_output(path: Path, *inputs: Path | None) -> None:
    """Refuse a file that can't be written, before the work.

    Raises:
        OutputError: it is a folder, or lies in a folder that does not exist, or is one of the inputs.
    """
    from facestyle import outputs

    if path.is_dir() or not path.parent.is_dir():
        raise OutputError(f"{path} can't be written; choose a file in a folder that exists.")
    outputs.keep_apart(path, inputs)


def only_given(**options: Any) -> dict[str, Any]:
    """Leave out what was not given, so that the defaults of the functions and dataclasses are the only ones."""
    return {name: value for name, value in options.items() if value is not None}
