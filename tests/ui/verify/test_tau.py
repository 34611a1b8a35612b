"""Tau dragged over both distributions: every place says the error rates that the calibration holds there."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from facestyle.faces.calibration import GRID, calibrate, shipped
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.ui import languages
from facestyle.ui.shared.session import Session
from facestyle.ui.verify import calibration, tau, words
from facestyle.ui.verify.state import VerifyState

ENCODERS = ("facenet-128", "dlib", "fused")


def figure(encoder):
    return tau.figure(shipped(encoder), encoder, encoder_spec(encoder).tau)


def told(drawn):
    """The sentences of a figure in order, and the number of the one that shows."""
    return re.findall(r"<span data-of[^>]*>([^<]*)</span>", drawn), int(re.search(r'valuenow="(\d+)"', drawn)[1])


def in_percent(text):
    return 0.0 if text == words.NOBODY else float(text.removesuffix("\u00a0%")) / 100


@pytest.mark.parametrize("encoder", ENCODERS)
def test_every_place_says_both_rates_of_the_calibration(encoder):
    known, (sentences, chosen) = shipped(encoder), told(figure(encoder))
    assert 30 <= len(sentences) <= tau.MOST_PLACES
    for sentence in sentences:
        said = re.match(
            r"τ = ([\d.]+): of the pairs of two people (.*?) pass .* one person (.*?) are refused", sentence
        )
        place = GRID.index(float(said[1]))
        assert in_percent(said[2]) == pytest.approx(known.fmr[place], rel=0.06, abs=1e-9)
        assert in_percent(said[3]) == pytest.approx(known.fnmr[place], rel=0.06, abs=1e-9)
    assert words.TAU_IN_FORCE in sentences[chosen]
    assert sum(words.TAU_IN_FORCE in one for one in sentences) == 1
    assert sentences[0].count("none pass") == sentences[-1].count("none are refused") == 1


@pytest.mark.parametrize("encoder", ENCODERS)
def test_the_trade_turns_once_from_strict_to_lax(encoder):
    sentences, _ = told(figure(encoder))
    order = [next(kind for kind, one in words.TRADES.items() if one in sentence) for sentence in sentences]
    assert order == sorted(order, key=("strict", "even", "lax").index)
    assert {"strict", "lax"} <= set(order)


def test_the_pairs_in_error_are_cut_where_tau_is():
    drawn = figure("facenet-128")
    for state in re.findall(r'<g class="fs-mark".*?</g>', drawn):
        x = float(re.search(r'<path d="M([\d.]+) ', state)[1])
        cuts = re.findall(r'<svg x="([\d.]+)" y="0" width="([\d.]+)".*?#verify-pairs-(\w+)', state)
        for start, width, kind in cuts:
            inner = float(start) if kind == "same" else float(start) + float(width)
            assert inner == pytest.approx(x, abs=0.11)
        assert cuts


def test_it_can_be_named_dragged_and_read_in_both_languages_and_names_its_source():
    drawn = figure("facenet-128")
    assert 'role="slider" tabindex="0" aria-label="Threshold τ"' in drawn
    assert drawn.count("data-at=") == len(told(drawn)[0])
    assert "5,919,753" in drawn
    assert "LFW" in drawn.partition("fs-drag-source")[2]
    with languages.using("zh"):
        chinese = figure("facenet-128")
        assert all("误接受" in one and "pairs" not in one for one in told(chinese)[0])


def test_an_encoder_without_a_calibration_says_so():
    drawn = calibration.tau_figure(Session(), "vggface2")
    assert "has no calibration" in drawn
    assert "fs-drag" not in drawn


def test_it_follows_the_calibration_of_the_visit():
    visit, rng = Session(), np.random.default_rng(0)
    d = np.concatenate([rng.normal(0.6, 0.2, 60), rng.normal(2.0, 0.3, 400)]).clip(0, 4)
    own = calibrate(d, np.arange(460) < 60, "facenet-128", "<b>pictures of ours</b>")
    visit.of(VerifyState).calibrations["facenet-128"] = own
    drawn = calibration.tau_figure(visit, "facenet-128")
    assert "&lt;b&gt;pictures of ours" in drawn
    sentences, chosen = told(drawn)
    assert abs(float(sentences[chosen][4:8]) - own.even) <= 0.04


def test_a_calibration_of_one_step_is_drawn_without_a_traceback():
    steep = replace(
        shipped("dlib"), fmr=tuple(float(d > 0.02) for d in GRID), fnmr=tuple(float(d < 0.02) for d in GRID)
    )
    assert told(tau.figure(steep, "dlib", 4.0))[0]
