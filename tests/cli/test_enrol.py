"""The command `enrol`: what is said, what is written, and two runs at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
import unicodedata

import pytest
from support.places import HOUSE

from facestyle.faces.gallery.file import open_gallery
from facestyle.faces.gallery.lock import changing


@pytest.fixture
def file(tmp_path):
    return tmp_path / "people.facestyle"


def held(file) -> dict[str, int]:
    return {person.name: person.pictures for person in open_gallery(file)[0].people}


def test_doubtful_pictures_are_kept_aside_with_the_option_that_accepts_them(run, folder_of, file):
    people = folder_of({"Ann/1.jpg": "obama", "Ann/2.jpg": "biden", "Eileen/1.jpg": "astronaut"})
    code, result, said = run("enrol", people, "-o", file, "--json")
    assert (code, held(file)) == (0, {"Eileen": 1})
    assert [one["picture"] for one in result["aside"]] == ["Ann/1.jpg", "Ann/2.jpg"]
    assert "kept aside: doubtful: Ann/1.jpg and Ann/2.jpg seem to show different people" in said
    assert "To enrol it all the same: --accept Ann/2.jpg" in said
    code, result, said = run("gallery", "list", file, "--json")
    assert (code, [one["name"] for one in result["aside"]]) == (0, ["Ann", "Ann"])
    code, result, _ = run("enrol", people, "-o", file, "--accept", "Ann/2.jpg", "--json")
    assert (code, held(file)) == (0, {"Eileen": 1, "Ann": 1})
    assert [one["picture"] for one in result["aside"]] == ["Ann/1.jpg"]
    code, result, _ = run("enrol", people, "-o", file, "--json")
    assert (held(file), result["encoded"], len(result["aside"])) == ({"Eileen": 1, "Ann": 1}, 0, 1)
    code, _, said = run("enrol", people, "-o", file, "--accept", "Ann/9.jpg")
    assert (code, said.splitlines()[-1][:40]) == (2, "error: usage: --accept Ann/9.jpg is no p")


def test_nobody_usable_is_an_error_and_no_file_is_written(run, folder_of, file):
    people = folder_of({"A cup/1.jpg": "coffee", "Ann/1.jpg": "obama", "Ann/2.jpg": "biden"})
    code, _, said = run("enrol", people, "-o", file)
    assert (code, file.exists()) == (2, False)
    assert "left out: no-face: No face was found in A cup/1.jpg" in said
    assert said.splitlines()[-1].startswith("error: empty-gallery: Nobody could be enrolled from")


def test_without_prune_it_is_said_and_with_it_the_gallery_follows_the_folder(run, folder_of, file):
    people = folder_of({"Ann/1.jpg": "obama", "Ann/2.jpg": "obama2", "Ben/1.jpg": "biden", "Eileen/1.jpg": "astronaut"})
    run("enrol", people, "-o", file)
    (people / "Ann" / "2.jpg").unlink()
    (people / "Ann" / "1.jpg").rename(people / "Ann" / "first.jpg")
    (people / "Ben").rename(people / "Joe Biden")
    shutil.rmtree(people / "Eileen")
    code, result, said = run("enrol", people, "-o", file, "--json")
    assert (code, held(file)) == (0, {"Ann": 2, "Ben": 1, "Eileen": 1})
    assert [(one["name"], one["pictures"], one["of"]) for one in result["not_in_folder"]] == [
        ("Ann", 1, 2), ("Ben", 1, 1), ("Eileen", 1, 1)
    ]  # fmt: skip
    assert "no longer in the folder: Ann (1 of 2 pictures), Ben (1 of 1 pictures)" in said
    assert "Joe Biden/1.jpg is enrolled as Ben already" in said
    code, result, said = run("enrol", people, "-o", file, "--prune", "--json")
    assert (code, held(file), result["encoded"]) == (0, {"Ann": 1, "Joe Biden": 1}, 0)
    assert result["pruned"] == {
        "before": {"people": 3, "encodings": 4},
        "after": {"people": 2, "encodings": 2},
        "moved": [{"name": "Ben", "to": "Joe Biden", "pictures": 1, "renamed": True}],
    }
    assert "Ben is renamed to Joe Biden" in said
    assert "Eileen (1 of 1 pictures)" in said
    assert "Before: 3 people, 4 encodings; after: 2 people, 2 encodings." in said


def test_what_cannot_be_read_is_not_pruned(run, folder_of, file):
    people = folder_of({"Ann/1.jpg": "obama", "Ben/1.jpg": "biden"})
    run("enrol", people, "-o", file)
    (people / "Ben" / "1.jpg").unlink()
    (people / "Ben" / "1.jpg").symlink_to("gone.jpg")
    code, _, said = run("enrol", people, "-o", file, "--prune")
    assert (code, held(file)) == (0, {"Ann": 1, "Ben": 1})
    assert "left out: file-not-found" in said


def test_a_stranger_moved_under_another_name_is_not_taken_over_unseen(run, folder_of, file):
    people = folder_of({"Ann/1.jpg": "obama", "Ann/2.jpg": "obama2", "Ben/1.jpg": "biden", "Eileen/1.jpg": "astronaut"})
    run("enrol", people, "-o", file)
    (people / "Ben" / "1.jpg").rename(people / "Ann" / "3.jpg")
    code, result, _ = run("enrol", people, "-o", file, "--prune", "--json")
    assert (code, held(file)) == (0, {"Ann": 2, "Eileen": 1})
    assert [one["picture"] for one in result["aside"]] == ["Ann/3.jpg"]


def test_a_person_s_own_pictures_are_known_again_however_the_name_is_written(run, folder_of, file):
    people = folder_of({f"{unicodedata.normalize('NFD', 'José')}/1.jpg": "obama", "Ada  Lovelace /1.jpg": "biden"})
    for _ in range(2):
        code, result, _ = run("enrol", people, "-o", file, "--json")
        assert (code, result["left_out"], result["aside"]) == (0, [], [])
    assert held(file) == {"Ada Lovelace": 1, "José": 1}


def test_two_runs_into_one_file_at_once_lose_nobody(folder_of, file, tmp_path):
    one = folder_of({"Ann/1.jpg": "obama"}, "one")
    other = folder_of({"Ben/1.jpg": "biden"}, "other")
    with changing(file):  # both have started before either may write
        runs = [
            subprocess.Popen(
                [sys.executable, "-m", "facestyle", "enrol", str(folder), "-o", str(file)],
                cwd=HOUSE, stderr=subprocess.PIPE, text=True,
            )
            for folder in (one, other)
        ]  # fmt: skip
        for run in runs:
            assert run.stderr is not None
            assert run.stderr.readline().startswith("waiting: another command changes ")
    for run in runs:
        run.communicate(timeout=300)
        assert run.returncode == 0
    assert held(file) == {"Ann": 1, "Ben": 1}
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        ".people.facestyle.lock", "people.facestyle"
    ]  # fmt: skip


@pytest.mark.shared
def test_folders_as_other_libraries_have_them(run, file, shared):
    cases = shared / "cases" / "faces"
    for case, expected in {
        "gallery_flat_like_face_recognition": {"ann": 1, "ben": 1},
        "gallery_mixed_loose_like_deepface": {"Alice": 1, "Bob1": 1},
        "gallery_chinese_name": {"李小龙": 1},
        "gallery_names_nfd_double_space": {"Ada Lovelace": 1, "Bob": 1, "José": 1, "李小龙": 1},
        "gallery_group_picture_in_Ann": {"Ann": 2, "Ben": 1},
    }.items():
        for _ in range(2):
            code, result, said = run("enrol", cases / case, "-o", file.with_name(case), "--json")
            assert (code, result["left_out"], result["aside"]) == (0, [], []), said
        assert held(file.with_name(case)) == expected
