"""Faces are followed while they move, and named as in a photograph."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from facestyle import images
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.live import names
from facestyle.faces.live.names import LiveNames
from facestyle.faces.pipeline import encode_faces


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def frame(sample):
    """A camera's picture of 640 x 480 that shows samples side by side, moved by some pixels."""

    def frame(*shown: str, moved: int = 0):
        row = Image.new("RGB", (640, 480), "grey")
        for place, name in enumerate(shown):
            tile = sample(name).image()
            tile = tile.crop((0, 0, tile.width, min(tile.height, round(tile.width * 1.2)))).resize((320, 384))
            row.paste(tile, (320 * place + moved, 48))
        return images.load(row)

    return frame


@pytest.fixture(scope="module")
def people(sample):
    gallery = Gallery()
    for name, shown in (("Barack Obama", "obama"), ("Joe Biden", "biden")):
        picture = sample(shown)
        gallery.enrol(name, encode_faces([picture])[0][0], picture.digest)
    return gallery


def named(tracks) -> list[tuple[int, str | None]]:
    return [(one.number, one.answer.name if one.answer else None) for one in tracks]


def test_the_verdicts_are_those_of_the_pipeline(frame, people):
    for shown in (("obama2", "astronaut"), ("obama3", "biden"), ("biden",)):
        picture = frame(*shown)
        tracks = LiveNames().see(picture, people)
        answers = people.identify(encode_faces([picture])[0])
        assert [one.answer.name for one in tracks] == [one.name for one in answers], shown
        distances = [one.answer.distance for one in tracks]
        assert distances == pytest.approx([one.distance for one in answers], abs=0.12), shown


def test_a_face_that_moves_keeps_its_number_and_is_encoded_anew_after_a_while(frame, people, monkeypatch):
    clock, encoded = Clock(), []

    def encode(pairs, encoder):
        encoded.append(len(pairs))
        return names.encode_found(pairs, encoder)

    stream = LiveNames(encode=encode, now=clock)
    assert named(stream.see(frame("obama2", "astronaut"), people)) == [(1, "Barack Obama"), (2, None)]
    for moved in (8, 16):
        clock.now += 0.1
        assert named(stream.see(frame("obama2", "astronaut", moved=moved), people)) == [(1, "Barack Obama"), (2, None)]
    assert encoded == [2]
    clock.now += names.AGAIN
    assert named(stream.see(frame("biden", "astronaut", moved=16), people))[0][1] == "Joe Biden"  # who sat down
    assert encoded == [2, 2]


def test_who_is_named_meanwhile_has_a_name_in_the_next_picture_and_who_left_is_forgotten(frame, people):
    clock, gallery = Clock(), Gallery()
    gallery.absorb(people.contents())
    stream = LiveNames(now=clock)
    [track] = stream.see(frame("astronaut"), gallery)
    assert track.answer.name is None
    gallery.enrol("Eileen Collins", track.encoded, "camera", accepted=True)
    clock.now += 0.1
    assert named(stream.see(frame("astronaut", moved=4), gallery)) == [(1, "Eileen Collins")]
    assert stream.track(1) is not None
    clock.now += names.LOST
    assert stream.see(images.load(Image.new("RGB", (640, 480))), gallery) == []
    assert stream.track(1) is None


def test_faces_wait_their_turn_where_many_are_new_and_nobody_need_be_enrolled(frame):
    clock, some = Clock(), [(0.0, 0.0, 50.0, 60.0), (100.0, 0.0, 150.0, 60.0), (200.0, 0.0, 250.0, 60.0)]
    faces = [names.Face(box, (), 1.0) for box in some]

    def encode(pairs, _encoder):
        return [names.EncodedFace(face, np.eye(128, dtype=np.float32)[0], people_contract) for _, face in pairs]

    people_contract = "any"
    stream = LiveNames(lambda _: faces, encode, clock)
    picture = images.load(Image.new("RGB", (640, 480)))
    assert [one.encoded is not None for one in stream.see(picture, Gallery())] == [True, True, False]
    assert all(one.encoded is not None and one.answer is None for one in stream.see(picture, Gallery()))
