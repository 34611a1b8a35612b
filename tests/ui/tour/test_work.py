"""What the tour computes beside the tabs."""

from __future__ import annotations

from facestyle.faces.detection import detect
from facestyle.inside.maps import standing_out
from facestyle.inside.options import OVERVIEW
from facestyle.style.costs.identity import faces_after
from facestyle.ui.tour import work


def test_each_painting_comes_with_what_became_of_the_face(close_up, sample):
    [(picture, face)] = list(work.paint_face(close_up, [sample("coffee")]))
    assert max(picture.shape) == work.SIDE
    assert face == faces_after(close_up, detect(close_up), picture)[0]


def test_the_units_that_stand_out_are_shown_with_what_they_see(sample):
    found, problem = work.look(sample("obama"))
    assert problem is None
    expected = standing_out(sample("obama"), work.ENCODER, work.LAYERS[work.ENCODER])
    assert {one.layer: one.unit for one in found} == {layer: unit for layer, (unit, _) in expected.items()}
    assert [one.side for one in found] == sorted(one.side for one in found)
    assert all(layer in OVERVIEW[network] for network, layers in work.LAYERS.items() for layer in layers)
