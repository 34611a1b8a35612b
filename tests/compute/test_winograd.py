"""Winograd's minimal filtering against sliding the filter, on activations of real pictures."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from facestyle.compute import formats
from facestyle.compute.winograd import WinogradReLU
from facestyle.style.descent.start import resized_pixels
from facestyle.style.features import load_features, tap_names

SHAPES = [(96, 64), (37, 53), (4, 4), (3, 70), (1, 1), (130, 6)]


@pytest.fixture
def content_pixels(sample):
    """1 x 3 x H x W of a photograph."""
    return resized_pixels(sample("china"), 101)


def _layer(channels: int = 5, kinds: int = 7, **options: object) -> nn.Conv2d:
    torch.manual_seed(channels + kinds)
    return nn.Conv2d(channels, kinds, **{"kernel_size": 3, "padding": 1, **options})


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_as_sliding_the_filter_forward_and_backward(shape):
    layer = _layer().requires_grad_(False)
    x = torch.randn(2, 5, *shape, requires_grad=True)
    weights = torch.randn(2, 7, *shape)
    expected = functional.relu(layer(x))
    made = WinogradReLU(layer)(x)
    torch.testing.assert_close(made, expected, rtol=1e-4, atol=1e-5)
    (wanted,) = torch.autograd.grad((expected * weights).sum(), x)
    (gradient,) = torch.autograd.grad((made * weights).sum(), x)
    torch.testing.assert_close(gradient, wanted, rtol=1e-4, atol=1e-5)


def test_more_tiles_than_are_transformed_at_once():
    layer = _layer(3, 4).requires_grad_(False)
    x = torch.randn(1, 3, 150, 190)
    torch.testing.assert_close(WinogradReLU(layer)(x), functional.relu(layer(x)), rtol=1e-4, atol=1e-5)


def test_a_convolution_without_a_bias():
    layer = _layer(bias=False).requires_grad_(False)
    x = torch.randn(1, 5, 9, 9)
    torch.testing.assert_close(WinogradReLU(layer)(x), functional.relu(layer(x)), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "options", [{"stride": 2}, {"kernel_size": 5, "padding": 2}, {"padding": 0}, {"dilation": 2}, {"groups": 5}]
)
def test_another_kind_of_convolution_is_refused(options):
    with pytest.raises(ValueError, match="3 x 3"):
        WinogradReLU(_layer(5, 5, **options))


def test_all_layers_of_vgg_on_a_picture(content_pixels):
    exact = load_features("vgg16")
    taps = tap_names("vgg16")
    expected, found = exact(content_pixels, taps), exact.by_winograd()(content_pixels, taps)
    for tap in taps:
        scale = float(expected[tap].abs().max())
        assert float((found[tap] - expected[tap]).abs().max()) < 1e-4 * scale, tap


def test_the_gradient_to_the_pixels_is_that_of_sliding_filters(content_pixels):
    def gradient(network):
        pixels = content_pixels.clone().requires_grad_()
        found = network(pixels, ("relu2_1", "relu4_2"))
        return torch.autograd.grad(sum(one.square().mean() for one in found.values()), pixels)[0]

    exact = load_features("vgg16")
    expected = gradient(exact)
    in_float32 = [exact.in_format(one) for one in formats.CANDIDATES["cpu"] if one.dtype == torch.float32]
    for network in (*in_float32, exact.by_winograd()):
        assert float(functional.cosine_similarity(gradient(network).flatten(), expected.flatten(), dim=0)) > 0.999
