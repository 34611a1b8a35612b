"""A restyling whose process is lost: real runs of this process, cut off after so many steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from support.places import STYLES

from facestyle import images
from facestyle.engine.local import LocalEngine
from facestyle.engine.ray import streams
from facestyle.engine.ray.streams import Lost, Restyling, Steps, restyled
from facestyle.errors import ComputeError
from facestyle.style.descent import previews
from facestyle.style.transfer import Step, StyleOptions

OPTIONS = StyleOptions(size=64, steps=12)


@pytest.fixture
def asked(sample, monkeypatch) -> Restyling:
    monkeypatch.setattr(streams, "BREATH", 0.0)
    monkeypatch.setattr(previews, "PREVIEW_EVERY", 0.0)  # a picture with every step
    return Restyling(sample("china"), (images.load(STYLES / "mosaic.jpg"),), OPTIONS)


def begun(*lives: int):
    """Begins runs of which each is lost after so many steps; those behind them are complete."""
    left = iter(lives)

    def begin(part: Restyling) -> Steps:
        life = next(left, None)
        for number, step in enumerate(LocalEngine().stylize(*part.values)):
            if number == life:
                raise Lost
            yield step

    return begin


def numbers(steps: Iterator[Step]) -> list[int]:
    return [step.iteration for step in steps]


def collect(steps: Iterator[Step], into: list[Step]) -> None:
    for step in steps:
        into.append(step)


@pytest.mark.parametrize("life", [0, 1])
def test_a_run_that_is_lost_before_its_first_step_is_begun_again(asked, life):
    steps, whole = list(restyled(begun(life), asked)), list(LocalEngine().stylize(*asked.values))
    assert numbers(steps) == numbers(whole)
    assert np.array_equal(steps[-1].picture, whole[-1].picture)
    assert steps[-1].machine == whole[-1].machine


def test_a_run_that_is_lost_twice_goes_on_and_says_so(asked):
    steps = list(restyled(begun(5, 3), asked))
    assert numbers(steps) == list(range(13))
    assert {step.steps for step in steps} == {12}
    assert steps[-1].last
    assert steps[-1].machine["continued"] == "on another machine after step 4, step 6"
    assert "continued" not in steps[4].machine
    assert steps[-1].total_cost < steps[4].total_cost
    assert [step.seconds for step in steps] == sorted(step.seconds for step in steps)


def test_a_stream_that_ends_early_goes_on_elsewhere(asked):
    lives = iter([5])

    def begin(part: Restyling) -> Steps:
        yield from islice(LocalEngine().stylize(*part.values), next(lives, None))

    steps = list(restyled(begin, asked))
    assert numbers(steps) == list(range(13))
    assert steps[-1].last
    assert steps[-1].machine["continued"] == "on another machine after step 4"


def test_a_run_whose_last_steps_had_no_picture_does_them_again(asked):
    parts, seen, lives = [], [], iter([6])

    def begin(part: Restyling) -> Steps:
        parts.append(part)
        life = next(lives, None)
        for step in LocalEngine().stylize(*part.values):
            if step.iteration == life:
                raise Lost
            pictured = step.iteration < 3 or step.last
            yield step if pictured else replace(step, picture=None, deep=None)

    collect(restyled(begin, asked), seen)
    assert numbers(seen) == list(range(13))
    assert parts[1].options.steps == 10
    assert np.array_equal(parts[1].start, seen[2].picture)
    assert seen[-1].machine["continued"] == "on another machine after step 2"
    assert seen[-1].picture is not None
    assert [step.seconds for step in seen] == sorted(step.seconds for step in seen)


def test_a_run_that_is_lost_after_its_last_step_is_complete(asked):
    def begin(part: Restyling) -> Steps:
        yield from LocalEngine().stylize(*part.values)
        raise Lost

    assert numbers(restyled(begin, asked)) == list(range(13))


def test_a_run_that_is_lost_again_and_again_ends_with_its_steps_so_far_and_a_sentence(asked):
    seen: list[Step] = []
    with pytest.raises(ComputeError, match="was lost after step 6 of 12, and those that took over, too"):
        collect(restyled(begun(3, 2, 2, 3), asked), seen)
    assert numbers(iter(seen)) == list(range(7))
