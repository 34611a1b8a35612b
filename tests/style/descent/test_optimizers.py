"""L-BFGS against the two-loop recursion, written out in numpy, and what it does when a step goes wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from facestyle.errors import OptionError
from facestyle.style.descent import optimizers
from facestyle.style.descent.optimizers import LBFGS, Adam

NUMBERS = 60


def rosenbrock(x: torch.Tensor) -> torch.Tensor:
    return (100 * (x[1:] - x[:-1].square()).square() + (1 - x[:-1]).square()).sum() / len(x)


def bowl(x: torch.Tensor) -> torch.Tensor:
    """Convex, a hundred times as steep one way as another, and no parabola."""
    steepness = torch.logspace(0, 2, len(x), dtype=x.dtype)
    return (steepness * (x - 1).square()).mean() + (x - 1).pow(4).sum()


def evaluated(x: torch.Tensor, function=rosenbrock) -> tuple[torch.Tensor, torch.Tensor]:
    x = x.detach().requires_grad_()
    cost = function(x)
    (gradient,) = torch.autograd.grad(cost, x)
    return cost.detach(), gradient


def two_loops(pairs: list[tuple[np.ndarray, np.ndarray]], gradient: np.ndarray) -> np.ndarray:
    """Nocedal and Wright 2006, algorithm 7.4."""
    q, shares = gradient.copy(), []
    for s, y in reversed(pairs):
        share = (s @ q) / (s @ y)
        q -= share * y
        shares.append(share)
    s, y = pairs[-1]
    q *= (s @ y) / (y @ y)
    for (s, y), share in zip(pairs, reversed(shares), strict=True):
        q += s * (share - (y @ q) / (s @ y))
    return q


@pytest.mark.parametrize("most", [8, 100])
def test_every_step_is_that_of_the_two_loop_recursion(most, monkeypatch):
    """Also where the memory is full and the oldest pairs give way."""
    monkeypatch.setattr(optimizers, "MANY", most)
    x = torch.linspace(0.2, 0.8, NUMBERS, dtype=torch.float64)
    optimizer, pairs, before = LBFGS(NUMBERS), [], None
    for iteration in range(30):
        cost, gradient = evaluated(x, bowl)
        if before is not None:
            s, y = (x - before[0]).numpy(), (gradient - before[1]).numpy()
            if s @ y > 1e-10:
                pairs = [*pairs, (s, y)][-most:]
        after = optimizer.step(x, cost, gradient)
        if pairs:
            expected = x.numpy() - two_loops(pairs, gradient.numpy())
            assert after.numpy() == pytest.approx(expected, rel=1e-6, abs=1e-9), iteration
        before, x = (x, gradient), after
    assert len(pairs) == min(most, 29)


@pytest.mark.parametrize(
    ("make", "function", "steps"), [(lambda: LBFGS(NUMBERS), bowl, 60), (lambda: Adam(0.01), rosenbrock, 3000)]
)
def test_a_curved_valley_is_followed_to_its_end(make, function, steps):
    x, optimizer = torch.linspace(0.2, 0.8, NUMBERS, dtype=torch.float64), make()
    start = float(function(x))
    for _ in range(steps):
        x = optimizer.step(x, *evaluated(x, function))
    assert float(function(x)) < 1e-3 * start


def test_the_first_step_is_a_hundredth_of_a_pixels_range_whatever_the_gradient():
    for size in (1e-6, 1.0, 1e6):
        gradient = size * torch.randn(3, 8, 8, generator=torch.Generator().manual_seed(0))
        moved = LBFGS(gradient.numel()).step(torch.zeros(3, 8, 8), torch.tensor(1.0), gradient)
        assert float(moved.square().mean().sqrt()) == pytest.approx(optimizers.FIRST_STEP, rel=1e-4)


def test_a_gradient_of_zero_stays_where_it_is():
    point = torch.full((5,), 0.5)
    assert torch.equal(LBFGS(5).step(point, torch.tensor(0.0), torch.zeros(5)), point)


@pytest.mark.parametrize("wrong", [math.nan, math.inf, 1e9])
def test_after_a_step_that_went_wrong_it_goes_back_and_strides_less(wrong):
    x, optimizer = torch.linspace(0.2, 0.8, NUMBERS, dtype=torch.float64), LBFGS(NUMBERS)
    for _ in range(5):
        best, (cost, gradient) = x, evaluated(x)
        x = optimizer.step(x, cost, gradient)
    back = optimizer.step(x, torch.tensor(wrong, dtype=torch.float64), torch.full_like(x, 1e9))
    assert float((back - best).square().mean().sqrt()) <= optimizers.FIRST_STEP
    cost, gradient = evaluated(back)
    assert math.isfinite(float(cost))
    assert optimizer.step(back, cost, gradient).isfinite().all()


def test_where_nothing_helps_it_says_what_to_do():
    optimizer, x = LBFGS(4), torch.zeros(4)
    optimizer.step(x, torch.tensor(1.0), torch.ones(4))

    def never_finite() -> None:
        for _ in range(20):
            optimizer.step(x, torch.tensor(math.nan), torch.ones(4))

    with pytest.raises(OptionError, match="lower alpha and beta"):
        never_finite()
