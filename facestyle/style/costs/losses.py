"""Content cost, Gram matrix, style cost and J, as in the course, on activations of any dimensionality.

Pure functions of activations, n_C x positions. Positions are n_H x n_W in a picture; they can be a length or a volume
as well. Gatys, Ecker and Bethge 2016, "Image Style Transfer Using Convolutional Neural Networks".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch.autograd.function import once_differentiable


def content_cost(content: torch.Tensor, generated: torch.Tensor, weights: torch.Tensor | None = None) -> torch.Tensor:
    """Return J_content = 1/2 ||a(C) - a(G)||^2 / (number of activations).

    Equation 1 of Gatys et al. The division is ours: the course's sum grows with the picture, so that alpha would mean
    something else at every size.

    Args:
        content, generated: activations of C and of G at one layer, of one shape.
        weights: of each position, of the positions' shape; all the same where not given.
    """
    squared = (content - generated.to(content.dtype)).square()
    return 0.5 * (squared if weights is None else squared * weights).mean()


def total_variation(generated: torch.Tensor, seen: torch.Tensor | None = None, periodic: bool = False) -> torch.Tensor:
    """Return the mean squared difference of neighbouring pixels, times 1000 so that a weight of 1 can be felt.

    Mahendran and Vedaldi 2015, section 3, with beta = 2.

    Args:
        generated: N x 3 x H x W in [0, 1].
        seen: how much each pixel counts, 1 x 1 x H x W, 0 to 1; of a pair, the lesser counts. All the same where not
            given.
        periodic: whether the last row and column have the first ones as neighbours.
    """
    costs = []
    for along in (2, 3):
        squared = torch.sub(*_neighbours(generated, along, periodic)).square()
        if seen is None:
            costs.append(squared.mean())
        else:
            counts = torch.minimum(*_neighbours(seen, along, periodic)).expand_as(squared)
            costs.append((squared * counts).sum() / counts.sum().clamp_min(1e-12))
    return 1000.0 * (costs[0] + costs[1])


def _neighbours(values: torch.Tensor, along: int, periodic: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the later and the earlier of each pair of neighbours along rows (2) or columns (3)."""
    if periodic:
        return values.roll(-1, along), values
    count = values.shape[along] - 1
    return values.narrow(along, 1, count), values.narrow(along, 0, count)


def gram_matrix(activations: torch.Tensor) -> torch.Tensor:
    """Return the Gram matrix G_kk' = sum over positions of a_k a_k', n_C x n_C: which channels fire together.

    Equation 3 of Gatys et al., a sum that nothing divides.

    Args:
        activations: n_C x positions..., in float32 or wider (sums over many positions overflow float16).
    """
    rows = activations.flatten(start_dim=1)
    return rows @ rows.T


def gram_per_position(activations: torch.Tensor) -> torch.Tensor:
    """Return the Gram matrix divided by the number of positions: the same for a picture and for two of it."""
    return gram_matrix(activations) / activations[0].numel()


def style_cost(style_gram: torch.Tensor, generated: torch.Tensor) -> torch.Tensor:
    """Return J_style of one layer: 1/(2 n_H n_W n_C)^2 ||G(S) - G(G)||_F^2.

    Equation 4 of Gatys et al. Where S and G differ in size their sums have different numbers of terms. So each Gram
    matrix is divided by the number of its positions, and the cost is ||G(S)/N_S - G(G)/N_G||_F^2 / (2 n_C)^2. With
    N_S = N_G = n_H n_W that is the course's.

    Args:
        style_gram: `gram_per_position` of S at this layer, n_C x n_C, float32 or wider.
        generated: activations of G, n_C x positions...; in bfloat16 products are summed in float32, and each sum is
            rounded once.

    Returns:
        A scalar, of the type of `style_gram`. Its gradient is equation 6's, and can't be differentiated once more.
    """
    cost: torch.Tensor = _GramDistance.apply(generated, style_gram)
    return cost


def style_cost_of_gram(style_gram: torch.Tensor, gram: torch.Tensor, positions: int) -> torch.Tensor:
    """Return `style_cost` from the Gram matrix of G, which may have been summed in pieces.

    Args:
        style_gram: `gram_per_position` of S at this layer, n_C x n_C.
        gram: `gram_matrix` of G, n_C x n_C, of the type of `style_gram`.
        positions: N_G, the number of positions that were summed.
    """
    return (gram / positions - style_gram).square().sum() / (2 * len(gram)) ** 2


class _GramDistance(torch.autograd.Function):
    """`style_cost` with its gradient in closed form: one product backwards, where differentiating G = A A^T takes two.

    d J / d A = (G(G)/N - G(S)/N_S) A / (n_C^2 N), equation 6 of Gatys et al. with N taken out of the sums.
    """

    @staticmethod
    def forward(ctx: Any, generated: torch.Tensor, style_gram: torch.Tensor) -> torch.Tensor:
        """J_style of one layer."""
        rows = generated.flatten(start_dim=1)
        channels, positions = rows.shape
        difference = (rows @ rows.T).to(style_gram.dtype) / positions - style_gram
        ctx.save_for_backward(rows, difference)
        ctx.shape = generated.shape
        return difference.square().sum() / (2 * channels) ** 2

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, None]:
        """The gradient to the activations of G."""
        rows, difference = ctx.saved_tensors
        channels, positions = rows.shape
        scaled = (difference * (gradient / (channels**2 * positions))).to(rows.dtype)
        # Positions first: that is how a channels_last network keeps its activations, and no copy is needed.
        return (rows.T @ scaled).T.unflatten(1, ctx.shape[1:]), None


def total_cost(
    alpha: float, content: torch.Tensor, beta: float, styles: Mapping[str, torch.Tensor], lambdas: Mapping[str, float]
) -> torch.Tensor:
    """Return J = alpha J_content + beta sum_l lambda[l] J_style[l]."""
    total = alpha * content
    for layer, cost in styles.items():
        total = total + beta * lambdas[layer] * cost
    return total
