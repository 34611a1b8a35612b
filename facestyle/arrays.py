"""Pixels that come from no file: which arrays are pictures, and what "the same picture" means for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Literal, get_args

import numpy as np
from PIL import Image

from facestyle import fields
from facestyle.errors import NotAPictureError

#: The order of the first three channels of an array. OpenCV's is BGR, everybody else's RGB.
Order = Literal["RGB", "BGR"]
#: How far beyond 0..1 resampling may carry a float; such values are clipped.
SLACK = 1e-3


def is_array(value: object) -> bool:
    """Whether something is an array of numpy, or of a library that gives numpy its numbers, such as torch."""
    return isinstance(value, np.ndarray) or hasattr(value, "__array__")


def array_of(value: Any, name: str) -> np.ndarray:
    """The numbers of an array, whatever library made it; not copied where they need not be.

    Raises:
        NotAPictureError: they can't be had: a tensor on an accelerator, or one that takes part in gradients.
    """
    try:
        return np.asarray(value)
    except Exception as problem:  # of whichever library it is
        raise NotAPictureError(
            f"{name} is an array that numpy can't read ({type(value).__name__}); give tensor.detach().cpu().numpy()."
        ) from problem


def image_of(
    array: np.ndarray, name: str, order: Order = "RGB", check: Callable[[int, int], None] | None = None
) -> Image.Image:
    """An array of pixels as an 8-bit Pillow image, of mode L, RGB or RGBA.

    Args:
        array: H x W (grey), H x W x 1, H x W x 3 or H x W x 4 (the last is opacity). uint8 from 0 to 255, floats from 0
            to 1, or bool.
        name: for messages.
        order: of the first three channels.
        check: called with width and height before anything is computed; raises where they are not allowed.

    Raises:
        NotAPictureError: another shape, type or range; the sentence says which, and what to do.
        OptionError: the order is neither RGB nor BGR.
    """
    fields.choice("order", order, get_args(Order))
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[..., 0]
    if array.ndim != 2 and (array.ndim != 3 or array.shape[2] not in (3, 4)):
        raise NotAPictureError(f"{name} is an array of shape {_shape(array)}; {_hint(array)}.")
    if check is not None:
        check(array.shape[1], array.shape[0])
    pixels = _eight_bits(array, name)
    if order == "BGR" and pixels.ndim == 3:
        pixels = pixels[..., [2, 1, 0, 3][: pixels.shape[2]]]
    return Image.fromarray(np.ascontiguousarray(pixels))


def _shape(array: np.ndarray) -> str:
    return " x ".join(map(str, array.shape)) or "none (a single number)"


def _hint(array: np.ndarray) -> str:
    if array.ndim == 3 and array.shape[0] in (1, 3, 4):
        return "give height x width x channels, as array.transpose(1, 2, 0) does"
    if array.ndim == 4:
        return "give one picture at a time, or a list of pictures where several are taken"
    return "give height x width, or height x width x 3 (4 with opacity)"


def _eight_bits(array: np.ndarray, name: str) -> np.ndarray:
    if array.dtype == np.uint8:
        return array
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype.kind != "f":
        raise NotAPictureError(f"{name} is an array of {array.dtype}; give uint8 from 0 to 255, or floats from 0 to 1.")
    low, high = (float(array.min()), float(array.max())) if array.size else (0.0, 0.0)
    if not (low >= -SLACK and high <= 1.0 + SLACK):  # NaN fails both comparisons
        raise NotAPictureError(
            f"{name} is an array of floats from {low:g} to {high:g}; give floats from 0 to 1, or uint8 from 0 to 255."
        )
    return (array.clip(0.0, 1.0) * 255.0).round().astype(np.uint8)


def over_white(pixels: np.ndarray) -> np.ndarray:
    """Pixels with opacity, H x W x 4, uint8, laid over white, as on paper: H x W x 3. Others are returned as they are.

    >>> over_white(np.array([[[10, 10, 10, 255], [10, 10, 10, 0]]], np.uint8)).tolist()
    [[[10, 10, 10], [255, 255, 255]]]
    """
    if pixels.shape[2] == 3:
        return pixels
    opaque = pixels[..., 3:].astype(np.float32) / 255
    return (255 - (255 - pixels[..., :3]) * opaque).round().astype(np.uint8)


def digest_of(pixels: np.ndarray, width: int, height: int) -> str:
    """SHA-256 of pixels, their shape and type and the size of the whole picture; 64 hexadecimal digits.

    It begins with words of its own, so that it is the digest of no file that is a picture.
    """
    digest = hashlib.sha256(f"facestyle pixels 1\n{pixels.shape} {pixels.dtype.str} {width} {height}\n".encode())
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()
