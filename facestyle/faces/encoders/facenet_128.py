"""facenet-128, the default: the network that keras-facenet converted from David Sandberg's FaceNet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facestyle.faces.encoders.registry import Crop, EncoderSpec, Places
from facestyle.weights.sources import SOURCES

if TYPE_CHECKING:
    from torch import nn

_SOURCE = SOURCES["facenet-128"]
#: Where MTCNN's landmarks lie in the crop (size 160, margin 16) that FaceNet was trained on: medians over 412
#: photographs of LFW.
PLACES: Places = ((49.69, 64.32), (115.82, 63.28), (83.64, 92.55), (54.93, 117.56), (113.26, 116.65))


def _load() -> nn.Module:
    from facestyle.faces.facenet import inception_resnet_128
    from facestyle.weights import cache

    network = inception_resnet_128()
    network.load_state_dict(cache.tensors(_SOURCE.name), strict=True)
    return network


SPEC = EncoderSpec(
    name="facenet-128",
    description="Inception-ResNet-v1 (David Sandberg's 20170512-110547, converted by keras-facenet); each face is "
    "encoded four times, cut out by its landmarks and by its box, each with its mirror image",
    licence=_SOURCE.licence,
    trained_on=f"{_SOURCE.trained_on}: photographs of celebrities gathered from the web without their consent, since "
    "withdrawn by its publisher",
    limits="weaker on children, on faces turned away or under 40 px, and on groups that the set under-represents; "
    "twins and look-alikes pass",
    numbers=128,
    standardisation="per-image",
    size=160,
    tau=1.12,
    tau_gallery=1.0,
    tau_source="measured on LFW's 2,200 development pairs: at 1.12, 0.3 % of the strangers' pairs fall below "
    "and 0.3 % of the matching pairs above; at 1.00, none and 1.4 %. Of all 5.9 million pairs of strangers among their "
    "pictures, 0.3 % fall below 1.12 and 0.1 % below 1.00",
    load=_load,
    # The box alone is what FaceNet was trained on; landmarks bring the face upright. They err on different pictures.
    crops=(Crop(places=PLACES), Crop(margin=16)),
    mirrored=True,
)
