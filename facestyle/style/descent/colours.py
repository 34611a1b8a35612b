"""Colours of C, S and G: kept, matched, or drawn at random like those of a picture.

Gatys et al. 2017, "Controlling perceptual factors in neural style transfer", section 5: either the luminance alone is
transferred, or the colours of S are matched to those of C beforehand.
"""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image

#: Shares of red, green and blue in the luminance of YCbCr (ITU-R BT.601).
_LUMA = (0.299, 0.587, 0.114)
#: Least variance of colours in [0, 1]: a picture of one colour has none.
_FLAT = 1e-5


def with_colours_of(luminance: np.ndarray, colours: np.ndarray) -> np.ndarray:
    """Return the brightness of one picture with the colours of another (YCbCr), H x W x 3, uint8, of one size."""
    bright = Image.fromarray(luminance).convert("YCbCr").split()[0]
    _, blue, red = Image.fromarray(colours).convert("YCbCr").split()
    return np.asarray(Image.merge("YCbCr", (bright, blue, red)).convert("RGB"))


def with_luminance_of(colours: torch.Tensor, luminance: torch.Tensor) -> torch.Tensor:
    """Return `with_colours_of` before anything is rounded: where blue and red differences stay, brightness shifts all.

    Args:
        colours, luminance: 1 x 3 x H x W in [0, 1].
    """
    weights = torch.tensor(_LUMA).to(colours)
    return (colours + torch.einsum("c,nchw->nhw", weights, luminance - colours)[:, None]).clamp(0, 1)


def matched(
    picture: torch.Tensor,
    to: torch.Tensor,
    seen: torch.Tensor | None = None,
    seen_of_to: torch.Tensor | None = None,
) -> torch.Tensor:
    """Return a picture in colours with the mean and covariance of another's: x -> L_to L^-1 (x - mean) + mean_to.

    L is the symmetric root of the covariance (equation 9 of Gatys et al. 2017, image analogies).

    Args:
        picture, to: 1 x 3 x H x W in [0, 1]; sizes may differ.
        seen, seen_of_to: how much each of their pixels counts, 1 x 1 x H x W; all the same where not given.
    """
    mean, covariance = _statistics(picture, seen)
    mean_to, covariance_to = _statistics(to, seen_of_to)
    transform = _root(covariance_to) @ torch.linalg.inv(_root(covariance))
    pixels = picture[0].flatten(1).cpu().double()
    moved = transform @ (pixels - mean[:, None]) + mean_to[:, None]
    return moved.reshape(picture.shape[1:])[None].clamp(0, 1).to(picture)


def noise_like(colours: torch.Tensor, shape: torch.Size, seed: int, seen: torch.Tensor | None = None) -> torch.Tensor:
    """Return random noise whose colours have the mean and covariance of a picture's.

    Args:
        colours: 1 x 3 x H x W in [0, 1].
        shape: of the noise, 1 x 3 x height x width.
        seed: of the noise, which is drawn on the CPU: it is the same on every device.
        seen: how much each pixel of the picture counts, 1 x 1 x H x W; all the same where not given.
    """
    mean, covariance = _statistics(colours, seen)
    grains = torch.randn(shape[1:], generator=torch.Generator().manual_seed(seed)).double().flatten(1)
    drawn = _root(covariance) @ grains + mean[:, None]
    return drawn.reshape(shape[1:])[None].to(colours)


def _statistics(picture: torch.Tensor, seen: torch.Tensor | None) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the mean colour and the covariance, in float64 on the CPU: Apple's MPS has no float64."""
    pixels = picture[0].flatten(1).cpu().double()
    flat = _FLAT * torch.eye(3, dtype=torch.float64)
    if seen is not None:
        shares = seen.flatten().cpu().double()
        shares = shares / shares.sum()
        mean = pixels @ shares
        centred = pixels - mean[:, None]
        return mean, (centred * shares) @ centred.T + flat
    mean = pixels.mean(dim=1)
    centred = pixels - mean[:, None]
    return mean, centred @ centred.T / pixels.shape[1] + flat


def _root(covariance: torch.Tensor) -> torch.Tensor:
    values, vectors = torch.linalg.eigh(covariance)
    return (vectors * values.clamp_min(_FLAT).sqrt()) @ vectors.T
