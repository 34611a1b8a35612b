"""A gallery against real photographs: known people are named, and strangers are not."""

from __future__ import annotations

import random

import numpy as np
import pytest
from PIL import Image

from facestyle import images
from facestyle.faces import detection
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.pipeline import encode_faces


@pytest.mark.shared
def test_ten_enrolled_from_one_picture_each_and_a_montage_of_ten_is_named_right(shared, sample, tmp_path):
    """Obama and nine people of LFW; other pictures of five of them and five strangers, pasted into one picture."""
    folders = sorted((shared / "lfw" / "images").iterdir())
    several = [folder for folder in folders if len(list(folder.iterdir())) >= 3]
    rng = random.Random(0)
    enrolled = rng.sample(several, 9)
    strangers = [folder for folder in rng.sample(folders, 20) if folder not in enrolled][:5]
    ours = Gallery()
    obama = sample("obama")
    ours.enrol("Barack Obama", encode_faces([obama])[0][0], obama.digest)
    for folder in enrolled:
        ours.enrol(folder.name, *_main_face(sorted(folder.iterdir())[0]))
    shown = [sorted(folder.iterdir())[1] for folder in enrolled[:5]]
    shown += [sorted(folder.iterdir())[0] for folder in strangers]
    right = _right_names(ours, shown, [folder.name for folder in enrolled[:5]] + [None] * 5, tmp_path)
    assert right >= 9, f"{right} of 10"


def _main_face(path):
    picture = images.load(path)
    [faces] = encode_faces([picture])
    return faces[detection.choose([one.face for one in faces], picture)], picture.digest


def _right_names(ours, paths, names, tmp_path) -> int:
    montage = Image.new("RGB", (5 * 250, 2 * 250))
    for number, path in enumerate(paths):
        montage.paste(Image.open(path), (number % 5 * 250, number // 5 * 250))
    montage.save(tmp_path / "montage.png")
    [faces] = encode_faces([images.load(tmp_path / "montage.png")])
    right = 0
    for number, name in enumerate(names):
        middle = np.array([number % 5 * 250 + 125, number // 5 * 250 + 125])
        near = [one for one in faces if np.abs(np.array(one.face.centre) - middle).max() < 60]
        right += bool(near) and all(answer.name == name for answer in ours.identify(near[:1]))
    return right


@pytest.fixture(scope="module")
def eleven(shared, sample):
    """A gallery of three people of the samples and eight of LFW."""
    ours = Gallery()
    for name in ("obama", "biden", "astronaut"):
        picture = sample(name)
        ours.enrol(name, encode_faces([picture])[0][0], picture.digest)
    for folder in sorted((shared / "lfw" / "images").iterdir())[100:900:100]:
        ours.enrol(folder.name, *_main_face(sorted(folder.iterdir())[0]))
    return ours


@pytest.mark.shared
@pytest.mark.parametrize("photo", ["multiface.jpg", "selfie-many-people.jpg"])
def test_nobody_in_a_photograph_of_strangers_is_named(photo, shared, eleven):
    [faces] = encode_faces([images.load(shared / "photos" / photo)])
    assert len(faces) >= 6
    assert [answer.name for answer in eleven.identify(faces)] == [None] * len(faces)
