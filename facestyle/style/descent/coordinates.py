"""The coordinates that a descent takes its steps in: opponent colours, whitened over frequencies.

Steps are taken on z with G = G_0 + M F^-1(f^-w F(z)), F being the Fourier transform over positions, f the frequency
and M the opponent colours: the same costs in other coordinates, in which the coarse forms that carry content move as
easily as the grain does. It is a preconditioner: any G can be reached.
"""

from __future__ import annotations

import torch

from facestyle.style.costs.colours import OPPONENTS

#: The gradient of each opponent colour is scaled by 1/f^(2 x this) in the Fourier domain. In coordinates scaled by 0.25
#: throughout, the curvature of J (s^T y / s^T s of a run's steps, by frequency) was 30 times smaller for coarse
#: brightness than for fine, and 50 times smaller than for coarse green against magenta. J after 50 steps at 256 px on
#: three pairs is 5, 6 and 8 % lower so than with 0.25 throughout.
WHITENING = (0.5, 0.3, 0.1)


class Coordinates:
    """The way from z to G.

    Args:
        start: G_0, 1 x 3 x H x W in [0, 1]; z has its shape, and is zero there.
    """

    def __init__(self, start: torch.Tensor) -> None:
        self.start = start
        self._filter = _whitening(*start.shape[2:]).to(start)
        self._opponents = torch.tensor(OPPONENTS).to(start)

    def generated(self, z: torch.Tensor) -> torch.Tensor:
        """Return G, 1 x 3 x H x W, differentiable in z."""
        opponents = torch.fft.irfft2(torch.fft.rfft2(z) * self._filter, s=tuple(z.shape[2:]))
        return self.start + torch.einsum("kc,nkhw->nchw", self._opponents, opponents)


def _whitening(height: int, width: int) -> torch.Tensor:
    """f^-w of each opponent colour over the half-spectrum, one at a quarter of a cycle a pixel: 3 x H x (W // 2 + 1).

    The constant component counts as the lowest frequency.
    """
    rows, columns = torch.fft.fftfreq(height), torch.fft.rfftfreq(width)
    frequency = (rows[:, None].square() + columns[None].square()).sqrt().clamp_min(1.0 / max(height, width))
    return torch.stack([(4 * frequency) ** -whitening for whitening in WHITENING])
