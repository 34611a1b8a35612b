"""VGG's taps against torchvision's own network, and against the course's names."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torchvision

from facestyle.errors import OptionError, WeightsMissingError
from facestyle.style import features
from facestyle.weights.cache import tensors


@pytest.fixture(scope="module")
def pixels(sample):
    picture = sample("china").image().resize((96, 64))
    return torch.from_numpy(np.array(picture, dtype=np.float32) / 255).permute(2, 0, 1)[None]


def torchvisions_activations(pixels):
    """Every ReLU of torchvision's vgg16 with the same weights, by its index among the ReLUs."""
    network = torchvision.models.vgg16(weights=None).features.eval()
    state = {k.removeprefix("features."): v for k, v in tensors("vgg16").items() if k.startswith("features.")}
    network.load_state_dict(state)
    normalise = torchvision.transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    found, value = [], normalise(pixels)
    with torch.no_grad():
        for layer in network:
            value = layer(value)
            if isinstance(layer, torch.nn.ReLU):
                found.append(value.clone())
    return found


def test_every_tap_is_torchvisions_activation_after_its_relu(pixels):
    names = features.tap_names()
    with torch.no_grad():
        found = features.load_features()(pixels, names)
    expected = torchvisions_activations(pixels)
    assert len(names) == len(expected) == 13
    for name, reference in zip(names, expected, strict=True):
        assert found[name].shape == reference.shape
        assert torch.allclose(found[name], reference, rtol=1e-3, atol=1e-3), name


def test_what_is_tapped_does_not_depend_on_what_else_is(pixels):
    network = features.load_features()
    with torch.no_grad():
        alone = network(pixels, ["relu3_1"])["relu3_1"]
        among = network(pixels, ["relu1_1", "relu3_1", "relu5_3"])["relu3_1"]
    assert torch.equal(alone, among)


def test_nothing_behind_the_last_tap_is_computed(pixels, monkeypatch):
    network = features.load_features()
    used = []
    for name, convolution in network.convolutions.items():
        monkeypatch.setattr(convolution, "forward", _noting(used, name, convolution.forward))
    network(pixels, ["relu2_1", "relu1_1"])
    assert used == ["relu1_1", "relu1_2", "relu2_1"]
    assert network(pixels, []) == {}


def _noting(used, name, forward):
    def run(value):
        used.append(name)
        return forward(value)

    return run


def test_the_network_is_frozen_and_loaded_once():
    network = features.load_features()
    assert network is features.load_features() is features.load_features("vgg16")
    assert features.fast_features() is features.fast_features("vgg16")  # the page's warm-up is that of every run
    assert not any(parameter.requires_grad for parameter in network.parameters())
    assert not network.training


def test_names_are_the_fields(pixels):
    assert features.tap_names("vgg16")[:5] == ("relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1")
    assert "relu3_4" in features.tap_names("vgg19")
    with pytest.raises(OptionError, match="vgg16 has no layer 'conv9_9'"):
        features.load_features()(pixels, ["conv9_9"])
    with pytest.raises(OptionError, match="network"):
        features.tap_names("vgg11")


def test_vgg19_out_of_reach_names_the_default(monkeypatch):
    monkeypatch.setattr(torch.hub, "load_state_dict_from_url", _unreachable)
    monkeypatch.setattr(torchvision.models._api, "load_state_dict_from_url", _unreachable)
    with pytest.raises(WeightsMissingError, match="vgg16"):
        features.load_features("vgg19")


def _unreachable(*_, **__):
    raise OSError("no route to host")
