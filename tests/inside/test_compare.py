"""What the costs of style transfer compare, as pictures."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from support.places import STYLES

from facestyle import images
from facestyle.errors import OptionError
from facestyle.inside.compare import compare, heat_maps, principal_colours
from facestyle.style.costs import losses
from facestyle.style.features import load_features


@pytest.fixture(scope="module")
def pictures(sample):
    return sample("china"), images.load(STYLES / "mosaic.jpg"), sample("coffee")


def test_costs_are_those_of_the_descent_and_pictures_have_the_layers_shapes(pictures):
    c, s, g = pictures
    found = compare(c, s, g, ["relu2_2", "relu4_3"], size=96)
    assert [one.layer for one in found] == ["relu2_2", "relu4_3"]
    for one, (stride, channels) in zip(found, ((2, 128), (8, 512)), strict=True):
        assert one.features_c.shape == one.features_g.shape
        assert one.features_c.shape[1] == 96 // stride
        assert one.gram_s.shape == one.gram_g.shape == (48, 48, 3)
        assert len(set(one.channels)) == 48 and max(one.channels) < channels  # noqa: PT018
        assert one.style_cost > 0 and one.content_cost > 0  # noqa: PT018


def test_a_picture_compared_with_itself_has_no_content_cost(pictures):
    c, s, _ = pictures
    for one in compare(c, s, c, ["relu3_3"], size=96):
        assert np.abs(one.features_c.astype(int) - one.features_g).max() <= 40
        assert one.style_cost == pytest.approx(one.style_cost_c, rel=0.2)
        other = compare(c, s, s, ["relu3_3"], size=96)[0]
        assert one.content_cost < 0.05 * other.content_cost


def test_the_style_cost_is_the_squared_difference_of_the_gram_matrices_by_loops(pictures):
    c, s, _ = pictures
    found = compare(c, s, s, ["relu1_2"], size=64)[0]
    pixels = torch.from_numpy(np.array(_small(c, 64))).permute(2, 0, 1)[None].float() / 255
    style = torch.from_numpy(np.array(_small(s, 64))).permute(2, 0, 1)[None].float() / 255
    of_c, of_s = (load_features()(one, ["relu1_2"])["relu1_2"][0].flatten(1).numpy() for one in (pixels, style))
    total = 0.0
    for k in range(64):
        for other in range(64):
            gram_c = (of_c[k] * of_c[other]).sum() / of_c.shape[1]
            gram_s = (of_s[k] * of_s[other]).sum() / of_s.shape[1]
            total += float(gram_c - gram_s) ** 2
    assert found.style_cost_c == pytest.approx(total / (2 * 64) ** 2, rel=1e-3)


def _small(picture, size):
    image = picture.image()
    image.thumbnail((size, size), reducing_gap=3.0)
    return image


def test_principal_colours_find_the_directions_of_most_variance():
    random = np.random.default_rng(1)
    basis, _ = np.linalg.qr(random.normal(size=(6, 6)))
    strength = np.array([9.0, 5.0, 3.0, 0.01, 0.01, 0.01])
    rows = random.normal(size=(400, 6)) * strength @ basis
    shown = principal_colours([torch.from_numpy(rows.T.reshape(6, 20, 20).copy()).float()])[0]
    for part in range(3):
        correlation = np.corrcoef(shown[..., part].ravel(), (rows @ basis.T)[:, part])[0, 1]
        assert abs(correlation) > 0.95
    flat = principal_colours([torch.ones(2, 4, 4)])[0]
    assert set(np.unique(flat)) == {128}


def test_heat_maps_share_one_scale():
    one, other = heat_maps([torch.tensor([[4.0, 0.0], [0.0, 1.0]]), torch.tensor([[1.0, 0.0], [0.0, 0.0]])])
    assert one[0, 0].tolist() == [252, 245, 210]
    assert one[1, 1].tolist() == other[0, 0].tolist()
    assert other[1, 1].tolist() == [12, 8, 16]
    assert heat_maps([torch.zeros(2, 2)])[0].tolist() == [[[12, 8, 16]] * 2] * 2


def test_a_layer_that_does_not_exist_is_named(pictures):
    with pytest.raises(OptionError, match="no layer 'conv9_9'"):
        compare(*pictures, ["conv9_9"], size=64)


def test_the_gram_matrix_shown_is_that_of_the_losses(pictures):
    _, s, _ = pictures
    found = compare(s, s, s, ["relu1_2"], size=64)[0]
    pixels = torch.from_numpy(np.array(_small(s, 64))).permute(2, 0, 1)[None].float() / 255
    gram = losses.gram_per_position(load_features()(pixels, ["relu1_2"])["relu1_2"][0])
    brightest = np.unravel_index(found.gram_s.sum(axis=2).argmax(), (48, 48))
    assert brightest == (0, 0)
    assert found.channels[0] == int(gram.diagonal().argmax())
