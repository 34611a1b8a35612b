"""1:1 on public photographs."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from support.faces import TAU

from facestyle import images
from facestyle.errors import FacestyleError, NoFaceError, OptionError
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


@pytest.fixture(scope="module")
def three(sample):
    """Three people in a row; in the middle, and largest, Joe Biden."""
    heads = [sample(name).pixels[:900, :800] for name in ("obama", "biden")]
    woman = np.asarray(sample("astronaut").image().crop((0, 0, 450, 500)).resize((810, 900)))
    return Picture.from_array(np.concatenate([heads[0], heads[1], woman], axis=1), "three.jpg")


def test_where_another_face_of_a_group_is_nearer_it_is_told(three, sample, cache):
    answer = verify(sample("obama2"), three, cache=cache)
    assert (answer.same, len(answer.a.faces), len(answer.b.faces), answer.b.chosen, answer.pairs) == (
        False, 1, 3, 1, 1,
    )  # fmt: skip
    assert (answer.nearer.face_a, answer.nearer.face_b) == (0, 0)
    assert answer.nearer.distance < 0.8 < answer.distance
    swapped = verify(three, sample("obama2"), cache=cache)
    assert (swapped.nearer.face_a, swapped.nearer.face_b) == (0, 0)


def test_nothing_nearer_is_told_of_strangers_of_the_face_that_counts_or_of_one_that_was_asked_for(three, sample, cache):
    assert verify(sample("biden"), three, cache=cache).nearer is None
    assert verify(sample("obama2"), three, VerifyOptions(face_b=2), cache).nearer is None
    assert verify(sample("obama2"), three, VerifyOptions(threshold=0.0), cache).nearer is None, "tau is too strict"
    head = VerifyOptions(similarity="binary-l1")
    assert verify(sample("obama2"), three, head, cache).nearer is None, "a head has no tau for several pairs"


def test_the_policy_best_compares_all_faces_under_a_stricter_tau(three, sample, cache):
    answer = verify(sample("obama2"), three, policy="best", cache=cache)
    assert (answer.same, answer.b.chosen, answer.pairs, answer.policy, answer.nearer) == (True, 0, 3, "best", None)
    assert answer.distance == verify(sample("obama2"), three, face_b=1, cache=cache).distance
    assert answer.threshold < verify(sample("obama2"), three, cache=cache).threshold
    nine = verify(three, three, policy="best", cache=cache)
    assert (nine.pairs, nine.same, nine.distance) == (9, True, pytest.approx(0, abs=1e-6))
    assert nine.threshold < answer.threshold
    one = verify(sample("obama2"), three, policy="best", face_b=2, cache=cache)
    assert (one.same, one.pairs, one.threshold) == (False, 1, TAU), "the face that is asked for is the only one"
    alone = verify(sample("obama"), sample("obama2"), policy="best", cache=cache)
    assert (alone.pairs, alone.threshold) == (1, TAU)
    assert alone.probability == verify(sample("obama"), sample("obama2"), cache=cache).probability


def test_the_policy_best_is_of_plain_d():
    with pytest.raises(OptionError, match="policy best"):
        VerifyOptions(policy="best", similarity="binary-l1")


def test_in_the_group_photograph_of_the_cases_the_right_person_is_found(shared, cache):
    group = shared / "cases" / "faces" / "group_A-left_B-centre.jpg"
    person = shared / "cases" / "faces" / "gallery_group_picture_in_Ann" / "Ann" / "1.jpg"
    if not group.is_file() or not person.is_file():
        pytest.skip("the cases do not lie beside this checkout")
    answer = verify(person, group, cache=cache)
    assert (answer.same, len(answer.b.faces)) == (False, 3)
    assert answer.nearer.face_b == 0
    assert verify(person, group, policy="best", cache=cache).same


def test_options_are_given_by_name_too(sample, cache):
    pair = sample("obama"), sample("obama2")
    assert verify(*pair, threshold=0, cache=cache).threshold == 0
    assert verify(*pair, VerifyOptions(threshold=0.5), cache, threshold=2).threshold == 2
    with pytest.raises(OptionError, match="threshold"):
        verify(*pair, threshold="1")
    with pytest.raises(TypeError, match="model_name"):
        verify(*pair, model_name="Facenet")


def test_whatever_is_a_picture_can_be_verified(sample_path, sample, tmp_path):
    path, other = sample_path("obama"), sample("obama2")
    expected = verify(images.load(path), other).distance
    rgb = np.asarray(Image.open(path).convert("RGB"))
    for source in (path, str(path), path.read_bytes(), path.open("rb"), Image.open(path)):
        assert verify(source, other).distance == pytest.approx(expected, abs=1e-6)
    assert verify(rgb, other).distance == pytest.approx(expected, abs=0.02), "a JPEG is decoded at a fraction"
    blank = np.zeros((90, 90, 3), np.uint8)
    with pytest.raises(NoFaceError, match="No face was found in Picture B"):
        verify(other, blank)
    with pytest.raises(FacestyleError, match=r"^Picture A is missing"):
        verify(None, other)
    with pytest.raises(FacestyleError, match=r"^none\.jpg was not found"):
        verify(other, "none.jpg")


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
