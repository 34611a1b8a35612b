"""Going on from a G that there is already, with other weights or at another size."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from facestyle.errors import OptionError
from facestyle.images import Picture
from facestyle.style.regions import ASKEW


def checked(start: np.ndarray | None, content: Picture) -> np.ndarray | None:
    """Return `start` where a run over `content` can begin there.

    Args:
        start: height x width x 3, uint8, of any size; None: nothing to go on from.
        content: C, whose shape G has.

    Raises:
        OptionError: it is no such picture, or has another shape than C.
    """
    if start is None:
        return None
    if not isinstance(start, np.ndarray) or start.dtype != np.uint8 or start.ndim != 3 or start.shape[2] != 3:
        raise OptionError("The picture to go on from is none; it has to be height x width x 3 numbers from 0 to 255.")
    height, width = start.shape[:2]
    if not start.size or abs(width * content.height / (height * content.width) - 1) > ASKEW:
        raise OptionError(
            f"The picture to go on from is {width} x {height} pixels and C is {content.width} x {content.height}: "
            "give a G that was made from this C, or start from noise."
        )
    return start


def pixels_like(start: np.ndarray, pixels: torch.Tensor) -> torch.Tensor:
    """`start` as 1 x 3 x H x W in [0, 1], of the size and on the device of `pixels`."""
    given = torch.from_numpy(start.astype(np.float32) / 255.0).permute(2, 0, 1)[None]
    shape = (pixels.shape[2], pixels.shape[3])
    if tuple(given.shape[2:]) != shape:
        given = functional.interpolate(given, shape, mode="bicubic", align_corners=False, antialias=True).clamp(0, 1)
    return given.to(pixels)
