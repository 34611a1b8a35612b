"""From Keras's names and layouts to PyTorch's."""

from __future__ import annotations

import io
import re
from typing import Any

import h5py
import numpy as np
import torch

from facestyle.errors import WeightsDamagedError

Tensors = dict[str, torch.Tensor]


def facenet_from_keras(data: bytes) -> Tensors:
    """Convert keras-facenet's ``facenet_keras.h5`` for `facenet_pytorch.InceptionResnetV1` with a 128-d head.

    Kernels turn from HWIO to OIHW, the dense layer is transposed, batch norm has no scale in this network
    (``scale=False``), so that gamma is one throughout. Every array of the file is used exactly once.
    """
    tensors: Tensors = {}
    with h5py.File(io.BytesIO(data), "r") as file:
        root = file.get("model_weights", file)
        for layer in root:
            arrays: dict[str, np.ndarray] = {}
            root[layer].visititems(lambda path, item, into=arrays: _collect(path, item, into))
            if arrays:
                tensors |= _keras_layer(layer, arrays)
    return tensors


def _collect(path: str, item: Any, into: dict[str, np.ndarray]) -> None:
    if isinstance(item, h5py.Dataset):
        into[path.rsplit("/", 1)[-1].removesuffix(":0")] = item[()]


def _keras_layer(layer: str, arrays: dict[str, np.ndarray]) -> Tensors:
    name = torch_name(layer)
    if "moving_mean" in arrays:
        mean = torch.from_numpy(arrays["moving_mean"])
        return {
            f"{name}.weight": torch.ones_like(mean),
            f"{name}.bias": torch.from_numpy(arrays["beta"]),
            f"{name}.running_mean": mean,
            f"{name}.running_var": torch.from_numpy(arrays["moving_variance"]),
            f"{name}.num_batches_tracked": torch.zeros((), dtype=torch.int64),
        }
    kernel = arrays["kernel"]
    order = (3, 2, 0, 1) if kernel.ndim == 4 else (1, 0)
    tensors = {f"{name}.weight": torch.from_numpy(np.ascontiguousarray(kernel.transpose(order)))}
    if "bias" in arrays:
        tensors[f"{name}.bias"] = torch.from_numpy(arrays["bias"])
    return tensors


def torch_name(layer: str) -> str:
    """The PyTorch name of a layer of keras-facenet's Inception-ResNet-v1.

    >>> torch_name("Block17_3_Branch_1_Conv2d_0b_1x7_BatchNorm")
    'repeat_2.2.branch1.1.bn'
    >>> torch_name("Block8_6_Conv2d_1x1")
    'block8.conv2d'
    """
    if layer == "Bottleneck":
        return "last_linear"
    if layer == "Bottleneck_BatchNorm":
        return "last_bn"
    stem = layer.removesuffix("_BatchNorm")
    last = ".bn" if stem != layer else ".conv"
    if match := re.fullmatch(r"Conv2d_(\d[ab])_3x3|Conv2d_(\d[ab])_1x1", stem):
        return f"conv2d_{match[1] or match[2]}{last}"
    if match := re.fullmatch(r"(Block\d+_\d+|Mixed_\d[ab])_(.+)", stem):
        return f"{_block_name(match[1])}.{_branch_name(match[1], match[2], last)}"
    raise WeightsDamagedError(f"The face network's file has a layer that is not known: {layer[:60]}.")


def _block_name(block: str) -> str:
    if block.startswith("Mixed"):
        return block.lower()
    if block == "Block8_6":
        return "block8"
    kind, number = block.split("_")
    repeat = {"Block35": "repeat_1", "Block17": "repeat_2", "Block8": "repeat_3"}[kind]
    return f"{repeat}.{int(number) - 1}"


def _branch_name(block: str, part: str, last: str) -> str:
    if part == "Conv2d_1x1":  # the 1x1 convolution that leads back to the residual sum: a bias, no batch norm
        return "conv2d"
    match = re.fullmatch(r"Branch_(\d)_Conv2d_(?:(0[abc]|1a)_)?\dx\d", part)
    if match is None:
        raise WeightsDamagedError(f"The face network's file has a layer that is not known: {block}_{part[:60]}.")
    branch, step = int(match[1]), match[2]
    # Branch 0 of the reduction block 6a is one convolution; all other branches with steps are sequences, in which the
    # strided convolution '1a' comes last.
    if step is None or (block == "Mixed_6a" and branch == 0):
        return f"branch{branch}{last}"
    position = {"0a": 0, "0b": 1, "0c": 2}.get(step)
    if position is None:
        position = 2 if (block, branch) in (("Mixed_6a", 1), ("Mixed_7a", 2)) else 1
    return f"branch{branch}.{position}{last}"
