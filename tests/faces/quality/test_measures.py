"""What is wrong with a picture of a face is measured and said."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from facestyle.faces.detection import Face
from facestyle.faces.pipeline import encode_faces
from facestyle.faces.quality.measures import measure
from facestyle.images import Picture


def flaws_of(image: Image.Image) -> tuple[str, ...]:
    picture = Picture("made", np.asarray(image), image.width, image.height, str(hash(image.tobytes())))
    faces = encode_faces([picture])[0]
    assert faces
    return max(faces, key=lambda one: one.face.area).flaws


def test_a_good_portrait_has_no_flaw_and_a_high_score(sample):
    [face] = encode_faces([sample("obama")])[0]
    assert face.flaws == ()
    assert face.quality > 0.7


@pytest.mark.parametrize(
    ("spoil", "flaw"),
    [
        (lambda image: image.filter(ImageFilter.GaussianBlur(12)), "blurred"),
        (lambda image: ImageEnhance.Brightness(image).enhance(0.15), "too dark"),
        (lambda image: image.resize((image.width // 10, image.height // 10), Image.Resampling.LANCZOS), "too small"),
    ],
)
def test_each_flaw_is_named(sample, spoil, flaw):
    assert flaw in flaws_of(spoil(sample("obama").image()))


def test_a_face_turned_to_the_side_is_called_so():
    crop = np.random.default_rng(0).integers(60, 190, (160, 160, 3), dtype=np.uint8)
    eyes, mouth = ((40.0, 60.0), (80.0, 60.0)), ((45.0, 100.0), (75.0, 100.0))
    front = Face((0, 0, 160, 160), (*eyes, (60.0, 80.0), *mouth), 1.0)
    side = Face((0, 0, 160, 160), (*eyes, (85.0, 80.0), *mouth), 1.0)
    assert "turned away" not in measure(front, crop).flaws
    assert "turned away" in measure(side, crop).flaws
    assert measure(side, crop).score < measure(front, crop).score


def test_landmarks_in_one_point_are_a_face_that_cannot_be_seen():
    nowhere = Face((0, 0, 100, 100), ((5.0, 5.0),) * 5, 1.0)
    assert "turned away" in measure(nowhere, np.full((160, 160, 3), 128, np.uint8)).flaws
