"""A gallery as a file: what comes back is what went in, or a sentence that says why not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, save
from support.faces import gallery_of, random_faces
from support.places import HOUSE

from facestyle.errors import ContractError, FacestyleError, FileMissingError, GalleryFileError, OutputError
from facestyle.faces.gallery import file as gallery_file
from facestyle.faces.gallery.file import Stored, open_gallery
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.notes import Aside


def same(one: Gallery, other: Gallery) -> bool:
    a, b = one.contents(), other.contents()
    return (a.encoder, a.people) == (b.encoder, b.people) and np.array_equal(a.encodings, b.encodings)


def opened(path: Path) -> Gallery:
    return open_gallery(path, limit=100_000)[0]


def test_what_comes_back_is_what_went_in(tmp_path):
    ours = gallery_of(41)
    ours.remove_picture("Zoë 3", 1)
    gallery_file.write_gallery(
        Stored(ours.contents(), {"digest": "No face was found in x.jpg."}), tmp_path / "people.facestyle"
    )
    assert same(opened(tmp_path / "people.facestyle"), ours)
    assert gallery_file.read_gallery(tmp_path / "people.facestyle").refused == {"digest": "No face was found in x.jpg."}
    assert [path.name for path in tmp_path.iterdir()] == ["people.facestyle"]


def test_what_was_accepted_and_what_is_kept_aside_comes_back_and_older_files_are_read(tmp_path):
    ours = gallery_of(3)
    ours.enrol("Zoë 0", random_faces(1, seed=9)[0], "f" * 64, accepted=True)
    aside = {"Ada": Aside("these pictures", {"digest": "doubtful: Ada/1.jpg may show somebody else."})}
    gallery_file.write_gallery(Stored(ours.contents(), {}, aside), tmp_path / "people.facestyle")
    again, notes = open_gallery(tmp_path / "people.facestyle")
    assert same(again, ours)
    assert [one.accepted for one in again.people[0].enrolled] == [False, False, True]
    assert notes.aside == aside
    good = gallery_file.encoded(Stored(gallery_of(3).contents()))
    held = {name: value for name, value in load(good).items() if name != "accepted"}
    header = json.loads(good[8 : 8 + int.from_bytes(good[:8], "little")])["__metadata__"] | {"version": "1"}
    del header["aside"]
    header["sha256"] = gallery_file._checksum(held, header)
    stored = gallery_file.decoded(save(held, header), "older.facestyle")
    assert [person.pictures for person in stored.contents.people] == [2, 1]


def test_an_empty_gallery_is_one_too(tmp_path):
    gallery_file.write_gallery(Stored(Gallery().contents()), tmp_path / "nobody")
    assert len(opened(tmp_path / "nobody")) == 0


def test_two_hundred_damaged_files_are_refused_and_change_nothing(tmp_path):
    ours = gallery_of(20)
    good = gallery_file.encoded(Stored(ours.contents()))
    rng = np.random.default_rng(7)
    refused = 0
    for number in range(200):
        bad = bytearray(good)
        if number % 4 == 0:
            bad = bad[: int(rng.integers(0, len(bad)))]
        elif number % 4 == 1:
            bad += bytes(rng.integers(0, 256, int(rng.integers(1, 400)), dtype=np.uint8))
        else:
            for at in rng.integers(0, 2600 if number % 4 == 2 else len(bad), int(rng.integers(1, 5))):
                bad[at] ^= 1 << int(rng.integers(0, 8))
        said, stored = answer(bytes(bad))
        if stored is None:
            assert "bad.facestyle" in said
            assert len(said) < 500
            refused += 1
        else:  # what is read in spite of it is what was written
            other = Gallery()
            other.absorb(stored.contents)
            assert same(other, ours)
    assert refused >= 195


def answer(data: bytes) -> tuple[str, Stored | None]:
    try:
        return "", gallery_file.decoded(data, "bad.facestyle")
    except FacestyleError as problem:
        return problem.message, None


def changed(good: bytes, tensors=None, **metadata: str) -> bytes:
    """The same file with other contents and a checksum that fits: what a hostile author would write."""
    held = load(good) | (tensors or {})
    header = json.loads(good[8 : 8 + int.from_bytes(good[:8], "little")])["__metadata__"] | metadata
    header["sha256"] = gallery_file._checksum(held, header)
    return save(held, header)


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        ({"version": "3"}, GalleryFileError, "version 3"),
        ({"contract": "facenet-128/older"}, ContractError, "Enrol them again"),
        ({"encoder": "eigenfaces"}, ContractError, "eigenfaces"),
        ({"people": '[["<b>", 2], ["Ada", 2]]'}, GalleryFileError, "name"),
        ({"people": '[["Ada", 3]]'}, GalleryFileError, "damaged"),
        ({"people": '[["Ada", 2], ["Ada", 2]]'}, GalleryFileError, "twice"),
        ({"people": '[["Ada", 1e400], ["Emmy", 2]]'}, GalleryFileError, "damaged"),
        ({"people": "{}"}, GalleryFileError, "damaged"),
        ({"sources": '["a", "a", "b", "c"]'}, GalleryFileError, "twice"),
        ({"sources": '["a"]'}, GalleryFileError, "shape"),
        ({"refused": "[1]"}, GalleryFileError, "damaged"),
        ({"aside": '{"Ada": ["x"]}'}, GalleryFileError, "damaged"),
        ({"aside": '{"<b>": ["x", {}]}'}, GalleryFileError, "name"),
        ({"tensors": {"encodings": np.full((4, 128), np.nan, np.float32)}}, GalleryFileError, "finite"),
        ({"tensors": {"encodings": np.ones((4, 128), np.float32)}}, GalleryFileError, "unit length"),
        ({"tensors": {"encodings": np.ones((4, 512), np.float32)}}, GalleryFileError, "shape"),
        ({"tensors": {"days": np.full(4, -5, np.int32)}}, GalleryFileError, "damaged"),
        ({"tensors": {"numbers": np.full(4, 1, np.int32)}}, GalleryFileError, "damaged"),
    ],
)
def test_contents_that_make_no_sense_are_refused_with_the_reason(change, kind, says):
    good = gallery_file.encoded(Stored(gallery_of(4).contents()))
    with pytest.raises(kind, match=says):
        gallery_file.decoded(changed(good, **change), "theirs.facestyle")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"\xff" * 100, b"\x02\x00\x00\x00\x00\x00\x00\x00[]", b"{" * 9999]
)
def test_what_is_no_gallery_is_called_so(data):
    with pytest.raises(GalleryFileError, match=r"not a gallery"):
        gallery_file.decoded(data, "notes.txt")


def test_a_file_that_is_absent_or_a_folder_that_is(tmp_path):
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(FileMissingError):
            gallery_file.read_gallery(path)
    with pytest.raises(OutputError):
        gallery_file.write_gallery(Stored(gallery_of(1).contents()), tmp_path / "none" / "x")


def test_killed_at_any_moment_the_file_is_the_old_or_the_new_one(tmp_path):
    """Two galleries are written in turn, over and over, until the process is killed."""
    path = tmp_path / "people.facestyle"
    program = f"""
import os, sys
sys.path.insert(0, {str(HOUSE)!r})
sys.path.insert(0, {str(HOUSE / "tests")!r})
from pathlib import Path
from support.faces import gallery_of, random_faces
from facestyle.faces.gallery import file as gallery_file
both = [gallery_file.Stored(gallery_of(people).contents()) for people in (600, 300)]
for line in sys.stdin:
    writer = os.fork()
    while not writer:
        for one in both:
            gallery_file.write_gallery(one, Path({str(path)!r}))
    print(writer, flush=True)
    print(os.waitpid(writer, 0), flush=True)
"""
    expected = [gallery_of(600), gallery_of(300)]
    rng = np.random.default_rng(3)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        for _ in range(5):
            parent.stdin.write("\n")
            parent.stdin.flush()
            writer = int(parent.stdout.readline())
            while not path.is_file():
                time.sleep(0.001)
            time.sleep(float(rng.uniform(0, 0.05)))
            os.kill(writer, signal.SIGKILL)
            assert parent.stdout.readline() == f"{(writer, signal.SIGKILL.value)}\n"
            assert any(same(opened(path), one) for one in expected)
        parent.stdin.close()
    gallery_file.write_gallery(Stored(expected[0].contents()), path)
    assert list(tmp_path.iterdir()) == [path], "what the killed ones left behind is gone"
