"""A mask on S: only its white part is the style."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from support import places

from facestyle import images
from facestyle.errors import OptionError
from facestyle.style.costs.targets import Targets
from facestyle.style.descent.start import resized_pixels, style_pixels
from facestyle.style.transfer import StyleOptions, stylize

OPTIONS = StyleOptions(size=64, steps=25, alpha=0.0)


@pytest.fixture(scope="module")
def halves():
    """S: mosaic on the left, plain blue on the right; and a mask that is white on the left."""
    pixels = np.asarray(Image.open(places.STYLES / "mosaic.jpg").convert("RGB").resize((120, 120))).copy()
    pixels[:, 60:] = (20, 40, 200)
    mask = np.zeros((120, 120), bool)
    mask[:, :60] = True
    return pixels, mask


def last(content, style, options=OPTIONS, **more):
    *_, step = stylize(content, style, options, **more)
    return step


@pytest.mark.parametrize("more", [{}, {"keep_colors": "matched"}, {"init": "style-noise"}])
def test_what_is_black_has_no_colour_in_g(sample, halves, more):
    pixels, mask = halves
    style, content = images.load(pixels), sample("china")
    options = StyleOptions(**{**vars(OPTIONS), **more})
    whole, left = (last(content, style, options, style_masks=masks).picture for masks in ((), [mask]))
    alone = last(content, images.load(pixels[:, :60]), options).picture
    means = [one.reshape(-1, 3).mean(axis=0) for one in (whole, left, alone)]
    assert np.abs(means[1] - means[2]).max() < 8
    if more.get("keep_colors") != "matched":
        assert means[0][2] > means[1][2] + 5  # bluer, with the blue half


def test_gram_matrices_are_those_of_the_white_part(halves):
    pixels, mask = halves
    options, style = StyleOptions(alpha=0.0, size=120), images.load(pixels)
    whole = resized_pixels(style, 120)
    [picture], [part] = style_pixels([style], options, 120, whole, None, [mask.astype(np.float32)])
    for in_strips in (0, 2, 4):
        masked = Targets(options, whole, [picture], [], in_strips, None, [part])._wanted[0].grams
        alone = Targets(options, whole, [whole[..., :60]], [], in_strips)._wanted[0].grams
        of_whole = Targets(options, whole, [whole], [], in_strips)._wanted[0].grams
        for layer in ("relu1_1", "relu2_1", "relu3_1"):
            assert (masked[layer] - alone[layer]).norm() < 0.5 * (of_whole[layer] - alone[layer]).norm()


def test_two_styles_have_masks_of_their_own(sample, halves):
    pixels, mask = halves
    content, style = sample("china"), images.load(pixels)
    options = StyleOptions(size=64, steps=2)
    region = np.zeros((10, 10), bool)
    region[:, :5] = True
    second = last(content, [style, style], options, masks=[region], style_masks=[None, mask])
    swapped = last(content, [style, style], options, masks=[~region], style_masks=[mask])
    assert second.total_cost == pytest.approx(swapped.total_cost, rel=0.02)
    assert not np.array_equal(second.picture, last(content, [style, style], options, masks=[region]).picture)


@pytest.mark.parametrize(
    ("masks", "words"),
    [
        ([np.zeros((9, 9))], "The mask on S is empty"),
        ([np.full((9, 9), 2.0)], "values outside 0 to 1"),
        ([np.ones((9, 9, 3))], "not a mask"),
        ([np.ones((9, 9))] * 2, "2 masks on S were given for 1 style pictures"),
    ],
)
def test_what_is_no_mask_on_s_is_refused(sample, halves, masks, words):
    with pytest.raises(OptionError, match=words):
        next(stylize(sample("china"), images.load(halves[0]), OPTIONS, style_masks=masks))


def test_a_mask_white_only_where_s_is_transparent_is_refused(sample, halves):
    pixels, mask = halves
    style = images.load(np.dstack([pixels, np.where(mask, 0, 255).astype(np.uint8)]))
    with pytest.raises(OptionError, match="paint where it can be seen"):
        next(stylize(sample("china"), style, OPTIONS, style_masks=[mask]))
