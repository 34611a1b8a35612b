"""Intervals: people drawn again, against pairs copied by hand and against populations that are known."""

from __future__ import annotations

import json

import numpy as np
import pytest

from facestyle.cli import tables
from facestyle.errors import OptionError, TrainingDataError
from facestyle.faces import metrics
from facestyle.faces.distance import distances
from facestyle.faces.evaluation import dealt, open_set, pairs, rates, side_by_side
from facestyle.faces.evaluation.bootstrap import interval, pair_weights, person_counts
from facestyle.faces.evaluation.pairs import Pair


def people(count: int, pictures: int, spread: float, seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    made = {}
    for number in range(count):
        vectors = rng.normal(size=32) + spread * rng.normal(size=(pictures, 32))
        made[f"P{number:03}"] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return made


def listed(made: dict[str, np.ndarray], folds: int = 10) -> tuple[list[list[float]], list[list[Pair]]]:
    """A list like LFW's: in each fold a matched and a mismatched pair for each of its people."""
    lists = []
    for some in np.array_split(sorted(made), folds):
        matched = [Pair((name, 0), (name, 1), True) for name in some]
        others = zip(some, np.roll(some, 1), strict=True)
        lists.append([*matched, *(Pair((a, 0), (b, 1), False) for a, b in others)])
    d = [
        [float(distances(made[p.a[0]][p.a[1]][None], made[p.b[0]][p.b[1]][None])[0, 0]) for p in fold] for fold in lists
    ]
    return d, lists


@pytest.mark.parametrize("decimals", [2, 9])
def test_with_each_pair_counted_once_the_figures_are_those_of_metrics(decimals):
    rng = np.random.default_rng(0)
    same = rng.random(400) < 0.5
    d = np.where(same, rng.normal(0.9, 0.4, 400), rng.normal(1.5, 0.4, 400)).clip(0, 3.9).round(decimals)
    fold = np.arange(400) % 10
    found = {name: value[0] for name, value in rates.figures(rates.rates_of(d, same, fold, np.ones((1, 400)))).items()}
    assert found["auc"] == pytest.approx(metrics.area_under_roc(d, same))
    assert found["eer"] == pytest.approx(metrics.equal_error_rate(d, same))
    assert found["tar_at_far_1e2"] == pytest.approx(metrics.true_accept_rate(d, same, 1e-2))
    right = []
    for number in range(10):
        tau = metrics.best_threshold(d[fold != number], same[fold != number])
        right.append(((d <= tau) == same)[fold == number].mean())
    assert found["accuracy"] == pytest.approx(np.mean(right))


def test_a_person_who_is_drawn_twice_counts_as_if_they_stood_in_the_list_twice():
    d, lists = listed(people(40, 2, 1.0))
    flat = [pair for fold in lists for pair in fold]
    same, fold = np.array([pair.same for pair in flat]), np.repeat(np.arange(10), [len(one) for one in lists])
    number = {name: index for index, name in enumerate(sorted({pair.a[0] for pair in flat}))}
    first, second = np.array([[number[p.a[0]], number[p.b[0]]] for p in flat]).T
    [counts] = person_counts(40, 1, 3)
    assert counts.sum() == 40
    weights = pair_weights(counts[None], first, second)
    copies = np.repeat(np.arange(len(flat)), weights[0])
    for pair, weight in zip(flat, weights[0], strict=True):
        a, b = counts[number[pair.a[0]]], counts[number[pair.b[0]]]
        assert weight == (a if pair.same else a * b)
    d = np.concatenate(d)
    weighted = rates.figures(rates.rates_of(d, same, fold, weights))
    copied = rates.figures(rates.rates_of(d[copies], same[copies], fold[copies], np.ones((1, len(copies)))))
    for name, values in weighted.items():
        assert values == pytest.approx(copied[name]), name


def test_an_interval_of_people_is_wider_than_one_of_pairs_where_one_person_stands_in_many():
    """Ten pairs a person, all right or all wrong: a hundred people tell less than a thousand pairs."""
    rng = np.random.default_rng(1)
    wrong = np.repeat(rng.random(100) < 0.1, 10)
    person = np.repeat(np.arange(100), 10)
    by_people = pair_weights(person_counts(100, 500, 0), person, person)
    by_pairs = person_counts(1000, 500, 0)
    widths = []
    for weights in (by_people, by_pairs):
        low, high = interval((weights * wrong).sum(1) / weights.sum(1))
        widths.append(high - low)
    assert widths[0] > 2 * widths[1]
    # The standard error of a share of a hundred independent people.
    assert widths[0] == pytest.approx(2 * 1.96 * np.sqrt(wrong.mean() * (1 - wrong.mean()) / 100), rel=0.15)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """The truth is the figure of very many people from the same population."""
    truth = dealt.everybody(people(800, 2, 1.1, seed=99))["auc"]
    held = 0
    for trial in range(15):
        low, high = interval(dealt.resampled(people(80, 2, 1.1, seed=trial), 40, trial)["auc"])
        held += low <= truth <= high
    assert held >= 12


def test_the_report_of_a_list_tells_intervals_around_its_figures():
    d, lists = listed(people(100, 2, 1.2))
    found = pairs.report(d, lists, pairs.resampled(d, lists, 200))
    assert (found.people, found.draws) == (100, 200)
    for name in ("accuracy", "auc", "eer", "tar_at_far_1e2"):
        low, high = found.intervals[name]
        assert low <= getattr(found, name) <= high
        assert low < high
    assert pairs.resampled(d, lists, 5, seed=1)["auc"].tolist() == pairs.resampled(d, lists, 5, seed=1)["auc"].tolist()
    assert pairs.report(d, lists).intervals == {}


def test_unusable_pairs_stay_errors_when_people_are_drawn_again():
    d, lists = listed(people(40, 2, 0.05))
    assert pairs.resampled(d, lists, 20)["accuracy"].min() == 1.0
    d[0][0] = float("nan")
    assert pairs.resampled(d, lists, 20)["accuracy"].min() < 1.0


def test_dealt_pairs_have_the_figures_of_all_pairs():
    """AUC over everybody, where each has as many pictures: close to that of every pair there is."""
    made = people(200, 3, 1.1)
    rows = np.concatenate([made[name] for name in sorted(made)])
    who = np.repeat(np.arange(200), 3)
    above = np.triu_indices(len(rows), 1)
    d, same = distances(rows, rows)[above], (who[:, None] == who[None])[above]
    found = dealt.everybody(made)
    assert found["auc"] == pytest.approx(metrics.area_under_roc(d, same), abs=2e-3)
    assert found["tar_at_far_1e2"] == pytest.approx(metrics.true_accept_rate(d, same, 1e-2), abs=0.02)


def test_dealing_asks_for_enough_people_some_of_them_with_two_pictures():
    with pytest.raises(TrainingDataError, match="12 people"):
        dealt.resampled(people(12, 2, 0.5), 5)
    with pytest.raises(TrainingDataError, match="two pictures"):
        dealt.resampled(people(30, 1, 0.5), 5)


def test_fnir_of_people_drawn_again_lies_around_that_of_everybody():
    made = people(150, 3, 1.0)
    drawn = open_set.resampled_fnir(made, folds=2, draws=20, enrolled=[50], pictures=[1])
    figures = open_set.evaluate_people(made, folds=5, drawn=drawn)
    [figure] = [one for one in figures if (one.enrolled, one.pictures, one.fpir) == (50, 1, 0.1)]
    low, high = figure.fnir_interval
    assert low < figure.fnir < high
    assert figure.draws == 20
    assert [one.fnir_interval for one in figures if one.enrolled == 200] == [None] * 4


def test_a_stranger_who_counts_twice_counts_twice_towards_fpir():
    d = np.array([0.5, 1.0, 1.5, 2.0])
    doubled = np.array([0.5, 0.5, 1.0, 1.5, 1.5, 1.5, 2.0])
    for fpir in (0.1, 0.3, 0.5):
        weighted = open_set.threshold_at_fpir(d, fpir, np.array([2.0, 1.0, 3.0, 1.0]))
        assert weighted == open_set.threshold_at_fpir(doubled, fpir)


def test_encoders_side_by_side_are_told_apart_only_where_the_draws_do(tmp_path, monkeypatch):
    """Made encodings stand for three encoders: a good one, the same again, and a poor one."""
    good, poor = people(120, 2, 0.9), people(120, 2, 1.5)
    known = {"facenet-128": good, "dlib": good, "fused": poor}
    monkeypatch.setattr(
        open_set, "encode_people_by_each", lambda _folder, names, _progress: {n: known[n] for n in names}
    )
    rows = side_by_side.compare_pairs(None, tmp_path, list(known), draws=20)
    assert not any(change.told for change in rows[1].differences.values())
    assert rows[2].differences["auc"].told
    assert rows[2].differences["auc"].value < 0
    text = tables.pairs_as_text(rows)
    assert text.count("no difference can be told") >= 4
    assert "fused minus facenet-128" in text
    told = json.loads(json.dumps(tables.pairs_as_json(rows)))
    assert [one["encoder"] for one in told["encoders"]] == list(known)
    assert told["differences"][1]["figures"]["auc"]["interval"][1] < 0
    galleries = side_by_side.compare_galleries(tmp_path, list(known), folds=1, draws=8)
    assert galleries[2].differences[0].value > 0
    assert not galleries[1].differences[0].told
    assert "not enough" in tables.galleries_as_text(galleries)
    with pytest.raises(OptionError, match="twice"):
        side_by_side.compare_pairs(None, tmp_path, ["dlib", "dlib"])
    with pytest.raises(OptionError, match="draws"):
        side_by_side.compare_pairs(None, tmp_path, ["dlib"], draws=0)
