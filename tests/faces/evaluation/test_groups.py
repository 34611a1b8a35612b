"""Error rates by group, against counting pair by pair."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pytest

from facestyle.cli import tables
from facestyle.errors import FileMissingError, GroupsFileError
from facestyle.faces.distance import distance
from facestyle.faces.evaluation import groups, open_set, plots, side_by_side
from facestyle.faces.evaluation.pairs import MeasuredPairs, Pair

TAU = 1.2


def people(count: int = 40, pictures: int = 2) -> dict[str, np.ndarray]:
    """People of two groups: those of the second lie nearer to one another."""
    rng = np.random.default_rng(4)
    common, made = rng.normal(size=24), {}
    for number in range(count):
        face = rng.normal(size=24) + (1.2 * common if number % 2 else 0.0)
        rows = face + 0.6 * rng.normal(size=(pictures, 24))
        made[f"P{number:02}"] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return made


def halves(made: dict[str, np.ndarray]) -> dict[str, str]:
    return {name: "odd" if number % 2 else "even" for number, name in enumerate(sorted(made))}


def by_hand(made, names, tau):
    passed = [distance(f, g) <= tau for a, b in combinations(names, 2) for f in made[a] for g in made[b]]
    missed = [distance(f, g) > tau for name in names for f, g in combinations(made[name], 2)]
    return np.mean(passed), np.mean(missed)


def test_a_folders_rates_are_those_of_counting_and_the_worse_group_is_told():
    made = people()
    known = halves(made)
    found = groups.of_people(made, known, TAU, draws=100)
    for one in found.groups:
        names = [name for name in sorted(made) if known[name] == one.group]
        fmr, fnmr = by_hand(made, names, TAU)
        assert (one.passed, one.missed) == (pytest.approx(fmr), pytest.approx(fnmr))
        assert one.people == 20
        assert one.passed_interval[0] <= one.passed <= one.passed_interval[1]
    even, odd = found.groups
    assert odd.passed > even.passed
    assert found.passed_ratio == pytest.approx(odd.passed / even.passed)
    assert found.passed_ratio_interval[0] < found.passed_ratio < found.passed_ratio_interval[1]
    assert found.without_group == 0


def test_pairs_of_two_groups_and_people_without_a_group_count_in_none():
    folds = [[Pair(("A", 1), ("A", 2), True), Pair(("A", 1), ("B", 1), False), Pair(("A", 1), ("C", 1), False)]]
    folds[0] += [Pair(("C", 1), ("C", 2), True), Pair(("C", 1), ("D", 1), False), Pair(("E", 1), ("A", 1), False)]
    measured = MeasuredPairs(folds, [[0.5, 1.0, 0.1, 1.9, 1.5, float("nan")]], {})
    found = groups.of_pairs(measured, {"A": "x", "B": "x", "C": "y", "D": "y"}, 1.1, draws=0)
    x, y = found.groups
    assert (x.passed, x.missed, y.passed, y.missed) == (1.0, 0.0, 0.0, 1.0)
    assert found.without_group == 1
    assert found.passed_ratio is None  # the best group has no error
    assert x.passed_interval is None


def written(tmp_path, text):
    path = tmp_path / "groups.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_file_with_or_without_a_heading_is_read(tmp_path):
    expected = {"Ann, Lee": "north", "Bo": "south"}
    assert groups.read_groups(written(tmp_path, '\ufeffPerson,Group\n"Ann, Lee",north\n\nBo , south\n')) == expected
    assert groups.read_groups(written(tmp_path, '"Ann, Lee",north\r\nBo,south\r\n')) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Ann,north\nBo\n", "line 2"),
        ("Ann,north\nBo,\n", "line 2"),
        ("Ann,north\nBo,south,east\n", "line 2"),
        ("Ann,north\nBo,south\nAnn,south\n", "line 3: Ann is in two groups"),
        ("Ann,north\nBo,north\n", "at least 2"),
        ("", "at least 2"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_what_is_no_file_of_groups_is_refused_with_its_line(tmp_path, text, says):
    with pytest.raises(GroupsFileError, match=says):
        groups.read_groups(written(tmp_path, text))
    with pytest.raises(FileMissingError):
        groups.read_groups(tmp_path / "none.csv")


def test_the_command_tells_and_draws_groups(tmp_path, monkeypatch):
    made = people()
    known = dict(list(halves(made).items())[:-1])
    monkeypatch.setattr(open_set, "encode_people_by_each", lambda _folder, names, _: dict.fromkeys(names, made))
    rows = side_by_side.compare_pairs(None, tmp_path, ["facenet-128"], draws=10, groups=known)
    text = tables.pairs_as_text(rows)
    assert "even, 20 people" in text
    assert "worst over best" in text
    assert "1 people without a group" in text
    told = json.loads(json.dumps(tables.pairs_as_json(rows)))["by_group"]
    assert [one["group"] for one in told["groups"]] == ["even", "odd"]
    assert plots.write_groups(rows[0].groups, "made", tmp_path / "drawn").read_bytes().startswith(b"\x89PNG")


def test_galleries_rates_are_those_of_searches_of_each_group():
    made = people(140)
    known = halves(made)
    found = groups.of_galleries(made, known, 50, folds=2, draws=6, fpir=0.1)
    assert found.names == ("FPIR", "FNIR")
    searches = open_set.draw_galleries(made, 50, 1, 2, [0])
    for one in found.groups:
        named = [
            d <= found.tau
            for s in searches
            for d, who in zip(s.strangers, s.stranger_names, strict=True)
            if known[who] == one.group
        ]
        missed = [
            not (near and d <= found.tau)
            for s in searches
            for d, near, who in zip(s.own, s.nearest, s.names, strict=True)
            if known[who] == one.group
        ]
        assert (one.passed, one.missed) == (pytest.approx(np.mean(named)), pytest.approx(np.mean(missed)))
    even, odd = found.groups
    assert odd.passed > even.passed
    assert groups.of_galleries(made, known, 200, folds=2, draws=0) is None
