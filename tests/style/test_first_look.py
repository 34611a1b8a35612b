"""A first look: the same settings, small and quick, and what it shows is what the large picture will be."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from support.places import STYLES
from torch.nn import functional

from facestyle import images
from facestyle.style.descent.sizes import sizes
from facestyle.style.features import load_features
from facestyle.style.options import LOOK_SIZE, LOOK_STEPS, StyleOptions
from facestyle.style.transfer import stylize

LARGE = StyleOptions(size=144, steps=25, seed=3)


def painted(content, style, options) -> np.ndarray:
    return [*stylize(content, style, options)][-1].picture


def seen(picture: np.ndarray) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Where forms are (deep activations on a coarse grid, each channel centred), and what the style is (Gram matrices,
    the strokes' sizes taken out of them by looking at every picture at one size)."""
    pixels = torch.from_numpy(picture).permute(2, 0, 1)[None] / 255
    pixels = functional.interpolate(pixels, (112, 168), mode="bilinear", antialias=True)
    with torch.no_grad():
        found = load_features()(pixels, ["relu1_1", "relu2_1", "relu3_1", "relu4_2"])
    forms = functional.adaptive_avg_pool2d(found["relu4_2"], (4, 6))[0].flatten(1)
    grams = []
    for layer in ("relu1_1", "relu2_1", "relu3_1"):
        rows = found[layer][0].flatten(1)
        gram = rows @ rows.T
        grams.append(gram / gram.norm())
    return forms - forms.mean(dim=1, keepdim=True), grams


def test_a_look_resembles_the_large_picture_of_its_own_pair_most(sample):
    contents = [sample("china"), sample("coffee")]
    styles = [images.load(STYLES / f"{name}.jpg") for name in ("mosaic", "ink-wash")]
    pairs = [(c, s) for c in range(2) for s in range(2)]
    large = {pair: seen(painted(contents[pair[0]], styles[pair[1]], LARGE)) for pair in pairs}
    for pair in ((0, 0), (1, 1)):
        content, style = contents[pair[0]], styles[pair[1]]
        forms, grams = seen(painted(content, style, LARGE.first_look(content, [style])))
        alike = {p: float(functional.cosine_similarity(forms.flatten(), large[p][0].flatten(), dim=0)) for p in pairs}
        apart = {p: sum(float((a - b).norm()) for a, b in zip(grams, large[p][1], strict=True)) for p in pairs}
        # Of each content by both styles, and of each style by both contents: a style alone makes forms alike, too.
        assert alike[pair[0], 0] + alike[pair[0], 1] > alike[1 - pair[0], 0] + alike[1 - pair[0], 1], alike
        assert apart[0, pair[1]] + apart[1, pair[1]] < apart[0, 1 - pair[1]] + apart[1, 1 - pair[1]], apart


def test_a_look_keeps_every_setting_but_size_steps_and_optimiser():
    options = StyleOptions(size=512, steps=300, optimizer="adam", alpha=2.0, seed=9, keep_colors="matched", identity=3)
    look = options.first_look()
    assert (look.size, look.steps, look.optimizer) == (LOOK_SIZE, LOOK_STEPS, "lbfgs")
    assert dataclasses.replace(look, size=512, steps=300, optimizer="adam") == options
    tiny = StyleOptions(size=64, steps=3)
    assert tiny.first_look() == tiny  # never larger, never longer than what was asked for


@pytest.mark.parametrize(("width", "height"), [(900, 150), (150, 900)])
@pytest.mark.parametrize("style_scale", [0.5, 1.0])
def test_an_elongated_picture_gets_a_look_wherever_it_gets_a_large_picture(width, height, style_scale):
    pixels = np.zeros((height, width, 3), np.uint8)
    strip = images.Picture("strip", pixels, width, height, "made")
    square = images.Picture("square", np.zeros((300, 300, 3), np.uint8), 300, 300, "made")
    options = StyleOptions(size=512, style_scale=style_scale)
    for content, styles in ((strip, [square]), (square, [strip]), (square, [square, strip])):
        sizes(content, styles, options)
        look = options.first_look(content, styles)
        assert sizes(content, styles, look)[-1] == look.size
        assert look.size <= 512


def test_a_mask_that_is_none_or_of_another_shape_is_told(sample):
    from facestyle.errors import OptionError
    from facestyle.style.costs import regions

    content = sample("china")
    black = images.Picture("mask.png", np.zeros((64, 96, 3), np.uint8), 96, 64, "made")
    mask = regions.of_picture(black, content)
    assert regions.is_empty(mask)
    half = black.pixels.copy()
    half[:, :48] = 255
    mask = regions.of_picture(dataclasses.replace(black, pixels=half), content)
    assert (mask.shape, mask.mean(), mask.max()) == ((64, 96), pytest.approx(0.5), 1.0)
    assert not regions.is_empty(mask)
    tall = images.Picture("tall.png", np.zeros((96, 64, 3), np.uint8), 64, 96, "made")
    with pytest.raises(OptionError, match=r"tall\.png is 64 x 96 pixels and C is"):
        regions.of_picture(tall, content)
