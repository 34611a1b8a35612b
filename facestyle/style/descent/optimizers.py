"""Optimisers of G: L-BFGS and Adam, behind one small interface.

An optimiser gets a point, its cost and its gradient, and returns the next point. Not about what is minimised
(descent.py).
"""

from __future__ import annotations

from typing import Protocol

import torch

from facestyle.errors import OptionError

#: Pairs that L-BFGS remembers of a small G (up to 256 px square) and of a larger one. Every step goes through all of
#: them twice; at 512 px twenty bring J as low as fifty-seven did, in an eighth less time.
MANY, SMALL = 100, 200_000
ENOUGH = 20
#: Numbers that the memory may hold for each of s and y, 120 MB in float32; at least six pairs are always remembered,
#: and three of a print, which takes its last few steps only at full size.
MEMORY = 30_000_000
PRINT = 25_000_000
#: Root mean square of the first step of L-BFGS, a hundredth of the range of a pixel: large enough that the difference
#: of two gradients is curvature and not rounding, small enough not to leap anywhere.
FIRST_STEP = 0.01
#: The same for a start from a G that is good already, which a larger step would lose: after a long descent J went from
#: 12.3 to 584 within three steps, whether the weights had changed or not.
CAREFUL_STEP = 0.001
#: Adam's learning rate. With 0.03 J rose again in the first steps from C. With 0.02 it falls from the first step on,
#: and after 120 steps it is within 2 % of that with 0.03 (four pairs at 96 and 144 px, from C and from noise).
ADAM_RATE = 0.02


class Optimizer(Protocol):
    """Proposes the next point from the present one."""

    def step(self, point: torch.Tensor, cost: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
        """Return the point after `point`, where the cost and its gradient are as given.

        Args:
            point, gradient: of one shape.
            cost: a scalar, best on the CPU, where comparing it does not wait for an accelerator. It is not finite where
                the gradient is not.
        """
        ...


def secants(numbers: int) -> int:
    """Return the number of pairs that L-BFGS remembers, for points of so many numbers."""
    return MANY if numbers <= SMALL else max(6 if numbers <= PRINT else 3, min(ENOUGH, MEMORY // numbers))


class LBFGS:
    """Limited-memory BFGS without a line search (Nocedal 1980; compact form of Byrd, Nocedal and Schnabel 1994).

    Each step evaluates the network once. After a bad step (the cost is not finite, or far above the best) it goes back
    to the best point with an empty memory and half the stride.
    """

    def __init__(self, numbers: int, first_step: float = FIRST_STEP) -> None:
        self._most = secants(numbers)
        self._first_step = first_step
        self._memory: _Secants | None = None
        self._previous: tuple[torch.Tensor, torch.Tensor] | None = None
        self._best: tuple[float, torch.Tensor, torch.Tensor] | None = None
        self._stride = 1.0

    def step(self, point: torch.Tensor, cost: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
        """See `Optimizer`."""
        value = float(cost)
        if self._memory is None:
            self._memory = _Secants(self._most, gradient)
        if self._best is None or value < self._best[0]:
            self._best = (value, point, gradient)
        if not value <= 4 * self._best[0]:
            point, gradient = self._back_to_best()
            self._memory.clear()
        elif self._previous is not None:
            self._memory.remember(point - self._previous[0], gradient - self._previous[1])
        self._previous = (point, gradient)
        direction = -self._memory.times_inverse_hessian(gradient)
        if not self._memory.count:  # nothing is known of the scale yet
            direction = direction * (self._first_step / gradient.square().mean().sqrt().clamp_min(1e-30))
        return point + self._stride * direction

    def _back_to_best(self) -> tuple[torch.Tensor, torch.Tensor]:
        assert self._best is not None
        self._stride /= 2
        if self._stride < 1e-3:
            raise OptionError(
                "The cost no longer falls with these weights; lower alpha and beta, or choose another optimiser."
            )
        return self._best[1], self._best[2]


class _Secants:
    """The latest pairs s = x' - x and y = g' - g, and the inverse Hessian that they imply.

    With S and Y the pairs in the order they came, R the upper triangle of S^T Y, D its diagonal and
    gamma = s^T y / y^T y of the newest: H g = gamma g + S R^-T ((D + gamma Y^T Y) R^-1 S^T g - gamma Y^T g)
    - gamma Y R^-1 S^T g (equation 3.1). That takes two products with one tall matrix; the two-loop recursion takes
    hundreds.
    """

    def __init__(self, most: int, like: torch.Tensor) -> None:
        self.count = 0
        self._most = most
        # Rows: all s, then all y. Its pages take memory only as pairs come.
        self._pairs = torch.empty((2 * most, like.numel()), dtype=like.dtype, device=like.device)
        # Column j: the products of all s, then of all y, with y_j; in float64, since small differences matter, and on
        # the CPU, since Apple's MPS has no float64.
        self._products = torch.zeros((2 * most, most), dtype=torch.float64)
        self._before = torch.zeros(2 * most, dtype=torch.float64)
        self._oldest = 0
        self._newest: int | None = None

    def clear(self) -> None:
        """Forget all pairs."""
        self.count = self._oldest = 0
        self._newest = None

    def remember(self, s: torch.Tensor, y: torch.Tensor) -> None:
        """Add the pair that leads to the next gradient asked about; it replaces the oldest where there are too many."""
        s, y = s.flatten(), y.flatten()
        if float(torch.dot(s, y)) <= 1e-10:  # a pair without positive curvature would spoil the inverse Hessian
            return
        slot = (self._oldest + self.count) % self._most
        if self.count == self._most:
            self._oldest = (self._oldest + 1) % self._most
        self.count = min(self.count + 1, self._most)
        self._pairs[slot], self._pairs[self._most + slot] = s, y
        self._newest = slot

    def times_inverse_hessian(self, gradient: torch.Tensor) -> torch.Tensor:
        """Return H times a gradient, in its shape; the gradient itself while there are no pairs."""
        flat = gradient.flatten()
        products = self._times(flat)
        if self._newest is not None:
            self._note_products(self._newest, products)
        self._before, self._newest = products, None
        if not self.count:
            return gradient.clone()
        gamma, shares = self._shares(products)
        return (gamma.to(flat) * flat + self._mixed(shares.to(flat))).view_as(gradient)

    def _note_products(self, slot: int, products: torch.Tensor) -> None:
        """Note the products of all pairs with the newest y: those with this gradient less those with the one before."""
        with_y = products - self._before
        rows = [slot, self._most + slot]  # the new pair itself was not there for the gradient before
        with_y[rows] = (self._pairs[rows] @ self._pairs[self._most + slot]).cpu().double()
        self._products[:, slot] = with_y
        self._products[self._most + slot, : self._most] = with_y[self._most :]

    def _shares(self, products: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return gamma, and the share of each s and y in H g; the products are those of all pairs with g."""
        order = (self._oldest + torch.arange(self.count)) % self._most
        s_g, y_g = products[order], products[self._most + order]
        s_y = self._products[order][:, order].triu()
        y_y = self._products[self._most + order][:, order]
        gamma = s_y[-1, -1] / y_y[-1, -1]
        solved = torch.linalg.solve_triangular(s_y, s_g[:, None], upper=True)
        inner = s_y.diagonal()[:, None] * solved + gamma * (y_y @ solved) - gamma * y_g[:, None]
        shares = torch.zeros_like(products)
        shares[order] = torch.linalg.solve_triangular(s_y.T, inner, upper=False)[:, 0]
        shares[self._most + order] = -gamma * solved[:, 0]
        return gamma, shares

    def _times(self, vector: torch.Tensor) -> torch.Tensor:
        """Return the products of all pairs with a vector; zero where there is no pair yet."""
        products = torch.zeros(2 * self._most, dtype=torch.float64)
        for start in (0, self._most):
            products[start : start + self.count] = (self._pairs[start : start + self.count] @ vector).cpu().double()
        return products

    def _mixed(self, shares: torch.Tensor) -> torch.Tensor:
        """Return the sum of all pairs, each times its share."""
        s, y = shares[: self.count], shares[self._most : self._most + self.count]
        return s @ self._pairs[: self.count] + y @ self._pairs[self._most : self._most + self.count]


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
