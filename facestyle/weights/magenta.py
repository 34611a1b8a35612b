"""The networks of arbitrary image stylisation from the ONNX files that they are published in, for `style.instant`."""

from __future__ import annotations

import re

import torch

from facestyle.errors import WeightsDamagedError
from facestyle.weights import onnx_file

Tensors = dict[str, torch.Tensor]

#: From the names of TensorFlow's layers to ours; the first that matches counts.
_PREDICTOR = (
    (r"^MobilenetV2/Conv$", "stem"),
    (r"^MobilenetV2/expanded_conv/(\w+)$", r"blocks.0.\1"),
    (r"^MobilenetV2/expanded_conv_(\d+)/(\w+)$", r"blocks.\1.\2"),
    (r"^MobilenetV2/Conv_1$", "head"),
    (r"^mobilenet_conv/Conv$", "numbers"),
)
#: Here layers are counted from one, and Conv_1 is the scale of an instance normalisation, Conv its shift.
_PAINTER = (
    (r"^transformer/contract/conv(\d)$", "contract.{0}"),
    (r"^transformer/residual/residual(\d)/conv1$", "residuals.{0}.first.conv"),
    (r"^transformer/residual/residual(\d)/conv2$", "residuals.{0}.second.conv"),
    (r"^transformer/expand/conv(\d)/conv$", "expand.{0}.conv"),
    (r"^style_params/transformer/residual/residual(\d)/conv1/StyleNorm/Conv_1$", "residuals.{0}.first.scale"),
    (r"^style_params/transformer/residual/residual(\d)/conv1/StyleNorm/Conv$", "residuals.{0}.first.shift"),
    (r"^style_params/transformer/residual/residual(\d)/conv2/StyleNorm/Conv_1$", "residuals.{0}.second.scale"),
    (r"^style_params/transformer/residual/residual(\d)/conv2/StyleNorm/Conv$", "residuals.{0}.second.shift"),
    (r"^style_params/transformer/expand/conv(\d)/conv/StyleNorm/Conv_1$", "expand.{0}.scale"),
    (r"^style_params/transformer/expand/conv(\d)/conv/StyleNorm/Conv$", "expand.{0}.shift"),
)


def predictor_from_onnx(data: bytes) -> Tensors:
    """Convert arbitrary_predict.onnx for `style.instant.networks.StylePredictor`: float32, dequantised.

    Raises:
        WeightsDamagedError: the bytes are not that file.
    """
    found: Tensors = {}
    for layer, (weight, bias) in _layers(data).items():
        name = next((re.sub(old, new, layer) for old, new in _PREDICTOR if re.match(old, layer)), None)
        _add(found, layer, name, weight, bias)
    return found


def painter_from_onnx(data: bytes) -> Tensors:
    """Convert arbitrary_transform.onnx for `style.instant.networks.Painter`: float32, dequantised.

    Raises:
        WeightsDamagedError: the bytes are not that file.
    """
    found: Tensors = {}
    for layer, (weight, bias) in _layers(data).items():
        matches = ((re.match(old, layer), new) for old, new in _PAINTER)
        name = next((new.format(int(match[1]) - 1) for match, new in matches if match), None)
        from_style = name is not None and name.endswith(("scale", "shift"))
        _add(found, layer, name, weight.flatten(1) if from_style else weight, bias)
    return found


def _layers(data: bytes) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    found = onnx_file.convolutions(onnx_file.read(data))
    return {name.rsplit("/", 1)[0]: numbers for name, numbers in found.items()}


def _add(found: Tensors, layer: str, name: str | None, weight: torch.Tensor, bias: torch.Tensor) -> None:
    if name is None:
        raise WeightsDamagedError(f"The network of instant styles has a layer {layer[:80]}, which is unknown here.")
    found[f"{name}.weight"], found[f"{name}.bias"] = weight.contiguous(), bias.contiguous()
