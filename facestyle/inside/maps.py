"""For one picture: which units stand out, where a unit fires, and which pixels made it fire where it fires most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from facestyle import fields
from facestyle.compute.device import lock
from facestyle.compute.memory import release
from facestyle.images import Picture
from facestyle.inside.layers import Layer, as_input, layer_of, unit_of
from facestyle.inside.networks import look_into
from facestyle.inside.receptive_field import Axis, Box

#: How far above its mean a unit's strongest activation counts: beyond it, a stronger unit stands out more.
_MOST_CONTRAST = 20.0


@dataclass(frozen=True, eq=False)
class Firing:
    """Where a unit fires in one picture.

    Attributes:
        layer: of the unit.
        seen: the picture as the network saw it, H x W x 3, uint8.
        activations: n_H x n_W, float32, after the layer's ReLU.
        strongest: the largest of them.
    """

    layer: Layer
    seen: np.ndarray
    activations: np.ndarray
    strongest: float


@dataclass(frozen=True, eq=False)
class UnitMap(Firing):
    """What a unit does in one picture.

    Attributes:
        position: row and column of its strongest activation.
        box: what the unit sees there, in pixels of `seen`; parts may lie beyond its borders.
        gradient: H x W x 3, float32: of the strongest activation to the standardised pixels. Zero outside the box, and
            everywhere if the unit is silent.
    """

    position: tuple[int, int]
    box: Box
    gradient: np.ndarray


def unit_map(picture: Picture, network: str, layer: str, unit: int, size: int = 224) -> UnitMap:
    """Return where a unit fires in a picture.

    Args:
        picture: any.
        network, layer, unit: their names, and the unit's number.
        size: see `UnitsOptions`.

    Raises:
        OptionError: there is no such network, layer or unit.
        PictureTooSmallError, NoFaceError: this network can't see this picture.
        WeightsMissingError, WeightsDamagedError.
    """
    chosen = look_into(network)
    which = layer_of(chosen, layer)
    unit = unit_of(which, unit)
    seen = chosen.seen(picture, fields.whole("size", size, 64, 1024))
    try:
        with lock, torch.enable_grad():
            inputs = as_input(chosen, [seen]).requires_grad_()
            values = chosen.activations(inputs, [layer])[layer][0, unit]
            place = int(values.argmax())
            row, column = divmod(place, values.shape[1])
            (gradient,) = torch.autograd.grad(values[row, column], inputs)
    finally:
        release()
    return UnitMap(
        layer=which,
        seen=seen,
        activations=values.detach().float().cpu().numpy(),
        strongest=float(values[row, column].detach()),
        position=(row, column),
        box=which.field.box(row, column),
        gradient=gradient[0].permute(1, 2, 0).float().cpu().numpy(),
    )


def standing_out(
    picture: Picture, network: str, layers: Sequence[str], size: int = 224
) -> dict[str, tuple[int, Firing]]:
    """Return for each layer the unit that stands out most in a picture, by its number, and where it fires.

    It is strong at a place, and weaker elsewhere: its (a - m) min(a / m, 20) is the largest, where a is its strongest
    activation and m its mean. Strength alone would find the units of large activations, which fire everywhere in any
    picture.

    Args:
        picture: any.
        network, layers: their names.
        size: see `UnitsOptions`.

    Raises:
        OptionError: there is no such network or layer.
        PictureTooSmallError, NoFaceError: this network can't see this picture.
        WeightsMissingError, WeightsDamagedError.
    """
    chosen = look_into(network)
    wanted = [layer_of(chosen, layer) for layer in layers]
    seen = chosen.seen(picture, fields.whole("size", size, 64, 1024))
    try:
        with lock, torch.inference_mode():
            values = chosen.activations(as_input(chosen, [seen]), list(layers))
            return {one.name: _standing_out(one, seen, values[one.name][0].float().clamp(min=0)) for one in wanted}
    finally:
        release()


def _standing_out(layer: Layer, seen: np.ndarray, activations: torch.Tensor) -> tuple[int, Firing]:
    strongest, mean = activations.amax((1, 2)), activations.mean((1, 2))
    contrast = (strongest / mean.clamp(min=1e-9)).clamp(max=_MOST_CONTRAST)
    unit = int(((strongest - mean) * contrast).argmax())
    return unit, Firing(layer, seen, activations[unit].cpu().numpy(), float(strongest[unit]))


def heat(unit: Firing) -> np.ndarray:
    """Return the picture in colour where the unit fires, dim and grey where it is silent, H x W x 3, uint8.

    An activation lies in the middle of what its unit sees; pixels between two middles are interpolated. The square root
    is shown, so that weak activations can be seen too.
    """
    field = unit.layer.field
    height, width = unit.seen.shape[:2]
    rows = _weights(field.rows, height, unit.activations.shape[0])
    columns = _weights(field.columns, width, unit.activations.shape[1])
    spread = rows @ (unit.activations.clip(min=0) / max(unit.strongest, 1e-9)) @ columns.T
    share = np.sqrt(spread.clip(0, 1))[..., None]
    grey = unit.seen.mean(axis=2, keepdims=True) * 0.35
    return (unit.seen * share + grey * (1 - share)).round().astype(np.uint8)


def _weights(axis: Axis, pixels: int, positions: int) -> np.ndarray:
    """Return the weights of linear interpolation from a layer's positions to pixels, pixels x positions."""
    at = ((np.arange(pixels) - axis.centre(0)) / axis.stride).clip(0, positions - 1)
    return np.clip(1 - np.abs(at[:, None] - np.arange(positions)[None]), 0, 1)


def gradient_picture(unit: UnitMap) -> np.ndarray:
    """Return the gradient as a picture, H x W x 3, uint8: grey is 0; where it is bright, more light excites more."""
    largest = float(np.quantile(np.abs(unit.gradient), 0.999)) or float(np.abs(unit.gradient).max())
    scaled = unit.gradient / (largest or 1.0)
    return ((scaled.clip(-1, 1) * 0.5 + 0.5) * 255).round().astype(np.uint8)
