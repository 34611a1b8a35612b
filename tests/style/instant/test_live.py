"""A camera's pictures: painted as one pass paints them, at the size that the machine keeps up with; nothing is kept."""

from __future__ import annotations

import gc
import weakref
from itertools import pairwise

import numpy as np
import pytest
from support.places import STYLES

from facestyle import images
from facestyle.errors import OptionError, PictureTooSmallError
from facestyle.images import Picture
from facestyle.style.instant import instant as module
from facestyle.style.instant.instant import painted, style_numbers
from facestyle.style.instant.live import FAST, SIZES, SLOW, FrameSize, Live, LiveOptions, numbers_of, streams_at_once

SMALL = LiveOptions(largest=128)


@pytest.fixture(scope="module")
def numbers():
    return style_numbers(images.load(STYLES / "mosaic.jpg"))


@pytest.fixture(scope="module")
def frame(sample):
    """A portrait as a camera sends it."""
    return Picture.from_array(np.asarray(sample("obama").image().resize((96, 128))), "camera")


def apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def after(size: FrameSize, seconds: float, count: int) -> int:
    for _ in range(count):
        size.note(seconds)
    return size.pixels


def test_a_picture_is_painted_as_one_pass_paints_it(frame, numbers):
    assert np.array_equal(Live().paint(frame, numbers, SMALL), painted(frame.pixels[None], numbers)[0])


def test_the_style_and_its_strength_may_change_from_picture_to_picture(frame, numbers):
    live = Live()
    other = style_numbers(images.load(STYLES / "ink-wash.jpg"))
    shown = [
        live.paint(frame, *asked)
        for asked in (
            (numbers, SMALL),
            (other, SMALL),
            (numbers, LiveOptions(largest=128, strength=0.5)),
            (numbers, LiveOptions(largest=128, strength=0)),
        )
    ]
    assert apart(shown[0], shown[1]) > 20
    from_camera = [apart(one, frame.pixels) for one in (shown[0], shown[2], shown[3])]
    assert from_camera == sorted(from_camera, reverse=True)


def test_what_stands_still_does_not_flicker(frame, numbers):
    """A sensor's noise moves the painting of a still picture at most half as much as each picture painted by itself."""
    noise = np.random.default_rng(1)
    seen = [np.clip(frame.pixels + noise.normal(0, 3, frame.pixels.shape), 0, 255).astype(np.uint8) for _ in range(8)]
    live = Live()
    steady = [live.paint(Picture.from_array(one, "camera"), numbers, SMALL) for one in seen]
    alone = [painted(one[None], numbers)[0] for one in seen]

    def flicker(shown):
        return np.mean([apart(one, other) for one, other in pairwise(shown[3:])])

    assert flicker(steady) < 0.5 * flicker(alone)


def test_another_style_leaves_nothing_of_the_last_one(frame, numbers):
    live, other = Live(), style_numbers(images.load(STYLES / "ink-wash.jpg"))
    for _ in range(3):
        live.paint(frame, numbers, SMALL)
    assert np.array_equal(live.paint(frame, other, SMALL), painted(frame.pixels[None], other)[0])


def test_a_larger_picture_is_reduced_to_the_size_of_the_stream(sample, numbers):
    assert Live().paint(sample("china"), numbers, SMALL).shape == (85, 128, 3)


def test_a_slow_machine_paints_smaller_pictures_step_by_step_and_never_none():
    size = FrameSize()
    assert size.pixels == 256
    assert after(size, 2 * SLOW, 6) < 256
    assert after(size, 2 * SLOW, 200) == SIZES[-1]


def test_one_slow_picture_changes_nothing():
    size = FrameSize()
    assert after(size, FAST, 10) == 256
    assert after(size, 1.5 * SLOW, 1) == 256
    assert after(size, FAST, 10) == 256


def test_the_first_picture_of_a_size_is_not_counted():
    """The libraries prepare themselves for it."""
    size = FrameSize()
    size.note(100 * SLOW)
    assert after(size, FAST, 20) == 256


def test_a_machine_that_is_fast_again_paints_larger_pictures_up_to_the_largest():
    size = FrameSize()
    after(size, 2 * SLOW, 20)
    small = size.pixels
    assert small < 256
    assert after(size, FAST / 4, 40) > small
    assert after(size, FAST / 4, 400) == 256
    size.limit(512)
    assert after(size, FAST / 4, 800) == 512


def test_a_size_that_was_too_slow_is_tried_ever_more_rarely():
    """Where 256 pixels take too long and 224 do not, the size must not go up and down for ever."""
    size, tried = FrameSize(), []
    after(size, 2 * SLOW, 6)
    for number in range(2000):
        before = size.pixels
        size.note(2 * SLOW if size.pixels == 256 else FAST / 4)
        if size.pixels > before:
            tried.append(number)
    waits = np.diff(tried)
    assert len(tried) > 3
    assert waits[-1] > 4 * waits[0]


def test_a_smaller_largest_size_holds_at_once(frame, numbers):
    size = FrameSize()
    size.limit(200)
    assert size.pixels == 192
    assert after(size, FAST / 10, 200) == 192


def test_nothing_of_a_picture_is_remembered(frame, numbers, monkeypatch):
    monkeypatch.setattr(module._numbers, "keep", lambda *_: pytest.fail("the numbers of a camera's picture were kept"))
    copy = Picture.from_array(frame.pixels, "camera")
    pixels, live = weakref.ref(copy.pixels), Live()
    live.paint(copy, numbers, LiveOptions(largest=128, strength=0.5))
    del copy
    gc.collect()
    assert pixels() is None


def test_the_cameras_own_numbers_follow_a_change_of_light_without_a_jump(frame, numbers):
    clock = [0.0]
    live = Live(now=lambda: clock[0])
    dark = Picture.from_array(frame.pixels // 4, "camera")
    options = LiveOptions(largest=128, strength=0)
    first = live.paint(dark, numbers, options)
    live.paint(frame, numbers, options)
    live.paint(dark, numbers, options)
    assert np.array_equal(live.paint(dark, numbers, options), first)  # a flash changes nothing
    own = live._own
    for _ in range(6):
        clock[0] += 3
        live.paint(frame, numbers, options)
    settled = module.read_numbers(frame)
    assert np.abs(live._own - settled).max() < 0.1 * np.abs(own - settled).max()


@pytest.mark.parametrize(
    "given", [None, [], [0.0] * 99, ["0"] * 100, [float("nan")] * 100, [1e9] * 100, [True] * 100, 7]
)
def test_numbers_that_are_no_style_are_refused(given):
    with pytest.raises(OptionError, match="numbers of the style"):
        numbers_of(given)


def test_numbers_come_back_from_the_page_as_they_went(numbers):
    assert np.array_equal(numbers_of(numbers.tolist()), numbers)


@pytest.mark.parametrize("given", [{"strength": float("nan")}, {"strength": 2}, {"largest": 4096}, {"largest": "big"}])
def test_options_out_of_range_are_refused(given):
    with pytest.raises(OptionError):
        LiveOptions(**given)


def test_an_elongated_picture_is_refused_by_its_name(numbers):
    with pytest.raises(PictureTooSmallError, match="camera"):
        Live().paint(Picture.from_array(np.zeros((16, 2000, 3), np.uint8), "camera"), numbers, SMALL)


def test_there_is_a_place_for_each_core():
    assert streams_at_once() >= 1
