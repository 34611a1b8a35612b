"""A seamless G goes on with itself: across its borders neighbours differ no more than inside."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image
from support import places

from facestyle import images
from facestyle.style.costs import losses, strips
from facestyle.style.costs.targets import Targets
from facestyle.style.descent.start import checked_start, enlarged, resized_pixels
from facestyle.style.features import load_features
from facestyle.style.transfer import StyleOptions, stylize

TEXTURE = {"alpha": 0.0, "beta": 10.0, "size": 96, "steps": 25}


@pytest.fixture(scope="module")
def style():
    return images.load(Image.open(places.STYLES / "mosaic.jpg").resize((160, 160)))


def seam(picture: np.ndarray) -> float:
    """The mean difference of neighbours across the borders of a tile, as a share of that inside, smoothed a little."""
    values = sum(np.roll(picture.astype(float), (y, x), (0, 1)) for y in range(3) for x in range(3)) / 9
    inside = np.abs(np.diff(values, axis=0)).mean() + np.abs(np.diff(values, axis=1)).mean()
    across = np.abs(values[1] - values[0]).mean() + np.abs(values[:, 1] - values[:, 0]).mean()
    return float(across / inside)


@pytest.mark.parametrize("more", [{}, {"total_variation": 1.0, "pooling": "average"}])
def test_a_texture_has_no_seam(sample, style, more):
    made = {}
    for seamless in (False, True):
        *_, last = stylize(sample("china"), style, StyleOptions(**TEXTURE, **more, seamless=seamless))
        made[seamless] = last.picture
    assert seam(made[False]) > 1.1 * seam(made[True])
    assert 0.75 < seam(made[True]) < 1.25
    assert all(side % 16 == 0 for side in made[True].shape[:2])


def test_costs_are_those_of_every_shift_of_the_tile(style):
    """Where the borders lie is nothing that J knows."""
    options = StyleOptions(seamless=True)
    load_features()
    pixels = torch.rand(1, 3, 64, 96, generator=torch.Generator().manual_seed(0))
    of_style = resized_pixels(style, 160)
    for shift in ((16, 32), (48, 80)):
        here, there = (
            Targets(options, one, [of_style], [], 0).costs(other, exactly=True)
            for one, other in (
                (pixels, pixels.flip(2)),
                [torch.roll(p, shift, (2, 3)) for p in (pixels, pixels.flip(2))],
            )
        )
        assert here[0].item() == pytest.approx(there[0].item(), rel=1e-4)
        for layer in here[1]:
            assert here[1][layer].item() == pytest.approx(there[1][layer].item(), rel=1e-4)
        rolled = losses.total_variation(torch.roll(pixels, shift, (2, 3)), periodic=True)
        assert losses.total_variation(pixels, periodic=True).item() == pytest.approx(rolled.item(), rel=1e-5)
    assert losses.total_variation(pixels).item() != pytest.approx(rolled.item(), rel=1e-5)


@pytest.mark.parametrize("layer", ["relu4_2", "relu2_2"])
def test_strips_give_the_same_costs_and_gradient(style, monkeypatch, layer):
    monkeypatch.setattr("facestyle.style.costs.targets.fast_features", lambda name, _: load_features(name))
    monkeypatch.setattr(strips, "PIXELS", 96 * 24)
    options = StyleOptions(seamless=True, content_layer=layer)
    pixels = torch.rand(1, 3, 112, 96, generator=torch.Generator().manual_seed(0))
    of_style = resized_pixels(style, 160)
    found = []
    for in_strips in (0, 2, 4):
        point = pixels.flip(3).clone().requires_grad_()
        content, styles, _ = Targets(options, pixels, [of_style], [], in_strips).costs(point)
        total = content + sum(styles.values())
        found.append((total.item(), torch.autograd.grad(total, point)[0]))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-5)
    assert (found[0][1] - found[1][1]).abs().max() < 1e-4 * found[0][1].abs().max()


def test_a_tile_grows_without_a_seam():
    wave = torch.arange(64) * (2 * torch.pi / 64)
    tile = (0.5 + 0.4 * torch.sin(wave + 1)[None, :] * torch.cos(3 * wave)[:, None]).expand(1, 3, 64, 64)
    large = enlarged(tile, 160, 160, periodic=True)
    rolled = enlarged(torch.roll(tile, (32, 32), (2, 3)), 160, 160, periodic=True)
    assert torch.allclose(torch.roll(large, (80, 80), (2, 3)), rolled, atol=1e-5)


def test_a_tile_can_be_gone_on_from(sample):
    content = sample("china")
    assert checked_start(np.zeros((48, 64, 3), np.uint8), content, 16) is not None
