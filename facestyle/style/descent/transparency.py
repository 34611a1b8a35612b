"""Transparent pictures: only what is seen of them counts, and G gets C's opacity back.

Behind transparent pixels a file may hold anything, and a backdrop would leave an edge that is none of the picture's.
So the colours that are seen are carried on behind them, and costs leave these places out (`regions.guide`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from facestyle.errors import OptionError
from facestyle.images import Picture
from facestyle.style.costs.regions import LEAST
from facestyle.style.options import StyleOptions

#: Below this opacity, 0 to 255, a colour of 8 bits is too coarse to be known.
_LEAST_OPACITY = 8


def as_asked(pictures: Sequence[Picture], options: StyleOptions) -> list[Picture]:
    """Return pictures with their opacity where options keep it, and without, on white, where they do not.

    Raises:
        OptionError: nothing, or almost, is seen of a picture.
    """
    if options.transparency == "white":
        return [replace(picture, alpha=None) for picture in pictures]
    for picture in pictures:
        if picture.alpha is not None and float(picture.alpha.mean()) < 255 * LEAST:
            raise OptionError(
                f"{picture.name} is transparent everywhere, or almost; choose another picture, or lay it over white "
                "(transparency: white)."
            )
    return list(pictures)


def resized(picture: Picture, width: int, height: int) -> torch.Tensor:
    """Return 1 x 3 x height x width in [0, 1] on the CPU; colours are carried on behind what is transparent."""
    image = picture.image() if picture.alpha is None else Image.fromarray(_straight(picture.pixels, picture.alpha))
    small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    pixels = torch.from_numpy(np.array(small, dtype=np.float32) / 255.0).permute(2, 0, 1)[None].contiguous()
    if picture.alpha is None:
        return pixels
    known = pixels[:, 3:] * (pixels[:, 3:] >= _LEAST_OPACITY / 255)
    return carried_on(pixels[:, :3], known)


def opacity(picture: Picture, like: torch.Tensor) -> torch.Tensor | None:
    """Return the opacity of a picture in the size and on the device of its pixels, 1 x 1 x H x W; None where it is 1.

    Args:
        like: the pixels, 1 x 3 x H x W.
    """
    if picture.alpha is None:
        return None
    size = (like.shape[3], like.shape[2])
    small = Image.fromarray(picture.alpha).resize(size, Image.Resampling.HAMMING)  # does not ring, as Lanczos does
    return torch.from_numpy(np.array(small, dtype=np.float32) / 255.0)[None, None].to(like)


def carried_on(colours: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """Return colours, and where they are not known, those of the places around, ever coarser ones (pull and push).

    Gortler, Grzeszczuk, Szeliski and Cohen 1996, "The lumigraph", section 3.4.

    Args:
        colours: 1 x 3 x H x W.
        known: how far each is known, 1 x 1 x H x W, 0 to 1; not zero everywhere.
    """
    if min(known.shape[2:]) == 1 or bool(known.min() >= 1):
        mean = (colours * known).sum(dim=(2, 3), keepdim=True) / known.sum(dim=(2, 3), keepdim=True).clamp_min(1e-6)
        return colours * known + (1 - known) * mean
    weight = F.avg_pool2d(known, 2, ceil_mode=True)
    coarse = F.avg_pool2d(colours * known, 2, ceil_mode=True) / weight.clamp_min(1e-6)
    below = carried_on(coarse, (4 * weight).clamp(max=1))
    size = (colours.shape[2], colours.shape[3])
    return colours * known + (1 - known) * F.interpolate(below, size, mode="bilinear", align_corners=False)


def with_opacity(picture: np.ndarray, opaque: torch.Tensor) -> np.ndarray:
    """Return G with C's opacity, H x W x 4; its colours are carried on behind what is not seen.

    Args:
        picture: G, H x W x 3, uint8 or uint16; the result has its type.
        opaque: of `opacity`.
    """
    alpha = (opaque[0, 0] * 255).round().cpu()
    colours = torch.from_numpy(picture.astype(np.float32)).permute(2, 0, 1)[None]
    whole = carried_on(colours, (alpha > 0)[None, None].float())[0].permute(1, 2, 0).round()
    return np.dstack([whole.numpy(), alpha.numpy() * (np.iinfo(picture.dtype).max // 255)]).astype(picture.dtype)


def _straight(pixels: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Return H x W x 4, uint8: the colours of pixels as they are before they are laid over white, and their opacity."""
    opaque = np.maximum(alpha, 1)[..., None] / np.float32(255)
    colours = 255 - (255 - pixels.astype(np.float32)) / opaque
    return np.dstack([colours.clip(0, 255).round().astype(np.uint8), alpha])
