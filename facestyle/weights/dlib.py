"""dlib's ResNet of 29 layers, from the file that dlib publishes it in.

The file names each layer and lists its numbers, from the picture to the encoding. Only layers with numbers are read,
and each number exactly once.
"""

from __future__ import annotations

import re
import struct

import torch

from facestyle.errors import WeightsDamagedError

#: dlib writes an integer as its length in bytes, then its bytes, and a text as its length, then itself.
_LAYER = re.compile(rb"\x01\x05con_4|\x01\x07affine_|\x01\x04fc_2")
_TENSOR_VERSION = 2
_BLOCK_NAMES = ("conv1", "affine1", "conv2", "affine2")


def resnet29_from_dlib(data: bytes) -> dict[str, torch.Tensor]:
    """Convert dlib_face_recognition_resnet_model_v1.dat for `faces.encoders.resnet29.ResNet29`.

    Raises:
        WeightsDamagedError: the bytes are not that file.
    """
    try:
        layers = _layers(data)
        return _named(layers)
    except (struct.error, IndexError, ValueError, RuntimeError) as problem:
        raise WeightsDamagedError("The face encoder's file is not dlib's network of 29 layers.") from problem


def _layers(data: bytes) -> list[tuple[str, torch.Tensor]]:
    """Every layer that has numbers, in the order of the file: its kind, and its numbers as one vector."""
    found = []
    place = 0
    while match := _LAYER.search(data, place):
        place = match.end()
        if match[0].endswith(b"fc_2"):  # the outputs and inputs come before the numbers
            (_, place), (_, place) = _integer(data, place), _integer(data, _integer(data, place)[1])
        version, place = _integer(data, place)
        sizes = []
        for _ in range(4):
            size, place = _integer(data, place)
            sizes.append(size)
        count = sizes[0] * sizes[1] * sizes[2] * sizes[3]
        if version != _TENSOR_VERSION or count < 1 or place + 4 * count > len(data):
            raise ValueError("not a tensor")
        kind = match[0][2:].split(b"_")[0].decode()
        found.append((kind, torch.frombuffer(bytearray(data[place : place + 4 * count]), dtype=torch.float32)))
        place += 4 * count
    return found


def _integer(data: bytes, place: int) -> tuple[int, int]:
    """An integer and where it ends."""
    length = data[place] & 0x0F
    if not 1 <= length <= 8:
        raise ValueError("not an integer")
    end = place + 1 + length
    return int.from_bytes(data[place + 1 : end], "little"), end


def _named(layers: list[tuple[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    names = ["conv", "affine", *(f"blocks.{n}.{part}" for n in range((len(layers) - 3) // 4) for part in _BLOCK_NAMES)]
    tensors: dict[str, torch.Tensor] = {}
    channels = 3
    for (kind, values), name in zip(layers[:-1], names, strict=True):
        if kind == "con":
            side = 7 if name == "conv" else 3
            filters = len(values) // (channels * side**2 + 1)
            kernel, bias = values[:-filters], values[-filters:]
            tensors[f"{name}.weight"] = kernel.reshape(filters, channels, side, side).clone()
            tensors[f"{name}.bias"] = bias.clone()
            channels = filters
        else:
            gamma, beta = values.reshape(2, channels)
            tensors[f"{name}.gamma"], tensors[f"{name}.beta"] = gamma.clone(), beta.clone()
    kind, values = layers[-1]
    if kind != "fc":
        raise ValueError("the last layer is not the dense one")
    tensors["fc.weight"] = values.reshape(channels, -1).T.contiguous()
    return tensors
