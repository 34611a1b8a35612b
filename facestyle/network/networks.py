"""The networks that can be looked into: their layers, what each sees, and what a unit answers to a picture.

VGG-16 (style/features.py) and the face encoder (faces/networks.py, as it was trained, in float32). Every convolution
is a layer; of the face encoder so is every residual block, whose units see what its branches and its input see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, Protocol, get_args

import numpy as np
import torch
from facenet_pytorch.models.inception_resnet_v1 import BasicConv2d, Block8, Block17, Block35, Mixed_6a, Mixed_7a
from torch import nn

from facestyle import options
from facestyle.device import device, lock
from facestyle.errors import NoFaceError, OptionError, PictureTooSmallError
from facestyle.faces import detection, encoders
from facestyle.faces.networks import plain
from facestyle.images import Picture
from facestyle.network.receptive_field import ReceptiveField
from facestyle.style.features import fast_features, load_features, tap_names

NetworkName = Literal["vgg16", "facenet-128"]
NETWORKS: tuple[NetworkName, ...] = get_args(NetworkName)
#: Layers from shallow to deep that stand for a network.
OVERVIEW: dict[str, tuple[str, ...]] = {
    "vgg16": ("relu1_2", "relu2_2", "relu3_3", "relu4_3", "relu5_3"),
    "facenet-128": ("conv2d_2b", "conv2d_3b", "conv2d_4b", "repeat_1.1", "repeat_1.4"),
}
#: Below this VGG's last block has no position left.
MIN_SIDE = 16


@dataclass(frozen=True)
class Layer:
    """A layer whose units can be looked at.

    Attributes:
        name: of `Network.layers`.
        units: channels.
        field: what each unit sees of the network's input.
    """

    name: str
    units: int
    field: ReceptiveField


class Network(Protocol):
    """A network as one looks into it.

    Attributes:
        name: one of `NETWORKS`.
        layers: by name, shallow to deep.
        side: of its input where that is fixed.
    """

    name: str
    layers: dict[str, Layer]
    side: int | None

    @property
    def contract(self) -> str:
        """Names everything that an activation depends on, but the picture."""

    def seen(self, picture: Picture, size: int) -> np.ndarray:
        """The part of a picture that the network gets, H x W x 3, uint8."""

    def standardised(self, pixels: torch.Tensor) -> torch.Tensor:
        """N x 3 x H x W in [0, 1], as the network wants its input."""

    def activations(self, inputs: torch.Tensor, names: Sequence[str], *, fast: bool = False) -> dict[str, torch.Tensor]:
        """By layer N x n_C x n_H x n_W, as the layer hands them on (after its ReLU where it has one).

        Args:
            inputs: as `standardised` makes them.
            names: of layers.
            fast: in the number format that is fastest here.
        """

    def before_relu(self, inputs: torch.Tensor, name: str) -> torch.Tensor:
        """The same of one layer before its ReLU, which has a gradient where the unit is silent."""


def look_into(name: str) -> Network:
    """Return a network, loaded once.

    Raises:
        OptionError: there is none of that name here.
        WeightsMissingError, WeightsDamagedError.
    """
    options.choice("network", name, NETWORKS)
    with lock:
        return _vgg() if name == "vgg16" else _face_encoder()


def layer_of(network: Network, name: str) -> Layer:
    """Look a layer up.

    Raises:
        OptionError: the network has no such layer; the message tells which it has.
    """
    if not isinstance(name, str) or name not in network.layers:
        some = OVERVIEW[network.name] if len(network.layers) > 20 else tuple(network.layers)
        raise OptionError(f"{network.name} has no layer {str(name)[:40]!r}; choose one like {', '.join(some)}.")
    return network.layers[name]


def unit_of(layer: Layer, unit: Any) -> int:
    """Return a unit's number, checked.

    Raises:
        OptionError: the layer has no such unit.
    """
    return options.whole(f"unit of {layer.name}", unit, 0, layer.units - 1)


def as_input(network: Network, pictures: Sequence[np.ndarray]) -> torch.Tensor:
    """Pictures of one size, H x W x 3, uint8, as N x 3 x H x W on the device, standardised."""
    pixels = torch.from_numpy(np.stack(pictures)).to(device()).permute(0, 3, 1, 2).float() / 255.0
    return network.standardised(pixels)


class _Vgg:
    """VGG-16: sees whole pictures, reduced to a long side."""

    name: str = "vgg16"
    side: int | None = None

    def __init__(self) -> None:
        self._exact = load_features("vgg16")
        self.layers = dict(self._walk())

    def _walk(self) -> Iterator[tuple[str, Layer]]:
        field = ReceptiveField()
        for name in tap_names("vgg16"):
            convolution: Any = self._exact.convolutions[name]
            if name.endswith("_1") and name != "relu1_1":
                field = field.after(2, 2)
            field = field.after(convolution.kernel_size, convolution.stride, convolution.padding)
            yield name, Layer(name, convolution.out_channels, field)

    @property
    def contract(self) -> str:
        return f"vgg16/{fast_features('vgg16').format.name}"

    def seen(self, picture: Picture, size: int) -> np.ndarray:
        image = picture.image()
        image.thumbnail((size, size), reducing_gap=3.0)
        if min(image.size) < MIN_SIDE:
            raise PictureTooSmallError(
                f"{picture.name} is too elongated: reduced to {size} pixels it is {image.width} x {image.height}, and "
                f"{MIN_SIDE} are needed on each side. Crop it, or choose a larger size."
            )
        return np.array(image)

    def standardised(self, pixels: torch.Tensor) -> torch.Tensor:
        return (pixels - self._exact.mean) / self._exact.deviation

    def activations(self, inputs: torch.Tensor, names: Sequence[str], *, fast: bool = False) -> dict[str, torch.Tensor]:
        features = fast_features("vgg16") if fast else self._exact
        # Features standardises for itself.
        return features(inputs * features.deviation + features.mean, names, widened=not fast)

    def before_relu(self, inputs: torch.Tensor, name: str) -> torch.Tensor:
        convolution = self._exact.convolutions[name]
        with lock, _outputs_of({name: convolution}) as found:
            self.activations(inputs, [name])
        return found[name]


class _FaceEncoder:
    """Inception-ResNet-v1: sees a face, upright and cut out, as the encoder of Verify does."""

    name: str = "facenet-128"
    side: int | None = 160

    def __init__(self) -> None:
        self._spec = encoders.encoder_spec("facenet-128")
        self._network = plain("facenet-128").to(device())
        stages = dict(self._network.named_children())
        self._stages = {name: stage for name, stage in stages.items() if name in STAGES}
        self._modules: dict[str, nn.Module] = {}
        self.layers: dict[str, Layer] = {}
        field = ReceptiveField()
        for name, stage in self._stages.items():
            field = self._through(name, stage, field)

    @property
    def contract(self) -> str:
        return self._spec.contract

    def _through(self, name: str, module: Any, field: ReceptiveField) -> ReceptiveField:
        """Note the layers of a module, and return what the units behind it see."""
        if isinstance(module, nn.Sequential):
            for number, child in enumerate(module):
                field = self._through(f"{name}.{number}", child, field)
            return field
        if isinstance(module, nn.MaxPool2d):
            return field.after(module.kernel_size, module.stride, module.padding)
        if isinstance(module, BasicConv2d):
            return self._noted(name, module, module.conv, field)
        if isinstance(module, nn.Conv2d):
            return self._noted(name, module, module, field)
        if isinstance(module, (Mixed_6a, Mixed_7a)):
            return self._branches(name, module, field)
        if isinstance(module, (Block35, Block17, Block8)):
            added = self._noted(f"{name}.conv2d", module.conv2d, module.conv2d, self._branches(name, module, field))
            joined = field.joined(added)
            self._modules[name] = module
            self.layers[name] = Layer(name, module.conv2d.out_channels, joined)
            return joined
        raise TypeError(f"{name} is a {type(module).__name__}, whose field is not known")

    def _noted(self, name: str, module: nn.Module, conv: nn.Conv2d, field: ReceptiveField) -> ReceptiveField:
        behind = field.after(conv.kernel_size, conv.stride, conv.padding)  # type: ignore[arg-type]
        self._modules[name] = module
        self.layers[name] = Layer(name, conv.out_channels, behind)
        return behind

    def _branches(self, name: str, module: nn.Module, field: ReceptiveField) -> ReceptiveField:
        found = [
            self._through(f"{name}.{branch}", child, field)
            for branch, child in module.named_children()
            if branch.startswith("branch")
        ]
        joined = found[0]
        for other in found[1:]:
            joined = joined.joined(other)
        return joined

    def seen(self, picture: Picture, size: int) -> np.ndarray:  # noqa: ARG002
        found = detection.detect(picture)
        if not found:
            raise NoFaceError(f"No face was found in {picture.name}, and this network sees nothing but faces.")
        return encoders.cut(picture, found[detection.choose(found, picture)], self._spec)

    def standardised(self, pixels: torch.Tensor) -> torch.Tensor:
        return encoders.standardise(pixels * 255.0, self._spec.standardisation)

    def activations(
        self,
        inputs: torch.Tensor,
        names: Sequence[str],
        *,
        fast: bool = False,  # noqa: ARG002
    ) -> dict[str, torch.Tensor]:
        with lock, _outputs_of({name: self._modules[name] for name in names}) as found:
            self._run(inputs, names)
        return found

    def before_relu(self, inputs: torch.Tensor, name: str) -> torch.Tensor:
        relu = getattr(self._modules[name], "relu", None)
        if relu is None:
            return self.activations(inputs, [name])[name]
        found: list[torch.Tensor] = []
        handle = relu.register_forward_pre_hook(lambda _module, given: found.append(given[0]))
        with lock:
            try:
                self._run(inputs, [name])
            finally:
                handle.remove()
        return found[0]

    def _run(self, inputs: torch.Tensor, names: Sequence[str]) -> None:
        """Nothing behind the stage of the deepest layer is computed."""
        order = list(self._stages)
        deepest = max((order.index(name.split(".")[0]) for name in names), default=-1)
        value = inputs
        for stage in order[: deepest + 1]:
            value = self._stages[stage](value)


#: The face encoder up to where positions end: what follows is one average over all of them, and a matrix.
STAGES = (
    "conv2d_1a", "conv2d_2a", "conv2d_2b", "maxpool_3a", "conv2d_3b", "conv2d_4a", "conv2d_4b", "repeat_1",
    "mixed_6a", "repeat_2", "mixed_7a", "repeat_3", "block8",
)  # fmt: skip


@contextmanager
def _outputs_of(modules: dict[str, nn.Module]) -> Iterator[dict[str, torch.Tensor]]:
    """Collect what modules give in the next pass; a copy, since what follows may rectify it in place."""
    found: dict[str, torch.Tensor] = {}

    def keep(name: str) -> Any:
        def hook(_module: nn.Module, _given: Any, output: torch.Tensor) -> None:
            found[name] = output.clone()

        return hook

    handles = [module.register_forward_hook(keep(name)) for name, module in modules.items()]
    try:
        yield found
    finally:
        for handle in handles:
            handle.remove()


@lru_cache(maxsize=1)
def _vgg() -> _Vgg:
    return _Vgg()


@lru_cache(maxsize=1)
def _face_encoder() -> _FaceEncoder:
    return _FaceEncoder()
