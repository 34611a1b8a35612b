"""LFW's protocol: lists of pairs, and figures against counting by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from facestyle.errors import FileMissingError, PairsFileError
from facestyle.faces.evaluation import pairs as evaluation_pairs
from facestyle.faces.evaluation.pairs import Pair, read_pairs, report
from facestyle.faces.metrics import area_under_roc, best_threshold


def listed(tmp_path, text: str):
    path = tmp_path / "pairs.txt"
    path.write_text(text, encoding="utf-8")
    return path


def lines(matched: int, mismatched: int) -> str:
    return "".join(f"P{i}\t1\t2\n" for i in range(matched)) + "".join(f"P{i}\t1\tQ{i}\t3\n" for i in range(mismatched))


def test_a_development_list_is_cut_into_ten_folds_in_order(tmp_path):
    folds = read_pairs(listed(tmp_path, f"20\n{lines(20, 20)}"))
    assert [len(fold) for fold in folds] == [4] * 10
    assert folds[0] == [
        Pair(("P0", 1), ("P0", 2), True),
        Pair(("P1", 1), ("P1", 2), True),
        Pair(("P0", 1), ("Q0", 3), False),
        Pair(("P1", 1), ("Q1", 3), False),
    ]


def test_the_official_list_keeps_its_own_folds(tmp_path):
    text = "2\t3\n" + lines(3, 3) + lines(3, 3).replace("P", "R")
    folds = read_pairs(listed(tmp_path, text))
    assert [len(fold) for fold in folds] == [6, 6]
    assert {pair.a[0][0] for pair in folds[1]} == {"R"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "number of pairs"),
        ("\n\n", "number of pairs"),
        ("Aaron 1 2\n", "number of pairs"),
        ("²\nA 1 2\n", "number of pairs"),
        ("20\nA 1 2\nB 1\n", "line 3"),
        ("20\nA one 2\n", "line 2"),
        ("20\nA 1 B two\n", "line 2"),
        ("20\nA 1 2 3 4\n", "line 2"),
        ("2 3\n" + lines(3, 2), "announces 2 folds of 6 pairs"),
        ("5\n" + lines(5, 5), "at least 10"),
        ("20\n" + lines(20, 0), "0 pairs of one kind"),
    ],
)
def test_a_list_that_is_not_one_is_refused_with_its_line(tmp_path, text, says):
    with pytest.raises(PairsFileError, match=says):
        read_pairs(listed(tmp_path, text))


def test_a_list_that_is_missing_or_no_text_is_said(tmp_path):
    with pytest.raises(FileMissingError, match=r"none\.txt"):
        read_pairs(tmp_path / "none.txt")
    (tmp_path / "picture.txt").write_bytes(b"\xff\xd8\xff\xe0\x00")
    with pytest.raises(PairsFileError, match="not a text file"):
        read_pairs(tmp_path / "picture.txt")


@pytest.mark.parametrize("seed", range(5))
def test_the_threshold_has_as_many_right_as_any_could_have(seed):
    rng = np.random.default_rng(seed)
    same = rng.random(80) < 0.5
    d = np.where(same, rng.normal(0.8, 0.4, 80), rng.normal(1.6, 0.4, 80)).clip(0.01, 3.9).round(1 + seed % 3)
    tau = best_threshold(d, same)
    tried = [0.0, *sorted({*d, *(d + 1e-9), *(d - 1e-9)}), 4.0]
    assert ((d <= tau) == same).sum() == max(((d <= t) == same).sum() for t in tried)


def test_the_threshold_lies_amid_the_gap_and_ignores_unusable_pairs():
    d = np.array([0.2, math.nan, 0.6, 1.6, 2.0, math.nan])
    same = np.array([True, True, True, False, False, False])
    assert best_threshold(d, same) == pytest.approx(1.1)


@pytest.mark.parametrize("decimals", [1, 6])
def test_auc_is_the_share_of_pairs_of_pairs_in_the_right_order(decimals):
    rng = np.random.default_rng(3)
    same = rng.random(60) < 0.4
    d = np.where(same, rng.normal(1.0, 0.5, 60), rng.normal(1.4, 0.5, 60)).round(decimals)
    wins = [1.0 if matched < other else 0.5 if matched == other else 0.0 for matched in d[same] for other in d[~same]]
    assert area_under_roc(d, same) == pytest.approx(sum(wins) / len(wins))


def test_the_report_counts_unusable_pairs_as_errors():
    folds = [[Pair(("A", 1), ("A", 2), True)] * 2 + [Pair(("A", 1), ("B", 1), False)] * 2 for _ in range(10)]
    distances = [[0.3, 0.4, 1.9, 2.0] for _ in folds]
    perfect = report(distances, folds)
    assert (perfect.accuracy, perfect.accuracy_std, perfect.auc, perfect.unusable) == (1.0, 0.0, 1.0, 0)
    assert perfect.threshold == pytest.approx(1.15)
    distances[4] = [math.nan, 0.4, 1.9, math.nan]
    poorer = report(distances, folds)
    assert poorer.accuracy == pytest.approx(0.95)
    assert poorer.accuracy_std == pytest.approx(np.std([1.0] * 9 + [0.5]))
    assert (poorer.unusable, poorer.pairs, poorer.auc) == (2, 40, 1.0)


def test_the_threshold_that_judges_a_fold_is_chosen_without_it():
    folds = [[Pair(("A", 1), ("A", 2), True), Pair(("A", 1), ("B", 1), False)] for _ in range(10)]
    distances = [[0.3, 2.0] for _ in folds]
    distances[0] = [1.8, 1.9]  # right only for a threshold between them, which no other fold suggests
    assert report(distances, folds).accuracy == pytest.approx(0.95)


@pytest.mark.shared
def test_pairs_of_real_photographs_are_told_apart(shared, tmp_path):
    """Fifty pairs of LFW's; the figure for all of them is in the README."""
    lists = (shared / "lfw" / "pairs.txt").read_text().splitlines()
    count = int(lists[0])
    matched, mismatched = lists[1 : 1 + count], lists[1 + count :]
    some = listed(tmp_path, "\n".join(["25", *matched[::44], *mismatched[::44]]))
    seen = []
    measured = evaluation_pairs.measure_pairs(some, shared / "lfw" / "images", progress=lambda *at: seen.append(at))
    found = report(measured.distances, measured.folds)
    assert found.pairs == 50
    assert found.accuracy >= 0.96
    assert found.auc > 0.99
    assert 0.9 < found.threshold < 1.4
    assert seen[-1][0] == seen[-1][1]


def test_a_folder_without_the_pictures_is_said(tmp_path):
    pairs = listed(tmp_path, f"20\n{lines(20, 20)}")
    with pytest.raises(FileMissingError, match="nowhere"):
        evaluation_pairs.measure_pairs(pairs, tmp_path / "nowhere")
    with pytest.raises(FileMissingError, match="None of the"):
        evaluation_pairs.measure_pairs(pairs, tmp_path)
