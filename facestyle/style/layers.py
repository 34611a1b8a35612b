"""Names of VGG's networks and layers, as in Gatys et al. 2016 ("relu4_2": block 4, second convolution, after its ReLU).

Names only, so that the options of a restyling can be read without loading a network; those are in `features.py`.
"""

from __future__ import annotations

from typing import Literal, get_args

from facestyle import fields
from facestyle.errors import OptionError

StyleNetwork = Literal["vgg16", "vgg19"]
Pooling = Literal["max", "average"]
STYLE_NETWORKS: tuple[StyleNetwork, ...] = get_args(StyleNetwork)
DEFAULT_NETWORK: StyleNetwork = "vgg16"

#: Convolutions in each block; between blocks lies a max pooling by two.
_BLOCKS = {"vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}


def tap_names(network: str = DEFAULT_NETWORK) -> tuple[str, ...]:
    """Names of all layers that can be tapped, shallow to deep.

    Raises:
        OptionError: there is no such network.
    """
    fields.choice("network", network, STYLE_NETWORKS)
    return tuple(
        f"relu{block}_{number}"
        for block, convolutions in enumerate(_BLOCKS[network], start=1)
        for number in range(1, convolutions + 1)
    )


def unknown_tap(name: str, network: str) -> OptionError:
    """The error for a layer that a network does not have."""
    return OptionError(f"{network} has no layer {str(name)[:40]!r}; choose from {', '.join(tap_names(network))}.")
