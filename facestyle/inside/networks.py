"""The networks whose units can be looked at, by name."""

from __future__ import annotations

from facestyle import fields
from facestyle.inside.face_encoder import load_face_encoder
from facestyle.inside.layers import Network
from facestyle.inside.options import NETWORKS
from facestyle.inside.vgg import load_vgg


def look_into(name: str) -> Network:
    """Return a network, loaded once.

    Raises:
        OptionError: there is no network of that name.
        WeightsMissingError, WeightsDamagedError.
    """
    fields.choice("network", name, NETWORKS)
    return load_vgg() if name == "vgg16" else load_face_encoder()
