"""The cost of colours: against a sort, and what descending on it does to pixels."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from support.places import STYLES

from facestyle import images
from facestyle.style.costs.colours import BASES, LEAST, SCALE, TINT, Colours
from facestyle.style.descent.start import resized_pixels


@pytest.fixture(scope="module")
def mosaic() -> torch.Tensor:
    return resized_pixels(images.load(STYLES / "mosaic.jpg"), 96)


@pytest.fixture(scope="module")
def china(sample) -> torch.Tensor:
    return resized_pixels(sample("china"), 96)


def by_sorting(generated: torch.Tensor, style: torch.Tensor) -> float:
    """The squared distance of two distributions on a line, of as many values: those of one rank belong together."""
    cost = 0.0
    for basis in BASES:
        for axis in np.array(basis):
            g, s = (np.sort(np.tensordot(axis, pixels[0].double().numpy(), 1).ravel()) for pixels in (generated, style))
            cost += (1 + (TINT / max(s.std(), LEAST)) ** 2) * ((g - s) ** 2).mean()
    return SCALE * cost / len(BASES)


def descended(colours: Colours, pixels: torch.Tensor, steps: int = 200) -> torch.Tensor:
    for _ in range(steps):
        pixels = pixels.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(colours.cost(pixels), pixels)
        pixels = pixels - gradient * pixels[0, 0].numel() / (40 * SCALE)
    return pixels.detach()


def test_the_cost_is_the_distance_of_values_of_one_rank(china):
    grains = 0.004 * torch.randn(china.shape, generator=torch.Generator().manual_seed(0))  # no two values are equal
    china = 0.96 * china + 0.02 + grains
    style = china.flip(1) ** 2
    for generated in (china, 0.3 * china + 0.4, 0.5 + 4 * grains):
        expected = by_sorting(generated, style)
        assert float(Colours([style], [1.0]).cost(generated)) == pytest.approx(expected, rel=0.01)


def test_only_how_often_a_colour_occurs_counts(mosaic):
    colours = Colours([mosaic], [1.0])
    order = torch.randperm(mosaic[0, 0].numel())
    assert float(colours.cost(mosaic)) < 1e-5 * SCALE
    assert float(colours.cost(mosaic.flatten(2)[:, :, order].view_as(mosaic))) < 1e-5 * SCALE
    assert float(colours.cost(0.5 * mosaic)) > 0.02 * SCALE


def test_going_down_the_gradient_gives_the_colours_of_s(china, mosaic):
    made = descended(Colours([mosaic], [1.0]), china)
    one, other = made[0].flatten(1), mosaic[0].flatten(1)
    assert one.mean(dim=1) == pytest.approx(other.mean(dim=1), abs=0.005)
    assert one.std(dim=1) == pytest.approx(other.std(dim=1), rel=0.05)
    assert float(((made < 0.002) | (made > 0.998)).float().mean()) < 0.02


def test_a_region_is_compared_alone(china, mosaic):
    mask = torch.zeros(1, 1, *china.shape[2:])
    mask[..., : china.shape[3] // 2] = 1
    inside, everywhere = Colours([mosaic], [1.0], [mask]), Colours([mosaic], [1.0])
    left = descended(inside, china)
    assert torch.equal(left[..., china.shape[3] // 2 :], china[..., china.shape[3] // 2 :])
    assert float(inside.cost(left)) < 0.01 * float(inside.cost(china))
    assert float(everywhere.cost(left)) > 0.1 * float(everywhere.cost(china))


def test_each_region_has_the_colours_of_its_own_style(mosaic):
    half = torch.zeros(1, 1, 40, 60)
    half[..., :30] = 1
    colours = Colours([mosaic, 0.3 * mosaic], [0.5, 0.5], [half, 1 - half])
    made = descended(colours, torch.full((1, 3, 40, 60), 0.5) + 0.01 * torch.randn(1, 3, 40, 60))
    assert float(made[..., :30].mean()) == pytest.approx(float(mosaic.mean()), abs=0.03)
    assert float(made[..., 30:].mean()) == pytest.approx(0.3 * float(mosaic.mean()), abs=0.03)


def test_several_styles_give_the_colours_of_all_by_their_shares():
    dark, light = torch.full((1, 3, 20, 20), 0.2), torch.full((1, 3, 50, 50), 0.8)
    made = descended(Colours([dark, light], [0.25, 0.75]), 0.5 + 0.01 * torch.randn(1, 1, 40, 40).expand(-1, 3, -1, -1))
    assert float((made < 0.5).float().mean()) == pytest.approx(0.25, abs=0.02)
    assert float(made.mean()) == pytest.approx(0.65, abs=0.02)


def test_a_tint_counts_more_beside_a_grey_style(china, mosaic):
    grey = mosaic.mean(dim=1, keepdim=True).expand(-1, 3, -1, -1)
    tint = torch.tensor([0.02, -0.02, 0.0]).view(1, 3, 1, 1)
    added = [float(Colours([style], [1.0]).cost(style + tint)) for style in (grey, mosaic)]
    assert added[0] > 4 * added[1] > 0


@pytest.mark.parametrize("level", [0.0, 0.3, 1.0])
def test_a_picture_of_one_colour_has_a_cost_and_a_gradient(level, mosaic):
    flat = torch.full((1, 3, 24, 32), level, requires_grad=True)
    cost = Colours([mosaic], [1.0]).cost(flat)
    (gradient,) = torch.autograd.grad(cost, flat)
    assert torch.isfinite(cost)
    assert torch.isfinite(gradient).all()
    assert float((gradient - gradient[..., :1, :1]).abs().max()) < 1e-6  # equal colours stay equal
    of_flat = Colours([flat.detach()], [1.0])
    assert float(of_flat.cost(flat.detach())) < 1e-4 * SCALE
