"""Which networks can be looked into, and what is looked for in them."""

from __future__ import annotations

from dataclasses import dataclass

from facestyle import fields
from facestyle.fields import option

#: Layers from shallow to deep that stand for a network.
OVERVIEW: dict[str, tuple[str, ...]] = {
    "vgg16": ("relu1_2", "relu2_2", "relu3_3", "relu4_3", "relu5_3"),
    "facenet-128": ("conv2d_2b", "conv2d_3b", "conv2d_4b", "repeat_1.1", "repeat_1.4"),
}
NETWORKS = tuple(OVERVIEW)


@dataclass(frozen=True)
class UnitsOptions:
    """What is looked for, and in which network."""

    network: str = option(
        "vgg16", choices=NETWORKS, help="What looks at the pictures; facenet-128 sees the face of each."
    )
    layers: tuple[str, ...] = option(
        (), help="Names of layers, shallow to deep; where none are given, those that stand for the network."
    )
    size: int = option(
        224, 64, 1024, help="Long side in pixels that larger pictures are reduced to for VGG, which was trained at 224."
    )

    def __post_init__(self) -> None:
        fields.check(self)
        object.__setattr__(self, "layers", tuple(dict.fromkeys(self.layers)) or OVERVIEW[self.network])


@dataclass(frozen=True)
class VisualiseOptions:
    """How a picture that excites a unit is looked for, from noise."""

    steps: int = option(100, 1, 1000, help="Of gradient ascent.")
    seed: int = option(1, 0, 2**31 - 1, help="Of the noise that it starts from.")
    jitter: int = option(
        4, 0, 32, help="Pixels that it is shifted by at most, both ways; never more than a 16th of what the unit sees."
    )
    rotation: float = option(4.0, 0.0, 30.0, help="Degrees that it is turned by at most.")
    total_variation: float = option(
        1.0, 0.0, 100.0, help="Weight of the mean squared difference of neighbouring pixels."
    )

    def __post_init__(self) -> None:
        fields.check(self)
