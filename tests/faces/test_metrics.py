"""Figures of verification and identification, against counting one by one."""

from __future__ import annotations

import json

import numpy as np
import pytest

from facestyle.errors import FileMissingError, OptionError
from facestyle.faces import metrics
from facestyle.faces.evaluation import open_set
from facestyle.faces.evaluation.open_set import OpenSetFigure, encode_people, evaluate_people


def drawn(seed: int, size: int = 4000):
    """Pairs whose true probability is known: a logistic line in d."""
    rng = np.random.default_rng(seed)
    d = rng.uniform(0, 2.5, size)
    truth = 1 / (1 + np.exp(-(-6.0 * d + 7.0)))
    return d, rng.uniform(size=size) < truth, truth


def test_platt_finds_the_line_that_the_pairs_were_drawn_from():
    d, same, _ = drawn(0, 20_000)
    slope, offset = metrics.fit_platt(d, same)
    assert slope == pytest.approx(-6.0, rel=0.06)
    assert offset == pytest.approx(7.0, rel=0.06)
    assert metrics.expected_calibration_error(metrics.platt_probability(d, slope, offset), same) < 0.01


def test_platt_stays_finite_where_the_kinds_do_not_overlap():
    d = np.concatenate([np.linspace(0, 0.5, 50), np.linspace(1.5, 3, 50)])
    slope, offset = metrics.fit_platt(d, np.arange(100) < 50)
    p = metrics.platt_probability(d, slope, offset)
    assert np.isfinite([slope, offset]).all()
    assert p[:50].min() > 0.8
    assert p[50:].max() < 0.2


def test_calibration_error_and_brier_score_against_a_loop():
    _, same, truth = drawn(1, 500)
    bins: dict[int, list[tuple[float, bool]]] = {}
    for p, is_same in zip(truth, same, strict=True):
        bins.setdefault(min(int(p * metrics.BINS), metrics.BINS - 1), []).append((p, bool(is_same)))
    expected = 0.0
    for inside in bins.values():
        said = sum(p for p, _ in inside) / len(inside)
        happened = sum(is_same for _, is_same in inside) / len(inside)
        expected += len(inside) / 500 * abs(said - happened)
    assert metrics.expected_calibration_error(truth, same) == pytest.approx(expected)
    brier = sum((p - is_same) ** 2 for p, is_same in zip(truth, same, strict=True)) / 500
    assert metrics.brier_score(truth, same) == pytest.approx(brier)


def test_a_probability_that_is_too_sure_has_a_large_calibration_error():
    d, same, _ = drawn(2)
    assert metrics.expected_calibration_error((d < 1.17).astype(float), same) > 0.05


def test_true_accept_rate_is_the_best_of_all_thresholds_that_are_allowed():
    d, same, _ = drawn(3, 600)
    for far in (0.01, 0.05, 0.2):
        best = 0.0
        for tau in [*d, 3.0]:
            if (d[~same] <= tau).mean() <= far:
                best = max(best, float((d[same] <= tau).mean()))
        assert metrics.true_accept_rate(d, same, far) == pytest.approx(best)


def test_too_few_mismatched_pairs_give_no_rate():
    d, same = np.array([0.1, 0.2, 1.5, 1.8]), np.array([True, True, False, False])
    assert metrics.true_accept_rate(d, same, 1e-2) is None
    assert metrics.true_accept_rate(d, same, 0.5) == 1.0


def test_equal_error_rate_of_known_pairs():
    apart = np.array([0.1, 0.2, 1.5, 1.8]), np.array([True, True, False, False])
    assert metrics.equal_error_rate(*apart) == 0
    crossed = np.array([0.1, 1.6, 0.2, 1.8]), np.array([True, True, False, False])
    assert metrics.equal_error_rate(*crossed) == 0.5
    assert np.isnan(metrics.equal_error_rate(np.array([0.1]), np.array([True])))


def people(count: int, pictures: int, spread: float, seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    made = {}
    for number in range(count):
        vectors = rng.normal(size=64) + spread * rng.normal(size=(pictures, 64))
        made[f"P{number}"] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return made


def of(figures: list[OpenSetFigure], **wanted) -> OpenSetFigure:
    [found] = [one for one in figures if all(getattr(one, key) == value for key, value in wanted.items())]
    return found


def test_people_who_look_like_nobody_else_are_never_missed():
    figure = of(evaluate_people(people(80, 4, 0.05), folds=2), enrolled=50, pictures=1, fpir=0.01)
    assert (figure.fnir, figure.rank1, figure.folds) == (0, 1, 2)


def test_figures_are_those_of_counting_search_by_search():
    made = people(70, 3, 0.9)
    search = open_set._draw(made, 50, 1, np.random.default_rng([7, 0]))
    assert search is not None
    own, strangers = search.own, search.strangers
    ordered = sorted(strangers)
    allowed = int(len(ordered) * 0.1)
    missed = sum(not (near and d < ordered[allowed]) for d, near in zip(own, search.nearest, strict=True))
    figure = of(evaluate_people(made, folds=1, seed=7), enrolled=50, pictures=1, fpir=0.1)
    assert 0 < figure.fnir < 1
    assert figure.fnir == pytest.approx(missed / len(own))
    assert sum(d <= figure.threshold for d in strangers) == allowed


def test_more_pictures_of_each_and_fewer_people_help():
    figures = evaluate_people(people(330, 5, 1.1), folds=2)
    one, three = (of(figures, enrolled=200, pictures=n, fpir=0.01).fnir for n in (1, 3))
    assert three < one
    assert of(figures, enrolled=50, pictures=1, fpir=0.01).fnir < one


def test_what_the_people_do_not_suffice_for_is_left_open():
    figures = evaluate_people(people(80, 2, 0.5), folds=1)
    assert of(figures, enrolled=200, pictures=1, fpir=0.01).fnir is None
    assert of(figures, enrolled=50, pictures=3, fpir=0.01).folds == 0
    assert json.dumps([vars(figure) for figure in figures]).count("null") >= 8
    # Nobody would be left as a stranger.
    assert of(evaluate_people(people(50, 2, 0.5), folds=1), enrolled=50, pictures=1, fpir=0.1).fnir is None


def test_the_same_seed_draws_the_same_people():
    made = people(80, 3, 1.0)
    assert evaluate_people(made, 2, 5) == evaluate_people(made, 2, 5) != evaluate_people(made, 2, 6)


def test_unusable_pictures_are_left_out_of_a_folder(tmp_path, sample_path):
    for name, sample in (("Obama", "obama"), ("Obama", "obama2"), ("Nobody", "coffee"), ("Biden", "biden")):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / f"{sample}.jpg").write_bytes(sample_path(sample).read_bytes())
    (tmp_path / "Biden" / "broken.jpg").write_bytes(b"not a picture")
    told = []
    found = encode_people(tmp_path, progress=lambda done, total: told.append((done, total)))
    assert {name: len(encodings) for name, encodings in found.items()} == {"Obama": 2, "Biden": 1}
    assert told == [(done, 5) for done in range(1, 6)]


@pytest.mark.parametrize("folder", ["absent", "."])
def test_a_folder_without_faces_is_an_error(tmp_path, folder):
    with pytest.raises(FileMissingError, match="absent" if folder == "absent" else "No face"):
        encode_people(tmp_path / folder)


@pytest.mark.parametrize("bad", [{"folds": 0}, {"folds": 2.5}, {"seed": -1}, {"folds": "three"}])
def test_folds_and_seed_are_checked(bad):
    with pytest.raises(OptionError, match=next(iter(bad))):
        evaluate_people(people(60, 2, 0.5), **bad)
