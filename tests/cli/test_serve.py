"""`facestyle serve` and `python app.py`: the page as a process."""

from __future__ import annotations

import os
import runpy
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request

import pytest
from support.places import HOUSE
from typer.main import get_command

from facestyle import folders
from facestyle.cli.main import app, main, only
from facestyle.cli.serve import ListsSettings, serve
from facestyle.errors import OptionError
from facestyle.ui.page import build, launch
from facestyle.ui.server.settings import listed, settings


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read()


@pytest.fixture
def served(tmp_path):
    """The address that the command says it serves, and the command; temporary files lie in `tmp_path`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if name != "GRADIO_TEMP_DIR"}
    # A shell starts what it runs in the background with the interrupt ignored, and a child inherits that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "facestyle", "serve"],
        cwd=HOUSE, env=environment | {"GRADIO_SERVER_PORT": port, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    signal.signal(signal.SIGINT, before)
    assert process.stdout is not None
    assert process.stdout.readline() == f"Tools over MCP: http://127.0.0.1:{port}/gradio_api/mcp/\n"
    said = process.stdout.readline()
    assert said == f"Running on local URL: http://127.0.0.1:{port}/  (Ctrl-C ends it)\n"
    yield f"http://127.0.0.1:{port}/", process
    process.kill()
    process.wait()


def test_serve_answers_with_its_style_sheet_and_styles_until_it_is_interrupted(served, tmp_path):
    address, process = served
    assert b"fs-header" in fetched(f"{address}config")
    rule = next(line for line in (folders.assets() / "facestyle.css").read_text().splitlines() if line.endswith("{"))
    assert rule.encode() in fetched(f"{address}config").replace(b"\\n", b"\n")
    style = folders.assets() / "styles" / "mosaic.jpg"
    assert fetched(f"{address}gradio_api/file={urllib.parse.quote(str(style))}") == style.read_bytes()
    [uploads] = tmp_path.glob("facestyle-*")  # of this process alone, and it ends with it
    (uploads / "upload").touch()
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    assert not uploads.exists()


def test_the_program_at_the_top_is_this_command_alone(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(sys, "argv", ["app.py", "--gallery", "none.gallery"])
    for name in ("FACESTYLE_GALLERY", "GRADIO_TEMP_DIR"):  # what the program sets is undone
        monkeypatch.setenv(name, str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(HOUSE / "app.py"), run_name="__main__")
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert said.err.startswith("error: file-not-found: ")
    alone, command = get_command(only(serve)), get_command(app).commands["serve"]
    assert [one.opts for one in alone.params] == [one.opts for one in command.params] == [["--gallery"], ["--encoder"]]


def test_the_help_of_both_lists_every_setting(capsys):
    for program, arguments in ((app, ["serve", "--help"]), (only(serve, ListsSettings), ["--help"])):
        with pytest.raises(SystemExit) as ended:
            main(arguments, program)
        said = capsys.readouterr().out
        assert ended.value.code == 0
        for name, default, told in listed():
            assert f" {name} " in said or f" {name}\n" in said
            assert told.split()[0] in said
            assert not default or f"[{default}]" in " ".join(said.split())


@pytest.mark.parametrize("command", [["-m", "facestyle", "serve"], ["app.py"]], ids=" ".join)
def test_a_setting_that_cannot_be_used_stops_the_start_with_a_sentence(command):
    run = subprocess.run(
        [sys.executable, *command], cwd=HOUSE, env=os.environ | {"FACESTYLE_WAITING": "many", "FACESTYLE_PORT": "0"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("error: bad-option: FACESTYLE_PORT can't be used: ")
    assert "; FACESTYLE_WAITING can't be used: " in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_port_that_is_taken_stops_the_start_with_a_sentence(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("FACESTYLE_PORT", str(port))
        settings.cache_clear()
        with pytest.raises(OptionError, match=f"can't listen on 127.0.0.1, port {port}"):
            launch(build())
    settings.cache_clear()
