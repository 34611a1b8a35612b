"""Receptive fields from kernel, stride and padding, against what really reaches a unit."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
from facenet_pytorch.models.inception_resnet_v1 import BasicConv2d, Block8, Block17, Block35
from torch import nn
from torch.nn import functional

from facestyle.errors import OptionError
from facestyle.faces.encoders.loading import plain
from facestyle.inside.layers import as_input, layer_of, unit_of
from facestyle.inside.networks import look_into
from facestyle.inside.options import NETWORKS
from facestyle.inside.receptive_field import Axis, ReceptiveField
from facestyle.style.features import load_features


@pytest.fixture(scope="module")
def seen(sample):
    """A picture as each network sees it; VGG's with sides that no stride divides."""
    pictures = {"vgg16": look_into("vgg16").seen(sample("astronaut"), 210)[:203]}
    return pictures | {"facenet-128": look_into("facenet-128").seen(sample("obama"), 0)}


def every(layer_names):
    return [(network, layer) for network in NETWORKS for layer in layer_names(network)]


#: One layer of each block; below, the field of every layer is compared with where gradients reach.
SHOWN = {
    "vgg16": ("relu1_1", "relu2_2", "relu3_3", "relu4_1", "relu5_3"),
    "facenet-128": (
        "conv2d_1a", "conv2d_2a", "conv2d_2b", "conv2d_3b", "conv2d_4a", "conv2d_4b", "repeat_1.0.branch0",
        "repeat_1.0.branch1.1", "repeat_1.0.branch2.2", "repeat_1.0.conv2d", "repeat_1.0", "repeat_1.2",
    ),
}  # fmt: skip


def activations_of(network, inputs, layer):
    with torch.no_grad():
        return network.activations(inputs, [layer])[layer]


def clipped(box, height, width):
    left, top, right, bottom = box
    return max(left, 0), max(top, 0), min(right, width), min(bottom, height)


@pytest.mark.parametrize(("name", "layer"), every(SHOWN.get))
def test_nothing_outside_the_field_reaches_a_unit_and_what_is_inside_does(name, layer, seen):
    network = look_into(name)
    # The face encoder standardises a face by its own mean and deviation: fields are those of what comes after that.
    inputs = as_input(network, [seen[name]])
    before = activations_of(network, inputs, layer)
    height, width = inputs.shape[2:]
    rows, columns = before.shape[2:]
    for row, column in ((rows // 2, columns // 2), (0, 0), (rows - 1, columns // 3)):
        left, top, right, bottom = clipped(network.layers[layer].field.box(row, column), height, width)
        only = torch.zeros_like(inputs)
        only[..., top:bottom, left:right] = inputs[..., top:bottom, left:right]
        after = activations_of(network, only, layer)
        assert torch.allclose(after[..., row, column], before[..., row, column], rtol=1e-3, atol=1e-3)
        without = inputs.clone()
        without[..., top:bottom, left:right] = 0
        changed = activations_of(network, without, layer)
        assert not torch.allclose(changed[..., row, column], before[..., row, column], rtol=0.1, atol=0.1)


class OneChannel(nn.Module):
    """A convolution of the same kernel, stride and padding on the sum of its channels, with weights of one: it lets a
    gradient pass from every pixel that it touches."""

    def __init__(self, conv: nn.Conv2d) -> None:
        super().__init__()
        self.how = {"stride": conv.stride, "padding": conv.padding}
        self.kernel = torch.ones(1, 1, *conv.kernel_size, dtype=torch.float64)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.conv2d(x.mean(1, keepdim=True), self.kernel, **self.how)


def reached(activation: torch.Tensor, pixels: torch.Tensor, row: int, column: int) -> tuple[int, int, int, int]:
    """The box of pixels with a gradient."""
    (gradient,) = torch.autograd.grad(activation[0, :, row, column].sum(), pixels, retain_graph=True)
    there = gradient[0].abs().sum(0) > 0
    down, across = there.any(1).nonzero().flatten(), there.any(0).nonzero().flatten()
    return int(across[0]), int(down[0]), int(across[-1]) + 1, int(down[-1]) + 1


def test_every_field_of_vgg_is_exactly_where_gradients_reach():
    network = look_into("vgg16")
    pixels = torch.ones(1, 1, 304, 304, dtype=torch.float64, requires_grad=True)
    value = pixels
    for name, convolution in load_features("vgg16").convolutions.items():
        if name.endswith("_1") and name != "relu1_1":
            value = functional.avg_pool2d(value, 2)  # the largest of four has a gradient to one of them only
        value = OneChannel(convolution)(value)
        for row, column in ((value.shape[2] // 2, value.shape[3] // 2), (0, value.shape[3] - 1)):
            expected = clipped(network.layers[name].field.box(row, column), 304, 304)
            assert reached(value, pixels, row, column) == expected, name


def is_shown(name: str) -> bool:
    """Of blocks that are alike the first, and what the last hands on."""
    return not re.search(r"repeat_\d\.[1-9]\.|repeat_1\.[1-3]|repeat_2\.[1-8]|repeat_3\.[1-3]|block8\.", name)


def test_every_field_of_the_face_encoder_is_exactly_where_gradients_reach():
    layers = look_into("facenet-128").layers
    network = plain("facenet-128")
    names = {name for name, module in network.named_modules() if isinstance(module, (BasicConv2d, nn.Conv2d))}
    blocks = {name for name, module in network.named_modules() if isinstance(module, (Block35, Block17, Block8))}
    assert set(layers) == blocks | {name for name in names if not name.endswith(".conv")}
    for module in list(network.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, (nn.BatchNorm2d, nn.ReLU)):
                setattr(module, name, nn.Identity())
            elif isinstance(child, nn.MaxPool2d):
                setattr(module, name, nn.AvgPool2d(child.kernel_size, child.stride))
            elif isinstance(child, nn.Conv2d):
                setattr(module, name, OneChannel(child))
    found = {}
    for name, module in network.named_modules():
        if name in layers and is_shown(name):
            module.register_forward_hook(lambda _m, _i, output, name=name: found.__setitem__(name, output))
    side = 2000
    pixels = torch.ones(1, 1, side, side, dtype=torch.float64, requires_grad=True)
    value = pixels
    for name, stage in network.named_children():
        if name == "avgpool_1a":
            break
        value = stage(value)
    assert len(found) > 30
    for name, activation in found.items():
        row, column = activation.shape[2] // 2, activation.shape[3] // 2 + 1
        expected = layers[name].field.box(row, column)
        assert min(expected) >= 0, name
        assert max(expected) <= side, name
        assert reached(activation, pixels, row, column) == expected, name


def test_gradients_of_the_real_network_stay_within_the_field(seen):
    for name, layer in (("vgg16", "relu3_2"), ("facenet-128", "repeat_1.0")):
        network = look_into(name)
        inputs = as_input(network, [seen[name]]).requires_grad_()
        activation = network.before_relu(inputs, layer)
        row, column = 4, 5
        (gradient,) = torch.autograd.grad(activation[0, 7, row, column], inputs)
        left, top, right, bottom = clipped(network.layers[layer].field.box(row, column), *inputs.shape[2:])
        assert gradient[..., top:bottom, left:right].abs().max() > 0
        gradient[..., top:bottom, left:right] = 0
        assert gradient.abs().max() == 0


def test_before_its_relu_a_layer_is_what_its_relu_was_given(seen):
    for name, layer in (("vgg16", "relu3_2"), ("facenet-128", "conv2d_4a"), ("facenet-128", "repeat_1.1")):
        network = look_into(name)
        inputs = as_input(network, [seen[name]])
        with torch.no_grad():
            before = network.before_relu(inputs, layer)
        assert before.min() < 0
        assert torch.equal(before.relu(), activations_of(network, inputs, layer)), layer


def test_textbook_fields():
    sizes = {name: layer.field.size for name, layer in look_into("vgg16").layers.items()}
    assert (sizes["relu1_1"], sizes["relu2_2"], sizes["relu4_3"], sizes["relu5_3"]) == (
        (3, 3), (14, 14), (92, 92), (196, 196),
    )  # fmt: skip
    wide = ReceptiveField().after((1, 7), padding=(0, 3))
    assert wide.size == (1, 7)
    assert wide.joined(ReceptiveField().after((7, 1), padding=(3, 0))).size == (7, 7)
    assert wide.box(10, 10) == (7, 10, 14, 11)


def test_branches_of_unlike_strides_cannot_be_joined():
    with pytest.raises(ValueError, match="can't be joined"):
        Axis().after(3, 2, 1).joined(Axis())


def test_layers_and_units_that_do_not_exist_are_named():
    with pytest.raises(OptionError, match=r"vgg16 has no layer 'conv9_9'; choose one like relu1_1"):
        layer_of(look_into("vgg16"), "conv9_9")
    with pytest.raises(OptionError, match="facenet-128 has no layer 'relu4_3'; choose one like conv2d_2b"):
        layer_of(look_into("facenet-128"), "relu4_3")
    layer = look_into("vgg16").layers["relu4_3"]
    for unit in (512, -1, 1.5, None, True, np.nan):
        with pytest.raises(OptionError, match="give a whole number from 0 to 511"):
            unit_of(layer, unit)
    with pytest.raises(OptionError, match="network"):
        look_into("vgg11")
