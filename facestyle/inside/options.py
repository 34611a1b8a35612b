"""Which networks can be looked into, and which of their units."""

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
        "vgg16", choices=NETWORKS, help="What looks at the pictures. facenet-128 sees the face of each."
    )
    layers: tuple[str, ...] = option(
        (), help="Names of layers, shallow to deep. Where none are given, those that stand for the network."
    )
    size: int = option(
        224, 64, 1024, help="Long side in pixels that larger pictures are reduced to. VGG was trained at 224."
    )

    def __post_init__(self) -> None:
        fields.check(self)
        object.__setattr__(self, "layers", tuple(dict.fromkeys(self.layers)) or OVERVIEW[self.network])
