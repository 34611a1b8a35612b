"""Which files are pictures."""

from __future__ import annotations

import pytest
from PIL import Image

from facestyle import images
from facestyle.errors import FileMissingError, MissingInputError
from facestyle.folders import ENDINGS, pictures_in


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


def test_folders_without_pictures_and_absent_ones_are_refused(tmp_path):
    with pytest.raises(MissingInputError):
        pictures_in(tmp_path)
    with pytest.raises(FileMissingError):
        pictures_in(tmp_path / "nowhere")
