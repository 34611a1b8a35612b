"""What leaves a store on Milvus is gone from its files, and what a killed process leaves there is put right."""

from __future__ import annotations

import gc
import random
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from support.faces import random_faces
from support.places import HOUSE
from support.stores import bytes_of, names_in, reopened

from facestyle.errors import StoreError
from facestyle.faces.gallery.milvus import sweep, visits
from facestyle.faces.gallery.milvus.filters import new_id, of_gallery
from facestyle.faces.gallery.milvus.index import kept_gallery, visitors_gallery
from facestyle.faces.gallery.milvus.rows import person_row, picture_rows
from facestyle.faces.gallery.milvus.schema import GALLERIES, collections_of
from facestyle.faces.gallery.milvus.store import open_store
from facestyle.faces.gallery.people import template


def test_who_is_removed_is_gone_from_the_files(store, tmp_path):
    """Their name, and the bytes of their encodings and of their template; others stay."""
    ours, faces = visitors_gallery(store), random_faces(6)
    for name, one, digest in zip(("Grace Hopper", "Grace Hopper", "Ada"), faces, "123", strict=False):
        ours.enrol(name, one, digest)
    store.flush(collections_of(ours.encoder).people)  # in files of their own, then in the log
    store.flush(collections_of(ours.encoder).pictures)
    ours.enrol("Grace Hopper", faces[3], "4")
    gone = [faces[0], faces[1], faces[3]]
    traces = [b"Grace Hopper", template(np.stack([one.encoding for one in gone])).tobytes()]
    traces += [one.encoding.tobytes() for one in gone]
    held = bytes_of(tmp_path / "people.db")
    assert all(trace in held for trace in traces)
    ours.remove("Grace Hopper")
    assert sweep.sweep(store) == 2
    held = bytes_of(tmp_path / "people.db")
    assert not any(trace in held for trace in traces)
    assert faces[2].encoding.tobytes() in held
    assert names_in(ours) == names_in(kept_gallery(store, ours._index.gallery)) == [("Ada", [1])]
    assert ours.identify([faces[2]])[0].name == "Ada"


def test_a_name_and_a_picture_that_were_replaced_are_gone_from_the_files_too(store, tmp_path):
    """Also where the process was killed before the sweep, and another one opens the store."""
    gallery, faces = new_id(), random_faces(2)
    ours = kept_gallery(store, gallery)
    ours.enrol("Grace Hopper", faces[0], "1")
    ours.enrol("Grace Hopper", faces[1], "2")
    store.flush(collections_of(ours.encoder).people)
    store.flush(collections_of(ours.encoder).pictures)
    ours.rename("Grace Hopper", "Amazing Grace")
    ours.remove_picture("Amazing Grace", 1)
    traces = [
        b"Grace Hopper",
        faces[0].encoding.tobytes(),
        template(np.stack([one.encoding for one in faces])).tobytes(),
    ]
    assert all(trace in bytes_of(tmp_path / "people.db") for trace in traces)
    again = reopened(store)
    assert sweep.sweep(again) == 2
    assert not any(trace in bytes_of(tmp_path / "people.db") for trace in traces)
    assert names_in(kept_gallery(again, gallery)) == [("Amazing Grace", [2])]
    assert sweep.sweep(reopened(again)) == 0


def test_a_gallery_ends_with_its_owner_and_another_stays(store, tmp_path):
    ours, theirs = visitors_gallery(store), visitors_gallery(store)
    one, two = random_faces(2)
    ours.enrol("Grace Hopper", one, "1")
    theirs.enrol("Ada", two, "2")
    gallery = ours._index.gallery
    assert visits.clean(store, 3600) == 0
    del ours
    gc.collect()
    assert visits.clean(store, 3600) == 1
    sweep.sweep(store)
    held = bytes_of(tmp_path / "people.db")
    assert b"Grace Hopper" not in held
    assert one.encoding.tobytes() not in held
    assert len(kept_gallery(store, gallery)) == 0
    assert theirs.identify([two])[0].name == "Ada"


def test_what_a_killed_process_has_left_goes_when_it_has_been_silent_for_long(store):
    left, kept, alive = visitors_gallery(store), kept_gallery(store, new_id()), visitors_gallery(store)
    for ours in (left, kept, alive):
        ours.enrol("Ada", random_faces(1)[0], "1")
    store.live.discard(left._index)  # its process is gone: nobody says any more that it lives
    stale = [{"id": one._index.gallery, "used": int(time.time()) - 100, "kept": one is kept, "nothing": [0.0, 0.0]}
             for one in (left, kept, alive)]  # fmt: skip
    store.write(GALLERIES, stale)
    assert visits.clean(store, 3600) == 0
    assert visits.clean(store, 60) == 1
    assert [len(kept_gallery(store, ours._index.gallery)) for ours in (left, kept, alive)] == [0, 1, 1]
    visits.touch(store)
    assert visits.silent(store, 60) == []


def test_a_process_that_ends_takes_its_visitors_galleries_with_it(store, tmp_path):
    ours, gallery = visitors_gallery(store), new_id()
    ours.enrol("Grace Hopper", random_faces(1)[0], "1")
    kept_gallery(store, gallery).enrol("Ada", random_faces(2)[1], "1")
    visits.leave(store)
    assert b"Grace Hopper" not in bytes_of(tmp_path / "people.db")
    again = open_store(store.address)
    assert names_in(kept_gallery(again, gallery)) == [("Ada", [1])]
    again.close()


WRITER = """
import sys
sys.path[:0] = sys.argv[3:]
from support.faces import random_faces
from facestyle.faces.gallery.milvus.index import kept_gallery
from facestyle.faces.gallery.milvus.store import Store, open_store
ours = kept_gallery(open_store(sys.argv[1]), sys.argv[2])
start = ours.encodings
for number, one in enumerate(random_faces(4000)[start:], start):
    ours.enrol(f"person {number % 7}", one, f"picture {number}")
    if number % 10 == 9:
        ours.merge(f"person {number % 7}", f"person {(number + 1) % 7}")
    print(number, flush=True)
"""


def test_a_kill_during_writes_loses_nothing_acknowledged_and_doubles_nothing(tmp_path):
    address, gallery, chance, done = str(tmp_path / "people.db"), new_id(), random.Random(5), -1
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, address, gallery, str(HOUSE), str(HOUSE / "tests")],
            stdout=subprocess.PIPE, text=True,
        ) as writer:  # fmt: skip
            done = int(writer.stdout.readline())
            killer = threading.Timer(chance.uniform(0.05, 0.8), writer.kill)
            killer.start()
            for line in writer.stdout:
                done = int(line)
        store = open_store(address)
        ours = kept_gallery(store, gallery)
        digests = [one.source.partition(":")[0] for person in ours.people for one in person.enrolled]
        # The one that was being written may be there.
        assert sorted(digests) == sorted(f"picture {number}" for number in range(len(digests)))
        assert done + 1 <= len(digests) <= done + 2
        faces = {f"picture {number}": one for number, one in enumerate(random_faces(len(digests)))}
        contents = ours.contents()
        np.testing.assert_array_equal(contents.encodings, np.stack([faces[one].encoding for one in digests]))
        assert {one.name for one in ours.identify([faces["picture 0"]], 4.0)} <= {one.name for one in ours.people}
        store.close()
    assert done > 20


def test_what_a_kill_leaves_in_the_middle_of_a_merger_is_put_right(store):
    """The merged person is written and the other is not deleted yet; and a picture is written and its person is not."""
    gallery = new_id()
    ours, before = kept_gallery(store, gallery), kept_gallery(store, gallery)
    for name, one, digest in zip(("Ada", "Emmy", "Kurt"), random_faces(3), "123", strict=True):
        ours.enrol(name, one, digest)
    before.refresh()
    held = collections_of(ours.encoder)
    emmy, kurt = before._members["Emmy"], before._members["Kurt"]
    ours.merge("Emmy", "Ada")
    store.write(held.pictures, picture_rows(gallery, emmy, None))
    store.write(held.people, [person_row(gallery, emmy)])
    orphan = picture_rows(gallery, kurt, None)[0] | {"id": f"{gallery}:{kurt.place}:2", "number": 2, "source": "9:0,0"}
    store.write(held.pictures, [orphan])
    assert names_in(kept_gallery(store, gallery)) == [("Ada", [1, 2]), ("Kurt", [1])]
    assert len(store.rows(held.pictures, of_gallery(gallery), ["number"])) == 3
    assert len(store.rows(held.people, of_gallery(gallery), ["number"])) == 2


@pytest.mark.parametrize("moment", ["before the first renaming", "between the renamings", "after them"])
def test_a_kill_during_a_sweep_loses_nobody(store, moment):
    gallery = new_id()
    ours = kept_gallery(store, gallery)
    for number, one in enumerate(random_faces(5)):
        ours.enrol(f"person {number}", one, f"picture {number}")
    ours.remove("person 4")
    renamed, stops = 0, {"before the first renaming": 1, "between the renamings": 2, "after them": 3}[moment]
    call = store.call

    def ending(name: str, *given, **named):
        nonlocal renamed
        renamed += name in ("rename_collection", "drop_collection")
        if renamed >= stops:
            raise StoreError("the process ends")
        return call(name, *given, **named)

    store.call = ending
    with pytest.raises(StoreError):
        sweep.sweep(store)
    del store.call
    again = reopened(store)
    assert [name for name in again.collections() if name.endswith((sweep.NEW, sweep.OLD))] == []
    assert [name for name, _ in names_in(kept_gallery(again, gallery))] == [f"person {number}" for number in range(4)]
