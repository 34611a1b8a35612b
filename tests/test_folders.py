"""Which files are pictures."""

from __future__ import annotations

import pytest
from PIL import Image

from facestyle import images
from facestyle.errors import EmptyGalleryError, FileMissingError, MissingInputError
from facestyle.folders import ENDINGS, files_of_people, pictures_in


def test_every_ending_is_of_a_format_that_is_read_and_every_format_has_one():
    Image.init()
    of = {ending: Image.EXTENSION.get(ending, "HEIF") for ending in ENDINGS}
    assert set(of.values()) == {*images.FORMATS, *images.OPTIONAL_FORMATS, "HEIF"}
    assert {ending for ending, kind in of.items() if kind == "HEIF"} == {".heic", ".heif"}


@pytest.fixture
def folder(tmp_path):
    for name in ("b.JPG", "a.png", "a.heif", ".hidden.jpg", "sources.txt", "c/d.webp", "c/.d.webp"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("what it holds is seen when it is read")
    return tmp_path


@pytest.mark.parametrize(
    ("nested", "names"), [(False, ["a.heif", "a.png", "b.JPG"]), (True, ["a.heif", "a.png", "b.JPG", "c/d.webp"])]
)
def test_pictures_come_by_name_without_hidden_and_other_files(folder, nested, names):
    assert [path.relative_to(folder).as_posix() for path in pictures_in(folder, nested)] == names


def test_of_people_every_file_comes_so_that_what_is_no_picture_is_reported(folder):
    assert [path.name for path in files_of_people(folder)] == ["d.webp"]
    (folder / "c" / "notes.txt").write_text("")
    assert [path.name for path in files_of_people(folder)] == ["d.webp", "notes.txt"]


def test_folders_without_pictures_and_absent_ones_are_refused(tmp_path):
    for asked, empty in ((pictures_in, MissingInputError), (files_of_people, EmptyGalleryError)):
        with pytest.raises(empty):
            asked(tmp_path)
        with pytest.raises(FileMissingError):
            asked(tmp_path / "nowhere")
