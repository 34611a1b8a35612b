"""Colours of G against those of S: how the pixels themselves are distributed, as layer 0 of the style cost.

VGG knows edges and textures, and hardly how bright a place is: without this cost J has a curvature 30 times smaller
for coarse brightness than for fine, and a G from noise stays grey. The cost is a sliced Wasserstein distance (Rabin,
Peyre, Delon and Bernot 2012) along fixed axes.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from facestyle.style.costs import regions

#: Brightness, red against blue, and green against magenta: the rows of an orthonormal matrix.
OPPONENTS = ((3**-0.5, 3**-0.5, 3**-0.5), (2**-0.5, 0.0, -(2**-0.5)), (6**-0.5, -2 * 6**-0.5, 6**-0.5))
#: Colours are compared along opponent colours, so that G deviates as S does in brightness and in colour, and along red,
#: green and blue, so that G has no more pixels at 0 and 1 than S has.
BASES = (OPPONENTS, ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)))
#: Quantiles that are kept of S, and bins in which the values of G are counted. Counting takes a millisecond an axis at
#: 256 px, sorting six.
QUANTILES = BINS = 1024
#: Factor of the cost, so that a lambda like those of the layers can be felt.
SCALE = 5.0
#: A tint is seen on grey that is not seen among colours. An axis along which S deviates less than this counts more, up
#: to 37 times where S does not deviate at all.
TINT, LEAST = 0.06, 0.01


class Colours:
    """The distributions of S's colours, and the cost of a G of one size against them.

    Args:
        styles: the style pictures, 1 x 3 x H x W in [0, 1], of any sizes.
        shares: of each style picture; they sum to 1.
        masks: where each style goes, 1 x 1 x H x W of G; where there are none, all styles together go everywhere.
        seen: the opacity of C, 1 x 1 x H x W: where it is 0, nothing counts. None where it is opaque.
        taken: how much each pixel of each style picture counts, 1 x 1 x its height x width; None where all count alike.
    """

    def __init__(
        self,
        styles: Sequence[torch.Tensor],
        shares: Sequence[float],
        masks: Sequence[torch.Tensor] = (),
        seen: torch.Tensor | None = None,
        taken: Sequence[torch.Tensor | None] = (),
    ) -> None:
        taken = taken or [None] * len(styles)
        self._regions = [_Region(1.0, styles, shares, seen, taken)]
        if masks:
            guides = [mask if seen is None else mask * seen for mask in masks]
            together = zip(shares, styles, guides, taken, strict=True)
            self._regions = [_Region(share, [style], [1.0], guide, [of]) for share, style, guide, of in together]

    def cost(self, generated: torch.Tensor) -> torch.Tensor:
        """Return J_colours: how far colours of G have to move, squared, to be distributed along the axes as those of S.

        The mean over positions and bases, times `SCALE`; summed over regions by their shares.

        Args:
            generated: 1 x 3 x H x W.
        """
        pixels = generated[0].flatten(1)
        return SCALE * torch.stack([region.share * region.distance(pixels) for region in self._regions]).sum()


class _Region:
    """What the colours of G, or of a region of it, are compared with."""

    def __init__(
        self,
        share: float,
        styles: Sequence[torch.Tensor],
        shares: Sequence[float],
        mask: torch.Tensor | None,
        taken: Sequence[torch.Tensor | None],
    ) -> None:
        self.share = share
        self._weights = None
        if mask is not None:
            self._weights = regions.guide(mask, (mask.shape[2], mask.shape[3])).square().flatten()
        self._bases = [torch.tensor(basis).to(styles[0]) for basis in BASES]
        self._wanted = [
            torch.stack([_quantiles(axis, styles, shares, taken) for axis in basis]) for basis in self._bases
        ]
        self._of_axes = [
            1 + (TINT / wanted.std(dim=1, keepdim=True).clamp_min(LEAST)).square() for wanted in self._wanted
        ]

    def distance(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return the mean squared distance of pixels, 3 x positions, to where they belong, weighted by axes.

        The gradient is computed here, an axis at a time: a large G would keep twelve times its size for it otherwise.
        """
        here = pixels.detach()
        distance, gradient = torch.zeros((), device=here.device), torch.zeros_like(here)
        with torch.no_grad():
            for basis, wanted, of_axes in zip(self._bases, self._wanted, self._of_axes, strict=True):
                for axis, quantiles, weight in zip(basis, wanted, of_axes, strict=True):
                    values = axis @ here
                    # With these aims held fixed, the gradient is that of the distance between the distributions.
                    away = values - _moved(values, *_range(axis), quantiles, self._weights)
                    pull = weight * (away if self._weights is None else away * self._weights)
                    distance += (pull * away).mean()
                    gradient += 2 / len(values) * axis[:, None] * pull
        # Worth `distance`, with that gradient.
        return (distance + (gradient * (pixels - here)).sum()) / len(self._bases)


def _quantiles(
    axis: torch.Tensor,
    pictures: Sequence[torch.Tensor],
    shares: Sequence[float],
    taken: Sequence[torch.Tensor | None],
) -> torch.Tensor:
    """Return quantiles, rising, of what all pictures together have along an axis."""
    of_each = [axis @ picture[0].flatten(1) for picture in pictures]
    weights = [
        torch.full_like(values, share / len(values)) if of is None else share * of.flatten() / of.sum()
        for values, share, of in zip(of_each, shares, taken, strict=True)
    ]
    values, order = torch.cat(of_each).sort()
    upto = torch.cat(weights)[order].cumsum(0)
    at = (torch.arange(QUANTILES, device=upto.device) + 0.5) / QUANTILES * upto[-1]
    return values[torch.searchsorted(upto, at).clamp(max=len(values) - 1)]


def _range(axis: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the least and the greatest value that a colour has along an axis."""
    return axis.clamp(max=0).sum(), axis.clamp(min=0).sum()


def _moved(
    values: torch.Tensor, least: torch.Tensor, most: torch.Tensor, wanted: torch.Tensor, weights: torch.Tensor | None
) -> torch.Tensor:
    """Return the value of the same rank in the wanted distribution, for each value.

    On a line this is the shortest way from one distribution to another. Equal values stay equal.
    """
    at = ((values - least) / (most - least) * BINS).clamp(0, BINS)
    index = at.long().clamp(max=BINS - 1)
    counts = torch.bincount(index, weights, minlength=BINS)
    ranks = torch.nn.functional.pad(counts.cumsum(dim=0), (1, 0)).to(values) / len(values)
    edges = _between(wanted, ranks * QUANTILES - 0.5)
    return torch.lerp(edges[index], edges[index + 1], at - index)


def _between(table: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    at = at.clamp(0, len(table) - 1)
    below = at.long().clamp(max=len(table) - 2)
    return torch.lerp(table[below], table[below + 1], at - below)
