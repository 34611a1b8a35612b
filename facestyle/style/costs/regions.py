"""Where each style goes: masks over C, and Gram matrices that count only what lies under them.

Guided Gram matrices (Gatys et al. 2017, "Controlling Perceptual Factors in Neural Style Transfer", section 4.1): with
T the mask at a layer, G_kk' = sum T^2 a_k a_k' / sum T^2. Outside all masks G is C itself, pixel by pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from facestyle import images
from facestyle.errors import OptionError
from facestyle.images import DETAIL, Picture

#: The edge of a region is softened over this share of G's long side, so that no seam is seen.
SOFT = 1 / 100
#: Least share of G that a region has to cover: a Gram matrix needs some positions.
LEAST = 0.002
#: The ratios of the sides of a mask and of C may differ by this much, for rounding.
ASKEW = 0.05


def checked(regions: Sequence[np.ndarray], styles: int, content: Picture | None = None) -> list[np.ndarray]:
    """Return one mask for each style, or none at all.

    Args:
        regions: height x width each, bool, or numbers from 0 to 1; 1 where a style goes. They may have any size, and
            are stretched over C. If there is one region fewer than styles, the last style takes what the others leave.
        styles: the number of styles.
        content: C; where it is transparent, no region is.

    Raises:
        OptionError: the number of regions is wrong, or a region is empty, not such a mask, or not seen.
    """
    if not len(regions):
        return []
    painting = "paint where the style is to go"
    masks = [mask_of(region, f"Region {number}", painting) for number, region in enumerate(regions, start=1)]
    if len(masks) == styles - 1:
        if len({mask.shape for mask in masks}) > 1:
            raise OptionError("The regions differ in size; paint all of them on one picture.")
        masks.append(np.clip(1.0 - sum(masks[1:], start=masks[0]), 0.0, 1.0))
        _refuse_empty(masks[-1], "The regions leave nothing for the last style; paint less, or give one style fewer.")
    if len(masks) != styles:
        raise OptionError(
            f"{len(masks)} regions were given for {styles} style pictures; give one for each style, or one fewer: the "
            "last style then takes what the others leave."
        )
    if content is not None and content.alpha is not None:
        for number, mask in enumerate(masks, start=1):
            _refuse_empty(
                seen(mask, content), f"Region {number} lies where C is transparent; paint where C can be seen."
            )
    return masks


def seen(mask: np.ndarray, picture: Picture) -> np.ndarray:
    """Return a mask over a picture, less where that is transparent."""
    if picture.alpha is None:
        return mask
    alpha = Image.fromarray(picture.alpha).resize(mask.shape[::-1], Image.Resampling.BOX)
    return mask * (np.asarray(alpha, dtype=np.float32) / 255)


def load(
    source: str | Path | bytes, content: Picture, name: str | None = None, detail: int = DETAIL, over: str = "C"
) -> np.ndarray:
    """Read a mask from a picture file: height x width, 1 where it is white, 0 where it is black or transparent.

    Masks lie over black: white on transparent is the region that it shows. Of black on transparent nothing is white,
    and whether black or the rest is meant is not guessed.

    Args:
        source, name, detail: see `images.load`.
        content: C, or the picture that the mask lies over.
        over: what messages call that.

    Raises:
        OptionError: its shape differs from that of C, so that it was not painted over C; or it is black on transparent.
        FacestyleError: it can't be read.
    """
    picture = images.load(source, name=name, detail=detail, backdrop="black")
    mask = of_picture(picture, content, over)
    if not mask.any() and images.load(source, name=name, detail=detail).pixels.any():
        raise OptionError(
            f"{picture.name} is black on transparent, and a region is where a mask is white; paint the region white."
        )
    return mask


def of_picture(picture: Picture, content: Picture, over: str = "C") -> np.ndarray:
    """Return the mask that a picture shows: height x width, 1 where it is white, 0 where it is black.

    Raises:
        OptionError: the picture's shape differs from that of C, so that it was not painted over C.
    """
    if abs(picture.width * content.height / (picture.height * content.width) - 1) > ASKEW:
        raise OptionError(
            f"{picture.name} is {picture.width} x {picture.height} pixels and {over} is {content.width} x "
            f"{content.height}: a mask is painted over {over}, so give one of the same shape."
        )
    return np.asarray(picture.image().convert("L"), dtype=np.float32) / 255.0


def is_empty(mask: np.ndarray) -> bool:
    """Whether a mask covers too little to be a region."""
    return float(mask.mean()) < LEAST


def mask_of(given: np.ndarray, name: str, advice: str) -> np.ndarray:
    """Return a mask as numbers from 0 to 1, float32.

    Args:
        given: height x width, bool, or numbers from 0 to 1.
        name: for messages.
        advice: what to do if it is empty.

    Raises:
        OptionError: it is not such a mask, or empty.
    """
    values = np.asarray(given)
    if values.ndim != 2 or not values.size or values.dtype.kind not in "bfui":
        raise OptionError(f"{name} is not a mask; it has to be height x width numbers from 0 to 1.")
    mask = values.astype(np.float32)
    if not np.isfinite(mask).all() or mask.min() < 0 or mask.max() > 1:
        raise OptionError(f"{name} has values outside 0 to 1; divide 8-bit values by 255.")
    _refuse_empty(mask, f"{name} is empty, or almost; {advice}.")
    return mask


def _refuse_empty(mask: np.ndarray, message: str) -> None:
    if is_empty(mask):
        raise OptionError(message)


def over(masks: Sequence[np.ndarray], pixels: torch.Tensor) -> list[torch.Tensor]:
    """Return masks for a G of the shape of `pixels` (1 x 3 x H x W), each 1 x 1 x H x W, with soft edges."""
    height, width = pixels.shape[2:]
    reach = max(1, round(SOFT * max(height, width)))
    softened = []
    for mask in masks:
        resized = F.interpolate(torch.from_numpy(mask)[None, None], (height, width), mode="bilinear", antialias=True)
        padded = F.pad(resized, (reach,) * 4, mode="replicate")
        softened.append(F.avg_pool2d(padded, 2 * reach + 1, stride=1).clamp(0, 1).to(pixels))
    return softened


def guide(mask: torch.Tensor, positions: tuple[int, int]) -> torch.Tensor:
    """Return T at a layer, scaled so that the mean of T^2 is one: activations are multiplied by it.

    Args:
        mask: 1 x 1 x H x W, not empty.
        positions: n_H, n_W.
    """
    pooled = F.adaptive_avg_pool2d(mask, positions)[0]
    return pooled / pooled.square().mean().sqrt()
