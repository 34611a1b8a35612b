"""What VGG sees: activations a[l] at named layers, from a network cut at the last one asked for.

Simonyan and Zisserman 2015, trained on ImageNet; layers are named as in Gatys et al. 2016 ("relu4_2": block 4,
second convolution, after its ReLU). Not about costs (losses.py).
"""

from __future__ import annotations

import facestyle.compute.lighter  # noqa: F401 (before torchvision)  # isort: skip

import copy
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Literal, get_args

import torch
import torchvision
from torch import nn
from torch.nn import functional

from facestyle.compute import format_choice, formats
from facestyle.compute.device import device, lock
from facestyle.compute.memory import release
from facestyle.compute.once import once
from facestyle.compute.winograd import WinogradReLU
from facestyle.errors import OptionError, WeightsMissingError
from facestyle.style.layers import DEFAULT_NETWORK, Pooling, tap_names, unknown_tap
from facestyle.style.options import NumberFormat
from facestyle.weights.cache import cache_folder, tensors

# ImageNet's mean and deviation of RGB in [0, 1]: the input that torchvision's weights were trained on.
_MEAN = (0.485, 0.456, 0.406)
#: Side of the picture that formats are measured with.
_EXAMPLE = 160
#: A format whose gradient is further than this from float32's, by its cosine, is not used.
_AGREES = 0.99
#: Of block 5 only the first layer is used, at some hundred positions: not worth filters four times as large.
_LAST_BLOCK = "relu5"
#: With fewer filters, moving pixels about costs more than Winograd's filtering saves.
_MANY_CHANNELS = 128
#: What is added to the name of a format.
_WINOGRAD = ", Winograd"
_DEVIATION = (0.229, 0.224, 0.225)

#: What a layer sees beyond the borders: nothing, as VGG was trained; the other side, as in a tile, whose sides are
#: multiples of what the poolings divide them by; or the outermost position once more, so that no edge is seen.
Borders = Literal["zeros", "circular", "replicate"]


class Features(nn.Module):
    """A frozen VGG, convolutions only."""

    mean: torch.Tensor
    deviation: torch.Tensor

    def __init__(self, network: str, convolutions: Mapping[str, nn.Module]) -> None:
        super().__init__()
        self.network = network
        self.convolutions = nn.ModuleDict(dict(convolutions))
        self.format = formats.FLOAT32
        self.register_buffer("mean", torch.tensor(_MEAN).view(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor(_DEVIATION).view(1, 3, 1, 1))

    @property
    def number_format(self) -> NumberFormat:
        """What `StyleOptions` calls the format."""
        if self.format.name.endswith(_WINOGRAD):
            return "winograd"
        return next(one for one in get_args(NumberFormat) if self.format.name.startswith(one))

    def in_format(self, chosen: formats.Format) -> Features:
        """A copy that convolves in another number format; what goes in and comes out stays float32."""
        other = copy.deepcopy(self)
        other.format = chosen
        other.convolutions.to(chosen.dtype).to(memory_format=chosen.memory_format)
        return other

    def by_winograd(self) -> Features:
        """Return a network of the same filters that uses Winograd's filtering where there are many channels."""
        layers: dict[str, nn.Module] = {}
        for name, layer in self.convolutions.items():
            assert isinstance(layer, nn.Conv2d)
            many = layer.out_channels >= _MANY_CHANNELS and not name.startswith(_LAST_BLOCK)
            layers[name] = WinogradReLU(layer) if many else layer
        other = Features(self.network, layers)
        other.format = replace(self.format, name=f"{self.format.name}{_WINOGRAD}")
        return other.eval().to(self.mean.device)

    def forward(
        self,
        pixels: torch.Tensor,
        taps: Collection[str],
        pooling: Pooling = "max",
        *,
        widened: bool = True,
        behind: int = 0,
        borders: Borders = "zeros",
    ) -> dict[str, torch.Tensor]:
        """Return activations by tap; layers behind the deepest tap are not computed.

        Args:
            pixels: N x 3 x H x W, RGB in [0, 1].
            taps: names of `tap_names`.
            pooling: between blocks: the largest of four, as VGG was trained, or their average (Gatys et al. 2016).
            widened: whether bfloat16 activations become float32. float16 ones always do: sums would overflow.
            borders: what each layer sees beyond them, see `Borders`.
            behind: if not 0, `pixels` are the output of that block's pooling, and only deeper taps can be asked for.

        Returns:
            N x n_C x n_H x n_W for each tap, after the ReLU; float32 if widened.

        Raises:
            OptionError: this network has no such tap.
        """
        wanted = set(taps)
        convolutions = {name: layer for name, layer in self.convolutions.items() if int(name[4]) > behind}
        unknown = wanted - set(convolutions)
        if unknown:
            raise unknown_tap(sorted(unknown)[0], self.network)
        if not wanted:
            return {}
        activations: dict[str, torch.Tensor] = {}
        pool = functional.max_pool2d if pooling == "max" else functional.avg_pool2d
        given = pixels if behind else (pixels - self.mean) / self.deviation
        activation = given.to(self.format.dtype, memory_format=self.format.memory_format)
        for name, convolution in convolutions.items():
            if name.endswith("_1") and int(name[4]) > behind + 1:
                activation = pool(activation, 2)
                if not torch.is_grad_enabled():  # else others would wait beside all that a step keeps in memory
                    lock.give_way()
            activation = _framed(convolution, activation, borders)
            if not isinstance(convolution, WinogradReLU):
                # In place is safe: the ReLU itself is tapped, and nothing behind it writes into it.
                activation = functional.relu_(activation)
            if name in wanted:
                as_is = not widened and activation.dtype != torch.float16
                activations[name] = activation if as_is else activation.float()
                if len(activations) == len(wanted):
                    break
        return activations


def _framed(convolution: nn.Module, activation: torch.Tensor, borders: Borders) -> torch.Tensor:
    """Convolve; beyond the borders lies what they say. The layer's own zeros then fall on a frame that is cut off."""
    if borders == "zeros":
        return convolution(activation)
    framed: torch.Tensor = convolution(functional.pad(activation, (1, 1, 1, 1), mode=borders))
    return framed[:, :, 1:-1, 1:-1]


def fast_features(network: str = DEFAULT_NETWORK, number_format: NumberFormat = "fastest") -> Features:
    """Return the network in the number format and arithmetic in which a step is fastest here, or in another one.

    What is fastest is measured once, see `format_choice`. A step goes forwards and backwards.

    Raises:
        OptionError: the device does not compute in this format, or has no use for it.
        WeightsMissingError, WeightsDamagedError.
    """
    return _fastest(network) if number_format == "fastest" else _in(network, number_format)


def resolved(network: str, number_format: NumberFormat) -> NumberFormat:
    """Return the format that is meant by "fastest" here; any other one as it is.

    Raises:
        OptionError, WeightsMissingError, WeightsDamagedError: see `fast_features`.
    """
    return fast_features(network, number_format).number_format


def number_formats() -> tuple[NumberFormat, ...]:
    """Return the formats in which the network runs on this device."""
    others: set[str] = {str(one.dtype).removeprefix("torch.") for one in formats.available(device())}
    others |= {"winograd"} if device().type == "cpu" else set()  # an accelerator's own library has it
    return tuple(one for one in get_args(NumberFormat) if one == "float32" or one in others)


@once(most=2)
def _fastest(network: str) -> Features:
    exact = load_features(network)
    example = torch.rand(1, 3, _EXAMPLE, _EXAMPLE, generator=torch.Generator().manual_seed(1)).to(device())
    forms = {exact.format.name: lambda: exact}
    forms |= {
        other.name: partial(exact.in_format, other)
        for other in formats.candidates(device())
        if other.name != exact.format.name
    }
    if formats.measured() and "winograd" in number_formats():
        forms["Winograd"] = exact.by_winograd
    fastest = format_choice.fastest_of(network, cache_folder(), forms, _a_step, example, _AGREES)
    del forms
    release()
    return fastest


@once(most=2)
def _in(network: str, number_format: NumberFormat) -> Features:
    exact = load_features(network)
    if number_format not in number_formats():
        raise OptionError(
            f"The network does not run in {number_format} on this device; choose {' or '.join(number_formats())}."
        )
    if number_format == "float32":
        return exact
    if _fastest.has(network) and (fastest := _fastest(network)).number_format == number_format:
        return fastest
    if number_format == "winograd":
        return exact.by_winograd()
    return exact.in_format(next(one for one in formats.available(device()) if number_format in one.name))


def _a_step(features: Features, pixels: torch.Tensor) -> torch.Tensor:
    """Return the gradient of a cost of all taps to the pixels."""
    pixels = pixels.clone().requires_grad_()
    activations = features(pixels, tap_names(features.network)[:-2])
    (gradient,) = torch.autograd.grad(sum(of_tap.square().mean() for of_tap in activations.values()), pixels)
    return gradient


def load_features(network: str = DEFAULT_NETWORK) -> Features:
    """Return the frozen network on the device, in float32, loaded once.

    Raises:
        OptionError, WeightsMissingError, WeightsDamagedError.
    """
    tap_names(network)  # checks the name
    return _loaded(network)


# Apart from `load_features`: a cache would keep the network twice, under the default and under its name.
@once(most=2)
def _loaded(network: str) -> Features:
    names = tap_names(network)
    layers = _vgg16_layers() if network == "vgg16" else _vgg19_layers()
    convolutions = [layer for layer in layers if isinstance(layer, nn.Conv2d)]
    features = Features(network, dict(zip(names, convolutions, strict=True)))
    # In channels_last order, convolutions on CPUs and tensor cores need no reordering.
    features.format = formats.Format("float32, channels last", torch.float32, torch.channels_last)
    return features.requires_grad_(False).eval().to(device()).to(memory_format=torch.channels_last)


def _vgg16_layers() -> nn.Sequential:
    # On "meta" no time is spent on drawing 138 million random weights, which are replaced or not used.
    with torch.device("meta"):
        layers = torchvision.models.vgg16(weights=None).features
    prefix = "features."
    state = {k.removeprefix(prefix): v for k, v in tensors("vgg16").items() if k.startswith(prefix)}
    layers.load_state_dict(state, strict=True, assign=True)
    return layers


def _vgg19_layers() -> nn.Sequential:
    try:
        return torchvision.models.vgg19(weights=torchvision.models.VGG19_Weights.IMAGENET1K_V1).features
    except (OSError, RuntimeError, EOFError, ValueError) as problem:  # no network; a download that was cut off
        raise WeightsMissingError(
            f"The style network vgg19 is downloaded by torchvision, whose server can't be reached "
            f"({type(problem).__name__}). Use the default network, {DEFAULT_NETWORK}, or connect and try again."
        ) from problem
