"""Names of people and files reach every terminal and pipe, and what can't be read ends in a sentence."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys

import pytest
from support.places import HOUSE
from support.rights import needs_rights

from facestyle.cli.main import main
from facestyle.errors import FacestyleError, FileMissingError, printable
from facestyle.faces.gallery.enrolment import enrol_folder
from facestyle.faces.gallery.file import Stored, write_gallery
from facestyle.faces.gallery.gallery import Gallery


@pytest.fixture
def told(monkeypatch):
    """What a command writes to a pipe of some encoding: exit status, standard output, standard error."""

    def run(encoding, *arguments):
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
        monkeypatch.setattr(sys, "stdout", streams[0])
        monkeypatch.setattr(sys, "stderr", streams[1])
        with pytest.raises(SystemExit) as ended:
            main([*map(str, arguments)])
        for stream in streams:
            stream.flush()
        return ended.value.code, *(stream.buffer.getvalue().decode(encoding) for stream in streams)

    return run


@pytest.fixture(scope="module")
def people(tmp_path_factory, small_path):
    folder = tmp_path_factory.mktemp("people")
    for name, sample in (("José", "obama"), ("李小龙", "biden"), ("Кофе", "coffee")):
        (folder / name).mkdir()
        shutil.copy(small_path(sample), folder / name / f"{name}.jpg")
    return folder


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_names_reach_a_pipe_of_any_encoding(encoding, told, people, small_path):
    code, out, err = told(encoding, "identify", people, small_path("obama2"), small_path("biden"))
    jose = {"ascii": r"Jos\xe9"}.get(encoding, "José")
    lee = {"utf-8": "李小龙"}.get(encoding, r"\u674e\u5c0f\u9f99")
    assert code == 0
    assert f"{jose} (d = " in out
    assert f"{lee} (d = " in out
    assert "left out: no-face: " in err


@pytest.fixture(scope="module")
def gallery(people, tmp_path_factory):
    """Those people as a gallery file."""
    ours, path = Gallery(), tmp_path_factory.mktemp("gallery") / "people.facestyle"
    list(enrol_folder(ours, people))
    write_gallery(Stored(ours.contents()), path)
    return path


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_json_holds_the_names_themselves_in_any_encoding(encoding, told, gallery, small_path):
    _, out, _ = told(encoding, "identify", "--gallery", gallery, small_path("obama2"), small_path("biden"), "--json")
    assert [face["name"] for one in json.loads(out) for face in one["faces"]] == ["José", "李小龙"]
    assert ("李小龙" in out) == (encoding == "utf-8"), "readable where it can be"


def test_a_real_pipe_in_ascii_holds_no_traceback(people, small_path):
    for environment in ({"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}):
        run = subprocess.run(
            [sys.executable, "-m", "facestyle", "convolve", "--input", "14", "--filter", "5"],
            cwd=HOUSE, env=os.environ | environment, capture_output=True, check=False,
        )  # fmt: skip
        assert (run.returncode, run.stderr) == (0, b"")
        assert b"6 parameters" in run.stdout
    run = subprocess.run(
        [sys.executable, "-m", "facestyle", "verify", people / "李小龙" / "无.jpg", small_path("obama")],
        cwd=HOUSE, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=False,
    )  # fmt: skip
    assert run.returncode == 2
    assert rb"error: file-not-found: \u65e0.jpg was not found" in run.stderr
    assert b"Traceback" not in run.stderr


@pytest.mark.parametrize("command", [["--help"], ["stylize", "--help"], ["weights", "--list"]])
def test_help_and_tables_reach_a_pipe_in_ascii(command, told):
    code, out, _ = told("ascii", *command)
    assert code == 0
    assert out


@pytest.fixture
def strange(tmp_path, small_path):
    """A folder of people with a file whose name is no UTF-8."""
    (tmp_path / "José").mkdir()
    name = os.fsencode(tmp_path / "José") + b"/Jos\xe9.jpg"
    try:
        shutil.copy(os.fsencode(small_path("obama")), name)
        shutil.copy(os.fsencode(small_path("coffee")), name + b".png")
    except OSError:
        pytest.skip("names of files are UTF-8 on this file system")
    return tmp_path, os.fsdecode(name)


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_a_file_whose_name_is_not_utf_8_is_a_file(encoding, told, strange, small_path):
    folder, path = strange
    code, out, _ = told(encoding, "verify", path, small_path("obama2"), "--json")
    assert (code, json.loads(out)["same"]) == (0, True)
    code, out, err = told(encoding, "verify", path + "x", small_path("obama2"))
    assert (code, out) == (2, "")
    assert r"Jos\udce9.jpgx was not found" in err
    gallery = folder / "people.facestyle"
    for encoded in (2, 0):  # the second run reads what the first one noted
        code, out, err = told(encoding, "enrol", folder, "-o", gallery, "--json")
        assert (code, json.loads(out)["encoded"] <= encoded) == (0, True)
        assert r"Jos\udce9.jpg.png" in err
    code, out, _ = told(encoding, "identify", "--gallery", gallery, path, "--json")
    assert json.loads(out)[0]["photo"] == path
    code, out, _ = told(encoding, "identify", "--gallery", gallery, path)
    assert r"Jos\udce9.jpg: Jos" in out


def test_an_error_can_be_written_anywhere():
    problem = FileMissingError("Jos\udce9.jpg was not found.")
    assert problem.message == r"Jos\udce9.jpg was not found."
    assert problem.message.encode("utf-8")
    assert printable("李 José") == "李 José"
    assert isinstance(problem, FacestyleError)


def test_a_folder_that_the_system_refuses_is_a_sentence(told, sample_path, tmp_path, monkeypatch):
    """Whatever the command, and whoever runs it: the system's refusal is replaced by a sentence."""

    def refused(path, *_):
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "people").mkdir()
    for place in ("pathlib.Path.iterdir", "pathlib.Path.glob"):
        monkeypatch.setattr(place, refused)
    commands = (
        ("identify", tmp_path / "people", sample_path("obama")),
        ("enrol", tmp_path / "people", "-o", tmp_path / "x"),
        ("train", "triplet", "--images", tmp_path / "people"),
        ("evaluate", "identify", "--images", tmp_path / "people"),
        ("calibrate", "--images", tmp_path / "people", "-o", tmp_path / "x.json"),
    )
    for command in commands:
        code, out, err = told("utf-8", *command)
        assert (code, out) == (2, ""), command
        assert "error: file-not-found: " in err
        assert "people" in err.splitlines()[-1]


@needs_rights
def test_what_may_not_be_read_is_a_sentence(told, sample_path, tmp_path):
    closed = tmp_path / "closed"
    (closed / "Ann").mkdir(parents=True)
    shutil.copy(sample_path("obama"), closed / "Ann" / "1.jpg")
    photo, output = sample_path("obama"), tmp_path / "x.png"
    commands = (
        ("verify", closed / "Ann" / "1.jpg", photo),
        ("identify", closed, photo),
        ("identify", "--gallery", closed / "g", photo),
        ("enrol", closed, "-o", tmp_path / "g"),
        ("enrol", tmp_path, "-o", closed / "Ann" / "g"),
        ("stylize", closed / "Ann" / "1.jpg", photo, "-o", output),
        ("stylize", photo, photo, "-o", closed / "Ann" / "x.png"),
        ("units", "--images", tmp_path, "-o", output, "--layer", "relu1_1"),
        ("train", "triplet", "--images", closed),
        ("evaluate", "identify", "--images", closed / "Ann"),
        ("evaluate", "pairs", "--pairs", closed / "pairs.txt", "--images", closed),
        ("evaluate", "style", "--content", closed, "--style", closed),
        ("calibrate", "--images", closed, "-o", tmp_path / "x.json"),
        ("convolve", "--csv", closed / "x.csv", "--kernel", "1"),
    )
    closed.chmod(0)
    try:
        for command in commands:
            code, out, err = told("utf-8", *command)
            assert (code, out) == (2, ""), (command, err)
            assert err.splitlines()[-1].startswith("error: "), command
    finally:
        closed.chmod(0o700)
