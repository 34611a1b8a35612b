"""What onnxruntime gives for the instant networks' original files, computed in float: the truth of our tests.

`python benchmarks/instant_reference.py OUT.npz` fetches the files, takes the 8-bit roundings of activations out of
their graphs, and runs them on two sample pictures. It writes the numbers of the style picture and every 16th pixel of
each G. Needs onnx and onnxruntime, of the development requirements.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import onnx
import onnxruntime

from facestyle import images
from facestyle.folders import assets
from facestyle.weights import archives, cache
from facestyle.weights.sources import SOURCES

#: Every so many pixels of G are kept: enough to tell any layer's error, in a file of some kilobytes.
EVERY = 16
STYLE = "mosaic.jpg"
CONTENTS = ("china", "chelsea")


def original(name: str) -> bytes:
    """The ONNX file of one of the instant networks, its digest checked."""
    source = SOURCES[name]
    with archives.opened(source.archive) as tar:
        return archives.member_bytes(tar, source.archive, source.member, source.sha256)


def in_float(data: bytes) -> bytes:
    """The same graph without the pairs of QuantizeLinear and DequantizeLinear that round activations to 8 bits."""
    model = onnx.load_model_from_string(data)
    graph = model.graph
    constants = {one.name for one in graph.initializer}
    same: dict[str, str] = {}
    for node in graph.node:
        if node.op_type == "QuantizeLinear" or (node.op_type == "DequantizeLinear" and node.input[0] not in constants):
            same[node.output[0]] = node.input[0]

    def before(name: str) -> str:
        while name in same:
            name = same[name]
        return name

    kept = [node for node in graph.node if node.output[0] not in same]
    for node in kept:
        node.input[:] = [before(name) for name in node.input]
    outputs = [onnx.helper.make_node("Identity", [before(one.name)], [one.name]) for one in graph.output]
    del graph.node[:]
    graph.node.extend([*kept, *(node for node in outputs if node.input[0] != node.output[0])])
    return model.SerializeToString()


def session(data: bytes, threads: int = 0) -> Any:
    """A network that onnxruntime runs."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(data, options)


def numbers_of(predictor: Any, pixels: np.ndarray) -> np.ndarray:
    """100 numbers of a style picture, 1 x 256 x 256 x 3 in [0, 1]."""
    return predictor.run(None, {predictor.get_inputs()[0].name: pixels})[0].reshape(1, 100)


def painted(painter: Any, pixels: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """G of a content picture, 1 x 384 x 384 x 3 in [0, 1]."""
    content, style = (one.name for one in painter.get_inputs())
    return painter.run(None, {content: pixels, style: numbers.reshape(1, 1, 1, 100)})[0]


def square(path: Path, side: int) -> np.ndarray:
    """A picture stretched to a square: 1 x side x side x 3 in [0, 1]."""
    stretched = images.load(path).image().resize((side, side))
    return np.asarray(stretched, np.float32)[None] / 255.0


def main() -> None:
    predictor, painter = (session(in_float(original(f"instant-{name}"))) for name in ("predictor", "painter"))
    numbers = numbers_of(predictor, square(assets() / "styles" / STYLE, 256))
    made = {name: painted(painter, square(cache.sample(name), 384), numbers)[0] for name in CONTENTS}
    np.savez_compressed(
        sys.argv[1], numbers=numbers, **{name: picture[::EVERY, ::EVERY] for name, picture in made.items()}
    )


if __name__ == "__main__":
    main()
