"""The verdict says how many faces each photograph shows, which counted, and whether another is nearer."""

from __future__ import annotations

import json

import numpy as np
import pytest

from facestyle.faces.cache import EncodingCache
from facestyle.faces.calibration import shipped
from facestyle.faces.verification import verify
from facestyle.images import Picture
from facestyle.ui.verify import view, words


@pytest.fixture(scope="module")
def answers(sample):
    """One man and a pair of men whose larger one is somebody else: by the middle, and by the nearest pair."""
    heads = [sample("obama").image().crop((0, 0, 800, 900)).resize((400, 450)), sample("biden").image()]
    canvas = np.full((heads[1].height, heads[1].width + 400, 3), 255, np.uint8)
    canvas[:450, :400] = np.asarray(heads[0])
    canvas[:, 400:] = np.asarray(heads[1])
    pair, cache = Picture.from_array(canvas, "pair.jpg"), EncodingCache()
    one = sample("obama2")
    return {
        "middle": verify(one, pair, policy="largest", cache=cache),
        "best": verify(one, pair, policy="best", cache=cache),
        "both": verify(pair, pair, face_a=1, face_b=2, cache=cache),
        "two": verify(pair, pair, policy="largest", cache=cache),
        "alone": verify(one, sample("biden"), cache=cache),
    }


def test_a_nearer_face_is_told_in_words_and_as_data(answers):
    told = words.several(answers["middle"])
    assert told[0] == "Photo B shows 2 faces; number 2 from the left counts."
    assert told[1].startswith("Another of the 2 faces of photo B, number 1 from the left, is nearer: d = 0.")
    card = view.card(answers["middle"], shipped())
    assert '<p class="fs-flaw">Photo B shows 2 faces' in card
    data = json.loads(json.dumps(view.data(answers["middle"])))
    assert data["nearer"]["face_b"] == 1
    assert (data["policy"], data["pairs"], len(data["faces_a"]), len(data["faces_b"])) == ("largest", 1, 1, 2)


def test_the_nearest_of_several_pairs_is_told_with_its_price(answers):
    best = answers["best"]
    assert words.several(best) == [
        "Photo B shows 2 faces; number 1 from the left counts.",
        f"The nearest of 2 pairs of faces counts; for so many chances τ is stricter, {best.threshold:.2f}.",
    ]
    assert '<p class="fs-several">' in view.card(best, shipped())
    assert view.data(best)["nearer"] is None


def test_faces_that_were_asked_for_are_told_and_nothing_nearer(answers):
    assert words.several(answers["both"]) == [
        "Photo A shows 2 faces; number 1 from the left counts.",
        "Photo B shows 2 faces; number 2 from the left counts.",
    ]


def test_nothing_is_told_of_one_face_each_and_no_face_is_nearer_than_itself(answers):
    assert words.several(answers["alone"]) == []
    assert "fs-several" not in view.card(answers["alone"], shipped())
    assert answers["two"].nearer is None or answers["two"].nearer.distance < answers["two"].distance
