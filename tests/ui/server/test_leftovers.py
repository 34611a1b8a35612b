"""Folders of uploads of killed processes are removed by the next start, those of living processes are not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from facestyle.ui.server import leftovers

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no flock")
#: Makes its folder with an upload in it, says where, and stays until it is ended.
PROGRAM = """
import sys, time
from pathlib import Path
from facestyle.ui.server import leftovers
folder = leftovers.new_folder(Path(sys.argv[1]))
(folder / "upload").mkdir()
(folder / "upload" / "face.jpg").write_bytes(b"a face")
print(folder, flush=True)
time.sleep(60)
"""


@pytest.fixture
def begun(tmp_path):
    """A process that has uploads, and its folder."""
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process, Path(process.stdout.readline().strip())
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_uploads_of_a_killed_process_are_removed(begun, tmp_path):
    process, folder = begun
    assert (folder / "upload" / "face.jpg").is_file()
    assert folder.stat().st_mode & 0o077 == 0
    assert leftovers.remove(tmp_path, tmp_path / "cache") == 0
    assert (folder / "upload" / "face.jpg").is_file()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert leftovers.remove(tmp_path, tmp_path / "cache") == 1
    assert not folder.exists()


def test_folders_of_others_stay(tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / leftovers.LOCK).touch()
    (tmp_path / "facestyle-link").symlink_to(elsewhere)
    for name in ("facestyle-without-lock", "another"):
        (tmp_path / name).mkdir()
    (tmp_path / "facestyle-file").write_text("a file")
    led = tmp_path / "facestyle-led"
    led.mkdir()
    (led / leftovers.LOCK).symlink_to(elsewhere / leftovers.LOCK)
    strange = tmp_path / "facestyle-strange"
    strange.mkdir()
    (strange / leftovers.LOCK).touch()
    before = sorted(tmp_path.rglob("*"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "getuid", lambda: strange.stat().st_uid + 1)
        assert leftovers.remove(tmp_path, tmp_path / "cache") == 0
    assert sorted(tmp_path.rglob("*")) == before
    assert leftovers.remove(tmp_path, tmp_path / "cache") == 1
    assert not strange.exists()
    assert (elsewhere / leftovers.LOCK).is_file()


def test_half_written_files_of_dead_processes_leave_the_cache(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for name in (f".a.json.{dead.pid}.new", f".b.json.{os.getpid()}.new", "a.json", ".c.new"):
        (tmp_path / name).write_text("{")
    leftovers.remove(tmp_path, tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == [f".b.json.{os.getpid()}.new", ".c.new", "a.json"]
