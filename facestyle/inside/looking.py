"""What a scan asks of a network whose units it looks at, wherever that network runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch

from facestyle.compute.device import lock
from facestyle.images import Picture
from facestyle.inside.layers import Layer, as_input
from facestyle.inside.maxima import Maxima, maxima_of
from facestyle.inside.networks import look_into


@dataclass(frozen=True)
class About:
    """What is known of a network without running it; see `layers.Network`.

    Attributes:
        name: one of `NETWORKS`.
        layers: by name, shallow to deep.
        contract: everything that an activation depends on besides the picture.
        side: of its input where that is fixed.
    """

    name: str
    layers: Mapping[str, Layer]
    contract: str
    side: int | None


class Look(Protocol):
    """Looks at pictures through a network; an `Engine` does, and `LookHere`."""

    def about(self, network: str) -> About:
        """Describe a network.

        Raises:
            OptionError: there is none of that name.
            WeightsMissingError, WeightsDamagedError.
        """

    def seen(self, picture: Picture, network: str, size: int) -> np.ndarray:
        """Return the part of a picture that a network sees, H x W x 3, uint8.

        Raises:
            PictureTooSmallError, NoFaceError: it can't see this picture.
        """

    def maxima(self, pixels: Sequence[np.ndarray], network: str, layers: Sequence[str]) -> dict[str, list[Maxima]]:
        """Return by layer where each unit fires most in pictures of one size, each as `seen` returns it."""


class LookHere:
    """Looks through the networks of this process; see `Look`."""

    def about(self, network: str) -> About:
        """See `Look.about`."""
        found = look_into(network)
        return About(found.name, found.layers, found.contract, found.side)

    def seen(self, picture: Picture, network: str, size: int) -> np.ndarray:
        """See `Look.seen`."""
        return look_into(network).seen(picture, size)

    def maxima(self, pixels: Sequence[np.ndarray], network: str, layers: Sequence[str]) -> dict[str, list[Maxima]]:
        """See `Look.maxima`; in the number format that is fastest here."""
        chosen = look_into(network)
        with lock, torch.inference_mode():
            activations = chosen.activations(as_input(chosen, pixels), layers, fast=True)
            return {name: maxima_of(activations.pop(name), pixels[0].shape[:2]) for name in layers}


#: What looks where nothing else is said.
HERE = LookHere()
