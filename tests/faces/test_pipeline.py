"""Pictures become encodings, one at a time or many."""

from __future__ import annotations

import numpy as np
import pytest

from facestyle.errors import EmptyPictureError, FileMissingError, OptionError
from facestyle.faces import pipeline
from facestyle.faces.detection import detect
from facestyle.faces.pipeline import encode, encode_batch


def test_whatever_is_a_picture_is_encoded(sample_path, sample):
    [known] = encode(sample("obama"))
    for source in (sample_path("obama"), str(sample_path("obama")), sample_path("obama").read_bytes()):
        [face] = encode(source)
        assert np.array_equal(face.encoding, known.encoding)
        assert detect(source) == [known.face]


def test_many_pictures_give_what_each_gives(sample_path, monkeypatch):
    monkeypatch.setattr(pipeline, "PICTURES_AT_ONCE", 2)
    sources = [sample_path(name) for name in ("obama", "coffee", "biden", "obama2", "china")]
    batch = list(encode_batch(sources))
    assert [len(faces) for faces in batch] == [1, 0, 1, 1, 0]
    for source, faces in zip(sources, batch, strict=True):
        for face, alone in zip(faces, encode(source), strict=True):
            assert face.face == alone.face
            assert np.abs(face.encoding - alone.encoding).max() < 1e-5


def test_few_pictures_are_taken_at_once(sample_path, monkeypatch):
    monkeypatch.setattr(pipeline, "PICTURES_AT_ONCE", 2)
    taken = []

    def sources():
        for number in range(6):
            taken.append(number)
            yield sample_path("coffee")

    faces = encode_batch(sources())
    assert next(faces) == ()
    assert taken == [0, 1]


def test_a_picture_that_cannot_be_read_is_told_by_its_number(sample_path):
    sources = [sample_path("obama"), "none.jpg", sample_path("biden"), b""]
    problems = {}
    assert [len(faces) for faces in encode_batch(sources, problems=problems)] == [1, 0, 1, 0]
    assert {number: type(problem) for number, problem in problems.items()} == {
        1: FileMissingError,
        3: EmptyPictureError,
    }
    with pytest.raises(FileMissingError, match=r"none\.jpg"):
        list(encode_batch(sources))
    wide = np.zeros((100, 300, 3), np.uint8)
    assert list(encode_batch([wide], detect=False, problems=problems)) == [()]
    assert isinstance(problems[0], OptionError)
    assert list(encode_batch([])) == []
