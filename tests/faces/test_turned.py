"""Pictures that lie on their side without EXIF to say so."""

from __future__ import annotations

import numpy as np
import pytest

from facestyle import images
from facestyle.faces import detection, distance
from facestyle.faces.encoders.encode import cut
from facestyle.faces.encoders.registry import ENCODERS
from facestyle.faces.face import Face
from facestyle.faces.pipeline import encode_faces
from facestyle.images import Picture


@pytest.fixture(scope="module")
def small(small_path):
    """A small sample by name, decoded."""
    return lambda name: images.load(small_path(name))


@pytest.fixture(scope="module")
def upright(small):
    """The crop of a portrait as it was taken."""
    picture = small("obama")
    return cut(picture, detection.detect(picture)[0], ENCODERS["vggface2"]).astype(float)


def turned(picture: Picture, quarters: int) -> Picture:
    pixels = np.ascontiguousarray(np.rot90(picture.pixels, quarters))
    width, height = (picture.height, picture.width) if quarters % 2 else (picture.width, picture.height)
    return Picture(picture.name, pixels, width, height, f"{picture.digest}{quarters}")


@pytest.mark.parametrize("quarters", [1, 2, 3])
@pytest.mark.parametrize("name", ["obama", "biden"])
def test_a_face_is_found_and_encoded_however_the_picture_lies(small, name, quarters):
    picture = small(name)
    [upright], found = encode_faces([picture, turned(picture, quarters)])
    assert len(found) == 1
    assert distance.distance(upright.encoding, found[0].encoding) < 0.1


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_boxes_and_landmarks_are_those_of_the_picture_as_it_lies(small, quarters):
    picture = turned(small("obama"), quarters)
    [face] = detection.detect(picture)
    left, top, right, bottom = face.box
    assert 0 <= left < right <= picture.width
    assert 0 <= top < bottom <= picture.height
    for x, y in face.landmarks:
        assert left < x < right
        assert top < y < bottom


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_crop_by_the_box_is_upright_too(small, upright, quarters):
    lying = turned(small("obama"), quarters)
    got = cut(lying, detection.detect(lying)[0], ENCODERS["vggface2"]).astype(float)
    assert np.abs(got - upright).mean() < 12


@pytest.mark.parametrize("name", ["coffee", "china", "chelsea"])
def test_a_picture_without_people_has_no_face_on_any_side(sample, name):
    assert detection.detect(sample(name)) == []


def is_upside_down(face: Face) -> bool:
    return np.mean([y for _, y in face.landmarks[:2]]) > np.mean([y for _, y in face.landmarks[3:]])


def test_a_sure_face_that_is_read_into_a_portrait_on_its_head_loses_to_the_surer_one(shared):
    """MTCNN takes the mouth of this portrait for eyes, with a probability of 0.994."""
    path = shared / "cases" / "faces" / "portrait_upside_down_no_exif.jpg"
    [face] = detection.detect(images.load(path))
    [main] = detection.main_faces([images.load(path, detail=detection.MAIN_SIDE)])
    assert is_upside_down(face)
    assert main.box == pytest.approx(face.box, abs=10)
    assert is_upside_down(main)


#: Of 500 people's photographs, some in which an upright face of more than 0.99 is found when they lie on their head.
DECEPTIVE = ["Kwon_Yang-sook", "Keiko_Sofia_Fujimori", "Luke_Ridnour"]


@pytest.mark.parametrize("name", DECEPTIVE)
def test_the_surer_turn_wins_in_photographs_that_show_a_face_either_way(shared, name):
    upright = images.load(shared / "lfw" / "images" / name / f"{name}_0001.jpg")
    on_its_head = turned(upright, 2)
    for picture, expected in ((upright, False), (on_its_head, True)):
        faces = detection.detect(picture)
        assert is_upside_down(faces[detection.choose(faces, picture)]) == expected
        assert is_upside_down(detection.main_faces([picture])[0]) == expected


def test_a_sure_face_elsewhere_is_kept_beside_that_of_the_surest_turn():
    def face(left: float, probability: float) -> Face:
        return Face((left, 0.0, left + 50.0, 60.0), (), probability)

    upright, misread, unsure = face(200, 0.995), face(10, 0.992), face(400, 0.97)
    on_its_head = face(0, 0.998)
    kept = detection._surest_turn([misread, upright, unsure], [[], [on_its_head], []])
    assert kept == [on_its_head, upright]
    assert detection._surest_turn([upright, unsure], [[], [face(190, 0.993)], [face(10, 0.992)]]) == [
        upright,
        unsure,
        face(10, 0.992),
    ]
