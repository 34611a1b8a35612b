"""Gram matrices of a style picture are computed once for several runs, and never taken for those of another."""

from __future__ import annotations

import pytest
import torch

from facestyle.style.costs import kept_grams
from facestyle.style.costs.targets import Targets
from facestyle.style.features import Features
from facestyle.style.options import StyleOptions


@pytest.fixture(autouse=True)
def none_kept():
    """No test finds what another has computed."""
    kept_grams._kept.clear()
    yield
    kept_grams._kept.clear()


@pytest.fixture
def passes(monkeypatch) -> list[tuple[int, ...]]:
    """The shapes of the pictures that go through the network."""
    shapes: list[tuple[int, ...]] = []
    forward = Features.forward

    def noted(self, pixels, *more, **named):
        shapes.append(tuple(pixels.shape))
        return forward(self, pixels, *more, **named)

    monkeypatch.setattr(Features, "forward", noted)
    return shapes


def pixels(seed: int, side: int = 64) -> torch.Tensor:
    return torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(seed))


def costs(style: torch.Tensor, taken: torch.Tensor | None = None, **options: object) -> dict[str, float]:
    targets = Targets(StyleOptions(size=64, **options), pixels(1), [style], [], 0, None, [taken])
    return {layer: float(cost) for layer, cost in targets.costs(pixels(2), exactly=True)[1].items()}


def test_the_second_run_with_a_style_computes_no_gram_matrix_of_it(passes):
    style = pixels(3, 80)
    first = costs(style)
    assert passes.count((1, 3, 80, 80)) == 1
    assert costs(style.clone()) == first
    assert passes.count((1, 3, 80, 80)) == 1


def test_another_picture_of_that_size_has_its_own(passes):
    first = costs(pixels(3, 80))
    assert costs(pixels(4, 80)) != first
    assert passes.count((1, 3, 80, 80)) == 2


def test_what_is_taken_of_it_the_layers_and_the_pooling_count(passes):
    style, half = pixels(3, 80), torch.zeros(1, 1, 80, 80)
    half[..., :40] = 1
    whole = costs(style)
    assert costs(style, half) != whole
    assert costs(style, pooling="average") != whole
    assert len(costs(style, style_layers=("relu1_1", "relu2_1"), layer_weights=(0.5, 0.5))) == 2
    assert passes.count((1, 3, 80, 80)) == 4


def test_the_one_that_was_used_longest_ago_goes_first(monkeypatch):
    computed = []

    def of(seed: int) -> None:
        def compute() -> dict[str, torch.Tensor]:
            computed.append(seed)
            return {"relu1_1": torch.zeros(64, 64)}

        kept_grams.of("vgg19", [pixels(seed, 8), None], compute)

    monkeypatch.setattr(kept_grams, "MOST_BYTES", 2 * 64 * 64 * 4)
    for seed in (1, 2, 1, 3, 1, 2):
        of(seed)
    assert computed == [1, 2, 3, 2]
