"""What the costs of style transfer compare, as pictures: the content features of C and G, the Gram matrices of S and G.

Features are shown by their first three principal components, fitted on C and G together, so that a colour means the
same in both. Gram matrices are heat maps of the channels that are strongest in S. The costs are those of losses.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image

from facestyle import fields
from facestyle.compute.device import device, lock
from facestyle.compute.memory import release
from facestyle.images import Picture
from facestyle.inside.layers import OVERVIEW
from facestyle.inside.networks import look_into
from facestyle.style.costs import losses
from facestyle.style.features import load_features

#: Channels of a Gram matrix that are shown; nobody could tell 512 apart.
CHANNELS = 48
LAYERS = OVERVIEW["vgg16"]


@dataclass(frozen=True, eq=False)
class LayerComparison:
    """What is compared at one layer.

    Attributes:
        layer: its name.
        features_c, features_g: n_H x n_W x 3, uint8: the first three principal components of activations, as RGB.
        gram_s, gram_g: k x k x 3, uint8: how often channels fire together, from black (never) to white (most). k is at
            most `CHANNELS`; both show the same channels on one scale.
        channels: numbers of these channels, the strongest in S first.
        content_cost: J_content of C and G at this layer, not weighted.
        style_cost: J_style of S and G at this layer, not weighted.
        style_cost_c: J_style of S and C, which a G that equals C would have.
    """

    layer: str
    features_c: np.ndarray
    features_g: np.ndarray
    gram_s: np.ndarray
    gram_g: np.ndarray
    channels: tuple[int, ...]
    content_cost: float
    style_cost: float
    style_cost_c: float


def compare(
    content: Picture, style: Picture, generated: Picture, layers: Sequence[str] = LAYERS, size: int = 224
) -> list[LayerComparison]:
    """Show what the costs compare at each layer of VGG-16.

    Args:
        content, style, generated: C, S and G. G is resized to C, since contents are compared place by place.
        layers: names, see `features.tap_names`.
        size: long side in pixels that larger pictures are reduced to.

    Raises:
        OptionError: there is no such layer.
        PictureTooSmallError: a picture is too elongated.
        WeightsMissingError, WeightsDamagedError.
    """
    vgg = look_into("vgg16")
    size = fields.whole("size", size, 64, 1024)
    c, s = vgg.seen(content, size), vgg.seen(style, size)
    g = np.array(generated.image().resize((c.shape[1], c.shape[0]), Image.Resampling.LANCZOS))
    try:
        with lock, torch.inference_mode():
            of_c, of_s, of_g = (_features(pixels, layers) for pixels in (c, s, g))
            return [_at(layer, of_c[layer], of_s[layer], of_g[layer]) for layer in layers]
    finally:
        release()


def _features(pixels: np.ndarray, layers: Sequence[str]) -> dict[str, torch.Tensor]:
    inputs = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float().to(device()) / 255.0
    return {name: activations[0] for name, activations in load_features("vgg16")(inputs, layers).items()}


def _at(layer: str, c: torch.Tensor, s: torch.Tensor, g: torch.Tensor) -> LayerComparison:
    gram_s, gram_g = losses.gram_per_position(s), losses.gram_per_position(g)
    channels = gram_s.diagonal().argsort(descending=True, stable=True)[:CHANNELS]
    features_c, features_g = principal_colours([c, g])
    shown_s, shown_g = heat_maps([gram[channels][:, channels] for gram in (gram_s, gram_g)])
    return LayerComparison(
        layer=layer,
        features_c=features_c,
        features_g=features_g,
        gram_s=shown_s,
        gram_g=shown_g,
        channels=tuple(channels.tolist()),
        content_cost=float(losses.content_cost(c, g)),
        style_cost=float(losses.style_cost(gram_s, g)),
        style_cost_c=float(losses.style_cost(gram_s, c)),
    )


def principal_colours(activations: Sequence[torch.Tensor]) -> list[np.ndarray]:
    """Show activations by their first three principal components, fitted on all of them, as red, green and blue.

    Args:
        activations: each n_C x n_H x n_W.

    Returns:
        Each n_H x n_W x 3, uint8; the middle 98 % of a component fill the range. A component that is missing, for lack
        of channels or variance, is grey.
    """
    rows = torch.cat([of_picture.flatten(1).T for of_picture in activations]).float()
    rows = rows - rows.mean(dim=0)
    values, vectors = torch.linalg.eigh(rows.T @ rows)
    projected = (rows @ vectors[:, values.argsort(descending=True)[:3]]).cpu().numpy()
    low, high = (np.quantile(projected, share, axis=0) for share in (0.01, 0.99))
    scaled = (projected - low) / np.maximum(high - low, 1e-9)
    shown = np.full((len(rows), 3), 0.5)
    shown[:, : scaled.shape[1]] = np.where(high - low > 1e-6, scaled, 0.5)
    eight_bits = (shown.clip(0, 1) * 255).round().astype(np.uint8)
    lengths = np.cumsum([of_picture[0].numel() for of_picture in activations])[:-1]
    parts = np.split(eight_bits, lengths)
    return [part.reshape(*of_picture.shape[1:], 3) for part, of_picture in zip(parts, activations, strict=True)]


#: From black over plum and orange to near white. Brighter is more, also for people who can't tell red from green.
_RAMP = np.array([(12, 8, 16), (86, 40, 110), (190, 60, 90), (245, 150, 70), (252, 245, 210)], dtype=np.float64)


def heat_maps(matrices: Sequence[torch.Tensor]) -> list[np.ndarray]:
    """Show the square roots of matrices as colours on one scale, each k x k x 3, uint8; negative numbers count as 0."""
    roots = [matrix.clamp_min(0).sqrt().cpu().numpy() for matrix in matrices]
    most = max(float(root.max()) for root in roots) or 1.0
    return [ramp(root / most) for root in roots]


def ramp(shares: np.ndarray) -> np.ndarray:
    """Show numbers from 0 to 1 as colours, from black to near white: uint8, of one dimension more."""
    stops = np.linspace(0, 1, len(_RAMP))
    return np.stack([np.interp(shares, stops, _RAMP[:, part]) for part in range(3)], axis=-1).round().astype(np.uint8)
