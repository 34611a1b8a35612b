"""Faces of 20 pixels, faces that fill the frame, crowds, and pictures without any."""

from __future__ import annotations

import io
import math
from functools import cache

import numpy as np
import pytest
from PIL import Image

from facestyle import images
from facestyle.faces import detection, distance
from facestyle.faces.face import Face
from facestyle.faces.pipeline import EncodedFace, encode_faces
from facestyle.images import Picture


def picture_of(image: Image.Image) -> Picture:
    return Picture("made", np.asarray(image), image.width, image.height, str(hash(image.tobytes())))


@pytest.fixture(scope="module")
def known(sample):
    """The faces of a sample by name, from left to right."""

    @cache
    def known(name: str) -> tuple[EncodedFace, ...]:
        [faces] = encode_faces([sample(name)])
        return faces

    return known


def overlap(one: Face, box: tuple[float, ...]) -> float:
    width = min(one.box[2], box[2]) - max(one.box[0], box[0])
    height = min(one.box[3], box[3]) - max(one.box[1], box[1])
    common = max(width, 0.0) * max(height, 0.0)
    return common / (one.area + (box[2] - box[0]) * (box[3] - box[1]) - common)


@pytest.mark.parametrize("name", ["obama", "biden", "astronaut"])
@pytest.mark.parametrize("width", [24, 40])
def test_a_tiny_face_is_found_where_it_is_and_called_too_small(sample, known, name, width):
    picture = sample(name)
    face, *_ = known(name)
    ratio = width / (face.face.box[2] - face.face.box[0])
    small = picture.image().resize((round(picture.width * ratio), round(picture.height * ratio)), Image.Resampling.BOX)
    canvas = Image.new("RGB", (400, 300), (120, 120, 120))
    canvas.paste(small, (20, 20))
    found = encode_faces([picture_of(canvas)])[0]
    expected = tuple(side * ratio + 20 for side in face.face.box)
    near = [one for one in found if overlap(one.face, expected) > 0.4]
    assert len(near) == 1
    assert ("too small" in near[0].flaws) == (width < 40 * 0.9)


@pytest.mark.parametrize("name", ["obama", "obama2", "biden", "astronaut"])
def test_a_face_that_fills_the_frame_is_found_and_known(sample, known, name):
    picture, faces = sample(name), known(name)
    whole = faces[detection.choose([one.face for one in faces], picture)]
    close = picture_of(picture.image().crop(tuple(round(side) for side in whole.face.box)).resize((700, 900)))
    found = encode_faces([close])[0]
    chosen = found[detection.choose([one.face for one in found], close)]
    assert chosen.face.area > 0.3 * 700 * 900
    assert distance.distance(chosen.encoding, whole.encoding) < 0.7


def test_a_crowd_is_counted_to_the_last_face(sample):
    tile = sample("obama").image().crop((0, 0, sample("obama").width, sample("obama").width)).resize((160, 160))
    crowd = Image.new("RGB", (6 * 160, 5 * 160))
    for number in range(30):
        crowd.paste(tile, (number % 6 * 160, number // 6 * 160))
    found = encode_faces([picture_of(crowd)])[0]
    assert len(found) == 30
    assert [one.face.centre[0] for one in found] == sorted(one.face.centre[0] for one in found)


def test_a_picture_without_anybody_has_nobody_large_or_small():
    rng = np.random.default_rng(0)
    for size in ((20, 20), (1500, 1100), (64, 2000)):
        noise = Image.fromarray(rng.integers(0, 255, (*size[::-1], 3), dtype=np.uint8))
        assert encode_faces([picture_of(noise)]) == [()]
        assert detection.main_faces([picture_of(noise)]) == [None]


def jpeg(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=92)
    return stream.getvalue()


def test_a_tiny_face_in_twelve_megapixels_is_found_and_encoded_in_the_detail_of_its_file(sample, known):
    portrait, width = sample("obama"), 32
    [large] = known("obama")
    ratio = width / (large.face.box[2] - large.face.box[0])
    small = portrait.image().resize((round(portrait.width * ratio), round(portrait.height * ratio)))
    scene = sample("china").image().resize((4000, 3000))
    scene.paste(small, (2500, 1400))
    picture = images.load(jpeg(scene))
    assert picture.scale == 0.5
    [found] = encode_faces([picture])[0]
    left, top, right, bottom = (side * ratio for side in large.face.box)
    assert overlap(found.face, (left + 2500, top + 1400, right + 2500, bottom + 1400)) > 0.4
    # The same face cut out of the scene by hand.
    near = picture_of(scene.crop((2450, 1350, 2850, 1650)))
    [by_hand] = encode_faces([near])[0]
    assert distance.distance(found.encoding, by_hand.encoding) < 0.15
    assert distance.distance(found.encoding, large.encoding) < 1.15
    quarter = jpeg(scene.crop((1600, 900, 3600, 2400)))
    [main] = detection.main_faces([images.load(quarter, detail=detection.MAIN_SIDE)])
    assert main is not None
    assert overlap(main, (left + 900, top + 500, right + 900, bottom + 500)) > 0.4


def test_a_tiny_face_of_the_kind_that_was_missed(shared):
    picture = images.load(shared / "cases" / "faces" / "face40px_in_4000x3000.jpg")
    [face] = detection.detect(picture)
    assert 25 < face.box[2] - face.box[0] < 45
    assert face.probability > 0.999


def test_the_error_says_the_least_width_for_a_picture_of_this_size(sample):
    scene = sample("china").image()
    for size, width in (((640, 427), 20), ((4000, 2669), 24), ((8000, 5338), 63)):
        picture = images.load(jpeg(scene.resize(size)))
        message = detection.no_face(picture).message
        assert f"at least {width} pixels wide" in message
        assert f"{size[0]} x {size[1]}" in message
    without_file = Picture("made", picture.pixels, *size, "made")
    assert f"at least {math.ceil(24 / without_file.scale)} pixels wide" in detection.no_face(without_file).message
