"""The command `identify`: an answer or an error for each photograph."""

from __future__ import annotations

import gc
import json
import weakref

import pytest
from PIL import Image

from facestyle import images
from facestyle.faces.encoders.encode import load_encoder


@pytest.fixture
def file(run, folder_of, tmp_path):
    run("enrol", folder_of({"Ann/1.jpg": "obama", "Joe/1.jpg": "biden"}), "-o", tmp_path / "people.facestyle")
    return tmp_path / "people.facestyle"


def test_one_bad_photograph_does_not_end_it_for_the_others(run, file, small_path, tmp_path):
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(small_path("obama").read_bytes()[:5000])
    photos = [tmp_path / "none.jpg", small_path("obama2"), broken, small_path("astronaut"), small_path("china")]
    code, results, said = run("identify", "--gallery", file, *photos, "--json")
    assert code == 2
    assert [one["photo"] for one in results] == [str(photo) for photo in photos]
    codes = [one.get("error", {}).get("code") for one in results]
    assert codes == ["file-not-found", None, "broken-picture", None, None]
    assert [line.split(": ")[1] for line in said.splitlines()] == ["file-not-found", "broken-picture"]
    [ann], [stranger], nobody = (results[at]["faces"] for at in (1, 3, 4))
    assert (ann["name"], stranger["name"], nobody) == ("Ann", None, [])
    assert ann["probability"] > 0.9 > 0.1 > stranger["probability"]
    assert [one["name"] for one in ann["candidates"]] == ["Ann", "Joe"]
    assert ann["candidates"][0]["probability"] == ann["probability"]
    assert 0 < ann["quality"] <= 1
    assert ann["flaws"] == []
    assert run("identify", "--gallery", file, photos[1])[0] == 0


def test_folders_are_looked_through_and_lines_come_one_by_one(run, file, folder_of, tmp_path):
    album = folder_of({"a.jpg": "obama2", "2024/b.jpg": "biden", "notes.jpg": "coffee"}, "album")
    (tmp_path / "empty").mkdir()
    code, out, _ = run("identify", "--gallery", file, album, tmp_path / "empty", "--jsonl")
    results = [json.loads(line) for line in out.splitlines()]
    assert [one["photo"].rpartition("album/")[2] for one in results[:3]] == ["2024/b.jpg", "a.jpg", "notes.jpg"]
    assert [[face["name"] for face in one["faces"]] for one in results[:3]] == [["Joe"], ["Ann"], []]
    assert (code, results[3]["error"]["code"]) == (2, "missing-input")
    code, out, _ = run("identify", "--gallery", file, album)
    assert [line.rpartition(": ")[2].split(" ")[0] for line in out.splitlines()] == ["Joe", "Ann", "no"]


def test_options_that_make_no_sense_are_told_before_any_photograph(run, file, small_path):
    for options in (("--threshold", "nan"), ("--fpir", "2")):
        code, out, said = run("identify", "--gallery", file, small_path("obama2"), *options, "--json")
        assert (code, out) == (2, "")
        assert said.startswith("error: bad-option")


def test_photographs_are_in_memory_one_at_a_time(run, file, tmp_path, monkeypatch):
    """Each picture is let go before the next is read."""
    load_encoder()
    for number in range(4):
        Image.new("RGB", (640, 480), (number, 90, 90)).save(tmp_path / f"{number}.jpg")
    alive, most, real = [], [], images.load

    def load(source, **options):
        if isinstance(source, images.Picture):  # handed on as it is
            return source
        gc.collect()
        most.append(sum(one() is not None for one in alive))
        picture = real(source, **options)
        alive.append(weakref.ref(picture))
        return picture

    monkeypatch.setattr(images, "load", load)
    run("identify", "--gallery", file, *(tmp_path / f"{number}.jpg" for number in range(4)))
    assert len(most) == 4
    assert max(most) <= 1
