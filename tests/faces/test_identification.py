"""1:K from a folder, a file or a gallery."""

from __future__ import annotations

import shutil

import pytest

from facestyle.errors import (
    ContractError,
    EmptyGalleryError,
    FileMissingError,
    GalleryFileError,
    OptionError,
    UnsupportedSourceError,
)
from facestyle.faces import identification
from facestyle.faces.calibration import shipped
from facestyle.faces.gallery.file import Stored, write_gallery
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.identification import find, identify, open_people


@pytest.fixture
def folder(tmp_path, small_path):
    for name, samples in {"Ada": ("obama", "obama3"), "Ben": ("biden",)}.items():
        (tmp_path / "people" / name).mkdir(parents=True)
        for sample in samples:
            shutil.copy(small_path(sample), tmp_path / "people" / name)
    return tmp_path / "people"


def test_a_folder_a_file_and_a_gallery_give_the_same_answer(folder, small_path, tmp_path):
    people = open_people(folder)
    file = tmp_path / "people.facestyle"
    write_gallery(Stored(people.contents()), file)
    for source in (folder, str(folder), file, people):
        [one] = find(small_path("obama2"), source)
        assert one.name == "Ada"
        assert [candidate.name for candidate in one.candidates] == ["Ada", "Ben"]
        assert one.distance == one.candidates[0].distance < 0.8
        assert one.probability == shipped(people.encoder).probability(one.distance) > 0.9
        assert one.candidates[1].probability < 0.1
    assert find(small_path("coffee"), people) == []
    [stranger] = find(small_path("astronaut"), people)
    assert (stranger.name, len(stranger.candidates)) == (None, 2)
    [named] = find(small_path("astronaut"), people, threshold=4)
    assert named.name is not None
    [alone] = identify(small_path("obama2"), people, candidates=1)
    assert len(alone.candidates) == 1


def test_a_folder_is_encoded_once_until_it_changes(folder, small_path, monkeypatch):
    runs = []
    enrol = identification.enrol_folder
    monkeypatch.setattr(identification, "enrol_folder", lambda *some: runs.append(1) or enrol(*some))
    for _ in range(2):
        assert find(small_path("biden"), folder)[0].name == "Ben"
    assert len(runs) == 1
    shutil.rmtree(folder / "Ben")
    assert find(small_path("biden"), folder)[0].name is None
    assert len(runs) == 2


def test_a_gallery_that_was_opened_can_be_changed_without_changing_later_answers(folder, small_path):
    open_people(folder).remove("Ada")
    assert find(small_path("obama2"), folder)[0].name == "Ada"
    mine = Gallery()
    assert open_people(mine) is mine


def test_pictures_that_are_left_out_are_told(folder, small_path):
    shutil.copy(small_path("coffee"), folder / "Ben")
    with pytest.warns(UserWarning, match=r"1 of 4 pictures of .* left out; the first: no-face: .*coffee\.jpg"):
        open_people(folder)
    shutil.rmtree(folder / "Ada")
    (folder / "Ben" / "biden.jpg").unlink()
    with pytest.raises(EmptyGalleryError, match=r"Nobody could be enrolled.*coffee\.jpg"):
        find(small_path("biden"), folder)


def test_an_encoder_is_that_of_the_people(folder, small_path, tmp_path):
    [one] = find(small_path("obama2"), folder, encoder="dlib")
    assert (one.name, one.face.encoding.shape) == ("Ada", (128,))
    assert one.face.contract.startswith("dlib")
    with pytest.raises(ContractError, match="facenet-128, not dlib"):
        find(small_path("obama2"), Gallery(), encoder="dlib")
    with pytest.raises(OptionError, match="encoder"):
        find(small_path("obama2"), folder, encoder="nobody")


def test_what_holds_no_people_is_told(small_path, tmp_path):
    photo = small_path("obama")
    with pytest.raises(EmptyGalleryError, match="The gallery is empty"):
        find(photo, Gallery())
    with pytest.raises(EmptyGalleryError, match="holds no pictures"):
        find(photo, tmp_path)
    with pytest.raises(FileMissingError):
        find(photo, tmp_path / "none")
    with pytest.raises(GalleryFileError):
        find(photo, photo)
    for people in (None, 5, [photo]):
        with pytest.raises(UnsupportedSourceError, match=f"given as {type(people).__name__}; give a folder"):
            find(photo, people)
