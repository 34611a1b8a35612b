"""A folder of people enrolled by several processes of a Ray cluster equals one that a single process enrols."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.places import HOUSE

from facestyle.faces.distance import distances
from facestyle.faces.gallery.file import MOST, open_gallery
from facestyle.weights.cache import sample

#: The command line; where it is asked to, it writes the gallery after the first batch of pictures, and is killed then.
PROGRAM = """
import os, signal, sys
from facestyle.cli import enrol, main
from facestyle.faces.gallery import file
if sys.argv[1] == "killed":
    enrol.SECONDS, write = 0, file.write_gallery
    file.write_gallery = lambda *gallery: (write(*gallery), os.kill(os.getpid(), signal.SIGKILL))
main.main(sys.argv[2:])
"""
PEOPLE = {"Barack Obama": ("obama", "obama2", "obama3"), "Joe Biden": ("biden",), "Eileen Collins": ("astronaut",)}
#: Pictures of each photograph; more than one batch in all.
COPIES = 16


@pytest.fixture(scope="module")
def people(tmp_path_factory) -> Path:
    """A folder of people: crops of their photographs, and a file that is no picture."""
    folder = tmp_path_factory.mktemp("people")
    random = np.random.default_rng(1)
    for name, photos in PEOPLE.items():
        (folder / name).mkdir()
        for photo in photos:
            image = Image.open(sample(photo)).convert("RGB")
            image.thumbnail((500, 500))
            for number in range(COPIES):
                left, top = (int(random.integers(0, 20)) for _ in range(2))
                image.crop((left, top, image.width, image.height)).save(folder / name / f"{photo}{number}.jpg")
    (folder / "Joe Biden" / "notes.jpg").write_text("no picture")
    return folder


def command(killed: bool, *arguments: object, cwd: Path = HOUSE) -> subprocess.Popen[str]:
    environment = os.environ | {"RAY_ADDRESS": "local", "PYTHONPATH": str(HOUSE), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "killed" if killed else "", "enrol", *map(str, arguments), "--json"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd,
    )  # fmt: skip


def answer(process: subprocess.Popen[str]) -> dict:
    said, problems = process.communicate(timeout=240)
    assert process.returncode == 0, problems[-3000:]
    return json.loads(said)


def assert_equal(one: Path, other: Path) -> None:
    (a, _), (b, _) = (open_gallery(path, None, MOST) for path in (one, other))
    mine, theirs = a.contents(), b.contents()
    assert [person.name for person in mine.people] == [person.name for person in theirs.people]
    sources = [[picture.source for person in some.people for picture in person.enrolled] for some in (mine, theirs)]
    assert sources[0] == sources[1]
    # Rounding differs with the pictures that pass through the network together.
    assert np.diagonal(distances(mine.encodings, theirs.encodings)).max() < 1e-4


def test_two_workers_make_the_gallery_that_one_process_makes(people, tmp_path):
    alone = answer(command(False, people, "-o", tmp_path / "alone.npz"))
    how = "-o", tmp_path / "two.npz", "--compute", "ray", "--workers", 2
    together = answer(command(False, people.name, *how, cwd=people.parent))  # a path that means nothing elsewhere
    assert together["encoded"] == alone["encoded"] == 5 * COPIES
    assert [one["picture"] for one in together["left_out"]] == ["Joe Biden/notes.jpg"]
    assert {**alone, "output": ""} == {**together, "output": ""}
    assert_equal(tmp_path / "alone.npz", tmp_path / "two.npz")


def test_a_run_that_was_killed_goes_on_and_encodes_only_what_is_missing(people, tmp_path):
    whole, resumed = tmp_path / "whole.npz", tmp_path / "resumed.npz"
    answer(command(False, people, "-o", whole))
    killed = command(True, people, "-o", resumed, "--compute", "ray", "--workers", 1)
    killed.communicate(timeout=240)
    assert killed.returncode == -signal.SIGKILL
    kept = open_gallery(resumed, None, MOST)[0].encodings
    rest = answer(command(False, people, "-o", resumed, "--compute", "ray", "--workers", 2))
    assert 0 < kept < 5 * COPIES
    assert rest["encoded"] == 5 * COPIES - kept
    assert_equal(whole, resumed)
