"""vggface2: facenet-pytorch's own network of 512 numbers, trained on VGGFace2 and downloaded on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facestyle.faces.encoders.registry import Crop, EncoderSpec

if TYPE_CHECKING:
    from torch import nn


def _load() -> nn.Module:
    from facestyle.faces.facenet import pretrained_inception_resnet

    return pretrained_inception_resnet("vggface2")


SPEC = EncoderSpec(
    name="vggface2",
    description="Inception-ResNet-v1 (facenet-pytorch), downloaded on first use",
    licence="MIT (code); the set is for research",
    trained_on="VGGFace2",
    limits="those of facenet-128; its tau is a published default, not measured here",
    numbers=512,
    standardisation="fixed",
    size=160,
    tau=1.18,
    tau_gallery=0.95,
    tau_source="half probability of the same person, as CompreFace set it for these weights; not measured here",
    load=_load,
    crops=(Crop(margin=14),),
)
