"""Which face of each picture is the person's: made-up encodings, whose truth is known."""

from __future__ import annotations

import random

import numpy as np
import pytest

from facestyle.faces.gallery import agreement
from facestyle.faces.gallery.agreement import Shown, agree

TAU = 1.0


def near(seed: int, count: int = 1, spread: float = 0.04) -> np.ndarray:
    """Encodings of one person: directions close to one that the seed chooses."""
    base = np.random.default_rng(seed).normal(size=128)
    made = base / np.linalg.norm(base) + spread * np.random.default_rng(seed + 1000).normal(size=(count, 128))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


ANN, BEN, CLEO = near(1, 8), near(2, 8), near(3, 8)


def alone(*rows: np.ndarray, **more) -> list[Shown]:
    return [Shown(row[None], **more) for row in rows]


def group(*rows: np.ndarray) -> Shown:
    return Shown(np.stack(rows), None)


def test_pictures_of_one_person_agree_and_one_picture_stands_for_itself():
    assert agree(alone(*ANN), TAU).faces == (0,) * 8
    one = agree(alone(ANN[0]), TAU)
    assert (one.faces, one.core) == ((0,), (0,))
    assert np.isnan(one.distances[0])


def test_a_stranger_is_told_from_two_who_agree():
    answer = agree(alone(ANN[0], BEN[0], ANN[1]), TAU)
    assert (answer.faces, answer.core) == ((0, None, 0), (0, 2))
    assert answer.distances[1] > 1.5 > TAU > answer.distances[0]


@pytest.mark.parametrize(
    "pictures",
    [
        alone(ANN[0], BEN[0]),
        alone(ANN[0], BEN[0], CLEO[0]),
        alone(ANN[0], ANN[1], BEN[0], BEN[1]),
        alone(ANN[0], ANN[1], BEN[0], CLEO[0], *near(4), *near(5)),
    ],
)
def test_where_too_few_agree_nothing_tells(pictures):
    answer = agree(pictures, TAU)
    assert (set(answer.faces), answer.core) == ({None}, ())
    assert min(answer.distances) > 0


def test_the_face_of_a_group_that_fits_is_taken_wherever_it_stands():
    ben, ann, cleo = BEN[0], ANN[1], CLEO[0]
    for faces in ([ben, ann, cleo], [ann, ben], [ben, cleo, ann]):
        answer = agree([*alone(ANN[0]), group(*faces)], TAU)
        assert answer.faces == (0, next(at for at, face in enumerate(faces) if face is ann))


def test_a_group_in_which_nobody_fits_and_groups_alone_tell_nothing():
    assert agree([*alone(ANN[0]), group(BEN[0], CLEO[0])], TAU).faces == (None, None)
    assert agree([*alone(ANN[0], ANN[1]), group(BEN[0], CLEO[0])], TAU).faces == (0, 0, None)
    assert agree([group(ANN[0], BEN[0])], TAU).faces == (None,)
    assert agree([group(ANN[0], BEN[0]), group(ANN[1], CLEO[0])], TAU).faces == (None, None)


def test_a_group_decides_between_two_pictures_that_differ():
    assert agree([*alone(ANN[0], BEN[0]), group(BEN[1], CLEO[0])], TAU).faces == (None, 0, 0)


def test_what_was_accepted_stays_and_others_are_measured_by_it():
    pictures = [*alone(ANN[0], BEN[0]), *alone(CLEO[0], accepted=True)]
    assert agree(pictures, TAU).faces == (None, None, 0)
    pictures[0] = Shown(ANN[0][None], 0, True)
    assert agree([*pictures, *alone(ANN[1])], TAU).faces == (0, None, 0, 0)


def test_the_order_of_pictures_and_faces_does_not_matter():
    pictures = [*alone(*ANN[:4], *BEN[:2]), group(CLEO[0], ANN[5]), group(BEN[3], CLEO[2])]
    for seed in range(20):
        order = random.Random(seed).sample(range(len(pictures)), len(pictures))
        faces = agree([pictures[at] for at in order], TAU).faces
        assert [faces[order.index(at)] for at in range(8)] == [0, 0, 0, 0, None, None, 1, None]


def test_a_person_of_very_many_pictures_is_decided_by_some_of_them(monkeypatch):
    monkeypatch.setattr(agreement, "MOST", 20)
    answer = agree([*alone(*near(7, 90)), *alone(*near(8, 5)), group(BEN[0], near(7, 91)[90])], TAU)
    assert answer.faces == (*[0] * 90, *[None] * 5, 1)
    assert len(answer.core) <= 20
