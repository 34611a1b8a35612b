"""The size that can be painted while somebody waits."""

from __future__ import annotations

import numpy as np

from facestyle.images import Picture
from facestyle.style.instant.instant import MIN_SHORT_SIDE, Instant
from facestyle.style.instant.pace import SMALLEST, Pace


def picture(width: int, height: int) -> Picture:
    return Picture.from_array(np.zeros((height, width, 3), np.uint8), "C")


def made(width: int, height: int, seconds: float) -> Instant:
    picture = np.zeros((height, width, 3), np.uint8)
    return Instant(picture, picture, seconds)


def test_what_is_painted_in_time_is_as_large_as_was_asked_for():
    pace, square = Pace(), picture(600, 600)
    assert pace.size(square, 512, 0.2) == 512  # nothing is known yet
    pace.note(made(256, 256, 0.04))
    assert pace.size(square, 512, 0.2) == 512


def test_a_slow_machine_paints_smaller_and_returns_to_full_size_when_it_is_fast_again():
    pace, square = Pace(), picture(600, 600)
    pace.note(made(512, 512, 0.8))
    assert pace.size(square, 512, 0.2) == 256
    assert pace.size(picture(600, 150), 512, 0.2) == 512  # a quarter of the pixels
    assert pace.size(square, 128, 0.2) == 128
    pace.note(made(256, 256, 20.0))
    assert pace.size(square, 512, 0.2) == SMALLEST
    for _ in range(12):
        pace.note(made(192, 192, 0.01))
    assert pace.size(square, 512, 0.2) == 512


def test_an_elongated_picture_keeps_the_short_side_that_the_painter_needs():
    pace = Pace()
    pace.note(made(512, 20, 9.0))
    size = pace.size(picture(3000, 120), 512, 0.2)
    assert SMALLEST < size <= 512
    assert round(size * 120 / 3000) >= MIN_SHORT_SIDE
