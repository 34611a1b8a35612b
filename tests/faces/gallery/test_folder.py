"""A folder of people: whose each picture is, and what is said of the rest. What the files hold does not matter here."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from facestyle.errors import EmptyGalleryError, FileMissingError
from facestyle.faces.gallery.folder import read_people


def folder_of(tmp_path: Path, *names: str) -> Path:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    return tmp_path


def whose(folder: Path) -> dict[str, str]:
    return {file.label: file.name for file in read_people(folder).files}


def test_folders_name_people_and_every_file_in_them_comes(tmp_path):
    ours = folder_of(tmp_path, "Ann/1.jpg", "Ann/notes.txt", "Ben/1")
    assert whose(ours) == {"Ann/1.jpg": "Ann", "Ann/notes.txt": "Ann", "Ben/1": "Ben"}
    assert read_people(ours).remarks == ()


def test_folders_within_a_person_s_are_theirs_and_it_is_said(tmp_path):
    ours = folder_of(tmp_path, "Ann/2024/summer/1.jpg", "Ann/2.jpg")
    assert whose(ours) == {"Ann/2.jpg": "Ann", "Ann/2024/summer/1.jpg": "Ann"}
    [remark] = read_people(ours).remarks
    assert "count as that person's: Ann/2024/summer." in remark


def test_loose_pictures_have_the_name_of_their_file(tmp_path):
    ours = folder_of(tmp_path, "ann.jpg", "ben.PNG", "Cleo/1.jpg", "list.csv")
    assert whose(ours) == {"Cleo/1.jpg": "Cleo", "ann.jpg": "ann", "ben.PNG": "ben"}
    loose, others = read_people(ours).remarks
    assert loose.endswith("ann.jpg as ann and ben.PNG as ben.")
    assert others.endswith("list.csv.")


def test_names_are_tidied_alike_and_those_that_become_one_are_said(tmp_path):
    decomposed = unicodedata.normalize("NFD", "José")
    ours = folder_of(tmp_path, f"{decomposed}/1.jpg", "José/2.jpg", "Ada  Lovelace/1.jpg", "Bob /1.jpg")
    assert set(whose(ours).values()) == {"José", "Ada Lovelace", "Bob"}
    [remark] = read_people(ours).remarks
    assert remark.endswith("are one person here: José.")


def test_hidden_files_and_empty_folders_are_told_of(tmp_path):
    ours = folder_of(tmp_path, ".DS_Store", "Ann/.hidden.jpg", "Ann/1.jpg", ".trash/1.jpg")
    (ours / "Ben").mkdir()
    assert list(whose(ours)) == ["Ann/1.jpg"]
    empty, hidden = read_people(ours).remarks
    assert empty.endswith("Ben.")
    assert hidden.endswith("passed over: 3.")


def test_a_link_that_leads_back_is_not_followed_for_ever(tmp_path):
    ours = folder_of(tmp_path, "Ann/1.jpg", "Ben/1.jpg")
    (ours / "Ann" / "all").symlink_to(ours, target_is_directory=True)
    assert list(whose(ours)) == ["Ann/1.jpg", "Ben/1.jpg"]


def test_a_folder_that_can_t_be_listed_is_told_of(tmp_path, monkeypatch):
    ours = folder_of(tmp_path, "Ann/1.jpg", "Ben/1.jpg")
    real = Path.iterdir

    def iterdir(path):
        if path.name == "Ben":
            raise PermissionError(13, os.strerror(13))
        return real(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    people = read_people(ours)
    assert [file.label for file in people.files] == ["Ann/1.jpg"]
    assert people.unread == {"Ben"}
    assert people.remarks == ("These folders can't be read: Ben (Permission denied).",)


def test_nobody_and_no_folder_are_errors_that_say_what_lies_there(tmp_path):
    with pytest.raises(FileMissingError):
        read_people(tmp_path / "none")
    with pytest.raises(EmptyGalleryError, match=r"NAME/\*\.jpg.*NAME\.jpg.*x\.txt"):
        read_people(folder_of(tmp_path, "x.txt"))
