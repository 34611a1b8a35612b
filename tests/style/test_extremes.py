"""Pictures that leave a restyling little to work on: finite costs, a picture, and never a traceback."""

from __future__ import annotations

import math

import numpy as np
import pytest
from support.places import STYLES

from facestyle import images
from facestyle.errors import PictureTooSmallError
from facestyle.images import Picture
from facestyle.style.transfer import StyleOptions, stylize

SMALL = StyleOptions(size=64, steps=6)


def flat(colour: tuple[int, int, int], width: int = 120, height: int = 90) -> Picture:
    return Picture.from_array(np.full((height, width, 3), colour, np.uint8), f"{width}x{height}")


@pytest.fixture(scope="module")
def content(sample):
    return sample("china")


@pytest.fixture(scope="module")
def style():
    return images.load(STYLES / "mosaic.jpg")


def run(content, style, options=SMALL):
    steps = list(stylize(content, style, options))
    assert all(math.isfinite(step.total_cost) for step in steps)
    # The last cost is told in float32, the first in whatever number format the descent is done.
    assert steps[-1].total_cost <= 1.05 * steps[0].total_cost
    return steps[-1].picture


@pytest.mark.parametrize("keep_colors", ["no", "luminance", "matched"])
@pytest.mark.parametrize("init", ["noise", "coarse", "style-noise", "content"])
def test_a_style_of_one_colour_gives_a_picture(content, init, keep_colors):
    picture = run(content, flat((200, 40, 40)), StyleOptions(size=64, steps=3, init=init, keep_colors=keep_colors))
    assert picture.shape == (43, 64, 3)


def test_a_black_content_is_painted_all_the_same(style):
    assert run(flat((0, 0, 0)), style, StyleOptions(size=64, steps=12, beta=100.0)).std() > 5


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (255, 0, 0)])
def test_from_a_start_of_one_colour_at_the_bound_there_is_a_way(style, colour, optimizer):
    """At the bound itself J has a minimum, with no gradient to leave it by."""
    options = StyleOptions(size=64, steps=12, init="content", optimizer=optimizer)
    steps = list(stylize(flat(colour), style, options))
    assert steps[-1].total_cost < 0.6 * steps[0].total_cost
    assert steps[-1].picture.std(axis=(0, 1)).min() > 5


def test_black_in_the_manner_of_black_and_a_picture_in_its_own_manner(style):
    run(flat((0, 0, 0)), flat((0, 0, 0)), StyleOptions(size=64, steps=12, init="content", total_variation=1.0))
    run(style, style, StyleOptions(size=64, steps=3, init="content"))


def test_a_content_of_40_pixels_is_painted_at_the_size_asked_for(style):
    rng = np.random.default_rng(0)
    tiny = Picture.from_array(rng.integers(0, 255, (40, 40, 3), dtype=np.uint8))
    assert run(tiny, style).shape == (64, 64, 3)
    assert run(style, tiny).std() > 5


@pytest.mark.parametrize(("width", "height"), [(500, 100), (100, 500)])
def test_a_picture_5_times_as_long_as_wide_is_told_what_to_do_and_that_works(style, width, height):
    strip = flat((90, 120, 30), width, height)
    with pytest.raises(PictureTooSmallError, match=r"too elongated.*Crop it, or choose a larger size"):
        next(stylize(strip, style, StyleOptions(size=128)))
    steps = stylize(strip, style, StyleOptions(size=176, steps=5))  # what was advised works
    start = next(steps)
    steps.close()
    assert min(start.picture.shape[:2]) >= 32
    assert math.isfinite(start.total_cost)


@pytest.mark.parametrize("size", [64, 65, 79])
def test_the_smallest_and_odd_sizes(content, style, size):
    assert max(run(content, style, StyleOptions(size=size, steps=2)).shape) == size
