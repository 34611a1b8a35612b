"""Where in a picture a unit fires, and what of the picture makes it fire."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from facestyle.errors import OptionError
from facestyle.inside.layers import as_input
from facestyle.inside.maps import gradient_picture, heat, standing_out, unit_map
from facestyle.inside.networks import look_into


def test_a_map_shows_where_a_unit_fires_and_its_gradient_lies_within_the_patch(sample):
    found = unit_map(sample("astronaut"), "vgg16", "relu3_3", 7, size=96)
    network = look_into("vgg16")
    with torch.no_grad():
        values = network.activations(as_input(network, [found.seen]), ["relu3_3"])["relu3_3"][0, 7].numpy()
    assert np.allclose(found.activations, values, atol=1e-4)
    assert found.strongest == pytest.approx(values.max())
    assert values[found.position] == values.max()
    left, top, right, bottom = (max(edge, 0) for edge in found.box)
    assert np.abs(found.gradient[top:bottom, left:right]).max() > 0
    outside = found.gradient.copy()
    outside[top:bottom, left:right] = 0
    assert not outside.any()
    # a small step along the gradient excites the unit more
    inputs = as_input(network, [found.seen])
    step = torch.from_numpy(found.gradient).permute(2, 0, 1)[None]
    with torch.no_grad():
        more = network.activations(inputs + 0.01 * step / step.norm(), ["relu3_3"])["relu3_3"][0, 7]
    assert float(more[found.position]) > found.strongest
    for drawn in (heat(found), gradient_picture(found)):
        assert (drawn.shape, drawn.dtype) == (found.seen.shape, np.uint8)


def test_the_brightest_place_of_the_heat_map_is_where_the_unit_fires(sample):
    found = unit_map(sample("china"), "vgg16", "relu2_2", 40, size=96)
    field = look_into("vgg16").layers["relu2_2"].field
    y, x = (round(axis.centre(at)) for axis, at in zip((field.rows, field.columns), found.position, strict=True))
    drawn = heat(found).astype(int)
    assert np.abs(drawn[y, x] - found.seen[y, x]).max() <= 40  # nearly as it was


def test_the_unit_that_stands_out_fires_strongly_at_a_place_and_elsewhere_less(sample):
    layers = ("conv2d_2b", "repeat_1.4")
    found = standing_out(sample("obama"), "facenet-128", layers)
    network = look_into("facenet-128")
    seen = unit_map(sample("obama"), "facenet-128", layers[0], 0).seen
    with torch.no_grad():
        values = network.activations(as_input(network, [seen]), layers)
    for layer in layers:
        activations = np.maximum(values[layer][0].numpy(), 0)
        scores = [
            (one.max() - one.mean()) * min(one.max() / max(one.mean(), 1e-9), 20.0) for one in activations
        ]  # of each unit
        unit, firing = found[layer]
        assert scores[unit] == pytest.approx(max(scores), rel=1e-3)
        assert np.allclose(firing.activations, activations[unit], atol=1e-3)
        assert (firing.strongest, firing.seen.shape) == (firing.activations.max(), seen.shape)


def test_a_layer_that_is_none_is_refused_by_name(sample):
    with pytest.raises(OptionError, match="no layer 'relu9_9'"):
        standing_out(sample("china"), "vgg16", ["relu9_9"])
