"""Descent on the pixels of G: L-BFGS and Adam, one small interface.

Not about what is minimised (transfer.py): an optimiser is handed a point, its cost and its gradient, and answers with
the next point.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol

import torch

from facestyle.errors import OptionError

#: Numbers that the memory of L-BFGS may hold for each of s and y: 120 MB in float32, whatever the picture's size.
MEMORY = 30_000_000
ADAM_RATE = 0.03


class Optimizer(Protocol):
    """Proposes the next point from the present one."""

    def step(self, point: torch.Tensor, cost: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
        """Return the point after `point`, where the cost and its gradient are as given."""
        ...


class LBFGS:
    """Limited-memory BFGS without a line search (Nocedal 1980; Nocedal and Wright 2006, algorithm 7.4).

    One evaluation of the network a step. Where a step went badly wrong (a cost that is not finite, or far above the
    best), it goes back to the best point with an empty memory and half the stride.
    """

    def __init__(self, numbers: int) -> None:
        self._pairs: deque[tuple[torch.Tensor, torch.Tensor, torch.Tensor]] = deque(
            maxlen=max(8, min(100, MEMORY // numbers))
        )
        self._previous: tuple[torch.Tensor, torch.Tensor] | None = None
        self._best: tuple[float, torch.Tensor, torch.Tensor] | None = None
        self._stride = 1.0

    def step(self, point: torch.Tensor, cost: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
        """See `Optimizer`."""
        value = float(cost)
        if self._best is None or value < self._best[0]:
            self._best = (value, point, gradient)
        if not value <= 4 * self._best[0] or not bool(torch.isfinite(gradient).all()):
            point, gradient = self._back_to_best()
        elif self._previous is not None:
            self._remember(point - self._previous[0], gradient - self._previous[1])
        self._previous = (point, gradient)
        direction = -self._times_inverse_hessian(gradient)
        if not self._pairs:  # nothing is known of the scale yet: a first step of length at most one, over all pixels
            direction = direction / gradient.abs().sum().clamp_min(1.0)
        return point + self._stride * direction

    def _back_to_best(self) -> tuple[torch.Tensor, torch.Tensor]:
        assert self._best is not None
        self._pairs.clear()
        self._stride /= 2
        if self._stride < 1e-3:
            raise OptionError(
                "The cost does not fall any more with these weights; lower alpha and beta, or choose another optimiser."
            )
        return self._best[1], self._best[2]

    def _remember(self, s: torch.Tensor, y: torch.Tensor) -> None:
        curvature = (s * y).sum()
        if float(curvature) > 1e-10:  # a pair without positive curvature would spoil the inverse Hessian
            self._pairs.append((s, y, 1.0 / curvature))

    def _times_inverse_hessian(self, gradient: torch.Tensor) -> torch.Tensor:
        """The two-loop recursion."""
        q = gradient.clone()
        shares = []
        for s, y, rho in reversed(self._pairs):
            share = rho * (s * q).sum()
            q -= share * y
            shares.append(share)
        if self._pairs:
            _, y, rho = self._pairs[-1]
            q /= rho * y.square().sum()
        for (s, y, rho), share in zip(self._pairs, reversed(shares), strict=True):
            q += s * (share - rho * (y * q).sum())
        return q


class Adam:
    """Adam (Kingma and Ba 2015), torch's own."""

    def __init__(self, rate: float = ADAM_RATE) -> None:
        self._rate = rate
        self._parameter: torch.Tensor | None = None
        self._adam: torch.optim.Adam | None = None

    def step(self, point: torch.Tensor, cost: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:  # noqa: ARG002
        """See `Optimizer`."""
        if self._parameter is None or self._adam is None:
            self._parameter = point.clone()
            self._adam = torch.optim.Adam([self._parameter], lr=self._rate)
        self._parameter.grad = torch.nan_to_num(gradient)
        self._adam.step()
        return self._parameter.detach().clone()
