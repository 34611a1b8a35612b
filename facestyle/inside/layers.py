"""Networks whose units can be looked at: their layers, what each layer sees, and how units answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from torch import nn

from facestyle import fields
from facestyle.compute.device import device
from facestyle.errors import OptionError
from facestyle.images import Picture
from facestyle.inside.options import OVERVIEW
from facestyle.inside.receptive_field import ReceptiveField

#: Below this VGG's last block has no position left.
MIN_SIDE = 16


@dataclass(frozen=True)
class Layer:
    """A layer whose units can be looked at.

    Attributes:
        name: of `Network.layers`.
        units: channels.
        field: what each unit sees of the network's input.
    """

    name: str
    units: int
    field: ReceptiveField


class Layered(Protocol):
    """What has layers: a network, or what is known of one."""

    @property
    def name(self) -> str:
        """One of `NETWORKS`."""

    @property
    def layers(self) -> Mapping[str, Layer]:
        """The layers by name, shallow to deep."""


class Network(Protocol):
    """A network whose units can be looked at.

    Attributes:
        name: one of `NETWORKS`.
        layers: by name, shallow to deep.
        side: of its input where that is fixed.
    """

    name: str
    layers: dict[str, Layer]
    side: int | None

    @property
    def contract(self) -> str:
        """Name everything that an activation depends on besides the picture."""

    def seen(self, picture: Picture, size: int) -> np.ndarray:
        """Return the part of a picture that the network sees, H x W x 3, uint8."""

    def standardised(self, pixels: torch.Tensor) -> torch.Tensor:
        """Turn N x 3 x H x W in [0, 1] into the input that the network takes."""

    def activations(self, inputs: torch.Tensor, names: Sequence[str], *, fast: bool = False) -> dict[str, torch.Tensor]:
        """Return N x n_C x n_H x n_W by layer, after the layer's ReLU where it has one.

        Args:
            inputs: as `standardised` makes them.
            names: of layers.
            fast: in the number format that is fastest here.
        """

    def before_relu(self, inputs: torch.Tensor, name: str) -> torch.Tensor:
        """Return the activations of a layer before its ReLU, which have a gradient where the unit is silent."""


def layer_of(network: Layered, name: str) -> Layer:
    """Look a layer up.

    Raises:
        OptionError: the network has no such layer; the message names some that it has.
    """
    if not isinstance(name, str) or name not in network.layers:
        some = OVERVIEW[network.name] if len(network.layers) > 20 else tuple(network.layers)
        raise OptionError(f"{network.name} has no layer {str(name)[:40]!r}; choose one like {', '.join(some)}.")
    return network.layers[name]


def unit_of(layer: Layer, unit: Any) -> int:
    """Return a unit's number, checked.

    Raises:
        OptionError: the layer has no such unit.
    """
    return fields.whole(f"unit of {layer.name}", unit, 0, layer.units - 1)


def as_input(network: Network, pictures: Sequence[np.ndarray]) -> torch.Tensor:
    """Turn pictures of one size, H x W x 3, uint8, into the network's input, N x 3 x H x W on the device."""
    pixels = torch.from_numpy(np.stack(pictures)).to(device()).permute(0, 3, 1, 2).float() / 255.0
    return network.standardised(pixels)


@contextmanager
def outputs_of(modules: dict[str, nn.Module]) -> Iterator[dict[str, torch.Tensor]]:
    """Collect the outputs of modules in the next pass; copies, since later layers may rectify them in place."""
    outputs: dict[str, torch.Tensor] = {}

    def keep(name: str) -> Any:
        def hook(_module: nn.Module, _given: Any, output: torch.Tensor) -> None:
            outputs[name] = output.clone()

        return hook

    handles = [module.register_forward_hook(keep(name)) for name, module in modules.items()]
    try:
        yield outputs
    finally:
        for handle in handles:
            handle.remove()
