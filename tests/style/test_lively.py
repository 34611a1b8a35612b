"""G is as bright and colourful as S: from noise, from a C of one colour, and grey where S is grey."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from PIL import Image
from support.places import STYLES

from facestyle import images, outputs
from facestyle.images import Picture
from facestyle.style import settings
from facestyle.style.options import StyleOptions
from facestyle.style.transfer import stylize

SMALL = StyleOptions(size=96, steps=35)


def grey(picture: Picture) -> Picture:
    return Picture.from_array(np.asarray(picture.image().convert("L").convert("RGB")))


def painted(content: Picture, style: Picture, **changed: object):
    *_, last = stylize(content, style, dataclasses.replace(SMALL, **changed))
    return last


def deviations(picture: Picture | np.ndarray) -> tuple[float, float]:
    """Of luminance, and of chroma: of both colour differences together."""
    image = Image.fromarray(picture) if isinstance(picture, np.ndarray) else picture.image()
    image.thumbnail((SMALL.size, SMALL.size))
    bright, blue, red = np.moveaxis(np.asarray(image.convert("YCbCr"), dtype=float), 2, 0)
    return bright.std(), float(np.hypot(blue.std(), red.std()))


@pytest.fixture(scope="module")
def content(sample):
    return sample("china")


@pytest.fixture(scope="module")
def waves():
    return images.load(STYLES / "woodblock-waves.jpg")


def test_coarse_light_and_colour_of_s_come_back_where_the_network_sees_little(content):
    """A ramp from dark blue to light yellow: its Gram matrices are nearly those of a grey one."""
    ramp = np.linspace((10, 20, 60), (250, 230, 160), 96).astype(np.uint8)
    style = Picture.from_array(np.tile(ramp, (64, 1, 1)))
    with_colours, without = painted(content, style), painted(content, style, color_weight=0.0)
    got, lacking = (deviations(last.picture) for last in (with_colours, without))
    assert lacking[0] < 0.4 * deviations(style)[0]  # what it mends
    assert got[0] > 1.5 * lacking[0]
    assert got[1] > lacking[1]
    assert with_colours.content_cost + with_colours.style_cost < 1.02 * (without.content_cost + without.style_cost)
    off, before = (
        np.abs((last.picture - style.pixels.mean(axis=(0, 1))).mean(axis=(0, 1))).max()
        for last in (with_colours, without)
    )
    assert off < max(10, before)


def test_j_is_hardly_higher_and_few_pixels_are_cut(content):
    style = images.load(STYLES / "stained-glass.jpg")
    with_colours, without = painted(content, style), painted(content, style, color_weight=0.0)
    costs = [last.content_cost + last.style_cost for last in (with_colours, without)]
    assert costs[0] < 1.03 * costs[1]
    for got, *between in zip(*map(deviations, (with_colours.picture, content, style)), strict=True):
        assert 0.85 * min(between) < got < 1.15 * max(between)
    cut, *others = (
        np.isin(pixels, (0, 255)).mean() for pixels in (with_colours.picture, without.picture, style.pixels)
    )
    assert cut < max(others) + 0.01


def test_grey_in_the_manner_of_grey_stays_grey(content, waves):
    picture = painted(grey(content), grey(waves), steps=50).picture.astype(float)
    assert np.abs(picture - picture.mean(axis=2, keepdims=True)).mean() < 6
    assert deviations(picture.astype(np.uint8))[1] < 8
    assert np.abs(picture.mean(axis=(0, 1)) - picture.mean()).max() < 1


@pytest.mark.parametrize(("level", "of"), [(0, "grey"), (255, "colours")])
def test_a_content_of_one_colour_takes_on_the_style_from_itself_too(waves, level, of):
    flat = Picture.from_array(np.full((64, 96, 3), level, np.uint8))
    style = grey(waves) if of == "grey" else waves
    picture = painted(flat, style, init="content").picture
    assert deviations(picture)[0] == pytest.approx(deviations(style)[0], rel=0.2)
    assert picture.mean() == pytest.approx(style.pixels.mean(), abs=10)


def test_without_style_there_is_no_cost_of_colours(content, waves):
    last = painted(content, waves, beta=0.0, steps=2)
    assert "colours" not in last.extra_costs
    assert painted(content, waves, steps=2).extra_costs["colours"] > 0


def test_settings_from_before_there_was_a_cost_of_colours_ask_for_none(tmp_path):
    values = dataclasses.asdict(SMALL)
    del values["color_weight"]
    outputs.write_picture(np.zeros((20, 20, 3), np.uint8), tmp_path / "g.png", {settings.KEY: json.dumps(values)})
    assert settings.read(tmp_path / "g.png").options == dataclasses.replace(SMALL, color_weight=0.0)
