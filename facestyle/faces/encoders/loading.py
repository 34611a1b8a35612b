"""The trained networks behind the encoders: loaded once, batch norms folded, in the number format that is fastest here.

Not about how faces are prepared for them (encoders.py).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import torch
from facenet_pytorch import InceptionResnetV1
from facenet_pytorch.models.inception_resnet_v1 import BasicConv2d, Block8, Block17, Block35
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

from facestyle.compute import format_choice, formats
from facestyle.compute.device import device, lock
from facestyle.errors import WeightsMissingError
from facestyle.faces.encoders.resnet29 import ResNet29
from facestyle.weights import cache as weights_cache
from facestyle.weights import sources
from facestyle.weights.archives import Progress

#: Faces in the batch that formats are measured with.
_EXAMPLE = 4


def network(name: str, progress: Progress | None = None, differentiable: bool = False) -> nn.Module:
    """Return a frozen network on the device: crops, standardised, N x 3 x H x W float32, to N x numbers float32.

    Args:
        name: facenet-128, dlib, vggface2 or casia-webface.
        progress: told of it being fetched.
        differentiable: gradients have to pass to the crops; rules out what is faster without.

    Raises:
        WeightsMissingError, WeightsDamagedError.
    """
    with lock:  # two visitors who come first must not load it twice
        if progress is not None and name in sources.NETWORKS:
            weights_cache.ensure([name], progress)
        return _loaded(name, differentiable)


@lru_cache(maxsize=4)
def _loaded(name: str, differentiable: bool = False) -> nn.Module:
    folded = _folded(plain(name)).to(device())
    side, spread = (150, 255.0) if name == "dlib" else (160, 1.0)
    forms = formats.forms(folded)
    if device().type == "cpu" and name != "dlib" and not differentiable:
        packable = [one for one in formats.candidates(device()) if one.dtype == torch.bfloat16]
        forms |= {f"{one.name}, packed": partial(_packed, folded, one) for one in packable}
    run = _there_and_back if differentiable else formats.forward
    example = _example(side, spread).to(device())
    purpose = f"{name}, with gradients" if differentiable else name
    return format_choice.fastest_of(purpose, weights_cache.cache_folder(), forms, run, example, formats.AGREES)


def _there_and_back(network: nn.Module, crops: torch.Tensor) -> torch.Tensor:
    """What a network gives, after its gradient has been taken too: a format can be fast one way and slow the other."""
    with torch.enable_grad():  # whoever loads the network first may have switched gradients off
        crops = crops.clone().requires_grad_()
        found = network(crops)
        torch.autograd.grad(found[:, 0].sum(), crops)
    return found.detach()


def plain(name: str) -> nn.Module:
    """Load a network as it was trained, in float32 on the CPU: what its faster forms must equal."""
    if name == "dlib":
        loaded: nn.Module = ResNet29()
        loaded.load_state_dict(weights_cache.tensors(name), strict=True)
    else:
        loaded = _facenet_128() if name == "facenet-128" else _from_facenet_pytorch(name)
    return loaded.requires_grad_(False).eval()


def _facenet_128() -> nn.Module:
    loaded = InceptionResnetV1(pretrained=None)
    # Sandberg's network of 2017 ends in 128 numbers; the architecture is the same up to there.
    loaded.last_linear = nn.Linear(1792, 128, bias=False)
    loaded.last_bn = nn.BatchNorm1d(128, eps=0.001)
    loaded.load_state_dict(weights_cache.tensors("facenet-128"), strict=True)
    return loaded


def _from_facenet_pytorch(name: str) -> nn.Module:
    try:
        return InceptionResnetV1(pretrained=name)
    except (OSError, RuntimeError, EOFError, ValueError) as problem:  # no network; a download that was cut off
        raise WeightsMissingError(
            f"The encoder {name} is downloaded by facenet-pytorch from its own release page, which can't be reached "
            f"({type(problem).__name__}). Use the default encoder, facenet-128, or connect and try again."
        ) from problem


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
