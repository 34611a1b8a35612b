"""Portraits: the frame around a face, and a card to take away."""

from __future__ import annotations

import numpy as np
import pytest

from facestyle.errors import NoFaceError, OptionError
from facestyle.faces.detection import detect
from facestyle.images import Picture
from facestyle.style import card, portraits


@pytest.mark.parametrize("name", ["astronaut", "obama"])
def test_the_frame_holds_head_and_shoulders_of_the_face_that_counts(sample, name):
    frame = portraits.framed(sample(name))
    [face] = detect(frame)
    left, top, right, bottom = face.box
    assert 0.3 < (bottom - top) / frame.height < 0.7
    assert left > 0.1 * frame.width
    assert right < 0.9 * frame.width


def test_a_frame_ends_where_the_picture_does(sample):
    close = portraits.framed(sample("obama"))
    again = portraits.framed(close)
    assert again.width <= close.width
    assert again.height <= close.height


def test_without_a_face_there_is_no_frame(sample):
    with pytest.raises(NoFaceError, match="No face was found"):
        portraits.framed(sample("coffee"))


def test_a_portrait_keeps_the_person_and_its_likeness_can_be_chosen():
    assert portraits.options().identity > 0
    assert portraits.options("portrait", steps=3).likeness == "portrait"
    with pytest.raises(OptionError, match="likeness"):
        portraits.options("twin")


def test_a_card_has_all_pictures_at_one_height_and_wraps_long_lines():
    small, large = np.full((50, 40, 3), 200, np.uint8), np.full((900, 600, 3), 30, np.uint8)
    short = card.drawn([card.Cell(small, ["C"]), card.Cell(large, ["G"])])
    long = card.drawn([card.Cell(small, ["C"]), card.Cell(large, ["G", "one line that is much too wide " * 3])])
    assert short.shape[1] == long.shape[1] == 3 * card.GAP + 384 + 320
    assert long.shape[0] > short.shape[0] + card.LINE
    row = short[card.GAP + card.HEIGHT // 2]
    assert (row == 200).all(axis=1).sum() == 384
    assert (row == 30).all(axis=1).sum() == 320


def test_a_picture_named_by_the_visitor_keeps_its_name_in_errors():
    nothing = Picture.from_array(np.zeros((300, 300, 3), np.uint8), "Your photograph")
    with pytest.raises(NoFaceError, match="Your photograph"):
        portraits.framed(nothing)
