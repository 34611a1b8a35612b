"""`film` paints a film from the shell, stops when told to, overwrites nothing that it reads, and says what is wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from support import films, places
from support.places import HOUSE

STYLE = places.STYLES / "mosaic.jpg"


@pytest.fixture
def source(tmp_path):
    return films.write(tmp_path / "in.mp4", films.textured(8), sound="aac")


def test_a_film_is_painted_and_its_figures_are_told(run, source, tmp_path):
    output = tmp_path / "out.mp4"
    code, told, said = run("film", source, STYLE, "-o", output, "--size", 80, "--steadiness", 0.5, "--json")
    assert code == 0, said
    assert (told["frames"], told["width"], told["height"], told["sound"]) == (8, 80, 54, "copied")
    assert told["film_seconds"] == pytest.approx(0.32, abs=1e-3)
    assert (told["left_out"], told["interrupted"]) == ([], False)
    assert told["options"]["steadiness"] == 0.5
    assert "8/8" in said
    made = films.read(output)
    assert (made.pixels.shape, made.sound) == ((8, 54, 80, 3), "aac")
    code, sentence, _ = run("film", source, STYLE, places.STYLES / "pastel.jpg", "-o", output, "--style-weights", "1,2")
    assert code == 0
    assert sentence.startswith(f"{output}: 0.3 s of 96 x 64 pixels, sound copied; 8 pictures in ")


def test_what_is_left_out_is_said(run, tmp_path):
    source = films.damaged(films.write(tmp_path / "in.mp4", films.textured(14)), 5)
    code, told, said = run("film", source, STYLE, "-o", tmp_path / "out.mp4", "--json")
    assert (code, told["left_out"]) == (0, ["1 picture is damaged and left out"])
    assert f"{source}: 1 picture is damaged and left out" in said


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("in.mp4", "STYLE", "-o", "out.webm"), "cannot-write", "ends in none of .mp4"),
        (("in.mp4", "STYLE", "-o", "in.mp4"), "cannot-write", "would be overwritten"),
        (("in.mp4", "STYLE", "-o", "link.mp4"), "cannot-write", "would be overwritten"),
        (("in.mp4", "STYLE", "-o", "nowhere/out.mp4"), "cannot-write", "choose a file in a folder that exists"),
        (("none.mp4", "STYLE", "-o", "out.mp4"), "file-not-found", "none.mp4 was not found"),
        (("text.mp4", "STYLE", "-o", "out.mp4"), "bad-film-file", "text.mp4 is not a film but a text"),
        (("sound.mp4", "STYLE", "-o", "out.mp4"), "bad-film-file", "holds sound, and no pictures"),
        (("cut.mp4", "STYLE", "-o", "out.mp4"), "bad-film-file", "cut off before its end"),
        (("long.mp4", "STYLE", "-o", "out.mp4"), "picture-too-small", "10000 x 20 pixels"),
        (("in.mp4", "pixel.png", "-o", "out.mp4"), "picture-too-small", "pixel.png is 1 x 1 pixels"),
        (("in.mp4", "STYLE", "-o", "out.mp4", "--strength", "nan"), "bad-option", "strength is nan"),
        (("in.mp4", "STYLE", "-o", "out.mp4", "--longest", "0"), "bad-option", "longest is 0"),
        (("in.mp4", "STYLE", "-o", "out.mp4", "--style-weights", "1,2"), "bad-option", "2 style weights"),
        (("in.mp4", "STYLE", "-o", "out.mp4", "--start", "5"), "bad-film-file", "is 0.3 s long"),
    ],
)
def test_bad_input_is_a_sentence(run, source, tmp_path, monkeypatch, arguments, code, said):
    monkeypatch.chdir(tmp_path)
    shutil.copy(STYLE, "STYLE")
    Path("link.mp4").symlink_to("in.mp4")
    (tmp_path / "text.mp4").write_text("no film at all\n" * 9)
    (tmp_path / "cut.mp4").write_bytes(source.read_bytes()[:2000])
    Image.new("RGB", (1, 1)).save("pixel.png")
    if "sound.mp4" in arguments:
        films.write(tmp_path / "sound.mp4", [], sound="aac", sound_seconds=0.2)
    if "long.mp4" in arguments:
        films.write(tmp_path / "long.mp4", films.textured(1, 10_000, 20))
    before = source.read_bytes()
    ended, out, err = run("film", *arguments)
    assert (ended, out) == (2, "")
    assert f"error: {code}: " in err
    assert said in err
    assert "Traceback" not in err
    assert source.read_bytes() == before
    assert not (tmp_path / "out.mp4").exists()


@pytest.fixture
def running(tmp_path):
    """The command in a process of its own, once it has painted some of a longer film; and the file it writes."""
    source = films.write(tmp_path / "long.mp4", films.textured(30) * 10, sound="aac", options={"preset": "ultrafast"})
    output = tmp_path / "out" / "painted.mp4"
    output.parent.mkdir()
    command = [sys.executable, "-m", "facestyle", "film", source, STYLE, "-o", output, "--json"]
    environment = {**os.environ, "PYTHONPATH": str(HOUSE), "FACESTYLE_FORMAT": "float32"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    told = b""
    while b"8/300" not in told:
        more = os.read(process.stderr.fileno(), 4096)
        assert more, told
        told += more
    yield process, output
    process.kill()
    process.communicate()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_an_interrupt_keeps_what_is_painted(running):
    process, output = running
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    told = json.loads(out)
    assert told["interrupted"] is True
    made = films.read(output)
    assert 8 <= len(made.times) == told["frames"] < 300
    assert made.sound_seconds == pytest.approx(told["film_seconds"], abs=0.05)
    assert list(output.parent.iterdir()) == [output]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_killed_command_leaves_no_film_and_the_next_one_clears_up(running, run, source):
    process, output = running
    process.kill()
    process.communicate()
    assert not output.exists()
    assert run("film", source, STYLE, "-o", output)[0] == 0
    assert list(output.parent.iterdir()) == [output]
    assert len(films.read(output).times) == 8
