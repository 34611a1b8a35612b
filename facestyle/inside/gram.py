"""A few channels of one layer, and how they make a Gram matrix: G_kk' is the sum of the product of two feature maps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from facestyle.compute.device import device, lock
from facestyle.compute.memory import release
from facestyle.images import Picture
from facestyle.inside.networks import look_into
from facestyle.style.costs import losses
from facestyle.style.features import load_features

#: Strongest channels among which those that differ most are chosen.
AMONG = 40


@dataclass(frozen=True, eq=False)
class GramOfFew:
    """A part of the Gram matrix of a picture at one layer.

    Attributes:
        layer: its name.
        channels: numbers of k channels.
        maps: their activations, k x n_H x n_W, float32, not negative.
        gram: k x k, float32: the sums over all positions of the products of two maps.
    """

    layer: str
    channels: tuple[int, ...]
    maps: np.ndarray
    gram: np.ndarray


def gram_of_few(style: Picture, layer: str = "relu3_1", count: int = 8, size: int = 224) -> GramOfFew:
    """Return the part of a Gram matrix whose channels are strong and fire in different places.

    Args:
        style: S.
        layer: of VGG-16, see `features.tap_names`.
        count: channels, from 1.
        size: long side in pixels that a larger picture is reduced to.

    Raises:
        OptionError: there is no such layer.
        PictureTooSmallError: the picture is too elongated.
        WeightsMissingError, WeightsDamagedError.
    """
    pixels = look_into("vgg16").seen(style, size)
    try:
        with lock, torch.inference_mode():
            inputs = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float().to(device()) / 255.0
            activations = load_features("vgg16")(inputs, [layer])[layer][0]
            gram = losses.gram_matrix(activations)
            channels = _different(gram.cpu().numpy(), count)
            return GramOfFew(
                layer,
                tuple(channels),
                activations[channels].cpu().numpy(),
                gram[channels][:, channels].cpu().numpy(),
            )
    finally:
        release()


def _different(gram: np.ndarray, count: int) -> list[int]:
    """Of the strongest channels, one after the other the one that fires least together with those chosen before it."""
    strong = np.argsort(-gram.diagonal(), kind="stable")[:AMONG]
    part = gram[np.ix_(strong, strong)]
    together = part / np.sqrt(np.outer(part.diagonal(), part.diagonal())).clip(1e-12)
    chosen = [0]
    while len(chosen) < min(count, len(strong)):
        most = together[:, chosen].max(axis=1)
        most[chosen] = np.inf
        chosen.append(int(most.argmin()))
    return [int(strong[one]) for one in sorted(chosen)]
