"""Going on from a G that there is, and the pace that tells how long a run takes."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from support.places import STYLES

from facestyle import images
from facestyle.cli.main import main
from facestyle.errors import OptionError
from facestyle.style import options as style_options
from facestyle.style.time_estimate import STEPS_NEEDED, TimeEstimate
from facestyle.style.transfer import PRESETS, Step, StyleOptions, stylize

SMALL = StyleOptions(size=64, steps=15)


@pytest.fixture(scope="module")
def pictures(sample):
    return sample("china"), images.load(STYLES / "swirling-strokes.jpg")


@pytest.fixture(scope="module")
def first(pictures):
    """The last step of a run from noise."""
    return [*stylize(*pictures, SMALL)][-1]


def test_a_run_goes_on_where_the_other_ended(pictures, first):
    steps = list(stylize(*pictures, SMALL, start=first.picture))
    assert np.array_equal(steps[0].picture, first.picture)
    # in whatever number format the descent is done, against float32
    assert steps[0].total_cost == pytest.approx(first.total_cost, rel=0.03)
    assert steps[-1].total_cost < first.total_cost
    assert np.abs(steps[-1].picture.astype(int) - first.picture).mean() < 25


def test_a_few_steps_with_other_weights_are_no_leap_from_a_g_that_is_good(pictures):
    *_, long = stylize(*pictures, StyleOptions(size=64, steps=120))
    gentle = StyleOptions(size=64, steps=5, **PRESETS["gentle"])
    steps = list(stylize(*pictures, gentle, start=long.picture))
    assert max(step.total_cost for step in steps) < 1.02 * steps[0].total_cost
    assert steps[-1].total_cost < 0.99 * steps[0].total_cost
    assert np.abs(steps[-1].picture.astype(int) - long.picture).mean() > 0


def test_other_weights_take_it_elsewhere(pictures, first):
    faithful = dataclasses.replace(SMALL, alpha=10.0, beta=0.5)
    *_, last = stylize(*pictures, faithful, start=first.picture)
    assert last.content_cost / faithful.alpha < 0.8 * first.content_cost / SMALL.alpha
    assert last.style_cost / faithful.beta > first.style_cost / SMALL.beta


def test_at_another_size_it_begins_at_that_size_and_no_coarse_phase_forgets_it(pictures, first):
    steps = stylize(*pictures, StyleOptions(size=384, steps=10), start=first.picture)
    start = next(steps).picture
    steps.close()
    assert max(start.shape) == 384
    small = images.Image.fromarray(start).resize(first.picture.shape[1::-1], images.Image.Resampling.BOX)
    assert np.corrcoef(np.asarray(small).ravel(), first.picture.ravel())[0, 1] > 0.95


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (np.zeros((96, 64, 3), np.uint8), "64 x 96 pixels and C is"),
        (np.zeros((64, 96), np.uint8), "height x width x 3"),
        (np.zeros((64, 96, 4), np.uint8), "height x width x 3"),
        (np.zeros((64, 96, 3)), "from 0 to 255"),
        (np.zeros((0, 96, 3), np.uint8), "pixels and C is"),
        ("g.png", "is not a picture"),
    ],
)
def test_a_start_that_is_none_is_refused_before_any_work(pictures, start, said):
    with pytest.raises(OptionError, match=said):
        next(stylize(*pictures, SMALL, start=start))


START = Step(0, 100, 1.0, {}, {}, 1.0, 2.0, None, None)


def step_after(options: StyleOptions, iteration: int, seconds: float) -> Step:
    return Step(iteration, options.steps, 1.0, {}, {}, 1.0, seconds, None, None)


def test_the_time_told_beforehand_follows_size_and_steps(pictures):
    content, style = pictures
    pace, one = TimeEstimate(), StyleOptions(size=256, steps=100)
    assert pace.seconds(content, [style], one) is None
    pace.note(content, [style], one, START, step_after(one, STEPS_NEEDED - 1, 90.0))
    assert pace.seconds(content, [style], one) is None
    pace.note(content, [style], one, START, step_after(one, 50, 12.0))
    assert pace.seconds(content, [style], one) == pytest.approx(20.0)
    assert pace.seconds(content, [style], dataclasses.replace(one, steps=200)) == pytest.approx(40.0)
    large = dataclasses.replace(one, size=512, init="content")
    assert pace.seconds(content, [style], large) == pytest.approx(80.0)
    # A size that has been run itself counts before one that has not; another network tells nothing.
    pace.note(content, [style], large, START, step_after(large, 10, 9.0))
    assert pace.seconds(content, [style], large) == pytest.approx(70.0)
    assert pace.seconds(content, [style], one) == pytest.approx(20.0)
    assert pace.seconds(content, [style], dataclasses.replace(one, network="vgg19")) is None


def test_of_a_long_run_the_time_is_told_after_a_trial(pictures):
    content, style = pictures
    pace = TimeEstimate()
    assert pace.tried(content, [style], StyleOptions(size=256, steps=100)) is None
    long = StyleOptions(size=2048, steps=150)
    seconds = pace.tried(content, [style], long)
    assert seconds is not None
    assert seconds == pace.seconds(content, [style], long)
    assert pace.seconds(content, [style], dataclasses.replace(long, steps=75)) < seconds


def test_the_command_line_looks_first_and_goes_on(sample_path, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(style_options, "LOOK_STEPS", 12)

    def stylized(output, *more) -> dict:
        given = (sample_path("china"), STYLES / "mosaic.jpg", "-o", tmp_path / output, "--json", *more)
        with pytest.raises(SystemExit) as ended:
            main(["stylize", *map(str, given)])
        assert ended.value.code == 0
        return json.loads(capsys.readouterr().out)

    look = stylized("look.png", "--first-look", "--size", 512)
    assert look["steps"] < 100
    assert max(images.load(tmp_path / "look.png").pixels.shape) < 200
    on = stylized("on.png", "--start", tmp_path / "look.png", "--size", look["options"]["size"], "--steps", 2)
    assert on["total_cost"] < 1.05 * look["total_cost"]
