"""Zips as Windows, macOS and people make them: whom the pictures show, and what is said of everything else."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import pytest
from support import places

from facestyle.errors import PictureZipError, TrainingDataError
from facestyle.faces.siamese.picture_zip import listing, read_pictures
from facestyle.faces.siamese.pictures import encode_zip

CASES = places.SHARED / "cases" / "style" / "zip"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="needs the development data beside the project")


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(zipfile.ZipInfo(name), b"")
    return path


def people(path: Path) -> dict[str, int]:
    return dict(Counter(person for person, _, _ in read_pictures(path)))


@pytest.mark.parametrize(
    ("names", "expected", "said"),
    [
        (["Ann\\1.jpg", "Ben\\2.jpg"], {"Ann": 1, "Ben": 1}, ""),
        (["p\\", "p\\Ann\\", "p\\Ann\\1.jpg", "p\\Ben\\2.jpg"], {"Ann": 1, "Ben": 1}, ""),
        (["./Ann/1.jpg", "./Ben/./2.jpg"], {"Ann": 1, "Ben": 1}, ""),
        (["Ann/10:00:01.jpg", "Ann: me/1.jpg"], {"Ann": 1, "Ann: me": 1}, ""),
        (["Ann/a..b.jpg", "Ben/..1.jpg", "Ben/1.jpg"], {"Ann": 1, "Ben": 1}, "hidden: Ben/..1.jpg"),
        (["Ann/2024/1.jpg", "Ann/2023/05/1.jpg", "Ben/2024/1.jpg"], {"Ann": 2, "Ben": 1}, "2023/05, 2024.*Ann, Ben"),
        (["Ann/1.jpg", "Ann/old/2.jpg", "Ann/new/3.jpg", "Ben/1.jpg"], {"Ann": 3, "Ben": 1}, r"\(new, old\).*Ann"),
        (["x/train/Ann/1.jpg", "x/test/Ann/2.jpg", "x/test/Ben/3.jpg"], {"Ann": 2, "Ben": 1}, "test, train are taken"),
        (["a/b/c/Ann/1.jpg", "a/b/c/Ben/1.jpg", "a/x.jpg"], {"Ann": 1, "Ben": 1}, "in no person's folder: a/x.jpg"),
        (["a/Sam/1.jpg", "b/Sam/1.jpg"], {"a": 1, "b": 1}, r"\(Sam\) count for that person: a, b"),
        (["Jose\u0301/1.jpg", "Jos\u00e9/2.jpg", "Bob /1.jpg", "Bob/2.jpg"], {"Jos\u00e9": 2, "Bob": 2}, "one person"),
        ([".all/Ann/1.jpg", ".all/Ben/1.jpg"], {"Ann": 1, "Ben": 1}, ""),
        (["Ann/1.jpg", ".Ben/1.jpg", "Cem/1.JPG"], {"Ann": 1, "Cem": 1}, "Left out, hidden: .Ben/1.jpg"),
        (["__MACOSX/Ann/._1.jpg", "Ann/._1.jpg", "Ann/1.jpg", "Ben/Thumbs.db", "Ben/1.jpg"], {"Ann": 1, "Ben": 1}, ""),
        (["Ann/1.heic", "Ben/1.avif", "Ben/2.txt", "in.zip"], {"Ann": 1, "Ben": 1}, "not opened: in.zip.*Ben/2.txt"),
        ([f"P{n}/1.txt" for n in range(9)] + ["A/1.jpg"], {"A": 1}, "like a picture: P0.*P4/1.txt and 4 more"),
    ],
)
def test_the_first_folder_is_the_person_and_everything_else_is_said(tmp_path, names, expected, said):
    path = zipped(tmp_path / "a.zip", *names)
    assert people(path) == expected
    notes = " ".join(listing(path).notes)
    assert re.search(said, notes) if said else not notes


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (
            ["men/Bob/1.jpg", "men/Cem/1.jpg", "women/Ann/1.jpg"],
            "Either men is a person or men/Bob and men/Cem are two",
        ),
        (["a/1/x.jpg", "a/2/x.jpg"], "Either a is a person or a/1 and a/2 are two"),
        (["1.jpg", "2.jpg"], "holds no NAME.*in no person's folder: 1.jpg, 2.jpg"),
        (["inner.zip"], "holds no NAME.*not opened: inner.zip"),
        (["a.txt"], "holds no NAME.*not called like a picture: a.txt"),
        (["C:\\people\\Ann\\1.jpg"], "leads out"),
        (["\\\\server\\Ann\\1.jpg"], "leads out"),
        (["Ann\\..\\..\\1.jpg"], "leads out"),
    ],
)
def test_what_cannot_be_told_is_refused_with_examples(tmp_path, names, said):
    with pytest.raises(PictureZipError, match=said):
        listing(zipped(tmp_path / "a.zip", *names))


@pytest.mark.parametrize(
    ("written", "person", "doubtful"),
    [("J\u00fcrgen".encode("cp437"), "J\u00fcrgen", True), ("J\u00fcrgen".encode(), "J\u00fcrgen", False)],
)
def test_names_that_the_zip_does_not_mark_as_utf_8(tmp_path, written, person, doubtful):
    path = zipped(tmp_path / "a.zip", f"{'x' * len(written)}/1.jpg", "Ben/1.jpg")
    path.write_bytes(path.read_bytes().replace(b"x" * len(written), written))
    assert people(path) == {person: 1, "Ben": 1}
    assert [f"code page 437: {person}" in note for note in listing(path).notes] == [True] * doubtful


def test_the_unicode_path_of_info_zip_counts(tmp_path):
    name = "\u674e\u5c0f\u9f99/1.jpg".encode()
    info = zipfile.ZipInfo("______/1.jpg")
    info.extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, zlib.crc32(b"______/1.jpg")) + name
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr(info, b"")
    assert people(tmp_path / "a.zip") == {"\u674e\u5c0f\u9f99": 1}


FOUR = dict.fromkeys(("Aaron_Peirsol", "Aaron_Sorkin", "Abdel_Nasser_Assidi", "Abdoulaye_Wade"), 2)


@needs_cases
@pytest.mark.parametrize(
    ("name", "expected", "said"),
    [
        *(
            (name, FOUR, [])
            for name in ("case", "colon", "dotdot_in_name", "dotslash", "heic", "hiddenparent", "macosx")
        ),
        *((name, FOUR, []) for name in ("nested", "plain", "windows_backslash", "windows_flat")),
        ("deep", FOUR, ["(2024)"]),
        ("train_test", FOUR, ["test, train"]),
        ("same_name", dict.fromkeys("abcd", 2), ["(Ann)"]),
        ("umlaut", {"J\u00fcrgen": 8}, []),
        ("cp437", {"J\u00fcrgen": 8}, []),
        ("one_folder", {"faces": 8}, []),
    ],
)
def test_zips_that_other_programs_made(name, expected, said):
    assert people(CASES / f"{name}.zip") == expected
    assert [part in note for part, note in zip(said, listing(CASES / f"{name}.zip").notes, strict=True)] == [
        True
    ] * len(said)


@needs_cases
def test_a_zip_of_files_without_folders_is_refused_by_their_names():
    with pytest.raises(PictureZipError, match=r"in no person's folder: Aaron_Peirsol_0001\.jpg.* and 3 more"):
        listing(CASES / "flat_files.zip")


@needs_cases
def test_what_was_put_together_comes_with_the_data():
    *_, last = encode_zip(CASES / "deep.zip")
    assert Counter(last.data.names) == FOUR
    assert "2024" in last.data.notes[0]
    assert not last.data.problems
    with pytest.raises(TrainingDataError, match="only faces"):
        list(encode_zip(CASES / "one_folder.zip"))


def test_what_was_left_out_is_said_with_an_error_too(tmp_path, sample_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.write(sample_path("obama"), "Ada/1.jpg")
        file.write(sample_path("obama2"), "Ada/2.jpg")
        file.write(sample_path("biden"), "3.jpg")
    with pytest.raises(TrainingDataError, match=r"only Ada.*in no person's folder: 3\.jpg"):
        list(encode_zip(path))
