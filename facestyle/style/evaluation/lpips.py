"""LPIPS: how different two pictures look to people, as far as trained activations tell (Zhang et al. 2018).

The published version 0.1: VGG-16 with trained heads, which lie in the same file as the network's weights. LPIPS only
measures; nothing descends on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import torch

from facestyle.compute.device import device, lock
from facestyle.style.features import load_features
from facestyle.weights.cache import tensors

NETWORK = "vgg16"
#: The last activation of each block, shallow to deep; head number k belongs to the k-th.
TAPS = ("relu1_2", "relu2_2", "relu3_3", "relu4_3", "relu5_3")
#: Added to the length of an activation before it is divided by it.
_EPSILON = 1e-10


def lpips(first: torch.Tensor, second: torch.Tensor) -> float:
    """Return the LPIPS distance of two pictures: 0 for the same, some 0.7 for two that have nothing in common.

    LPIPS takes pixels in [-1, 1] and brings them to (x - shift) / scale with shift (-0.030, -0.088, -0.188) and scale
    (0.458, 0.448, 0.450): for pixels in [0, 1] that is ImageNet's mean and deviation, which `Features` uses.

    Args:
        first, second: 1 x 3 x H x W, RGB in [0, 1], of one size, on the device; each side 16 pixels at least.

    Raises:
        WeightsMissingError, WeightsDamagedError.
    """
    with lock, torch.no_grad():
        features = load_features(NETWORK)
        return of_activations(features(first, TAPS), features(second, TAPS))


def of_activations(first: Mapping[str, torch.Tensor], second: Mapping[str, torch.Tensor]) -> float:
    """Return LPIPS from activations at `TAPS`, each 1 x n_C x n_H x n_W, float32.

    d = sum over layers of the mean over positions of w_l . (a^ - b^)^2, where a^ and b^ are the activations scaled to
    unit length over channels: equation 1 of Zhang et al., with the head w_l (never negative) after the square, as their
    code has it.
    """
    total = 0.0
    for tap, head in zip(TAPS, _heads(), strict=True):
        squared = (_unit(first[tap]) - _unit(second[tap])).square()
        total += float((squared * head).sum(dim=1).mean())
    return total


def _unit(activations: torch.Tensor) -> torch.Tensor:
    return activations / (activations.square().sum(dim=1, keepdim=True).sqrt() + _EPSILON)


@lru_cache(maxsize=1)
def _heads() -> tuple[torch.Tensor, ...]:
    """Return the five heads, each 1 x n_C x 1 x 1."""
    state = tensors(NETWORK)
    return tuple(state[f"lpips.{number}.weight"].to(device()) for number in range(len(TAPS)))
