"""VGG as a network whose units can be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch

from facestyle.compute.device import lock
from facestyle.compute.once import once
from facestyle.errors import PictureTooSmallError
from facestyle.images import Picture
from facestyle.inside.layers import MIN_SIDE, Layer, outputs_of
from facestyle.inside.receptive_field import ReceptiveField
from facestyle.style.features import fast_features, load_features, tap_names


class _Vgg:
    """VGG-16: it sees whole pictures, reduced to a long side."""

    name: str = "vgg16"
    side: int | None = None

    def __init__(self) -> None:
        self._exact = load_features("vgg16")
        self.layers = dict(self._walk())

    def _walk(self) -> Iterator[tuple[str, Layer]]:
        field = ReceptiveField()
        for name in tap_names("vgg16"):
            convolution: Any = self._exact.convolutions[name]
            if name.endswith("_1") and name != "relu1_1":
                field = field.after(2, 2)
            field = field.after(convolution.kernel_size, convolution.stride, convolution.padding)
            yield name, Layer(name, convolution.out_channels, field)

    @property
    def contract(self) -> str:
        return f"vgg16/{fast_features('vgg16').format.name}"

    def seen(self, picture: Picture, size: int) -> np.ndarray:
        image = picture.image()
        image.thumbnail((size, size), reducing_gap=3.0)
        if min(image.size) < MIN_SIDE:
            raise PictureTooSmallError(
                f"{picture.name} is too elongated: reduced to {size} pixels it is {image.width} x {image.height}, and "
                f"{MIN_SIDE} are needed on each side. Crop it, or choose a larger size."
            )
        return np.array(image)

    def standardised(self, pixels: torch.Tensor) -> torch.Tensor:
        return (pixels - self._exact.mean) / self._exact.deviation

    def activations(self, inputs: torch.Tensor, names: Sequence[str], *, fast: bool = False) -> dict[str, torch.Tensor]:
        features = fast_features("vgg16") if fast else self._exact
        # Features standardises its input itself.
        return features(inputs * features.deviation + features.mean, names, widened=not fast)

    def before_relu(self, inputs: torch.Tensor, name: str) -> torch.Tensor:
        convolution = self._exact.convolutions[name]
        with lock, outputs_of({name: convolution}) as outputs:
            self.activations(inputs, [name])
        return outputs[name]


@once()
def load_vgg() -> _Vgg:
    """Return VGG, loaded once."""
    return _Vgg()
