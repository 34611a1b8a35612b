"""Which part of a style picture is taken: a mask over S, and what of S can be seen.

The Gram matrices, the colours and the noise of S then count each of its positions by that (`regions.guide`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from facestyle.errors import OptionError
from facestyle.images import DETAIL, Picture
from facestyle.style.costs import regions

#: A mask of each style picture; None where all of it is taken.
StyleMasks = Sequence[np.ndarray | None]


def checked(masks: StyleMasks, styles: Sequence[Picture]) -> list[np.ndarray | None]:
    """Return one mask for each style picture.

    Args:
        masks: height x width each, bool, or numbers from 0 to 1, of any size: they are stretched over the style
            pictures, in their order; 1 where a picture is taken. Pictures without one, and those whose mask is None,
            are taken as a whole.
        styles: the style pictures.

    Raises:
        OptionError: there are more masks than pictures, or one is not a mask, or nothing is left of its picture.
    """
    if len(masks) > len(styles):
        raise OptionError(f"{len(masks)} masks on S were given for {len(styles)} style pictures; give one each.")
    made: list[np.ndarray | None] = []
    for number, (style, given) in enumerate(zip(styles, masks, strict=False), start=1):
        name = "The mask on S" if len(styles) == 1 else f"The mask on style {number}"
        mask = None if given is None else regions.mask_of(given, name, "paint what is to be taken")
        if mask is not None and regions.is_empty(regions.seen(mask, style)):
            raise OptionError(f"{name} is white only where the picture is transparent; paint where it can be seen.")
        made.append(mask)
    return made + [None] * (len(styles) - len(made))


def load(source: str | Path | bytes, style: Picture, name: str | None = None, detail: int = DETAIL) -> np.ndarray:
    """Read a mask on S from a picture file, see `regions.load`: height x width, 1 where it is white.

    Raises:
        OptionError: its shape differs from that of S; or it is black on transparent.
        FacestyleError: it can't be read.
    """
    return regions.load(source, style, name, detail, over="S")


def over(mask: np.ndarray | None, opacity: torch.Tensor | None, pixels: torch.Tensor) -> torch.Tensor | None:
    """Return how much each pixel of a style picture counts, 1 x 1 x H x W; None where all count alike.

    Args:
        mask: on the picture, of `checked`.
        opacity: of the picture, 1 x 1 x H x W.
        pixels: of the picture, 1 x 3 x H x W.
    """
    if mask is None:
        return opacity
    size = (pixels.shape[2], pixels.shape[3])
    taken = F.interpolate(torch.from_numpy(mask)[None, None], size, mode="bilinear", antialias=True)
    taken = taken.clamp(0, 1).to(pixels)
    return taken if opacity is None else taken * opacity
