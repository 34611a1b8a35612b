"""Which files are pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from facestyle import images
from facestyle.errors import FileMissingError, MissingInputError
from facestyle.folders import ENDINGS, pictures_in, results_of


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


def test_results_never_share_a_name():
    names = ["a.jpg", "a.webp", "a.jpg.gif", "b/a.jpg", "c.png", "D.png", "d.jpg", "d.JPG", "e\u0301.jpg", "\u00e9.jpg"]
    results = results_of([Path(name) for name in names], ".png")
    assert len({path.as_posix().casefold() for path in results.values()}) == len(names)
    assert results[Path("b/a.jpg")] == Path("b/a.png")
    assert results[Path("c.png")] == Path("c.png")
    assert results[Path("a.jpg")] == Path("a.jpg.png")
