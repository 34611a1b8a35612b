"""Unknown faces of several photographs are grouped by person."""

from __future__ import annotations

import numpy as np
import pytest
from support.faces import face

from facestyle.errors import ContractError
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.linkage import linked
from facestyle.faces.pipeline import encode_faces, encode_files
from facestyle.faces.strangers.lookalikes import LookAlike, alike, tau_among


def test_the_samples_fall_into_their_people(sample):
    photographs = encode_faces([sample(name) for name in ("obama", "biden", "obama2", "astronaut", "obama3")])
    groups = alike(photographs, DEFAULT_ENCODER)
    assert groups[0] == (LookAlike(0, 0), LookAlike(2, 0), LookAlike(4, 0))
    assert sorted(len(group) for group in groups) == [1, 1, 3]


def test_nobody_is_twice_in_a_photograph_and_none_makes_no_group():
    one, other = np.eye(128)[:2]
    near = one + 0.1 * other
    assert alike([[face(one), face(near)], [face(near)]], DEFAULT_ENCODER) == [
        (LookAlike(0, 1), LookAlike(1, 0)), (LookAlike(0, 0),)
    ]  # fmt: skip
    assert alike([], DEFAULT_ENCODER) == alike([[], []], DEFAULT_ENCODER) == []
    with pytest.raises(ContractError):
        alike([[face(one, "other")]], DEFAULT_ENCODER)


def test_tau_is_stricter_among_more_faces():
    taus = [tau_among(count, DEFAULT_ENCODER) for count in (2, 10, 100, 10_000_000)]
    assert taus == sorted(taus, reverse=True)
    assert taus[0] == encoder_spec(DEFAULT_ENCODER).tau
    assert taus[-1] > 0.3


def test_linkage_is_that_of_a_naive_version():
    random = np.random.default_rng(2)
    rows = random.normal(size=(14, 3))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    d = ((rows[:, None] - rows[None]) ** 2).sum(-1)
    for tau in (0.2, 0.7, 1.5):
        groups = [[row] for row in range(14)]
        while len(groups) > 1:
            pairs = [(d[np.ix_(a, b)].mean(), i, j) for i, a in enumerate(groups) for j, b in enumerate(groups[:i])]
            mean, i, j = min(pairs)
            if mean > tau:
                break
            groups[j] += groups.pop(i)
        assert sorted(map(sorted, groups)) == sorted(map(sorted, linked(rows, range(14), tau)))


@pytest.mark.shared
def test_on_lfw_groups_hold_one_person_and_find_most_of_their_photographs(shared):
    folders = [one for one in sorted((shared / "lfw" / "images").iterdir()) if len(list(one.iterdir())) >= 3][::40]
    paths = [path for one in folders for path in sorted(one.iterdir())[:3]]
    encodings = encode_files(paths)
    who = [path.parent.name for path in encodings]
    groups = alike([[face(one)] for one in encodings.values()], DEFAULT_ENCODER)
    names = [{who[one.picture] for one in group} for group in groups]
    assert all(len(some) == 1 for some in names)
    assert len(groups) <= 1.2 * len(folders)
