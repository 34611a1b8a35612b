"""Gallery files move into a store and out of it by the command line."""

from __future__ import annotations

import json

import numpy as np
import pytest
from support.faces import gallery_of
from support.stores import bytes_of

from facestyle.cli.main import main
from facestyle.faces.gallery.file import Stored, read_gallery, write_gallery
from facestyle.faces.gallery.milvus import indexes
from facestyle.faces.gallery.milvus.schema import PEOPLE
from facestyle.faces.gallery.milvus.store import open_store


@pytest.fixture
def run(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        told = capsys.readouterr()
        return ended.value.code, json.loads(told.out) if told.out else {}, told.err

    return run


def test_a_gallery_file_goes_into_a_store_and_comes_out_and_is_forgotten(run, tmp_path):
    ours, store = gallery_of(10).contents(), tmp_path / "people.db"
    write_gallery(Stored(ours), tmp_path / "people.facestyle")
    code, told, _ = run("gallery", "import", tmp_path / "people.facestyle", "--store", store, "--json")
    assert (code, told["added"], told["encodings"], len(told["id"])) == (0, 5, 10, 32)
    at = ("--store", store, "--id", told["id"], "--json")
    assert run("gallery", "import", tmp_path / "people.facestyle", *at)[1]["added"] == 0
    assert run("gallery", "export", tmp_path / "again.facestyle", *at)[0] == 0
    again = read_gallery(tmp_path / "again.facestyle").contents
    assert again.people == ours.people
    np.testing.assert_array_equal(again.encodings, ours.encodings)
    assert ours.encodings[0].tobytes() in bytes_of(store)
    code, told, said = run("gallery", "export", tmp_path / "none.facestyle", "--store", store, "--id", "1" * 32)
    assert (code, told) == (2, {})
    assert said.startswith(f"error: empty-gallery: The store has no gallery {'1' * 32} ")
    assert not (tmp_path / "none.facestyle").exists()
    assert ("1" * 32).encode() not in bytes_of(store), "a mistyped id leaves nothing in the list"
    assert run("gallery", "forget", *at)[0] == 0
    assert ours.encodings[0].tobytes() not in bytes_of(store)
    assert "error: empty-gallery: " in run("gallery", "export", tmp_path / "none.facestyle", *at)[2]


@pytest.mark.parametrize(
    ("store", "identity", "code"),
    [
        ("memory", "0" * 32, "bad-option"),
        ("people.db", '" or 1==1', "bad-option"),
        ("http://127.0.0.1:9", "0" * 32, "store-unavailable"),
    ],
)
def test_what_is_no_store_or_no_gallery_is_told(run, tmp_path, monkeypatch, store, identity, code):
    monkeypatch.chdir(tmp_path)
    for command in ("export x.facestyle", "forget"):
        status, out, said = run("gallery", *command.split(), "--store", store, "--id", identity)
        assert (status, out) == (2, {})
        assert said.splitlines()[-1].startswith(f"error: {code}: ")
        assert "Traceback" not in said


def test_a_pages_index_stays_whatever_the_commands_do_unless_another_is_asked_for(run, tmp_path, monkeypatch):
    store, file = tmp_path / "people.db", tmp_path / "people.facestyle"
    write_gallery(Stored(gallery_of(10).contents()), file)
    at = ("--store", store, "--json")
    _, told, _ = run("gallery", "import", file, *at, "--index", "HNSW")
    assert run("gallery", "import", file, *at)[0] == 0
    assert run("gallery", "export", tmp_path / "again.facestyle", *at, "--id", told["id"])[0] == 0
    assert kinds_in(store) == ["HNSW"]
    monkeypatch.setenv("FACESTYLE_GALLERY_INDEX", "FLAT")
    status, out, said = run("gallery", "import", file, *at)
    assert (status, out) == (2, {})
    assert "have the index HNSW, and FLAT is asked for. Set FACESTYLE_GALLERY_INDEX=HNSW, or" in said
    assert kinds_in(store) == ["HNSW"]
    assert run("gallery", "reindex", *at, "--index", "FLAT")[1] == {"index": "FLAT", "built": 1}
    assert kinds_in(store) == ["FLAT"]
    assert run("gallery", "import", file, *at, "--id", told["id"])[1]["people"] == 5


def test_what_is_swept_keeps_its_index(run, tmp_path):
    store, file = tmp_path / "people.db", tmp_path / "people.facestyle"
    write_gallery(Stored(gallery_of(10).contents()), file)
    _, told, _ = run("gallery", "import", file, "--store", store, "--index", "HNSW", "--json")
    assert run("gallery", "forget", "--store", store, "--id", told["id"], "--json")[0] == 0
    assert kinds_in(store) == ["HNSW"]


def kinds_in(address) -> list[str | None]:
    """The indexes that people have in a store."""
    store = open_store(str(address))
    try:
        return [indexes.built(store, one) for one in store.collections() if one.startswith(PEOPLE)]
    finally:
        store.close()


def test_the_certificate_of_the_settings_is_used(run, tmp_path, monkeypatch):
    monkeypatch.setenv("FACESTYLE_GALLERY_CA", str(tmp_path / "absent.pem"))
    at = ("--store", "https://127.0.0.1:9", "--id", "0" * 32)
    for command in (("export", tmp_path / "x.facestyle"), ("forget",)):
        assert "absent.pem" in run("gallery", *command, *at)[2]
