"""When a picture of G is shown: often enough by the clock, and before every longer wait."""

from __future__ import annotations

from itertools import pairwise

import pytest

from facestyle.style.descent.previews import PREVIEW_EVERY, Previews


def shown(long_sides: list[int], seconds_a_step: float) -> list[int]:
    previews = Previews(long_sides)
    return [number for number in range(len(long_sides)) if previews.due(number, number * seconds_a_step)]


def test_fast_steps_show_a_picture_at_the_start_and_the_end():
    assert shown([256] * 21, 0.001) == [0, 19, 20]


def test_slow_steps_all_show_their_picture():
    assert shown([256] * 6, 2 * PREVIEW_EVERY) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.7])
def test_no_wait_is_longer_than_asked_for(seconds):
    pictures = shown([256] * 50, seconds)
    assert all((b - a) * seconds <= PREVIEW_EVERY for a, b in pairwise(pictures))


def test_a_picture_comes_before_the_next_size_is_prepared_and_before_its_first_step():
    assert shown([128] * 6 + [256] * 10, 0.001) == [0, 4, 5, 14, 15]


def test_a_run_of_one_step_shows_both():
    assert shown([256, 256], 0.001) == [0, 1]
