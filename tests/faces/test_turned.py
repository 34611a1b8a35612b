"""Pictures that lie on their side without EXIF to say so."""

from __future__ import annotations

import numpy as np
import pytest

from facestyle.faces import detection, distance
from facestyle.faces.encoders.encode import cut
from facestyle.faces.encoders.registry import ENCODERS
from facestyle.faces.pipeline import encode_faces
from facestyle.images import Picture


def turned(picture: Picture, quarters: int) -> Picture:
    pixels = np.ascontiguousarray(np.rot90(picture.pixels, quarters))
    width, height = (picture.height, picture.width) if quarters % 2 else (picture.width, picture.height)
    return Picture(picture.name, pixels, width, height, f"{picture.digest}{quarters}")


@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("name", ["obama", "biden"])
def test_a_face_is_found_and_encoded_however_the_picture_lies(sample, name, quarters):
    picture = sample(name)
    [upright], found = encode_faces([picture, turned(picture, quarters)])
    assert len(found) == 1
    assert distance.distance(upright.encoding, found[0].encoding) < 0.1


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_boxes_and_landmarks_are_those_of_the_picture_as_it_lies(sample, quarters):
    picture = turned(sample("obama"), quarters)
    [face] = detection.detect(picture)
    left, top, right, bottom = face.box
    assert 0 <= left < right <= picture.width
    assert 0 <= top < bottom <= picture.height
    for x, y in face.landmarks:
        assert left < x < right
        assert top < y < bottom


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_crop_by_the_box_is_upright_too(sample, quarters):
    picture = sample("obama")
    spec = ENCODERS["vggface2"]
    expected = cut(picture, detection.detect(picture)[0], spec).astype(float)
    lying = turned(picture, quarters)
    got = cut(lying, detection.detect(lying)[0], spec).astype(float)
    assert np.abs(got - expected).mean() < 12


@pytest.mark.parametrize("name", ["coffee", "china", "chelsea"])
def test_a_picture_without_people_has_no_face_on_any_side(sample, name):
    assert detection.detect(sample(name)) == []
