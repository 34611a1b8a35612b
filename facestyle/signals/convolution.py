"""Valid convolution in one, two and three dimensions, as the course counts it: shapes first, then the sums.

What networks call convolution is cross-correlation: the filter is not flipped. The sum is written out over the filter's
taps, to show what is added; torch's conv1d, conv2d and conv3d must equal it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from facestyle.errors import BudgetError, OptionError, ShapeError
from facestyle.fields import whole

MAX_SIDE = 100_000
MAX_CHANNELS = 65_536
#: Of one convolution: some ten seconds of one core.
MAX_MULTIPLICATIONS = 10**10

#: One number for all axes, or one for each.
PerAxis = int | Sequence[int]


@dataclass(frozen=True)
class Shape:
    """What passes between layers: one, two or three axes of positions, and n_C channels at each.

    Raises:
        OptionError: there are not one to three axes, or a number is not a size.

    >>> str(Shape((14, 14, 14), 16))
    '14×14×14×16'
    """

    positions: tuple[int, ...]
    channels: int = 1

    def __post_init__(self) -> None:
        if not 1 <= len(self.positions) <= 3:
            raise OptionError(f"{len(self.positions)} dimensions were given; a signal here has 1, 2 or 3.")
        sides = tuple(whole("size of the input", side, 1, MAX_SIDE) for side in self.positions)
        object.__setattr__(self, "positions", sides)
        object.__setattr__(self, "channels", whole("number of channels", self.channels, 1, MAX_CHANNELS))

    def __str__(self) -> str:
        return "×".join(str(side) for side in (*self.positions, self.channels))


@dataclass(frozen=True)
class Convolution:
    """A layer of convolution: `filters` filters of `size` taps an axis, each over all channels of its input.

    Attributes:
        size: f, one number for all axes, or one for each.
        filters: number of filters, which is the number of channels of the output.
        stride: s, positions that the filter moves on.
        padding: p, zeros added at each end of each axis.

    Raises:
        OptionError: a number is not a size, stride or padding.
    """

    size: PerAxis
    filters: int = 1
    stride: PerAxis = 1
    padding: PerAxis = 0

    def __post_init__(self) -> None:
        for name, low in (("size", 1), ("stride", 1), ("padding", 0)):
            value = getattr(self, name)
            if isinstance(value, (list, tuple)):
                checked: PerAxis = tuple(whole(f"{name} of the filter", number, low, MAX_SIDE) for number in value)
            else:
                checked = whole(f"{name} of the filter", value, low, MAX_SIDE)
            object.__setattr__(self, name, checked)
        object.__setattr__(self, "filters", whole("number of filters", self.filters, 1, MAX_CHANNELS))


def _per_axis(name: str, value: PerAxis, axes: int) -> tuple[int, ...]:
    if isinstance(value, int):
        return (value,) * axes
    if len(value) != axes:
        raise ShapeError(
            f"The {name} has {len(value)} numbers and the signal {axes} dimension{'s' if axes > 1 else ''}; "
            "give one number for all, or one for each."
        )
    return tuple(value)


def output_shape(shape: Shape, layer: Convolution) -> Shape:
    """Return the output's shape: floor((n + 2p - f) / s) + 1 positions on each axis, a channel for each filter.

    Raises:
        ShapeError: the filter is larger than the padded signal, or has another number of dimensions.

    >>> str(output_shape(Shape((14,)), Convolution(5, filters=16)))
    '10×16'
    >>> str(output_shape(Shape((10, 10, 10), 16), Convolution(5, filters=32)))
    '6×6×6×32'
    """
    axes = len(shape.positions)
    sizes = _per_axis("filter", layer.size, axes)
    strides = _per_axis("stride", layer.stride, axes)
    paddings = _per_axis("padding", layer.padding, axes)
    sides = []
    for n, f, s, p in zip(shape.positions, sizes, strides, paddings, strict=True):
        if f > n + 2 * p:
            raise ShapeError(
                f"A filter of {f} does not fit into a signal of {n}"
                f"{f' padded by {p} at each end' if p else ''}: valid convolution needs n + 2p ≥ f, and "
                f"{n} + {2 * p} < {f}. Choose a filter of at most {n + 2 * p}, or pad by {math.ceil((f - n) / 2)}."
            )
        sides.append((n + 2 * p - f) // s + 1)
    return Shape(tuple(sides), layer.filters)


def shapes(shape: Shape, layers: Sequence[Convolution]) -> list[Shape]:
    """Return the shapes through layers in turn, the input's first.

    >>> [str(shape) for shape in shapes(Shape((14,)), [Convolution(5, 16), Convolution(5, 32)])]
    ['14×1', '10×16', '6×32']
    """
    through = [shape]
    for number, layer in enumerate(layers, start=1):
        try:
            through.append(output_shape(through[-1], layer))
        except ShapeError as problem:
            raise ShapeError(f"Layer {number}: {problem.message}" if len(layers) > 1 else problem.message) from problem
    return through


def parameters(shape: Shape, layer: Convolution) -> int:
    """Return the number of weights that the layer learns: filters x (taps x input channels + 1 for the bias)."""
    taps = math.prod(_per_axis("filter", layer.size, len(shape.positions)))
    return layer.filters * (taps * shape.channels + 1)


def multiplications(shape: Shape, layer: Convolution) -> int:
    """Return the number of products that are summed: output positions x filters x taps x input channels."""
    taps = math.prod(_per_axis("filter", layer.size, len(shape.positions)))
    return math.prod(output_shape(shape, layer).positions) * layer.filters * taps * shape.channels


def cross_correlate(
    signal: np.ndarray, filters: np.ndarray, bias: np.ndarray | None = None, stride: PerAxis = 1, padding: PerAxis = 0
) -> np.ndarray:
    """Slide filters over a signal: out[k, i] = bias[k] + sum over channels c and taps t of w[k, c, t] x[c, s i + t].

    Args:
        signal: n_C x positions, one to three axes of them; float32 or float64.
        filters: n_filters x n_C x taps, with as many axes of taps as the signal has.
        bias: a number for each filter, or None.
        stride, padding: one number for all axes, or one for each.

    Returns:
        n_filters x output positions, see `output_shape`.

    Raises:
        ShapeError: dimensions or channels differ, or the filter is larger than the signal.
        BudgetError: more than `MAX_MULTIPLICATIONS`.

    >>> cross_correlate(np.array([[1.0, 2.0, 4.0, 8.0]]), np.array([[[1.0, -1.0]]]))
    array([[-1., -2., -4.]])
    """
    shape, layer = _described(signal, filters, stride, padding)
    result = output_shape(shape, layer)
    if multiplications(shape, layer) > MAX_MULTIPLICATIONS:
        raise BudgetError(
            f"{layer.filters} filters over {shape} take {multiplications(shape, layer):,} multiplications, and "
            f"{MAX_MULTIPLICATIONS:,} are allowed; choose a smaller filter or signal, or a larger stride."
        )
    axes = len(shape.positions)
    steps = _per_axis("stride", stride, axes)
    ends = [(p, p) for p in _per_axis("padding", padding, axes)]
    padded = np.pad(signal, [(0, 0), *ends]) if any(p for p, _ in ends) else signal
    output = np.zeros((layer.filters, *result.positions), np.result_type(signal, filters))
    taps = np.moveaxis(filters, (0, 1), (-2, -1))
    for tap in product(*(range(f) for f in filters.shape[2:])):
        # All positions that this tap meets as the filter slides, at once.
        window = tuple(slice(t, t + s * (n - 1) + 1, s) for t, s, n in zip(tap, steps, result.positions, strict=True))
        index = (slice(None), *window)
        output += np.tensordot(taps[tap], padded[index], axes=1)
    if bias is not None:
        if bias.shape != (layer.filters,):
            raise ShapeError(f"{bias.size} biases were given for {layer.filters} filters; give one for each.")
        output += bias.reshape(-1, *(1,) * axes)
    return output


def _described(signal: np.ndarray, filters: np.ndarray, stride: PerAxis, padding: PerAxis) -> tuple[Shape, Convolution]:
    axes = signal.ndim - 1
    if not 1 <= axes <= 3 or signal.size == 0:
        raise ShapeError(
            f"A signal of shape {signal.shape} can't be convolved; give channels, then 1 to 3 axes of positions."
        )
    if filters.ndim != axes + 2:
        raise ShapeError(
            f"Filters of shape {filters.shape} don't go with {axes} dimension{'s' if axes > 1 else ''}; give filters, "
            f"then channels, then {axes} ax{'es' if axes > 1 else 'is'} of taps."
        )
    if filters.shape[1] != signal.shape[0]:
        raise ShapeError(
            f"The filters have {filters.shape[1]} channels and the signal has {signal.shape[0]}; a filter spans all "
            "channels of its input, so both numbers have to be the same."
        )
    layer = Convolution(tuple(filters.shape[2:]), filters.shape[0], stride, padding)
    return Shape(tuple(signal.shape[1:]), signal.shape[0]), layer
