"""What is measured of a G: costs, LPIPS and Gram distance, in float32, on the 8-bit picture as it would be saved.

At layers that the descent saw, and at layers that it did not. These measures are not beauty; docs/figures.md says what
they cannot tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch

from facestyle.compute.device import device, lock
from facestyle.images import Picture
from facestyle.style.costs import losses
from facestyle.style.descent.start import eight_bits, resized_pixels
from facestyle.style.evaluation import lpips
from facestyle.style.features import load_features
from facestyle.style.options import StyleOptions

_DEFAULTS = StyleOptions()
#: The row of C as it is: read every measure against it.
UNCHANGED = "unchanged"
#: Layers at which the descent lowers J, and others that show whether it only pleased those. The other style layers are
#: those at which Johnson et al. 2016 compare Gram matrices.
CONTENT_LAYERS = {"optimised": (_DEFAULTS.content_layer,), "not optimised": ("relu3_3", "relu5_2")}
STYLE_LAYERS = {"optimised": _DEFAULTS.style_layers, "not optimised": ("relu1_2", "relu2_2", "relu3_3", "relu4_3")}
_CONTENTS = sum(CONTENT_LAYERS.values(), ())
_STYLES = sum(STYLE_LAYERS.values(), ())
_TAPS = {*lpips.TAPS, *_CONTENTS, *_STYLES}


@dataclass(frozen=True, eq=False)
class Measures:
    """What is measured of one G.

    Attributes:
        preset: the preset that made it, or `UNCHANGED`.
        content_costs: J_content by layer, without alpha.
        style_costs: J_style by layer, without beta and lambda.
        lpips: LPIPS from G to C: 0 for C itself.
        gram_distance: ||Gram(S) - Gram(G)|| / ||Gram(S)||, the mean over the style layers that are not optimised: 0
            where textures have the same statistics.
        seconds: of the run, from the pictures in memory to the last step.
        peak_bytes: see `memory.peak`; None where the system doesn't say.
        picture: G, H x W x 3, uint8.
    """

    preset: str
    content_costs: dict[str, float]
    style_costs: dict[str, float]
    lpips: float
    gram_distance: float
    seconds: float
    peak_bytes: int | None
    picture: np.ndarray

    def as_row(self) -> dict[str, Any]:
        """Return all measures without the picture, for JSON."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "picture"}


class Evaluator:
    """Measures every G of one pair.

    Args:
        content, style: C and S.
        size: long side that both are brought to.
    """

    def __init__(self, content: Picture, style: Picture, size: int) -> None:
        self.content, self.style = (eight_bits(resized_pixels(picture, size)) for picture in (content, style))
        self._content = _activations(self.content)
        self._grams = _grams(_activations(self.style))

    def measure(self, preset: str, picture: np.ndarray, seconds: float, peak_bytes: int | None) -> Measures:
        """Measure G, H x W x 3, uint8, of the size of C."""
        with lock, torch.no_grad():
            activations = _activations(picture)
            grams = _grams(activations)
            contents = {layer: losses.content_cost(self._content[layer], activations[layer]) for layer in _CONTENTS}
            styles = {layer: losses.style_cost(self._grams[layer], activations[layer][0]) for layer in _STYLES}
            distances = [_distance(self._grams[layer], grams[layer]) for layer in STYLE_LAYERS["not optimised"]]
            return Measures(
                preset,
                {layer: float(cost) for layer, cost in contents.items()},
                {layer: float(cost) for layer, cost in styles.items()},
                lpips.of_activations(activations, self._content),
                float(np.mean(distances)),
                seconds,
                peak_bytes,
                picture,
            )


def _activations(picture: np.ndarray) -> Mapping[str, torch.Tensor]:
    pixels = torch.from_numpy(picture.copy()).to(device()).permute(2, 0, 1)[None].float() / 255.0
    with lock, torch.no_grad():
        return load_features(lpips.NETWORK)(pixels, _TAPS)


def _grams(activations: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {layer: losses.gram_per_position(activations[layer][0]) for layer in _STYLES}


def _distance(gram_s: torch.Tensor, gram_g: torch.Tensor) -> float:
    return float((gram_g - gram_s).norm() / gram_s.norm().clamp_min(1e-12))
