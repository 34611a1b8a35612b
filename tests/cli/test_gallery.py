"""The commands `gallery list`, `rename`, `merge` and `remove`."""

from __future__ import annotations

import pytest
from support.faces import gallery_of

from facestyle.faces.gallery.file import Stored, open_gallery, write_gallery


@pytest.fixture
def file(tmp_path):
    """A gallery of Zoë 0, 1 and 2, of two pictures each."""
    write_gallery(Stored(gallery_of(6).contents()), tmp_path / "people.facestyle")
    return tmp_path / "people.facestyle"


def held(file) -> dict[str, int]:
    return {person.name: person.pictures for person in open_gallery(file)[0].people}


def test_people_are_listed(run, file):
    code, result, _ = run("gallery", "list", file, "--json")
    assert (code, result["encodings"], result["encoder"]) == (0, 6, "facenet-128")
    assert result["people"][0] | {"day": ""} == {
        "name": "Zoë 0", "pictures": 2, "numbers": [1, 2], "quality": 0.5, "day": ""
    }  # fmt: skip
    assert "Zoë 2: 2 pictures (numbers 1, 2), quality 50%" in run("gallery", "list", file)[1]


def test_people_are_renamed_merged_and_removed_and_it_stays(run, file):
    assert run("gallery", "rename", file, "Zoë  0", "Ada ", "--json")[1]["name"] == "Ada"
    assert run("gallery", "merge", file, "Zoë 1", "Ada", "--json")[1]["encodings"] == 6
    assert held(file) == {"Ada": 4, "Zoë 2": 2}
    code, said, _ = run("gallery", "remove", file, "Ada", "--picture", "3")
    assert (code, said.split(". ")[0]) == (0, "picture 3 of Ada is removed")
    run("gallery", "remove", file, "Zoë 2")
    assert held(file) == {"Ada": 3}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("rename", "{file}", "Nobody", "Ada"), "unknown-person"),
        (("rename", "{file}", "Zoë 0", "Zoë 1"), "already-enrolled"),
        (("rename", "{file}", "Zoë 0", "<b>"), "bad-name"),
        (("merge", "{file}", "Zoë 0", "Zoë 0"), "bad-option"),
        (("remove", "{file}", "Zoë 0", "--picture", "9"), "bad-option"),
        (("list", "{file}.none"), "file-not-found"),
        (("remove", "{file}.none", "Ada"), "file-not-found"),
        (("remove", "{file}"), "usage"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_changes_nothing(run, file, arguments, code):
    before = file.read_bytes()
    status, out, said = run("gallery", *(one.format(file=file) for one in arguments))
    assert (status, out) == (2, "")
    assert said.splitlines()[-1].startswith(f"error: {code}: ")
    assert file.read_bytes() == before
