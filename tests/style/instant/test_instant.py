"""G in one pass: strength, mixtures, colours, regions and faces, on real pictures; then what can't be painted."""

from __future__ import annotations

import numpy as np
import pytest
from support.places import STYLES

import facestyle
from facestyle import images
from facestyle.errors import BudgetError, OptionError, PictureTooSmallError
from facestyle.images import Picture
from facestyle.style.descent.costs_of import costs_of
from facestyle.style.instant import instant as module
from facestyle.style.instant.instant import instant, mixed, painted, style_numbers
from facestyle.style.instant.options import InstantOptions

SIZE = 160
PLAIN = InstantOptions(size=SIZE)


@pytest.fixture(scope="module")
def content(sample):
    return sample("china")


@pytest.fixture(scope="module")
def styles():
    return [images.load(STYLES / name) for name in ("marbling.jpg", "pointillism.jpg")]


@pytest.fixture(scope="module")
def whole(content, styles):
    return instant(content, styles[0], PLAIN).picture


def resized(picture: Picture, size: tuple[int, int]) -> np.ndarray:
    return np.asarray(picture.image().resize(size), np.float32)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """Mean difference of two pictures, in grey values of 255."""
    return float(np.abs(one.astype(np.float32) - other.astype(np.float32)).mean())


def test_g_has_the_forms_of_c_and_the_manner_of_s(content, styles, whole):
    """Judged by the lesson's own costs: each G is nearer to its own style than C is, and than the other G is."""
    assert whole.shape == (107, SIZE, 3)
    grey = resized(content, (SIZE, 107)).mean(2).ravel()
    assert abs(np.corrcoef(whole.mean(2).ravel(), grey)[0, 1]) > 0.4
    other = instant(content, styles[1], PLAIN).picture
    unpainted = resized(content, (SIZE, 107)).astype(np.uint8)
    for own, foreign, style in ((whole, other, styles[0]), (other, whole, styles[1])):
        near, far, none = (sum(costs_of(one, content, [style]).styles.values()) for one in (own, foreign, unpainted))
        assert near < 0.8 * far
        assert near < 0.8 * none


def test_the_same_request_gives_the_same_picture(content, styles, whole):
    assert np.array_equal(instant(content, styles[0], PLAIN).picture, whole)


def test_a_style_goes_further_from_c_the_stronger_it_is(content, styles, whole):
    weakest = instant(content, styles[0], InstantOptions(size=SIZE, strength=0.0)).picture
    away = [
        apart(instant(content, styles[0], InstantOptions(size=SIZE, strength=strength)).picture, weakest)
        for strength in (0.25, 0.5, 1.0)
    ]
    assert away[0] < away[1] < away[2]
    assert apart(whole, weakest) == away[2]


def test_strength_none_repaints_c_in_its_own_manner(content, styles):
    weakest = instant(content, styles[0], InstantOptions(size=SIZE, strength=0.0)).picture
    assert np.array_equal(weakest, instant(content, content, PLAIN).picture)


def test_a_mixture_lies_between_its_styles(content, styles, whole):
    numbers = np.stack([style_numbers(one) for one in styles])
    assert np.allclose(mixed(numbers, (0.25, 0.75)), 0.25 * numbers[0] + 0.75 * numbers[1])
    other = instant(content, styles[1], PLAIN).picture
    between = instant(content, styles, InstantOptions(size=SIZE, style_weights=(1.0, 1.0))).picture
    assert apart(between, whole) < apart(other, whole)
    assert apart(between, other) < apart(other, whole)
    alone = instant(content, styles, InstantOptions(size=SIZE, style_weights=(1.0, 0.0))).picture
    assert apart(alone, whole) < 0.5


def test_luminance_keeps_the_colours_of_c(content, styles, whole):
    kept = instant(content, styles[0], InstantOptions(size=SIZE, keep_colors="luminance")).picture
    target = resized(content, (SIZE, 107))
    of_colour = lambda picture: picture - picture.mean(2, keepdims=True)  # noqa: E731
    assert apart(of_colour(kept), of_colour(target)) < 0.6 * apart(of_colour(whole), of_colour(target))


def test_matched_colours_are_nearer_to_those_of_c(content, styles, whole):
    matched = instant(content, styles[0], InstantOptions(size=SIZE, keep_colors="matched")).picture
    mean = resized(content, (SIZE, 107)).mean((0, 1))
    assert np.abs(matched.mean((0, 1)) - mean).sum() < np.abs(whole.mean((0, 1)) - mean).sum()


def test_outside_its_region_a_style_leaves_c_as_it_is(content, styles, whole):
    mask = np.zeros((60, 90))
    mask[:, :45] = 1
    made = instant(content, styles[0], PLAIN, [mask]).picture
    target = resized(content, (SIZE, 107))
    assert apart(made[:, 100:], target[:, 100:]) < 3
    assert apart(made[:, :60], whole[:, :60]) < 1
    both = instant(content, styles, PLAIN, [mask]).picture
    assert apart(both[:, :60], whole[:, :60]) < 1
    assert apart(both[:, 100:], instant(content, styles[1], PLAIN).picture[:, 100:]) < 1


def test_a_transparent_content_gets_its_opacity_back_and_nothing_of_what_is_hidden(content, styles):
    opacity = np.zeros((*content.pixels.shape[:2], 1), np.uint8)
    opacity[:, : opacity.shape[1] // 2] = 255
    pixels = np.array(content.pixels)
    made = []
    for hidden in ((255, 0, 0), (0, 0, 255)):
        pixels[:, pixels.shape[1] // 2 :] = hidden
        made.append(instant(images.load(np.dstack([pixels, opacity])), styles[0], PLAIN).saved)
    assert made[0].shape == (107, SIZE, 4)
    assert np.array_equal(made[0], made[1])
    assert (made[0][:, :70, 3] == 255).all()
    assert (made[0][:, 90:, 3] == 0).all()


def test_it_says_who_is_still_recognisable(sample, styles):
    portrait = sample("obama")
    weak = instant(portrait, styles[1], InstantOptions(size=320, strength=0.0, check_faces=True))
    assert [face.found for face in weak.faces] == [True]
    assert weak.faces[0].distance > 0
    assert instant(portrait, styles[1], InstantOptions(size=320)).faces == ()


def test_several_pictures_are_painted_in_several_styles_at_once(content, styles):
    pixels = np.stack([resized(content, (64, 48)).astype(np.uint8)] * 2)
    numbers = np.stack([style_numbers(one) for one in styles])
    made = painted(pixels, numbers)
    assert made.shape == (2, 48, 64, 3)
    assert made.dtype == np.uint8
    for one, number in zip(made, numbers, strict=True):
        assert apart(painted(pixels[:1], number)[0], one) < 0.6
    assert painted(pixels[:0], numbers[:0]).shape == (0, 48, 64, 3)


def test_the_numbers_of_a_picture_are_computed_once(styles, monkeypatch):
    first = style_numbers(styles[0])
    monkeypatch.setattr(module, "_predicted", lambda _: pytest.fail("computed again"))
    assert np.array_equal(style_numbers(styles[0]), first)
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 1


def test_it_is_a_public_name(content, styles, whole):
    made = facestyle.instant(content, styles[0], facestyle.InstantOptions(size=SIZE))
    assert np.array_equal(made.picture, whole)
    assert made.seconds > 0


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"strength": float("nan")}, "strength"),
        ({"strength": 1.1}, "strength"),
        ({"size": 63}, "size"),
        ({"size": 5000}, "size"),
        ({"style_weights": (0.0, 0.0)}, "all zero"),
        ({"keep_colors": "some"}, "keep_colors"),
        ({"check_faces": 1}, "check_faces"),
    ],
)
def test_an_option_out_of_range_is_refused_by_name(values, told):
    with pytest.raises(OptionError, match=told):
        InstantOptions(**values)


def strip(width: int, height: int) -> Picture:
    pixels = np.random.default_rng(0).integers(0, 255, (height, width, 3), np.uint8)
    return Picture.from_array(pixels, f"{width}x{height}")


def test_an_elongated_picture_is_refused_and_a_larger_size_is_advised(content, styles):
    with pytest.raises(PictureTooSmallError, match="10000x20 is 10000 x 20 pixels, too elongated: at size 512"):
        instant(strip(10_000, 20), styles[0])
    with pytest.raises(PictureTooSmallError, match="too elongated to read a style from"):
        instant(content, strip(10_000, 20), PLAIN)
    assert instant(strip(1600, 100), styles[0], InstantOptions(size=256)).picture.shape == (16, 256, 3)


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (200, 40, 40)])
def test_a_picture_of_one_colour_is_painted_and_read(content, styles, colour):
    flat = Picture.from_array(np.full((40, 60, 3), colour, np.uint8), "flat")
    assert instant(flat, styles[0], PLAIN).picture.shape == (107, SIZE, 3)
    made = instant(content, flat, PLAIN).picture  # the white of a sheet without strokes is its manner
    assert np.abs(made.mean((0, 1)) - colour).max() < 60


def test_styles_and_weights_that_do_not_fit_are_refused(content, styles):
    with pytest.raises(OptionError, match="No style picture"):
        instant(content, [])
    with pytest.raises(OptionError, match="1 style weights were given for 2"):
        instant(content, styles, InstantOptions(style_weights=(1.0,)))
    with pytest.raises(OptionError, match="3 regions"):
        instant(content, styles, PLAIN, [np.ones((4, 4))] * 3)


def test_too_little_memory_is_told_before_the_work(content, styles, monkeypatch):
    monkeypatch.setattr(module, "available", lambda: 10**9)
    monkeypatch.setattr(module, "_painted", lambda *_: pytest.fail("begun"))
    with pytest.raises(BudgetError, match=r"Size 4096 takes 5\.4 GB of memory, and 1\.0 GB are free"):
        instant(content, styles[0], InstantOptions(size=4096))


def test_memory_that_runs_out_is_told(content, styles, monkeypatch):
    def run_out(*given):
        raise RuntimeError("CUDA out of memory")

    monkeypatch.setattr(module, "_painted", run_out)
    with pytest.raises(BudgetError, match="ran out at 160 x 107"):
        instant(content, styles[0], PLAIN)
