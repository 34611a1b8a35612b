"""Covered eyes and mouths are told as a flaw, and uncovered ones are not."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageDraw

from facestyle import images
from facestyle.faces import detection
from facestyle.faces.alignment import in_detail
from facestyle.faces.pipeline import EncodedFace, encode_faces
from facestyle.faces.quality import covers
from facestyle.images import Picture

EYES, MOUTH = "covered at the eyes", "covered at the mouth"


def main_face(image: Image.Image) -> EncodedFace:
    picture = Picture("made", np.asarray(image), image.width, image.height, str(hash(image.tobytes())))
    [faces] = encode_faces([picture])
    return faces[detection.choose([one.face for one in faces], picture)]


@pytest.fixture(scope="module")
def bare(sample):
    """The main face of a sample, by name."""

    @cache
    def bare(name: str) -> EncodedFace:
        return main_face(sample(name).image())

    return bare


def masked(picture: Picture, face: EncodedFace, colour: tuple[int, int, int]) -> Image.Image:
    """The picture with a flat mask from the nose to the chin."""
    image = picture.image()
    left_eye, right_eye, nose, *corners = np.array(face.face.landmarks)
    across = right_eye - left_eye
    down = np.array([-across[1], across[0]])
    mouth = np.mean(corners, axis=0)
    points = [nose - 0.85 * across - 0.2 * down, nose - 0.3 * down, nose + 0.85 * across - 0.2 * down]
    points += [mouth + 0.75 * across + 0.2 * down, mouth + 0.65 * down, mouth - 0.75 * across + 0.2 * down]
    ImageDraw.Draw(image).polygon([tuple(point) for point in points], fill=colour)
    return image


def in_dark_glasses(picture: Picture, face: EncodedFace) -> Image.Image:
    image = picture.image()
    left_eye, right_eye, *_ = np.array(face.face.landmarks)
    across = float(np.hypot(*(right_eye - left_eye)))
    draw = ImageDraw.Draw(image)
    for x, y in (left_eye, right_eye):
        draw.ellipse((x - 0.42 * across, y - 0.3 * across, x + 0.42 * across, y + 0.34 * across), fill=(15, 15, 20))
    draw.line((*left_eye, *right_eye), fill=(15, 15, 20), width=round(0.06 * across))
    return image


@pytest.mark.parametrize("name", ["obama", "obama2", "obama3", "biden", "astronaut"])
def test_a_face_that_can_be_seen_is_not_called_covered(bare, name):
    assert not {EYES, MOUTH} & set(bare(name).flaws)


@pytest.mark.parametrize("colour", [(235, 240, 245), (120, 170, 210), (20, 20, 20), (200, 40, 60)])
@pytest.mark.parametrize("name", ["obama", "obama2", "obama3"])
def test_a_mask_is_told_and_lowers_the_quality(sample, bare, name, colour):
    covered = main_face(masked(sample(name), bare(name), colour))
    assert MOUTH in covered.flaws
    assert EYES not in covered.flaws
    assert covered.quality < 0.5 < bare(name).quality


@pytest.mark.parametrize("name", ["obama", "obama2", "biden"])
def test_dark_glasses_are_told(sample, bare, name):
    covered = main_face(in_dark_glasses(sample(name), bare(name)))
    assert EYES in covered.flaws
    assert MOUTH not in covered.flaws


def test_few_photographs_of_many_people_are_called_covered(shared):
    """One or two in a hundred do show dark glasses."""
    folders = sorted((shared / "lfw" / "images").iterdir())[::15]
    pictures = [images.load(next(iter(sorted(folder.glob("*.jpg"))))) for folder in folders]
    found = detection.main_faces(pictures)
    crops = [covers.crop(*in_detail(picture, [face])[0]) for picture, face in zip(pictures, found, strict=True) if face]
    told = covers.covered(crops) >= (covers.COVERED_EYES, covers.COVERED_MOUTH)
    assert len(crops) > 100
    assert told.any(axis=1).mean() <= 0.03


def test_nobody_is_judged_without_a_face():
    assert covers.covered([]).shape == (0, 2)


def test_the_weights_are_small():
    assert covers.WEIGHTS.stat().st_size < 100_000
