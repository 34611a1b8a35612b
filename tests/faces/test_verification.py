"""1:1 on public photographs."""

from __future__ import annotations

import numpy as np
import pytest
from support.faces import TAU

from facestyle.errors import NoFaceError, OptionError
from facestyle.faces.cache import EncodingCache
from facestyle.faces.verification import VerifyOptions, verify
from facestyle.images import Picture


@pytest.fixture(scope="module")
def cache():
    return EncodingCache()


@pytest.mark.parametrize(("a", "b"), [("obama", "obama2"), ("obama2", "obama3"), ("obama", "obama3")])
def test_two_photographs_of_one_man_are_the_same(a, b, sample, cache):
    answer = verify(sample(a), sample(b), cache=cache)
    assert answer.same
    assert answer.distance < 0.8 < answer.threshold == TAU


@pytest.mark.parametrize(
    ("a", "b"), [("obama", "biden"), ("obama3", "biden"), ("astronaut", "obama"), ("biden", "astronaut")]
)
def test_two_people_are_different(a, b, sample, cache):
    answer = verify(sample(a), sample(b), cache=cache)
    assert not answer.same
    assert answer.distance > 1.5


def test_tau_can_be_chosen_also_zero(sample, cache):
    pair = sample("obama"), sample("obama2")
    assert not verify(*pair, VerifyOptions(threshold=0.1), cache).same
    assert not verify(*pair, VerifyOptions(threshold=0), cache).same
    assert verify(sample("obama"), sample("biden"), VerifyOptions(threshold=4), cache).same


def test_the_face_that_counts_can_be_changed(sample, cache):
    both = np.concatenate([sample("obama").pixels[:900, :800], sample("biden").pixels[:900, :800]], axis=1)
    group = Picture("group", both, both.shape[1], both.shape[0], "obama and biden")
    left = verify(sample("obama2"), group, VerifyOptions(face_b=1), cache)
    right = verify(sample("obama2"), group, VerifyOptions(face_b=2), cache)
    assert left.same
    assert not right.same
    assert (left.b.chosen, right.b.chosen, len(left.b.faces)) == (0, 1, 2)
    with pytest.raises(OptionError, match="Face 3 of group"):
        verify(sample("obama2"), group, VerifyOptions(face_b=3), cache)


def test_the_picture_without_a_face_is_named(sample, cache):
    with pytest.raises(NoFaceError, match=r"china\.jpg"):
        verify(sample("obama"), sample("china"), cache=cache)
    with pytest.raises(NoFaceError, match=r"coffee\.png"):
        verify(sample("coffee"), sample("obama"), cache=cache)


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold": float("nan")},
        {"threshold": float("inf")},
        {"threshold": -0.1},
        {"threshold": 4.1},
        {"threshold": "1.1"},
        {"threshold": True},
        {"threshold": 10**400},
        {"encoder": "nobody"},
        {"encoder": None},
        {"policy": "first"},
        {"face_a": 0},
        {"face_b": 1.5},
        {"face_b": "2"},
    ],
)
def test_options_refuse_what_makes_no_sense(wrong):
    [(name, _)] = wrong.items()
    with pytest.raises(OptionError, match=name):
        VerifyOptions(**wrong)
