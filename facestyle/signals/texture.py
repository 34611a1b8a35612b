"""A signal with the texture of another, made from noise: the costs of style transfer in one dimension.

The Gram matrices and the style cost are those of style/costs/losses.py, which work on channels and positions of any
dimensionality. The network has a layer of random filters for each of several widths, as in Ustyuzhaninov, Brendel,
Gatys and Bethge 2016, "Texture synthesis using shallow convolutional networks with random filters", for pictures.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import torch

from facestyle.compute import device
from facestyle.errors import ShapeError
from facestyle.fields import check, option
from facestyle.style.costs import losses

#: Taps of the filters of each layer: at 250 samples a second, from 12 ms to 1 s, which is more than a beat.
WIDTHS = (3, 9, 27, 81, 251)
FILTERS = 96
MAX_SAMPLES = 4000
#: Most evaluations of J in an optimiser step.
_EVALUATIONS = 6


@dataclass(frozen=True)
class TextureOptions:
    """How a texture is made.

    Raises:
        OptionError: a value out of its range.
    """

    steps: int = option(40, 1, 200, help="Steps of L-BFGS. Up to six evaluations of J each.")
    seed: int = option(0, 0, 10**6, help="Seed of S, of the noise that G starts from, and of the random filters.")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, eq=False)
class TextureStep:
    """G after some steps.

    Attributes:
        iteration, steps: optimiser steps done, and in all; 0 is the noise.
        total_cost: J = sum over widths of lambda J_style, lambda being 1 / (number of widths).
        style_costs: lambda J_style by layer.
        samples: G, float64, in the units of S.
        seconds: since the start.
    """

    iteration: int
    steps: int
    total_cost: float
    style_costs: dict[str, float]
    samples: np.ndarray
    seconds: float


class RandomFilters:
    """A network of random filters, n_C x positions for each width, that nobody trains."""

    def __init__(self, seed: int) -> None:
        generator = torch.Generator().manual_seed(seed)
        self.filters = {}
        for width in WIDTHS:
            taps = torch.randn(FILTERS, 1, width, generator=generator)
            self.filters[f"{width} taps"] = taps / taps.flatten(1).norm(dim=1)[:, None, None]

    def __call__(self, signal: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return the activations of a signal of n samples by layer: valid convolution, then ReLU."""
        return {name: torch.relu(torch.conv1d(signal[None, None], taps))[0] for name, taps in self.filters.items()}


def synthesize(style: np.ndarray, options: TextureOptions = TextureOptions()) -> Generator[TextureStep, None, None]:
    """Turn noise into a signal that has the Gram matrices of S at every width; yield each optimiser step.

    Args:
        style: S, in samples; G gets as many.
        options: see `TextureOptions`.

    Raises:
        ShapeError: S is shorter than the widest filter, longer than 4,000 samples, or constant.
    """
    mean, deviation = float(style.mean()), float(style.std())
    if not max(WIDTHS) < len(style) <= MAX_SAMPLES:
        raise ShapeError(
            f"S has {len(style):,} samples; give {max(WIDTHS) + 1} to {MAX_SAMPLES:,}: the widest filter has to fit."
        )
    if not deviation > 0:
        raise ShapeError("S is constant: it has no texture. Give a signal that changes.")
    started = time.perf_counter()
    features = RandomFilters(options.seed)
    s = torch.from_numpy((style - mean) / deviation).float()
    grams = {name: losses.gram_per_position(a) for name, a in features(s).items()}
    lambdas = dict.fromkeys(grams, 1 / len(grams))
    g = torch.randn(len(style), generator=torch.Generator().manual_seed(options.seed + 1)).requires_grad_()
    optimizer = torch.optim.LBFGS(
        [g],
        max_iter=_EVALUATIONS,
        history_size=20,
        line_search_fn="strong_wolfe",
        tolerance_grad=0.0,  # J is small from the start, and is to fall by thousands of times
        tolerance_change=0.0,
    )

    def costs() -> dict[str, torch.Tensor]:
        return {name: losses.style_cost(grams[name], a) for name, a in features(g).items()}

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        total = losses.total_cost(0.0, torch.zeros(()), 1.0, costs(), lambdas)
        total.backward()
        return total

    for iteration in range(options.steps + 1):
        with device.lock:
            if iteration:
                optimizer.step(closure)
            with torch.no_grad():
                style_costs = {name: lambdas[name] * float(cost) for name, cost in costs().items()}
        samples = g.detach().numpy().astype(np.float64) * deviation + mean
        seconds = time.perf_counter() - started
        yield TextureStep(iteration, options.steps, sum(style_costs.values()), style_costs, samples, seconds)
