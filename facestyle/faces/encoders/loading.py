"""The trained networks behind the encoders: loaded once, batch norms folded, in the number format that is fastest here.

How faces are prepared for them is in encode.py, what each is in the file of its encoder.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

from facestyle.compute import format_choice, formats
from facestyle.compute.device import device
from facestyle.compute.once import once
from facestyle.errors import OptionError
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.encoders.resnet29 import ResNet29
from facestyle.faces.facenet import BasicConv2d, Block8, Block17, Block35
from facestyle.weights.cache import cache_folder

#: Faces in the batch that formats are measured with.
_EXAMPLE = 4


def network(name: str, differentiable: bool = False) -> nn.Module:
    """Return a frozen network on the device: crops, standardised, N x 3 x H x W float32, to N x numbers float32.

    Args:
        name: an encoder that has a network of its own.
        differentiable: whether gradients pass to the crops; forms that can't are left out.

    Raises:
        WeightsMissingError, WeightsDamagedError.
        OptionError: gradients are wanted of a network that is not torch's.
    """
    return _loaded(name, differentiable)


@once(most=4)
def _loaded(name: str, differentiable: bool = False) -> nn.Module:
    trained, spec = plain(name), encoder_spec(name)
    if not any(True for _ in trained.parameters()):  # it is run by something other than torch: see onnx.py
        if differentiable:
            raise OptionError(f"The encoder {name} has no gradients; choose one that comes with the package.")
        return trained
    folded = _folded(trained).to(device())
    side, spread = spec.size, 255.0 if spec.standardisation == "none" else 1.0
    forms = formats.forms(folded)
    packable = any(isinstance(module, BasicConv2d) for module in folded.modules())
    if device().type == "cpu" and packable and not differentiable:
        packed = [form for form in formats.candidates(device()) if form.dtype == torch.bfloat16]
        forms |= {f"{form.name}, packed": partial(_packed, folded, form) for form in packed}
    run = _there_and_back if differentiable else formats.forward
    example = _example(side, spread).to(device())
    purpose = f"{name}, with gradients" if differentiable else name
    return format_choice.fastest_of(purpose, cache_folder(), forms, run, example, formats.AGREES)


def _there_and_back(network: nn.Module, crops: torch.Tensor) -> torch.Tensor:
    """Run forward and backward, and return the output: a format can be fast in one direction and slow in the other."""
    with torch.enable_grad():  # whoever loads the network first may have switched gradients off
        crops = crops.clone().requires_grad_()
        found = network(crops)
        torch.autograd.grad(found[:, 0].sum(), crops)
    return found.detach()


def plain(name: str) -> nn.Module:
    """Load a network as it was trained, in float32 on the CPU: what its faster forms must equal."""
    load = encoder_spec(name).load
    assert load is not None, f"{name} has no network of its own"
    return load().requires_grad_(False).eval()


class Residual(nn.Module):
    """A block of the Inception-ResNet, its scale made part of its last convolution: relu(x + conv(branches of x))."""

    def __init__(self, block: Any) -> None:
        super().__init__()
        found = (getattr(block, f"branch{number}", None) for number in range(3))
        self.branches = nn.ModuleList(branch for branch in found if branch is not None)
        self.conv = block.conv2d
        self.conv.weight.data, self.conv.bias.data = self.conv.weight * block.scale, self.conv.bias * block.scale
        self.rectified = not getattr(block, "noReLU", False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N x C x H x W to the same."""
        out = self.conv(torch.cat([branch(x) for branch in self.branches], 1)).add_(x)
        return out.relu_() if self.rectified else out


class PackedConv(nn.Module):
    """A convolution and its ReLU in one pass, its weights in the order that oneDNN likes best; forward only.

    These two operators are what torch.compile itself makes of them on a CPU. Where a release of torch lacks them, the
    form of the network that needs them is not chosen.
    """

    def __init__(self, conv: nn.Conv2d) -> None:
        super().__init__()
        self.weight, self.bias = conv.weight, conv.bias
        self._shape = (list(conv.padding), list(conv.stride), list(conv.dilation), conv.groups)
        self._packed: torch.Tensor | None = None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """N x C x H x W to N x C' x H' x W'."""
        operators = torch.ops.mkldnn
        if self._packed is None:  # the best order depends on the pictures' size
            self._packed = operators._reorder_convolution_weight(self.weight, *self._shape, list(x.shape))
        return operators._convolution_pointwise(x, self._packed, self.bias, *self._shape, "relu", [], "")


def _packed(network: nn.Module, chosen: formats.Format) -> formats.InFormat:
    """The network in a format, its convolutions packed.

    In float32 this is worth little, so it is not tried: 8 % with AVX2 and 10 % with AVX512 for a face and its mirror
    image.
    """
    form = formats.InFormat(network, replace(chosen, name=f"{chosen.name}, packed"))
    for module in list(form.modules()):
        for name, child in module.named_children():
            if isinstance(child, BasicConv2d):
                setattr(module, name, PackedConv(child.conv))
    return form


def _folded(trained: nn.Module) -> nn.Module:
    """The same function with fewer passes over memory: batch norms, dlib's scales and shifts and the blocks' scales are
    made part of the convolutions before them, and what a ReLU is given is not kept."""
    for module in list(trained.modules()):
        if isinstance(module, BasicConv2d):
            module.conv, module.bn = fuse_conv_bn_eval(module.conv, module.bn), nn.Identity()
            module.relu = nn.ReLU(inplace=True)
        for name, child in module.named_children():
            if isinstance(child, (Block35, Block17, Block8)):
                setattr(module, name, Residual(child))
    if isinstance(trained, ResNet29):
        trained.fold()
    return trained


def _example(side: int, spread: float) -> torch.Tensor:
    """Soft patches of light and dark: nearer to a photograph than noise by the pixel."""
    noise = torch.randn(_EXAMPLE, 3, 12, 12, generator=torch.Generator().manual_seed(1))
    smooth = F.interpolate(noise, size=(side, side), mode="bicubic", align_corners=False)
    return (smooth * 0.25 + 0.5).clamp(0, 1) * spread if spread > 1 else smooth
