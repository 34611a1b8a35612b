"""Costs and Gram matrix against loops written straight from the course's formulas, in double precision."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch

from facestyle.style.costs import losses

#: A length, a picture and a volume: the same code serves all three.
SHAPES = [(3, 7), (4, 5, 6), (2, 3, 4, 5)]


def activations(shape: tuple[int, ...], seed: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(size=shape))


def positions(shape: tuple[int, ...]):
    return list(itertools.product(*(range(side) for side in shape[1:])))


def naive_gram(a: torch.Tensor) -> np.ndarray:
    """G_kk' = sum_ij a_ijk a_ijk', term by term."""
    channels = a.shape[0]
    gram = np.zeros((channels, channels))
    for k in range(channels):
        for other in range(channels):
            for place in positions(tuple(a.shape)):
                gram[k, other] += float(a[(k, *place)]) * float(a[(other, *place)])
    return gram


@pytest.mark.parametrize("shape", SHAPES)
def test_gram_matrix_equals_the_sum_over_positions(shape):
    a = activations(shape, 1)
    assert losses.gram_matrix(a).numpy() == pytest.approx(naive_gram(a))


def test_gram_matrix_is_symmetric_and_blind_to_where_things_are():
    a = activations((6, 8, 9), 2)
    gram = losses.gram_matrix(a)
    assert torch.allclose(gram, gram.T)
    shuffled = a.flatten(1)[:, torch.randperm(72, generator=torch.Generator().manual_seed(0))]
    assert torch.allclose(losses.gram_matrix(shuffled), gram)


@pytest.mark.parametrize("shape", SHAPES)
def test_style_cost_is_the_courses_where_sizes_agree(shape):
    """J_style = 1/(2 n_H n_W n_C)^2 sum_kk' (G(S) - G(G))^2."""
    style, generated = activations(shape, 3), activations(shape, 4)
    count = len(positions(shape))
    difference = naive_gram(style) - naive_gram(generated)
    expected = (difference**2).sum() / (2 * count * shape[0]) ** 2
    got = losses.style_cost(losses.gram_per_position(style), generated)
    assert float(got) == pytest.approx(expected)


def test_style_cost_of_a_picture_against_itself_repeated_is_zero():
    style = activations((4, 5, 6), 5)
    twice = torch.cat([style, style], dim=2)
    assert float(losses.style_cost(losses.gram_per_position(style), twice)) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_content_cost_is_half_the_squared_distance_per_activation(shape):
    content, generated = activations(shape, 6), activations(shape, 7)
    total = 0.0
    for k in range(shape[0]):
        for place in positions(shape):
            total += (float(content[(k, *place)]) - float(generated[(k, *place)])) ** 2
    expected = 0.5 * total / (shape[0] * len(positions(shape)))
    assert float(losses.content_cost(content, generated)) == pytest.approx(expected)


def test_total_cost_weighs_content_by_alpha_and_each_layer_by_beta_and_lambda():
    styles = {"relu1_1": torch.tensor(2.0), "relu2_1": torch.tensor(5.0)}
    lambdas = {"relu1_1": 0.25, "relu2_1": 0.5}
    total = losses.total_cost(3.0, torch.tensor(7.0), 10.0, styles, lambdas)
    assert float(total) == pytest.approx(3 * 7 + 10 * (0.25 * 2 + 0.5 * 5))


def test_gradients_of_both_costs_agree_with_finite_differences():
    style, content = activations((3, 4, 4), 8), activations((3, 4, 4), 9)
    gram = losses.gram_per_position(style)
    generated = activations((3, 4, 4), 10).requires_grad_()
    assert torch.autograd.gradcheck(lambda g: losses.style_cost(gram, g) + losses.content_cost(content, g), generated)


def test_in_bfloat16_the_style_cost_and_its_gradient_are_those_of_float32():
    generator = torch.Generator().manual_seed(11)
    style, generated = (torch.rand(32, 40, 30, generator=generator) for _ in range(2))
    gram = losses.gram_per_position(1.5 * style)
    found = []
    for dtype in (torch.float32, torch.bfloat16):
        a = generated.to(dtype).requires_grad_()
        cost = losses.style_cost(gram, a)
        (gradient,) = torch.autograd.grad(cost, a)
        assert gradient.shape == generated.shape
        assert gradient.dtype == dtype
        found.append((cost, gradient.float().flatten()))
    assert found[0][0].dtype == found[1][0].dtype == torch.float32
    assert found[1][0].item() == pytest.approx(found[0][0].item(), rel=0.01)
    assert float(torch.cosine_similarity(found[0][1], found[1][1], dim=0)) > 0.999
