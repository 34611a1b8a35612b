"""The numbers of a network of 8-bit integers, from an ONNX file: as many of its fields as that takes.

ONNX is protocol buffers: a message is a sequence of fields, each a number, a wire type and a value (protobuf.dev,
"Encoding"; onnx.proto for the numbers of the fields). A quantised weight w is kept as whole numbers q with a scale s
and a zero point z for each output channel, w = s (q - z), and the operator DequantizeLinear names the three.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from facestyle.errors import WeightsDamagedError

# Fields of ModelProto, GraphProto, NodeProto and TensorProto, in onnx.proto.
_GRAPH = 7
_NODE, _INITIALISER = 1, 5
_INPUT, _OUTPUT, _OPERATOR = 1, 2, 4
_DIMENSIONS, _TYPE, _FLOATS, _INTEGERS, _NAME, _RAW = 1, 2, 4, 5, 8, 9
#: TensorProto.DataType: those that quantised networks are made of.
_TYPES: dict[int, np.dtype[Any]] = {1: np.dtype("<f4"), 3: np.dtype("i1"), 6: np.dtype("<i4"), 7: np.dtype("<i8")}
_NUMBER, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5


@dataclass(frozen=True)
class Node:
    """One operator of the graph, and the names of what it takes and gives."""

    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """The operators of a network in the order in which they run, and its constants by name."""

    nodes: tuple[Node, ...]
    constants: dict[str, np.ndarray]


def read(data: bytes) -> Graph:
    """Read a network's operators and constants.

    Raises:
        WeightsDamagedError: the bytes are not an ONNX file.
    """
    try:
        [graph] = [value for field, value in _fields(data) if field == _GRAPH]
        assert isinstance(graph, bytes)
        parts = list(_fields(graph))
        nodes = tuple(_node(value) for field, value in parts if field == _NODE and isinstance(value, bytes))
        constants = dict(_tensor(value) for field, value in parts if field == _INITIALISER and isinstance(value, bytes))
    except (AssertionError, IndexError, KeyError, ValueError, struct.error) as problem:
        raise WeightsDamagedError("The network's file is not in the format ONNX.") from problem
    return Graph(nodes, constants)


def convolutions(graph: Graph) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    """The weights and biases of all convolutions by the name of their weights, dequantised: float32.

    Raises:
        WeightsDamagedError: a convolution has no such constants.
    """
    made_by = {node.outputs[0]: node for node in graph.nodes}
    try:
        found = {}
        for node in graph.nodes:
            if node.operator == "Conv":
                weight, bias = (made_by[name] for name in node.inputs[1:3])
                found[weight.inputs[0]] = dequantised(graph, weight), dequantised(graph, bias)
    except (KeyError, ValueError) as problem:
        raise WeightsDamagedError("The network's file lacks the weights of a convolution.") from problem
    return found


def dequantised(graph: Graph, node: Node) -> torch.Tensor:
    """What DequantizeLinear gives for constants: scale (value - zero point), by the first axis; float32."""
    value, scale, zero = (graph.constants[name].astype(np.float32) for name in node.inputs)
    by_channel = (-1, *[1] * (value.ndim - 1)) if scale.ndim else ()
    return torch.from_numpy(scale.reshape(by_channel) * (value - zero.reshape(by_channel)))


def _node(data: bytes) -> Node:
    texts: dict[int, list[str]] = {_INPUT: [], _OUTPUT: [], _OPERATOR: []}
    for field, value in _fields(data):
        if field in texts and isinstance(value, bytes):
            texts[field].append(value.decode())
    return Node(texts[_OPERATOR][0], tuple(texts[_INPUT]), tuple(texts[_OUTPUT]))


def _tensor(data: bytes) -> tuple[str, np.ndarray]:
    shape: list[int] = []
    name, kind, raw, numbers = "", 0, b"", list[int]()
    for field, value in _fields(data):
        if field == _DIMENSIONS:
            shape += [value] if isinstance(value, int) else _packed(value)
        elif field == _INTEGERS:
            numbers += [value] if isinstance(value, int) else _packed(value)
        elif field == _TYPE and isinstance(value, int):
            kind = value
        elif field == _NAME and isinstance(value, bytes):
            name = value.decode()
        elif field in (_RAW, _FLOATS) and isinstance(value, bytes):
            raw += value
    values = np.array(numbers, np.int64).astype(_TYPES[kind]) if numbers else np.frombuffer(raw, _TYPES[kind])
    return name, values.reshape(shape)


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message: their numbers, and what they hold."""
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        wire = key & 7
        if wire == _NUMBER:
            value, place = _varint(data, place)
            yield key >> 3, value
            continue
        if wire == _BYTES:
            size, place = _varint(data, place)
        else:
            size = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}[wire]
        if place + size > len(data):
            raise ValueError("cut off")
        yield key >> 3, data[place : place + size]
        place += size


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and where it ends. Negative ones are of 64 bits."""
    number = 0
    for shift in range(0, 70, 7):
        byte = data[place]
        place += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number - (1 << 64) if number >> 63 else number, place
    raise ValueError("not a number")


def _packed(data: bytes) -> list[int]:
    numbers, place = [], 0
    while place < len(data):
        number, place = _varint(data, place)
        numbers.append(number)
    return numbers
