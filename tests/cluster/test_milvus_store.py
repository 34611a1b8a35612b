"""A store keeps galleries apart, loses nothing to a kill, forgets what it should, and says what is wrong with it."""

from __future__ import annotations

import subprocess
import sys
import threading

import numpy as np
import pytest
from support.faces import random_faces
from support.places import HOUSE
from support.stores import Served, names_in, reopened

from facestyle.errors import EmptyGalleryError, NameRefusedError, OptionError, StoreError
from facestyle.faces.gallery import file as gallery_file
from facestyle.faces.gallery.file import Stored
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.milvus import visits
from facestyle.faces.gallery.milvus.filters import checked_id, new_id, of_gallery
from facestyle.faces.gallery.milvus.index import kept_gallery, visitors_gallery
from facestyle.faces.gallery.milvus.store import Store, open_store

HOSTILE = ['" or 1==1', "' or 1==1 --", 'x" or gallery != "', "\\", '\\" or name like "%', "a" * 31, "A" * 32, "", "％"]


def test_a_gallery_never_sees_anothers_people(store):
    """Whatever their people are called, and however near another gallery's are."""
    faces, galleries = random_faces(len(HOSTILE)), [visitors_gallery(store) for _ in range(3)]
    for turn, ours in enumerate(galleries):
        for number, one in enumerate(faces):
            try:
                ours.enrol(f"{turn}{HOSTILE[number]}", one, f"picture {number}")
            except NameRefusedError:
                ours.enrol(f"{turn} {number}", one, f"picture {number}")
    for turn, ours in enumerate(galleries):
        for answer in ours.identify(faces, 4.0, candidates=1000):
            assert len(answer.candidates) == len(faces)
            assert {one.name[0] for one in answer.candidates} == {str(turn)}
        assert {person.name[0] for person in kept_gallery(store, ours._index.gallery).people} == {str(turn)}
    for person in galleries[0].people:
        galleries[0].remove(person.name)
    assert [len(ours) for ours in galleries] == [0, len(faces), len(faces)]
    assert [len(kept_gallery(store, ours._index.gallery)) for ours in galleries] == [0, len(faces), len(faces)]
    assert galleries[1].identify(faces)[0].name == '1" or 1==1'


@pytest.mark.parametrize("hostile", [*HOSTILE, None, 7, "0" * 32 + "\n", "0" * 33])
def test_what_is_no_id_of_a_gallery_never_reaches_a_filter(store, hostile):
    for use in (checked_id, of_gallery, lambda one: kept_gallery(store, one), lambda one: visits.end(store, one)):
        with pytest.raises(OptionError, match="32 digits"):
            use(hostile)
    with pytest.raises((ValueError, TypeError)):
        of_gallery(new_id(), places=[HOSTILE[0]])


def test_who_is_enrolled_is_identified_at_once_by_another_client(store):
    gallery = new_id()
    ours, theirs = kept_gallery(store, gallery), kept_gallery(store, gallery)
    one, two = random_faces(2)
    with pytest.raises(EmptyGalleryError):
        theirs.identify([one])
    ours.enrol("Ada", one, "1")
    assert theirs.identify([one])[0].name == "Ada"
    ours.enrol("Emmy", two, "2")
    assert [answer.name for answer in theirs.identify([one, two])] == ["Ada", "Emmy"]
    ours.remove("Ada")
    assert theirs.identify([one])[0].name is None
    theirs.refresh()
    assert [person.name for person in theirs.people] == ["Emmy"]


def test_a_gallery_is_what_it_was_when_the_store_is_opened_again(store):
    gallery = new_id()
    ours = kept_gallery(store, gallery)
    for number, one in enumerate(random_faces(12)):
        ours.enrol(f"person {number % 5}", one, f"picture {number}", accepted=number == 7)
    ours.rename("person 1", "Zoë 李")
    ours.merge("person 0", "person 3")
    ours.remove_picture("person 2", 1)
    before = ours.contents()
    again = kept_gallery(reopened(store), gallery)
    after = again.contents()
    assert after.people == before.people
    np.testing.assert_array_equal(after.encodings, before.encodings)
    assert [one.name for one in again.identify(random_faces(12))] == [
        one.name for one in ours.identify(random_faces(12))
    ]


def test_threads_that_enrol_and_identify_lose_and_mix_nothing(store):
    ours, faces, wrong = visitors_gallery(store), random_faces(80), []

    def work(number: int) -> None:
        for own in range(number * 10, number * 10 + 10):
            ours.enrol(f"person {own}", faces[own], f"picture {own}")
            if ours.identify([faces[own]])[0].name != f"person {own}":
                wrong.append(own)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(kept_gallery(store, ours._index.gallery)) == 80


def test_a_gallery_file_moves_into_a_store_and_out_again(store, tmp_path):
    ours, theirs = Gallery(), visitors_gallery(store)
    for number, one in enumerate(random_faces(30)):
        ours.enrol(f"person {number % 11}", one, f"picture {number}", accepted=number % 3 == 0)
    gallery_file.write_gallery(Stored(ours.contents()), tmp_path / "people.facestyle")
    theirs.absorb(gallery_file.read_gallery(tmp_path / "people.facestyle").contents)
    read = kept_gallery(store, theirs._index.gallery)
    gallery_file.write_gallery(Stored(read.contents()), tmp_path / "again.facestyle")
    again = gallery_file.read_gallery(tmp_path / "again.facestyle").contents
    assert again.people == ours.contents().people
    np.testing.assert_array_equal(again.encodings, ours.contents().encodings)


def test_a_store_that_another_process_has_open_is_refused_in_a_sentence(store):
    program = f"""
import sys; sys.path.insert(0, {str(HOUSE)!r})
from facestyle.errors import StoreError
from facestyle.faces.gallery.milvus.store import Store, open_store
try:
    open_store({store.address!r})
except StoreError as problem:
    print(problem.code, problem.message)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.stdout.startswith("store-unavailable The store ")
    assert "another process has it open" in run.stdout
    assert "Traceback" not in run.stderr


def test_where_nothing_answers_the_address_is_named_without_its_password():
    with pytest.raises(StoreError, match="can't be reached") as refused:
        open_store("http://ann:geheim@127.0.0.1:9")
    assert "127.0.0.1:9" in refused.value.message
    assert "geheim" not in refused.value.message


def test_a_server_that_ends_is_told_and_what_it_acknowledged_is_there_when_it_is_back(tmp_path, monkeypatch):
    """Two clients of one server, which is killed and started again."""
    monkeypatch.setattr("facestyle.faces.gallery.milvus.store.SECONDS", 3.0)
    gallery, [one, two] = new_id(), random_faces(2)
    with Served(tmp_path / "people.db") as server:
        store = open_store(server.address, token="ann:secret")
        other = Store(server.address)
        ours, theirs = kept_gallery(store, gallery), kept_gallery(other, gallery)
        ours.enrol("Ada", one, "1")
        assert theirs.identify([one])[0].name == "Ada"
        assert store.reachable()
        server.kill()
        assert not store.reachable(0.5)
        for change in (lambda: ours.enrol("Emmy", two, "2"), lambda: ours.people, lambda: theirs.identify([one])):
            with pytest.raises(StoreError, match="does not answer, or refuses") as refused:
                change()
            assert "127.0.0.1" not in refused.value.message
        server.start()
        assert ours.people == theirs.people
        assert names_in(ours) == [("Ada", [1])]
        assert ours.enrol("Emmy", two, "2")
        assert [answer.name for answer in theirs.identify([one, two])] == ["Ada", "Emmy"]
        store.close()
