"""The face encoder as a network whose units can be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import takewhile
from typing import Any

import numpy as np
import torch
from torch import nn

from facestyle.compute.device import device, lock
from facestyle.compute.once import once
from facestyle.errors import NoFaceError
from facestyle.faces import detection
from facestyle.faces.encoders import encode, registry
from facestyle.faces.encoders.loading import plain
from facestyle.faces.facenet import BasicConv2d, Block8, Block17, Block35, Mixed_6a, Mixed_7a
from facestyle.images import Picture
from facestyle.inside.layers import Layer, outputs_of
from facestyle.inside.receptive_field import ReceptiveField


class _FaceEncoder:
    """Inception-ResNet-v1: it sees a face, upright and cut out, as the encoder of Verify does."""

    name: str = "facenet-128"
    side: int | None = 160

    def __init__(self) -> None:
        self._spec = registry.encoder_spec("facenet-128")
        self._network = plain("facenet-128").to(device())
        # Positions end at the average over all of them; behind it there is only a matrix.
        self._stages = dict(takewhile(lambda stage: stage[0] != "avgpool_1a", self._network.named_children()))
        self._modules: dict[str, nn.Module] = {}
        self.layers: dict[str, Layer] = {}
        field = ReceptiveField()
        for name, stage in self._stages.items():
            field = self._through(name, stage, field)

    @property
    def contract(self) -> str:
        return self._spec.contract

    def _through(self, name: str, module: Any, field: ReceptiveField) -> ReceptiveField:
        """Note the layers of a module, and return what the units behind it see of the input."""
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

    def _noted(self, name: str, module: nn.Module, conv: Any, field: ReceptiveField) -> ReceptiveField:
        behind = field.after(conv.kernel_size, conv.stride, conv.padding)
        self._modules[name] = module
        self.layers[name] = Layer(name, conv.out_channels, behind)
        return behind

    def _branches(self, name: str, module: nn.Module, field: ReceptiveField) -> ReceptiveField:
        first, *others = (
            self._through(f"{name}.{branch}", child, field)
            for branch, child in module.named_children()
            if branch.startswith("branch")
        )
        return reduce(ReceptiveField.joined, others, first)

    def seen(self, picture: Picture, size: int) -> np.ndarray:  # noqa: ARG002
        faces = detection.detect(picture)
        if not faces:
            raise NoFaceError(f"No face was found in {picture.name}, and this network sees only faces.")
        return encode.cut(picture, faces[detection.choose(faces, picture)], self._spec)

    def standardised(self, pixels: torch.Tensor) -> torch.Tensor:
        return encode.standardise(pixels * 255.0, self._spec.standardisation)

    def activations(
        self,
        inputs: torch.Tensor,
        names: Sequence[str],
        *,
        fast: bool = False,  # noqa: ARG002
    ) -> dict[str, torch.Tensor]:
        with lock, outputs_of({name: self._modules[name] for name in names}) as outputs:
            self._run(inputs, names)
        return outputs

    def before_relu(self, inputs: torch.Tensor, name: str) -> torch.Tensor:
        relu = getattr(self._modules[name], "relu", None)
        if relu is None:
            return self.activations(inputs, [name])[name]
        received: list[torch.Tensor] = []
        handle = relu.register_forward_pre_hook(lambda _module, given: received.append(given[0]))
        with lock:
            try:
                self._run(inputs, [name])
            finally:
                handle.remove()
        return received[0]

    def _run(self, inputs: torch.Tensor, names: Sequence[str]) -> None:
        """Compute the stages up to that of the deepest layer."""
        order = list(self._stages)
        deepest = max((order.index(name.split(".")[0]) for name in names), default=-1)
        value = inputs
        for stage in order[: deepest + 1]:
            value = self._stages[stage](value)


@once()
def load_face_encoder() -> _FaceEncoder:
    """Return the face encoder, loaded once."""
    return _FaceEncoder()
