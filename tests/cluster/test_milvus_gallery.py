"""A gallery in a store does what one in memory does: the same assertions, with Milvus Lite below."""

from __future__ import annotations

import pytest
from faces.gallery import test_gallery as in_memory
from support import faces as support_faces

from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.milvus.index import visitors_gallery
from facestyle.faces.gallery.milvus.store import open_store

#: What tests of a gallery need a gallery for; those of names and of templates alone are not among them.
SHARED = [
    "test_identify_agrees_with_brute_force",
    "test_people_can_be_renamed_removed_and_cleared",
    "test_one_face_of_one_picture_counts_once_and_for_one_person",
    "test_two_contracts_never_meet",
    "test_a_full_gallery_says_so",
    "test_a_copy_is_independent",
    "test_two_names_become_one_person_with_the_pictures_of_both",
    "test_one_picture_is_removed_and_the_person_goes_with_their_last",
    "test_the_last_removal_is_undone_once",
    "test_undo_after_the_name_is_taken_again_counts_no_picture_twice",
    "test_clearing_twice_leaves_nothing_to_undo",
    "test_people_from_another_gallery_join",
    "test_undo_parts_people_who_were_merged_wherever_their_pictures_are_by_then",
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = open_store(str(tmp_path_factory.mktemp("store") / "people.db"))
    yield store
    store.close()


@pytest.fixture(autouse=True)
def galleries_live_in_the_store(store, monkeypatch):
    def made(encoder: str = DEFAULT_ENCODER, limit: int | None = None) -> Gallery:
        return visitors_gallery(store, encoder, limit)

    made.clear = Gallery.clear
    monkeypatch.setattr(in_memory, "Gallery", made)
    monkeypatch.setattr(support_faces, "Gallery", made)


for name in SHARED:
    shared = getattr(in_memory, name)
    globals()[name] = shared
