"""The time left of a run, from made-up clocks: right within a quarter once a tenth of the steps are done."""

from __future__ import annotations

import numpy as np
import pytest

from facestyle.style.time_left import TimeLeft


def told(long_sides: list[int], durations: list[float]) -> list[tuple[float | None, float]]:
    """What is said after each iteration, and what is true."""
    clock, left = np.cumsum(durations), TimeLeft(long_sides)
    return [(left.after(number, float(at)), float(clock[-1] - at)) for number, at in enumerate(clock)]


def assert_right(said: list[tuple[float | None, float]], within: float = 0.25) -> None:
    for number, (guess, truth) in enumerate(said[len(said) // 10 : -1]):
        assert guess == pytest.approx(truth, rel=within), number
    assert said[-1][0] == 0


def test_loading_the_networks_does_not_count():
    said = told([256] * 201, [9.0] + [0.3] * 200)
    assert said[0][0] is None
    assert said[1][0] == pytest.approx(199 * 0.3)
    assert_right(said, 0.01)


def test_a_step_that_varies_is_evened_out():
    rng = np.random.default_rng(0)
    assert_right(told([256] * 201, [3.0, *rng.uniform(0.2, 0.4, 200)]))


@pytest.mark.parametrize("dearer", [0.85, 1.0, 1.2])
def test_with_two_sizes_steps_still_to_come_count_by_their_pixels(dearer):
    """Whatever a pixel costs at the larger size: a fifth of it more or less is forgiven before, and known after."""
    sides = [256] * 30 + [512] * 121
    durations = [4.0] + [0.4] * 29 + [3.0 + 1.6 * dearer] + [1.6 * dearer] * 120
    said = told(sides, durations)
    assert_right(said)
    assert_right(said[31:], 0.01)


def test_the_first_step_at_another_size_is_no_measure_of_the_others():
    said = told([256] * 10 + [512] * 40, [4.0] + [0.4] * 9 + [20.0] + [1.6] * 39)
    assert said[10][0] == pytest.approx(39 * 1.6)
    assert said[11][0] == pytest.approx(38 * 1.6)


def test_the_step_that_looks_ahead_to_another_size_is_no_measure_either():
    said = told([256] * 10 + [512] * 40, [4.0] + [0.4] * 8 + [2.0] + [3.0] + [1.6] * 39)
    assert said[8][0] == pytest.approx(0.4 + 40 * 1.6 + 1.6)  # it is reckoned with before
    assert said[9][0] == pytest.approx(40 * 1.6)
    assert said[11][0] == pytest.approx(38 * 1.6)


def test_a_machine_that_gets_busy_shows_within_twenty_steps():
    said = told([256] * 201, [3.0] + [0.3] * 100 + [0.9] * 100)
    assert said[121][0] == pytest.approx(79 * 0.9)


def test_a_run_of_one_step_has_nothing_to_tell_before_its_end():
    assert [guess for guess, _ in told([64, 64], [1.0, 1.0])] == [None, 0.0]
