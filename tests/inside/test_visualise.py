"""Pictures that excite a unit, made from noise."""

from __future__ import annotations

import numpy as np
import pytest
from support import places

from facestyle.errors import OptionError
from facestyle.inside.networks import look_into
from facestyle.inside.units import UnitsOptions, scan
from facestyle.inside.visualise import VisualiseOptions, visualise
from facestyle.weights import cache as weights_cache


@pytest.mark.parametrize(("network", "layer"), [("vgg16", "relu4_1"), ("facenet-128", "conv2d_4a")])
def test_a_picture_from_noise_excites_a_unit_more_than_any_sample_does(network, layer):
    samples = [weights_cache.sample(name) for name in ("obama", "biden", "astronaut")]
    sources = samples if network == "facenet-128" else [*sorted(places.STYLES.glob("*.jpg")), *samples]
    *_, scanned = scan(sources, UnitsOptions(network=network, layers=(layer,), size=160))
    real = scanned.scan.found[layer]
    [unit] = real.strongest(1)
    steps = list(visualise(network, layer, unit, VisualiseOptions(steps=60)))
    assert len(steps) == 61
    assert (steps[0].picture is not None, steps[-1].picture is not None) == (True, True)
    assert steps[-1].activation > 1.3 * real.values[unit, 0]
    assert steps[-1].activation > 3 * max(steps[0].activation, 0.1)
    assert steps[-1].picture.shape[:2] == look_into(network).layers[layer].field.size
    assert steps[-1].picture.std() > 5


def test_a_seed_gives_the_same_picture_and_closing_ends_the_work():
    def last(seed):
        *_, step = visualise("vgg16", "relu2_1", 5, VisualiseOptions(steps=4, seed=seed))
        return step.picture

    assert np.array_equal(last(1), last(1))
    assert not np.array_equal(last(1), last(2))
    work = visualise("vgg16", "relu2_1", 5)
    next(work)
    work.close()
    assert list(work) == []


@pytest.mark.parametrize("given", [{"steps": 0}, {"jitter": 2.5}, {"rotation": float("nan")}, {"total_variation": -1}])
def test_visualisation_refuses_what_makes_no_sense(given):
    with pytest.raises(OptionError, match=next(iter(given))):
        VisualiseOptions(**given)
