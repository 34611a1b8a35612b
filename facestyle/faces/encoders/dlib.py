"""dlib: Davis King's ResNet of 29 layers, rebuilt in PyTorch (resnet29.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facestyle.faces.encoders.registry import Crop, EncoderSpec, Places
from facestyle.weights.sources import SOURCES

if TYPE_CHECKING:
    from torch import nn

_SOURCE = SOURCES["dlib"]
#: Where MTCNN's landmarks lie in dlib's own chips of 150 pixels, which are cut by landmarks of another kind: medians
#: over 412 photographs of LFW.
PLACES: Places = ((48.58, 46.50), (102.32, 46.69), (75.45, 78.59), (51.99, 105.83), (98.69, 105.85))


def _load() -> nn.Module:
    from facestyle.faces.encoders.resnet29 import ResNet29
    from facestyle.weights import cache

    network = ResNet29()
    network.load_state_dict(cache.tensors(_SOURCE.name), strict=True)
    return network


SPEC = EncoderSpec(
    name="dlib",
    description="ResNet of 29 layers (Davis King), rebuilt in PyTorch from dlib's file and equal to dlib within 1e-4",
    licence=_SOURCE.licence,
    trained_on=_SOURCE.trained_on,
    limits="by its author's account less sure on children and on groups that the set under-represents",
    numbers=128,
    standardisation="none",
    size=150,
    tau=0.175,
    tau_gallery=0.14,
    tau_source="measured on LFW's 2,200 development pairs: at 0.175, 1.0 % of "
    "the strangers' pairs fall below and 0.9 % of the matching pairs above; at 0.14, 0.2 % and 6.0 %",
    load=_load,
    crops=(Crop(places=PLACES),),
    mirrored=True,
)
