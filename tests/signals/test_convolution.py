"""Shapes and sums of valid convolution, against torch's convolutions and against loops written from the formula."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from torch.nn import functional

from facestyle.errors import BudgetError, FacestyleError, OptionError, ShapeError
from facestyle.signals import convolution
from facestyle.signals.convolution import Convolution, Shape, cross_correlate, output_shape, shapes

TORCH = {1: functional.conv1d, 2: functional.conv2d, 3: functional.conv3d}


def arrays(positions, channels, taps, filters, seed=0):
    rng = np.random.default_rng(seed)
    return (
        rng.normal(size=(channels, *positions)),
        rng.normal(size=(filters, channels, *taps)),
        rng.normal(size=filters),
    )


def naive(signal, filters, bias, stride, padding):
    """out[k, i] = b_k + sum_c sum_t w[k, c, t] x[c, s i + t - p], x being 0 outside: term by term."""
    sides = signal.shape[1:]
    taps = filters.shape[2:]
    out = [(n + 2 * p - f) // s + 1 for n, f, s, p in zip(sides, taps, stride, padding, strict=True)]
    result = np.zeros((len(filters), *out))
    for k in range(len(filters)):
        for i in itertools.product(*map(range, out)):
            total = bias[k]
            for c in range(len(signal)):
                for t in itertools.product(*map(range, taps)):
                    at = [s * j + u - p for s, j, u, p in zip(stride, i, t, padding, strict=True)]
                    if all(0 <= a < n for a, n in zip(at, sides, strict=True)):
                        total += filters[(k, c, *t)] * signal[(c, *at)]
            result[(k, *i)] = total
    return result


def test_the_courses_shapes():
    assert output_shape(Shape((14,)), Convolution(5)).positions == (10,)
    assert output_shape(Shape((14, 14)), Convolution(5)).positions == (10, 10)
    assert output_shape(Shape((14, 14, 14)), Convolution((5, 5, 5))).positions == (10, 10, 10)
    layers = [Convolution(5, 16), Convolution(5, 32)]
    assert [str(one) for one in shapes(Shape((14,)), layers)] == ["14×1", "10×16", "6×32"]
    assert [str(one) for one in shapes(Shape((14, 14, 14)), layers)] == ["14×14×14×1", "10×10×10×16", "6×6×6×32"]


@pytest.mark.parametrize(
    ("positions", "taps", "stride", "padding"),
    [((9,), (4,), (2,), (1,)), ((6, 5), (3, 2), (2, 1), (0, 2)), ((4, 5, 4), (2, 3, 1), (1, 2, 3), (1, 0, 1))],
)
def test_it_is_the_sum_of_products_term_by_term(positions, taps, stride, padding):
    signal, filters, bias = arrays(positions, 2, taps, 3)
    found = cross_correlate(signal, filters, bias, stride, padding)
    assert found == pytest.approx(naive(signal, filters, bias, stride, padding))


@pytest.mark.parametrize("axes", [1, 2, 3])
@pytest.mark.parametrize(("size", "stride", "padding"), [(1, 1, 0), (3, 1, 0), (5, 2, 0), (4, 3, 2), (3, 2, 5)])
def test_it_equals_torch_and_so_do_the_shapes_told(axes, size, stride, padding):
    positions = (11, 7, 6)[:axes]
    signal, filters, bias = arrays(positions, 3, (size,) * axes, 4, seed=axes)
    found = cross_correlate(signal, filters, bias, stride, padding)
    peer = TORCH[axes](
        torch.from_numpy(signal)[None], torch.from_numpy(filters), torch.from_numpy(bias), stride, padding
    )
    assert found == pytest.approx(peer[0].numpy())
    told = output_shape(Shape(positions, 3), Convolution(size, 4, stride, padding))
    assert (told.channels, *told.positions) == found.shape


def test_two_layers_in_turn_have_the_shapes_told_and_the_numbers_counted():
    signal, first, bias = arrays((14, 14, 14), 1, (5, 5, 5), 16)
    hidden = cross_correlate(signal, first, bias)
    _, second, bias_2 = arrays((10,), 16, (5, 5, 5), 32, seed=1)
    assert cross_correlate(hidden, second, bias_2).shape == (32, 6, 6, 6)
    counted = convolution.parameters(Shape((10, 10, 10), 16), Convolution(5, 32))
    assert counted == torch.nn.Conv3d(16, 32, 5).weight.numel() + 32
    assert convolution.multiplications(Shape((10, 10, 10), 16), Convolution(5, 32)) == 6**3 * 32 * 5**3 * 16


def test_single_precision_stays_single_and_the_signal_is_left_alone():
    signal, filters, _ = (one.astype(np.float32) for one in arrays((8,), 1, (3,), 1))
    before = signal.copy()
    assert cross_correlate(signal, filters, padding=1).dtype == np.float32
    assert (signal == before).all()


def test_a_filter_that_does_not_fit_says_by_how_much():
    with pytest.raises(ShapeError, match=r"filter of 5 does not fit into a signal of 4.*at most 4, or pad by 1"):
        output_shape(Shape((4,)), Convolution(5))
    with pytest.raises(ShapeError, match="Layer 3: A filter of 5"):
        shapes(Shape((12,)), [Convolution(5)] * 3)
    assert output_shape(Shape((4,)), Convolution(5, padding=1)).positions == (2,)


@pytest.mark.parametrize(
    ("signal", "filters", "said"),
    [
        ((3, 8), (4, 2, 3), "filters have 2 channels and the signal has 3"),
        ((3, 8), (4, 3, 3, 3), "don't go with 1 dimension"),
        ((3, 2), (4, 3, 3), "does not fit"),
        ((3, 0), (4, 3, 3), "can't be convolved"),
        ((3, 2, 2, 2, 2), (1, 3, 1, 1, 1, 1), "can't be convolved"),
    ],
)
def test_what_does_not_go_together_says_why(signal, filters, said):
    with pytest.raises(ShapeError, match=said):
        cross_correlate(np.zeros(signal), np.zeros(filters))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Convolution, {"size": 0}),
        (Convolution, {"size": 3, "stride": 0}),
        (Convolution, {"size": 3, "padding": -1}),
        (Convolution, {"size": 2.5}),
        (Convolution, {"size": float("nan")}),
        (Shape, {"positions": (0,)}),
        (Shape, {"positions": ()}),
        (Shape, {"positions": (5,), "channels": 0}),
    ],
)
def test_numbers_that_are_no_sizes_are_refused(kind, values):
    with pytest.raises(OptionError):
        kind(**values)


def test_numbers_that_do_not_fit_each_other_are_refused():
    with pytest.raises(FacestyleError):
        output_shape(Shape((9, 9)), Convolution((3,)))
    with pytest.raises(ShapeError, match="2 biases were given for 1 filters"):
        cross_correlate(np.zeros((1, 5)), np.zeros((1, 1, 2)), np.zeros(2))


def test_too_much_work_is_refused_before_it_is_begun():
    with pytest.raises(BudgetError, match="multiplications"):
        cross_correlate(np.zeros((1, 90_000)), np.broadcast_to(np.zeros(1), (50, 1, 5_000)))
