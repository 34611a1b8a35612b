"""Faces that are blurred can't be recognised, and the rest of the picture is as it was."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from support.faces import TAU

from facestyle import images
from facestyle.faces.detection import detect
from facestyle.faces.distance import distance
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.pipeline import encode_faces, encode_found
from facestyle.faces.strangers.blurring import CELLS, blurred


@pytest.fixture(scope="module")
def pair(sample):
    """Two people side by side, and their encoded faces."""
    tiles = [sample(name).image().resize((500, 620)) for name in ("obama2", "biden")]
    row = Image.new("RGB", (1000, 620))
    for number, tile in enumerate(tiles):
        row.paste(tile, (500 * number, 0))
    picture = images.load(row)
    return picture, encode_faces([picture])[0]


def test_the_encoder_recognises_a_blurred_face_no_more_and_the_other_as_before(pair):
    picture, (left, right) = pair
    after = images.load(blurred(picture, [left.face]))
    hidden, kept = encode_found([(after, left.face), (after, right.face)], DEFAULT_ENCODER)  # where the face was
    assert distance(hidden.encoding, left.encoding) > TAU + 0.2
    assert distance(kept.encoding, right.encoding) < 0.01
    found = encode_faces([after])[0]
    assert all(distance(one.encoding, left.encoding) > TAU for one in found)


def test_what_is_left_is_a_few_mean_colours_whatever_the_size_of_the_face(sample):
    for width in (160, 1200):
        portrait = sample("obama2").image()
        picture = images.load(portrait.resize((width, round(portrait.height * width / portrait.width))))
        [face] = detect(picture)
        left, top, right, bottom = (round(value) for value in face.box)
        pixels = blurred(picture, [face])[top:bottom, left:right]
        few = Image.fromarray(pixels).resize((2 * CELLS, 2 * CELLS), Image.Resampling.BOX)
        again = np.asarray(few.resize(pixels.shape[1::-1], Image.Resampling.BICUBIC), dtype=float)
        assert np.abs(again - pixels).mean() < 4  # it holds no more detail than so few cells


def test_the_rest_of_the_picture_is_untouched_in_the_detail_of_its_file(sample):
    large = sample("obama2").image().resize((4200, 5250))
    file = io.BytesIO()
    large.save(file, "JPEG", quality=90)
    picture = images.load(file.getvalue())
    assert picture.pixels.shape[1] < 4200
    face = max(detect(picture), key=lambda one: one.area)
    pixels = blurred(picture, [face])
    assert pixels.shape == (5250, 4200, 3)
    box = np.array(face.box).reshape(2, 2)
    centre, reach = box.mean(axis=0), (box[1] - box[0]) * 0.85
    y, x = np.ogrid[:5250, :4200]
    outside = (np.abs(x - centre[0]) > reach[0]) | (np.abs(y - centre[1]) > reach[1])
    original = np.asarray(Image.open(file))
    assert np.array_equal(pixels[outside], original[outside])
    assert np.abs(pixels[~outside].astype(int) - original[~outside]).mean() > 3


def test_a_face_at_the_border_and_none_at_all(sample):
    picture = sample("obama2")
    [face] = detect(picture)
    assert np.array_equal(blurred(picture, []), images.in_detail(picture, 6144).pixels)
    moved = type(face)((-40.0, -40.0, 30.0, 30.0), face.landmarks, 1.0)
    assert blurred(picture, [moved]).shape == images.in_detail(picture, 6144).pixels.shape
