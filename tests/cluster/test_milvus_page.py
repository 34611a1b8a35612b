"""Visits whose galleries live in a store: each has its own there, it ends with the visit, and nothing replaces it."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from contextlib import suppress

import httpx
import pytest
from support.caller import Caller
from support.faces import random_faces
from support.places import HOUSE
from support.stores import Served, bytes_of

from facestyle.cli.main import main
from facestyle.errors import StoreError
from facestyle.faces.gallery import file as gallery_file
from facestyle.faces.gallery.file import Stored
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.milvus import visits
from facestyle.faces.gallery.milvus.index import MilvusIndex, visitors_gallery
from facestyle.faces.gallery.milvus.schema import GALLERIES
from facestyle.faces.gallery.milvus.store import Store
from facestyle.ui.gallery import stores
from facestyle.ui.server import health
from facestyle.ui.shared.session import Session


@pytest.fixture
def in_store(setting, monkeypatch):
    """Let galleries live in a store from here on."""
    monkeypatch.setattr(stores, "LOOK", 0.2)

    def put(address: str) -> None:
        setting("FACESTYLE_GALLERY", address)

    yield put
    stores.leave()


def test_each_visit_has_a_gallery_of_its_own_in_the_store_and_takes_it_along(in_store, tmp_path):
    in_store(str(tmp_path / "people.db"))
    one, other = Session(), Session()
    assert isinstance(one.gallery._index, MilvusIndex)
    ids = {one.gallery._index.gallery, other.gallery._index.gallery}
    assert len(ids) == 2
    assert {len(each) for each in ids} == {32}
    assert [person.name for person in one.gallery.people] == [person.name for person in other.gallery.people] != []
    face = random_faces(1)[0]
    one.gallery.enrol("Grace Hopper", face, "picture")
    assert "Grace Hopper" not in [person.name for person in other.gallery.people]
    assert other.gallery.identify([face], 0.1)[0].name is None
    assert b"Grace Hopper" in bytes_of(tmp_path / "people.db")
    del one
    gc.collect()
    kept = stores.keeper()
    kept.clean()
    held = bytes_of(tmp_path / "people.db")
    assert b"Grace Hopper" not in held
    assert face.encoding.tobytes() not in held
    assert len(other.gallery) == len(gallery_at(kept.store, other))
    stores.leave()
    assert b"Obama" not in bytes_of(tmp_path / "people.db"), "the process has taken all of its visits along"


def gallery_at(store, session: Session) -> Gallery:
    """What another client finds of a visit's gallery."""
    return Gallery(index=MilvusIndex(store, session.gallery._index.gallery, kept=True))


def test_a_store_that_goes_away_is_told_and_no_gallery_in_memory_takes_its_place(
    in_store, tmp_path, address, page, monkeypatch
):
    monkeypatch.setattr("facestyle.faces.gallery.milvus.store.SECONDS", 2.0)
    with Served(tmp_path / "people.db") as server:
        in_store(server.address)
        visitor = Caller(address, "ann")
        kind, data = visitor.call("gallery")
        assert (kind, len(data[0])) == ("complete", 2)
        assert httpx.get(f"{address}readyz").json()["galleries"] == "reachable"
        server.kill()
        for said in (
            visitor.problem("rename", "Joe Biden", "Joe"),
            visitor.problem("gallery"),
            Caller(address, "bob").problem("gallery"),
        ):
            assert "The store that galleries live in does not answer, or refuses" in said
            assert "127.0.0.1" not in said, "visitors need not know where it is"
        until(lambda: httpx.get(f"{address}readyz").json()["galleries"] == "unreachable")
        assert httpx.get(f"{address}readyz").status_code == 503
        assert not health.readiness(page)[0]
        server.start()
        until(lambda: httpx.get(f"{address}readyz").json()["galleries"] == "reachable")
        for caller in (visitor, Caller(address, "bob")):
            kind, data = caller.call("gallery")
            assert (kind, [person["name"] for person in data[0]]) == ("complete", ["Barack Obama", "Joe Biden"])


def until(true) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_galleries_of_another_page_live_through_an_outage_and_a_short_visit_limit(
    in_store, setting, tmp_path, monkeypatch
):
    """The other page's touches are a minute apart, and it could make none while the store was away."""
    setting("FACESTYLE_VISIT_MINUTES", "1")
    monkeypatch.setattr("facestyle.faces.gallery.milvus.store.SECONDS", 2.0)
    monkeypatch.setattr(stores, "HEARD", 4.0)
    with Served(tmp_path / "people.db") as server:
        in_store(server.address)
        kept, other = stores.keeper(), Store(server.address)
        other.connect()
        theirs = visitors_gallery(other)
        theirs.enrol("Ada", random_faces(1)[0], "1")
        stale(other, theirs, 100)
        until(lambda: time.monotonic() > kept._answers_since + stores.HEARD)
        kept.clean()
        assert visits.known(other, theirs._index.gallery), "a touch is a minute late at the most"
        server.kill()
        until(lambda: not kept.reachable)
        server.start()
        stale(other, theirs, 3600)
        until(lambda: kept.reachable)
        for store in (kept.store, other):
            with suppress(StoreError):  # the first question finds out that nothing is loaded there any more
                visits.silent(store, 60)
        kept.clean()
        assert visits.known(other, theirs._index.gallery), "its page has not been heard since the outage"
        until(lambda: time.monotonic() > kept._answers_since + stores.HEARD)
        kept.clean()
        assert not visits.known(other, theirs._index.gallery), "its page was killed"
        other.close()


def stale(store: Store, gallery: Gallery, seconds: int) -> None:
    """Let the last touch of a visit's gallery be so long ago."""
    row = {"id": gallery._index.gallery, "used": int(time.time()) - seconds, "kept": False, "nothing": [0.0, 0.0]}
    store.write(GALLERIES, [row])


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://127.0.0.1:9", "The store http://127.0.0.1:9 can't be reached or refuses"),
        ("absent/people.db", "can't be opened"),
    ],
)
def test_the_start_ends_with_a_sentence_where_the_store_cannot_be_reached(setting, capsys, tmp_path, address, says):
    setting("FACESTYLE_GALLERY", address)
    with pytest.raises(SystemExit) as ended:
        main(["serve"])
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert "error: store-unavailable: The store" in told
    assert says in told
    assert "Traceback" not in told


def test_a_file_to_start_from_does_not_take_the_place_of_a_store(setting, capsys, tmp_path):
    gallery_file.write_gallery(Stored(Gallery().contents()), tmp_path / "crew.facestyle")
    setting("FACESTYLE_GALLERY", str(tmp_path / "people.db"))
    with pytest.raises(SystemExit):
        main(["serve", "--gallery", str(tmp_path / "crew.facestyle")])
    assert "error: bad-option: Galleries live in" in capsys.readouterr().err
    setting("FACESTYLE_GALLERY", "https://ann:gehe@im@milvus:19530")
    with pytest.raises(SystemExit):
        main(["serve", "--gallery", str(tmp_path / "crew.facestyle")])
    assert "error: bad-option: Galleries live in https://milvus:19530, so" in (told := capsys.readouterr().err)
    assert "gehe" not in told


def test_without_pymilvus_everything_is_imported_and_only_a_store_is_refused(tmp_path):
    program = f"""
import sys
sys.modules["pymilvus"] = sys.modules["milvus_lite"] = None
from facestyle.errors import StoreError
from facestyle.ui.gallery import stores
from facestyle.ui.shared.session import Session
from facestyle.faces.gallery.gallery import Gallery
assert stores.state() == "memory" and len(stores.new_gallery(Gallery())) == 0
from facestyle.faces.gallery.milvus.store import open_store
try:
    open_store({str(tmp_path / "people.db")!r})
except StoreError as problem:
    print(problem.message)
"""
    environment = {name: value for name, value in os.environ.items() if name != "FACESTYLE_GALLERY"}
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=HOUSE, env=environment, capture_output=True, text=True, check=True
    )
    assert "needs pymilvus, which is not installed; run pip install 'facestyle[cluster]'" in run.stdout


def test_a_session_whose_store_is_away_raises_and_holds_no_gallery(in_store, setting, tmp_path):
    in_store("http://127.0.0.1:9")
    session = Session()
    for _ in range(2):
        with pytest.raises(StoreError):
            _ = session.gallery
    assert session._gallery is None
