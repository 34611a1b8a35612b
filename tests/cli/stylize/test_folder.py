"""`stylize FOLDER`: every picture once, failures named, nothing overwritten, and a second call goes on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image
from support import places

from facestyle.style import settings

STYLE = places.STYLES / "mosaic.jpg"
SMALL = ("--size", 64, "--steps", 2)


@pytest.fixture
def folder(tmp_path, sample_path):
    """Three pictures, two of them of one name, and a file that is none."""
    inside = tmp_path / "in"
    (inside / "trip").mkdir(parents=True)
    image = Image.open(sample_path("china")).resize((120, 90))
    image.save(inside / "a.jpg")
    image.rotate(180).save(inside / "a.png")
    image.rotate(90).save(inside / "trip" / "b.webp")
    (inside / "broken.jpg").write_bytes(b"\xff\xd8\xff no more")
    (inside / "notes.txt").write_text("no picture")
    return inside


def made_in(folder) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_every_picture_is_restyled_and_failures_are_named(run, folder, tmp_path):
    out = tmp_path / "out"
    code, told, said = run("stylize", folder, STYLE, "-o", out, *SMALL)
    assert code == 2
    assert made_in(out) == ["a.jpg.png", "a.png.png", "trip/b.png"]
    assert [line.partition(":")[0] for line in told.splitlines()] == [str(out / name) for name in made_in(out)]
    assert "broken.jpg" in said
    assert said.splitlines()[-1] == "3 restyled, 1 failed"
    assert not np.array_equal(*(np.asarray(Image.open(out / f"a.{kind}.png")) for kind in ("jpg", "png")))
    # Each is what the command makes of that picture alone.
    alone = tmp_path / "alone.png"
    run("stylize", folder / "a.png", STYLE, "-o", alone, *SMALL)
    assert alone.read_bytes() == (out / "a.png.png").read_bytes()


def test_a_second_call_makes_only_what_is_missing_unless_told(run, folder, tmp_path):
    out = folder / "restyled"  # inside: results are no contents of the next call
    (folder / "broken.jpg").unlink()
    assert run("stylize", folder, STYLE, "-o", out, *SMALL)[0] == 0
    before = {name: (out / name).stat().st_mtime_ns for name in made_in(out)}
    (out / "a.png.png").unlink()
    Image.open(folder / "trip" / "b.webp").rotate(180).save(folder / "trip" / "b.webp")
    code, told, _ = run("stylize", folder, STYLE, "-o", out, *SMALL, "--json")
    assert code == 0
    assert [(one.get("kept", False), one.get("same_settings")) for one in told] == [
        (True, True),
        (False, None),
        (True, False),  # of another picture, and said so
    ]
    assert (out / "a.jpg.png").stat().st_mtime_ns == before["a.jpg.png"]
    _, told, said = run("stylize", folder, STYLE, "-o", out, "--size", 64, "--steps", 1)
    assert told.count("there already, made with other settings") == 3
    assert "--again makes them anew" in said
    code, told, said = run("stylize", folder, STYLE, "-o", out, "--size", 64, "--steps", 1, "--again")
    assert code == 0
    assert said.splitlines()[-1] == "3 restyled"
    assert {settings.read(out / name).options.steps for name in made_in(out)} == {1}


def test_an_interrupt_leaves_whole_results_only(folder, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "facestyle", "stylize", str(folder), str(STYLE), "-o", str(out), "--size", "160"]
    running = subprocess.Popen(
        [*command, "--steps", "120"],
        cwd=places.HOUSE,
        stderr=subprocess.PIPE,
        env=os.environ,
        # A shell lets what it runs in the background ignore interrupts, and tests may run there.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while running.poll() is None and not (out / "a.jpg.png").exists():
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=120)
    assert running.returncode == 130, told.decode()[-2000:]
    assert all(not settings.read(out / name).ended for name in made_in(out))


@pytest.mark.parametrize("how", ["itself", "file", "ending", "start", "style"])
def test_what_cannot_be_is_refused_before_any_work(run, folder, tmp_path, how):
    out, more = tmp_path / "out", []
    if how == "itself":
        out = folder / "." / "trip" / ".."
    if how == "file":
        out.write_text("a file")
    if how == "ending":
        more = ["--ending", ".bmp"]
    if how == "start":
        more = ["--start", folder / "a.png"]
    style = STYLE
    if how == "style":
        (out / "trip").mkdir(parents=True)
        style = out / "trip" / "b.png"
        shutil.copy(folder / "a.png", style)
    before = {name: (folder / name).read_bytes() for name in made_in(folder)}
    code, told, said = run("stylize", folder, style, "-o", out, *SMALL, *more)
    assert code == 2
    assert said.startswith("error: ")
    assert not told
    assert {name: (folder / name).read_bytes() for name in made_in(folder)} == before
    one = run("stylize", folder / "a.png", STYLE, "-o", tmp_path / "g.png", *SMALL, "--again")
    assert one[0] == 2
    assert "belong to a folder" in one[2]


def test_each_answer_of_a_folder_is_an_item_of_one_array(folder, tmp_path):
    command = [sys.executable, "-m", "facestyle", "stylize", folder, STYLE, "-o", tmp_path / "out", *SMALL, "--json"]
    ended = subprocess.run(list(map(str, command)), cwd=places.HOUSE, capture_output=True, text=True, check=False)
    items = json.loads(ended.stdout)
    assert ["error" in one for one in items] == [False, False, True, False]
    assert ["total_cost" in one for one in items] == [True, True, False, True]
