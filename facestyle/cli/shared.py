"""What the commands share: options that several have, and answers as a sentence or as JSON."""

from __future__ import annotations

import json
import math
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


Encoder = Annotated[
    str | None,
    typer.Option(
        callback=_encoder,
        help="facenet-128 (the default), dlib, fused, vggface2, casia-webface, or a file: .safetensors as "
        "`train triplet` writes it, or .onnx with its card beside it.",
    ),
]


def show(result: Any, as_json: bool, sentence: str) -> None:
    """Print an answer on standard output: one JSON value, or the sentence."""
    print(json.dumps(_without_nan(result), ensure_ascii=False) if as_json else sentence, flush=True)


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
