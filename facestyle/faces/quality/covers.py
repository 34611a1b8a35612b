"""Whether a face's eyes or mouth are covered: dark glasses, masks, scarves, hands.

A small convolutional network looks at the aligned face. Its weights, covers.safetensors, were trained by
benchmarks/covers on drawings over photographs; the model card says on which, and how often it errs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn

from facestyle.compute.device import lock
from facestyle.faces.alignment import align
from facestyle.faces.face import Face
from facestyle.images import Picture

WEIGHTS = Path(__file__).resolve().parent / "covers.safetensors"
#: The side of the crop, in pixels, and where the landmarks lie in it: the cheeks and the whole chin are seen.
SIDE = 48
PLACES = np.array([(16.5, 17.0), (31.5, 17.0), (24.0, 25.5), (18.0, 33.0), (30.0, 33.0)])
#: From these probabilities on a face is called covered at the eyes, at the mouth.
COVERED_EYES, COVERED_MOUTH = 0.7, 0.4


def crop(picture: Picture, face: Face) -> np.ndarray:
    """Cut a face out as the network sees it: SIDE x SIDE x 3, uint8."""
    return align(picture, face, PLACES, SIDE)


def untrained() -> nn.Sequential:
    """The network: N x 3 x SIDE x SIDE in [-1, 1] to N x 2 log-odds, of covered eyes and of a covered mouth."""
    widths = (3, 16, 24, 32, 32)
    layers: list[nn.Module] = []
    for inner, outer in pairwise(widths):
        layers += [nn.Conv2d(inner, outer, 3, stride=2, padding=1), nn.ReLU()]
    return nn.Sequential(*layers, nn.Flatten(), nn.Dropout(0.3), nn.Linear(widths[-1] * 9, 2))


@lru_cache(maxsize=1)
def _trained() -> nn.Sequential:
    network = untrained()
    network.load_state_dict({name: tensor.float() for name, tensor in load_file(WEIGHTS).items()})
    return network.eval().requires_grad_(False)


def covered(crops: Sequence[np.ndarray]) -> np.ndarray:
    """Judge faces.

    Args:
        crops: N of them, as `crop` cuts them.

    Returns:
        N x 2, float64: the probabilities that the eyes, and that the mouth, are covered.
    """
    if not len(crops):
        return np.zeros((0, 2))
    pixels = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float() / 127.5 - 1.0
    with lock.beside(), torch.inference_mode():
        return torch.sigmoid(_trained()(pixels)).double().numpy()
