"""The nearest of several pairs passes no more often than one pair, and says less."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from support.faces import TAU

from facestyle.faces.calibration import shipped
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import ENCODERS, encoder_spec
from facestyle.faces.several import _table, probability_of_any, threshold_for_nearest

OURS = shipped(DEFAULT_ENCODER)


@pytest.mark.parametrize("pairs", [2, 12, 60])
def test_the_nearest_of_many_pairs_of_strangers_passes_as_often_as_one_pair(pairs):
    """Drawn at random by the calibration's own distribution of strangers' distances."""
    d, rates = _table(OURS)
    drawn = np.interp(np.log(np.random.default_rng(3).random((200_000, pairs))), np.log(rates), d)
    one, nearest = drawn[:, 0] <= 1.5, drawn.min(axis=1) <= threshold_for_nearest(1.5, pairs, DEFAULT_ENCODER)
    assert nearest.mean() == pytest.approx(one.mean(), rel=0.05)
    assert (drawn.min(axis=1) <= 1.5).mean() > 1.5 * one.mean(), "without the correction more would pass"


@pytest.mark.parametrize("tau", [0.0, 0.3, 0.7, TAU, 1.6, 2.2, 3.5, 4.0])
def test_tau_grows_stricter_with_the_number_of_pairs_and_stays_what_it_is_for_one(tau):
    taus = [threshold_for_nearest(tau, pairs, DEFAULT_ENCODER) for pairs in (1, 2, 6, 100, 10_000, 10**9)]
    assert taus[0] == tau
    assert taus == sorted(taus, reverse=True)
    assert all(0 <= one <= tau for one in taus)


def test_the_correction_is_that_of_galleries():
    rate = 0.01
    expected = OURS.gallery_threshold(12, rate)
    assert threshold_for_nearest(OURS.threshold(rate), 12, DEFAULT_ENCODER) == pytest.approx(expected, abs=1e-3)


def test_an_encoder_without_a_calibration_takes_its_tau_for_galleries():
    for name in ENCODERS:
        spec = encoder_spec(name)
        strict = threshold_for_nearest(spec.tau, 12, name)
        assert strict < spec.tau
        if shipped(name) is None:
            assert strict == spec.tau_gallery


def test_a_calibration_of_too_few_pairs_leaves_it_to_the_encoders_own():
    kept = OURS.rates.index(max(OURS.rates))
    few = dataclasses.replace(OURS, rates=(OURS.rates[kept],), thresholds=(OURS.thresholds[kept],))
    none = dataclasses.replace(OURS, rates=(), thresholds=())
    own = threshold_for_nearest(TAU, 12, DEFAULT_ENCODER)
    assert threshold_for_nearest(TAU, 12, DEFAULT_ENCODER, few) == own
    assert threshold_for_nearest(TAU, 12, DEFAULT_ENCODER, none) == own


def test_the_probability_of_one_pair_is_the_calibrations():
    for d in (0.0, 0.4, 1.0, 1.17, 1.4, 3.9):
        assert probability_of_any([d], OURS) == pytest.approx(OURS.probability(d))


def test_the_probability_of_many_pairs_is_bayes_rule_with_each_pair_as_likely():
    ds = np.array([[0.9, 1.6, 1.9], [1.3, 2.1, 1.4]])
    odds = [math.exp(OURS.slope * d + OURS.offset) for d in ds.ravel()]
    expected = sum(odds) / len(odds) / (1 + sum(odds) / len(odds))
    assert probability_of_any(ds, OURS) == pytest.approx(expected)
    assert OURS.probability(1.4) < probability_of_any(ds, OURS) < OURS.probability(0.9)


def test_the_probability_comes_no_nearer_to_certainty_than_the_pairs_allow():
    assert probability_of_any([0.0], OURS) == OURS.probability(0.0) < 1
    assert probability_of_any([4.0] * 100, OURS) == OURS.probability(4.0) > 0
