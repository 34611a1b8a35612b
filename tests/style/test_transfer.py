"""stylize(): descent on the pixels of G, with the real network on real pictures."""

from __future__ import annotations

import dataclasses
import gc
import math
import weakref
from io import BytesIO

import numpy as np
import pytest
import torch
from PIL import Image
from support.places import STYLES

from facestyle import images
from facestyle.compute import formats
from facestyle.errors import BudgetError, OptionError, PictureTooSmallError
from facestyle.style import transfer
from facestyle.style.costs import identity
from facestyle.style.descent import previews, start
from facestyle.style.features import load_features
from facestyle.style.options import BUDGET
from facestyle.style.transfer import PRESETS, StyleOptions, stylize

SMALL = StyleOptions(size=64, steps=12)


def changed(**values) -> StyleOptions:
    return dataclasses.replace(SMALL, **values)


@pytest.fixture(scope="module")
def content(sample):
    return sample("china")


@pytest.fixture(scope="module")
def style():
    return images.load(STYLES / "swirling-strokes.jpg")


def of_size(width: int, height: int) -> images.Picture:
    rng = np.random.default_rng(width)
    path_bytes = _png(rng.integers(0, 255, (height, width, 3), dtype=np.uint8))
    return images.load(path_bytes, name=f"{width}x{height}")


def _png(pixels: np.ndarray) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def independent_costs(content, style, picture, options):
    """J of a finished 8-bit picture in double precision, from activations of the network and the formulas alone."""
    network = load_features()

    def activations(pixels):
        taps = {options.content_layer, *options.style_layers}
        tensor = torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)[None].float() / 255
        with torch.no_grad():
            return {k: v[0].double().numpy() for k, v in network(tensor, taps).items()}

    def resized(source):
        width, height = source.pixels.shape[1::-1]
        ratio = options.size / max(width, height)
        size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
        return np.array(source.image().resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0))

    c, s, g = activations(resized(content)), activations(resized(style)), activations(picture)
    layer = options.content_layer
    j_content = 0.5 * ((c[layer] - g[layer]) ** 2).mean()
    j_style = {}
    for name in options.style_layers:
        channels = s[name].shape[0]
        grams = []
        for a in (s[name], g[name]):
            rows = a.reshape(channels, -1)
            grams.append(np.einsum("kp,lp->kl", rows, rows) / rows.shape[1])
        j_style[name] = ((grams[0] - grams[1]) ** 2).sum() / (4 * channels**2)
    return j_content, j_style


def test_a_descent_in_every_format_ends_at_the_same_cost(sample, monkeypatch):
    """Whichever was fastest here. The gradient in bfloat16 is not float32's, the costs of the last G are."""
    monkeypatch.setenv("FACESTYLE_FORMAT", "measured")
    exact = load_features("vgg16")
    others = [exact.in_format(one) for one in formats.candidates(torch.device("cpu"))]
    ends = []
    for network in (exact, *others, exact.by_winograd()):
        monkeypatch.setattr("facestyle.style.costs.targets.fast_features", lambda *_, network=network: network)
        *_, last = stylize(sample("china"), images.load(STYLES / "mosaic.jpg"), StyleOptions(size=96, steps=15))
        ends.append(last.total_cost)
    assert ends == pytest.approx([ends[0]] * len(ends), rel=0.02)


@pytest.mark.parametrize("init", ["noise", "content"])
def test_the_costs_told_at_the_end_are_those_of_the_picture(content, style, init):
    options = changed(steps=8, init=init, layer_weights=(0.1, 0.4, 0.2, 0.3, 0.2), alpha=2.0, beta=7.0)
    *_, last = stylize(content, style, options)
    j_content, j_style = independent_costs(content, style, last.picture, options)
    assert last.content_cost == pytest.approx(2.0 * j_content, rel=1e-3)
    for weight, layer in zip(options.layer_weights, options.style_layers, strict=True):
        assert last.style_costs[layer] == pytest.approx(7.0 * weight * j_style[layer], rel=1e-3), layer
    assert last.total_cost == pytest.approx(last.content_cost + last.style_cost + last.extra_costs["colours"])


def test_from_noise_j_falls_below_a_sixth_of_what_it_was_after_the_first_step(content):
    waves = images.load(STYLES / "woodblock-waves.jpg")
    steps = list(stylize(content, waves, StyleOptions(size=96, steps=60)))
    assert [step.iteration for step in steps] == list(range(61))
    assert steps[-1].total_cost < steps[1].total_cost / 6
    assert steps[-1].last
    assert all(math.isfinite(step.total_cost) for step in steps)


def test_from_noise_j_ends_lower_than_from_strong_noise(content, style, monkeypatch):
    """Strong noise leaves grain that the descent does not remove."""
    ends = []
    for deviation in (start.NOISE, 0.12):
        monkeypatch.setattr(start, "NOISE", deviation)
        *_, last = stylize(content, style, StyleOptions(size=96, steps=40))
        ends.append(last.total_cost)
    assert ends[0] < 0.95 * ends[1]


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
@pytest.mark.parametrize("init", ["noise", "content"])
def test_each_optimiser_lowers_j_from_each_start(content, style, optimizer, init):
    steps = list(stylize(content, style, changed(optimizer=optimizer, init=init, steps=20)))
    assert steps[-1].total_cost < 0.75 * steps[0].total_cost


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_runs(content, style, preset):
    *_, last = stylize(content, style, changed(**PRESETS[preset], steps=6))
    assert last.picture.std() > 5
    assert (last.content_cost == 0) == (PRESETS[preset]["alpha"] == 0)


def test_g_is_c_in_shape_whatever_the_shape_of_s(content):
    *_, last = stylize(content, of_size(120, 200), changed(size=128, steps=2))
    height, width = last.picture.shape[:2]
    assert width == 128
    assert width / height == pytest.approx(content.width / content.height, rel=0.02)
    *_, tall = stylize(of_size(120, 200), content, changed(size=128, steps=2))
    assert tall.picture.shape[:2] == (128, 77)


def test_one_seed_gives_one_picture_and_another_seed_another(content, style):
    first, second, other = ([*stylize(content, style, changed(seed=seed, steps=4))][-1].picture for seed in (5, 5, 6))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_the_start_from_content_is_the_content_picture(content, style):
    steps = stylize(content, style, changed(init="content"))
    begun = next(steps).picture
    steps.close()
    shown = np.array(content.image().resize(begun.shape[1::-1], Image.Resampling.LANCZOS), dtype=float)
    assert np.abs(shown - begun).mean() < 1.5


def test_a_layer_of_weight_zero_counts_for_nothing(content, style):
    options = changed(layer_weights=(0.0, 0.5, 0.0, 0.5, 0.0), steps=3)
    *_, last = stylize(content, style, options)
    assert last.style_costs["relu2_1"] > 0
    assert last.style_costs.get("relu1_1", 0.0) == 0.0
    named = changed(style_layers=("relu2_1", "relu4_1"), layer_weights=(0.5, 0.5), steps=3)
    *_, alone = stylize(content, style, named)
    assert alone.total_cost == pytest.approx(last.total_cost, rel=1e-4)


def test_previews_are_full_pictures_and_time_left_is_told(content, style, monkeypatch):
    monkeypatch.setattr(previews, "PREVIEW_EVERY", 0.0)
    steps = list(stylize(content, style, changed(size=384, steps=5)))
    assert {max(step.picture.shape) for step in steps[:2]} == {256}
    assert {max(step.picture.shape) for step in steps[2:]} == {384}
    assert steps[0].seconds_left is None
    assert steps[-1].seconds_left == 0
    assert all(step.seconds_left > 0 for step in steps[1:-1])


def test_closing_early_ends_the_work_and_gives_the_memory_back(content, style, monkeypatch):
    runs = []
    make = transfer.Descent

    def noted(*values, **named):
        run = make(*values, **named)
        runs.append(weakref.ref(run))
        return run

    monkeypatch.setattr(transfer, "Descent", noted)
    steps = stylize(content, style, SMALL)
    next(steps)
    next(steps)
    steps.close()
    gc.collect()
    assert runs
    assert all(run() is None for run in runs)
    assert transfer.lock.acquire(blocking=False)
    transfer.lock.release()


def test_elongated_pictures_are_refused_before_any_work(content, style):
    with pytest.raises(PictureTooSmallError, match=r"2000x40.*too elongated"):
        next(stylize(of_size(2000, 40), style, SMALL))
    with pytest.raises(PictureTooSmallError, match=r"2000x40"):
        next(stylize(content, of_size(2000, 40), SMALL))


def test_little_is_lost_when_g_is_cut_to_what_a_picture_can_show(content, style):
    """J of the 8-bit picture against J of the descent before it: unheld, G leaves [0, 1] and a tenth is lost."""
    steps = list(stylize(content, style, StyleOptions(size=96, steps=60, beta=50.0)))
    best = min(step.total_cost for step in steps[:-1])
    assert steps[-1].total_cost < 1.02 * best


def test_where_no_faces_are_looked_after_no_face_network_is_loaded(content, style, monkeypatch):
    def refused(*names, **options):
        raise AssertionError("loaded")

    monkeypatch.setattr(identity, "network", refused)
    assert [*stylize(content, style, changed(steps=1))][-1].last


def test_weights_at_their_limits_give_finite_costs(content, style):
    for alpha, beta in ((10.0, 0.0), (0.0, 100.0), (10.0, 100.0)):
        steps = list(stylize(content, style, changed(alpha=alpha, beta=beta, steps=6)))
        assert steps[-1].total_cost <= steps[0].total_cost
        assert math.isfinite(steps[-1].total_cost)


def test_a_cost_that_stops_being_finite_costs_a_step_and_not_the_picture(content, style, monkeypatch):
    evaluated = transfer.Descent._evaluated
    calls = []

    def now_and_then_nan(run):
        calls.append(1)
        costs = evaluated(run)
        if len(calls) in (4, 5):
            run._cost = torch.tensor(math.nan)
            return dataclasses.replace(costs, content=math.nan)
        return costs

    monkeypatch.setattr(transfer.Descent, "_evaluated", now_and_then_nan)
    steps = list(stylize(content, style, SMALL))
    assert len(calls) == SMALL.steps + 3
    assert all(math.isfinite(step.total_cost) for step in steps)
    assert steps[-1].total_cost < steps[0].total_cost


NOT_NUMBERS = [math.nan, math.inf, -math.inf, None, True, "3", [1], 10**400]


@pytest.mark.parametrize("name", ["alpha", "beta", "size", "steps", "seed"])
@pytest.mark.parametrize("value", [*NOT_NUMBERS, -1, 10**9 * 5])
def test_options_refuse_what_is_not_a_number_in_range(name, value):
    with pytest.raises(OptionError, match=name):
        changed(**{name: value})


@pytest.mark.parametrize("value", [math.nan, -0.1, 1.1, None, "a"])
def test_each_lambda_is_checked_and_named(value):
    with pytest.raises(OptionError, match="lambda of relu3_1"):
        changed(layer_weights=(0.2, 0.2, value, 0.2, 0.2))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"init": "grey"}, "noise, content"),
        ({"optimizer": "sgd"}, "lbfgs, adam"),
        ({"network": "resnet"}, "vgg16, vgg19"),
        ({"network": None}, "vgg16, vgg19"),
        ({"content_layer": "relu9_1"}, "relu9_1"),
        ({"content_layer": ["relu4_2"]}, "no layer"),
        ({"style_layers": ("relu1_1",)}, "5 layer weights were given for 1 style layers"),
        ({"style_layers": ("relu1_1", "relu1_1"), "layer_weights": (1, 1)}, "twice"),
        ({"alpha": 0, "beta": 0}, "all zero"),
        ({"alpha": 0, "layer_weights": (0, 0, 0, 0, 0)}, "all zero"),
        ({"steps": 2.5}, "whole number"),
    ],
)
def test_options_refuse_other_nonsense_with_what_to_give(values, says):
    with pytest.raises(OptionError, match=says):
        changed(**values)


def test_work_beyond_the_budget_is_refused_with_what_would_do():
    with pytest.raises(BudgetError, match=r"at most 600 steps.*size \d+ at most"):
        StyleOptions(size=2048, steps=1000)
    assert StyleOptions(size=4096, steps=150).pixel_steps == BUDGET
