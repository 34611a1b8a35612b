"""Who only reads a gallery of a store, while another process changes it, changes nothing there."""

from __future__ import annotations

import pytest
from support.faces import random_faces
from support.stores import names_in

from facestyle.errors import EmptyGalleryError, OptionError
from facestyle.faces.gallery.milvus import visits
from facestyle.faces.gallery.milvus.filters import new_id, of_gallery
from facestyle.faces.gallery.milvus.index import gallery_to_read, kept_gallery, visitors_gallery
from facestyle.faces.gallery.milvus.rows import person_row, picture_rows
from facestyle.faces.gallery.milvus.schema import GALLERIES, collections_of


def test_a_reader_between_the_writers_pictures_and_people_deletes_nothing(store):
    gallery, faces = new_id(), random_faces(2)
    ours = kept_gallery(store, gallery)
    ours.enrol("Ada", faces[0], "1")
    theirs, write, read = gallery_to_read(store, gallery), store.write, []

    def between(collection, rows):
        if rows and collection == collections_of(ours.encoder).people:
            theirs.refresh()
            read.append(names_in(theirs))
        write(collection, rows)

    store.write = between
    ours.enrol("Ada", faces[1], "2")
    ours.enrol("Emmy", random_faces(3)[2], "3")
    del store.write
    assert read == [[("Ada", [1])], [("Ada", [1, 2])]]
    for gallery_now in (gallery_to_read(store, gallery), kept_gallery(store, gallery)):
        assert names_in(gallery_now) == [("Ada", [1, 2]), ("Emmy", [1])]
        assert gallery_now.encodings == 3


def test_a_reader_in_the_middle_of_a_merger_finds_everybody_and_leaves_every_row(store):
    gallery, faces = new_id(), random_faces(3)
    ours, before = kept_gallery(store, gallery), kept_gallery(store, gallery)
    for name, one, digest in zip(("Ada", "Emmy", "Kurt"), faces, "123", strict=True):
        ours.enrol(name, one, digest)
    before.refresh()
    held, emmy = collections_of(ours.encoder), before._members["Emmy"]
    ours.merge("Emmy", "Ada")
    store.write(held.pictures, picture_rows(gallery, emmy, None))
    store.write(held.people, [person_row(gallery, emmy)])
    theirs = gallery_to_read(store, gallery)
    assert names_in(theirs) == [("Ada", [1, 2]), ("Kurt", [1])]
    assert len(theirs.contents().encodings) == 3
    answers = theirs.identify(faces, 4.0, candidates=9)
    assert [sorted(one.name for one in answer.candidates) for answer in answers] == [["Ada", "Kurt"]] * 3
    assert answers[2].name == "Kurt"
    assert len(store.rows(held.people, of_gallery(gallery), ["number"])) == 3
    assert len(store.rows(held.pictures, of_gallery(gallery), ["number"])) == 4
    assert names_in(kept_gallery(store, gallery)) == names_in(theirs)
    assert len(store.rows(held.people, of_gallery(gallery), ["number"])) == 2


def test_a_reader_that_meets_a_merger_misses_no_picture(store):
    """Between its reading of the people and that of the pictures, pictures go from one person to another."""
    gallery = new_id()
    ours = kept_gallery(store, gallery)
    for name, one, digest in zip(("Ada", "Emmy"), random_faces(2), "12", strict=True):
        ours.enrol(name, one, digest)
    theirs, read, merged = gallery_to_read(store, gallery), store.rows, []

    def between(collection, *asked):
        if collection == collections_of(ours.encoder).pictures and not merged:
            merged.append(True)
            ours.merge("Emmy", "Ada")
        return read(collection, *asked)

    store.rows = between
    theirs.refresh()
    del store.rows
    assert merged
    assert names_in(theirs) == [("Ada", [1, 2])]


def test_a_gallery_that_is_open_to_be_read_is_not_changed(store):
    gallery = new_id()
    kept_gallery(store, gallery).enrol("Ada", random_faces(1)[0], "1")
    theirs = gallery_to_read(store, gallery)
    for change in (lambda: theirs.remove("Ada"), lambda: theirs.enrol("Emmy", random_faces(2)[1], "2")):
        with pytest.raises(OptionError, match="open to be read"):
            change()
        assert names_in(theirs) == names_in(kept_gallery(store, gallery)) == [("Ada", [1])]


def test_to_read_a_gallery_that_is_not_there_writes_nothing(store):
    with pytest.raises(EmptyGalleryError, match="has no gallery"):
        gallery_to_read(store, new_id())
    assert store.collections() == [GALLERIES]
    kept_gallery(store, new_id())
    listed = store.rows(GALLERIES, "used >= 0", ["id", "kept", "used"])
    with pytest.raises(EmptyGalleryError, match="has no gallery"):
        gallery_to_read(store, new_id())
    with pytest.raises(OptionError, match="32 digits"):
        gallery_to_read(store, '" or 1==1')
    assert store.rows(GALLERIES, "used >= 0", ["id", "kept", "used"]) == listed


def test_a_visits_gallery_that_is_read_still_ends_with_the_visit(store):
    ours = visitors_gallery(store)
    ours.enrol("Ada", random_faces(1)[0], "1")
    gallery = ours._index.gallery
    assert names_in(gallery_to_read(store, gallery)) == [("Ada", [1])]
    store.live.discard(ours._index)
    assert visits.clean(store, -60) == 1
    assert not visits.known(store, gallery)


def test_a_gallery_that_another_process_empties_meanwhile_says_that_it_is_empty(store):
    gallery, [one, two] = new_id(), random_faces(2)
    ours = kept_gallery(store, gallery)
    ours.enrol("Ada", one, "1")
    searching = [gallery_to_read(store, gallery), kept_gallery(store, gallery)]
    ours.remove("Ada")
    for theirs in searching:
        with pytest.raises(EmptyGalleryError, match="The gallery is empty"):
            theirs.identify([one])
    ours.enrol("Emmy", two, "2")
    assert [theirs.identify([two])[0].name for theirs in searching] == ["Emmy", "Emmy"]
