"""Descent on the pixels of G: L-BFGS and Adam, one small interface.

Not about what is minimised (transfer.py): an optimiser is handed a point, its cost and its gradient, and answers with
the next point.
"""

from __future__ import annotations

from typing import Protocol

import torch

from facestyle.errors import OptionError

#: Pairs that L-BFGS remembers of a small G, up to 256 px square, and of a larger one: every step goes through all of
#: them twice, and at 512 px twenty bring J as low as fifty-seven did, in an eighth less time.
MANY, SMALL = 100, 200_000
ENOUGH = 20
#: Numbers that the memory may hold for each of s and y, 120 MB in float32; six pairs are remembered all the same.
MEMORY = 30_000_000
#: Root mean square of the first step of L-BFGS, a hundredth of the range of a pixel: large enough that the difference
#: of two gradients is curvature and not rounding, small enough not to leap anywhere.
FIRST_STEP = 0.01
#: The same from a G that is good already: a leap of that size would lose what it has, and of a long descent J went from
#: 12.3 to 584 within three steps, other weights or not.
CAREFUL_STEP = 0.001
#: Adam's, in the coordinates that are descended on. With 0.03 J rose again in the first steps from C; with 0.02 it
#: falls from the first step on, and after 120 is within 2 % (four pairs at 96 and 144 px, from C and from noise).
ADAM_RATE = 0.02


class Optimizer(Protocol):
    """Proposes the next point from the present one."""

    def step(self, point: torch.Tensor, cost: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
        """Return the point after `point`, where the cost and its gradient are as given.

        Args:
            point, gradient: of one shape.
            cost: a scalar, on the CPU best, where comparing it waits for no accelerator; not finite where either the
                cost or the gradient is not.
        """
        ...


def secants(numbers: int) -> int:
    """How many pairs L-BFGS remembers of points of so many numbers."""
    return MANY if numbers <= SMALL else max(6, min(ENOUGH, MEMORY // numbers))


class LBFGS:
    """Limited-memory BFGS without a line search (Nocedal 1980; compact form of Byrd, Nocedal and Schnabel 1994).

    One evaluation of the network a step. Where a step went badly wrong (a cost that is not finite, or far above the
    best), it goes back to the best point with an empty memory and half the stride.
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
                "The cost does not fall any more with these weights; lower alpha and beta, or choose another optimiser."
            )
        return self._best[1], self._best[2]


class _Secants:
    """The last pairs s = x' - x and y = g' - g, and the inverse Hessian that they imply.

    With S and Y the pairs in the order they came, R the upper triangle of S^T Y, D its diagonal and
    gamma = s^T y / y^T y of the newest: H g = gamma g + S R^-T ((D + gamma Y^T Y) R^-1 S^T g - gamma Y^T g)
    - gamma Y R^-1 S^T g (equation 3.1). Two products with one tall matrix, where the two-loop recursion makes hundreds.
    """

    def __init__(self, most: int, like: torch.Tensor) -> None:
        self.count = 0
        self._most = most
        # Rows: all s, then all y; pages of it are touched, and take memory, only as pairs come.
        self._pairs = torch.empty((2 * most, like.numel()), dtype=like.dtype, device=like.device)
        # Column j: the products of all s, then of all y, with y_j; in float64, since small differences are solved for.
        self._products = torch.zeros((2 * most, most), dtype=torch.float64, device=like.device)
        self._before = torch.zeros(2 * most, dtype=torch.float64, device=like.device)
        self._oldest = 0
        self._newest: int | None = None

    def clear(self) -> None:
        """Forget all pairs."""
        self.count = self._oldest = 0
        self._newest = None

    def remember(self, s: torch.Tensor, y: torch.Tensor) -> None:
        """Add the pair that led to the gradient asked about next, in place of the oldest where there are too many."""
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
        """Return H times a gradient, of its shape; the gradient itself while there are no pairs."""
        flat = gradient.flatten()
        products = self._times(flat)
        if self._newest is not None:
            self._note_products(self._newest, products)
        self._before, self._newest = products, None
        if not self.count:
            return gradient.clone()
        gamma, shares = self._shares(products)
        return (gamma.to(flat.dtype) * flat + self._mixed(shares.to(flat.dtype))).view_as(gradient)

    def _note_products(self, slot: int, products: torch.Tensor) -> None:
        """The products of all pairs with the newest y: those with this gradient less those with the one before."""
        with_y = products - self._before
        rows = [slot, self._most + slot]  # of the new pair itself, which the gradient before has not met
        with_y[rows] = (self._pairs[rows] @ self._pairs[self._most + slot]).double()
        self._products[:, slot] = with_y
        self._products[self._most + slot, : self._most] = with_y[self._most :]

    def _shares(self, products: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Gamma, and how much of each s and y is in H g; products are those of all pairs with g."""
        order = (self._oldest + torch.arange(self.count, device=products.device)) % self._most
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
        """The products of all pairs with a vector; zero where there is no pair yet."""
        products = torch.zeros(2 * self._most, dtype=torch.float64, device=vector.device)
        for start in (0, self._most):
            products[start : start + self.count] = (self._pairs[start : start + self.count] @ vector).double()
        return products

    def _mixed(self, shares: torch.Tensor) -> torch.Tensor:
        """The sum of all pairs, each times its share."""
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
