"""The index of a store against the reference: the same people, in the same order, at the same d."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from faces.gallery.test_index import unit
from support.faces import random_faces

from facestyle.errors import ContractError
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.milvus import indexes
from facestyle.faces.gallery.milvus.filters import new_id
from facestyle.faces.gallery.milvus.index import MilvusIndex, visitors_gallery
from facestyle.faces.gallery.milvus.store import open_store
from facestyle.faces.gallery.plain_index import PlainIndex


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = open_store(str(tmp_path_factory.mktemp("store") / "people.db"))
    yield store
    store.close()


@pytest.fixture
def index(store):
    return MilvusIndex(store, new_id())


def assert_equal(ours: MilvusIndex, plain: PlainIndex, probes: np.ndarray) -> None:
    assert len(ours) == len(plain)
    for k in (1, 7, 10_000):
        d, found = ours.search(probes, k)
        expected, numbers = plain.search(probes, k)
        np.testing.assert_array_equal(found, numbers)
        np.testing.assert_allclose(d, expected, atol=1e-12)


def test_the_store_answers_as_the_reference_while_encodings_come_and_go(index):
    plain, rng = PlainIndex(128), np.random.default_rng(1)
    held: list[int] = []
    for turn in range(4):
        new, ids = unit(170, seed=turn), range(1000 * turn, 1000 * turn + 170)
        held += ids
        gone = rng.choice(held, 60, replace=False).tolist()
        held = [one for one in held if one not in gone]
        for one in (index, plain):
            one.add(ids, new)
            one.remove(gone)
        assert_equal(index, plain, np.concatenate([unit(3, seed=99), new[:1]]))


def test_five_thousand_people_are_found_as_by_the_reference(index):
    known, rng = unit(5000), np.random.default_rng(3)
    plain = PlainIndex(128)
    for one in (index, plain):
        one.add(range(5000), known)
    probes = known[::50] + rng.normal(scale=0.02, size=(100, 128))
    probes = (probes / np.linalg.norm(probes, axis=1, keepdims=True)).astype(np.float32)
    _, found = index.search(probes, 1)
    np.testing.assert_array_equal(found[:, 0], range(0, 5000, 50))
    np.testing.assert_array_equal(found, plain.search(probes, 1)[1])


def test_of_forty_equal_encodings_the_lowest_numbers_come_first(index):
    """More than are asked for at once, and too near for float32 to tell which are equal."""
    index.add([*range(60, 20, -1)], np.repeat(unit(1), 40, axis=0))
    index.add([7], unit(1, seed=1))
    d, ids = index.search(unit(1), 3)
    assert ids.tolist() == [[21, 22, 23]]
    assert d.max() < 1e-15


def test_encodings_too_near_for_float32_stand_in_the_order_of_the_reference(index):
    rng = np.random.default_rng(4)
    crowd = unit(1) + rng.normal(scale=1e-4, size=(300, 128))
    crowd = (crowd / np.linalg.norm(crowd, axis=1, keepdims=True)).astype(np.float32)
    plain = PlainIndex(128)
    for one in (index, plain):
        one.add(range(300), crowd)
    for k in (1, 5):
        np.testing.assert_array_equal(index.search(crowd[:20], k)[1], plain.search(crowd[:20], k)[1])


def test_an_empty_index_finds_nothing_and_an_emptied_one_is_empty(index):
    assert index.search(unit(2), 3)[1].shape == (2, 0)
    index.add([1], unit(1))
    index.remove([1])
    assert (len(index), index.search(unit(2), 3)[0].shape) == (0, (2, 0))


def test_encodings_of_another_length_are_refused(index):
    with pytest.raises(ContractError, match="128 numbers"):
        index.add([1], unit(1, 512))
    with pytest.raises(ContractError, match="128 numbers"):
        index.search(unit(1, 512), 1)


def test_a_copy_of_a_gallery_is_another_one_in_the_store(store):
    ours = visitors_gallery(store)
    for number, one in enumerate(random_faces(25)):
        ours.enrol(f"person {number}", one, f"picture {number}")
    other = copy.copy(ours._index)
    theirs = Gallery(index=other)
    assert other.gallery != ours._index.gallery
    for number in range(20):
        theirs.remove(f"person {number}")
    assert (len(ours), len(theirs)) == (25, 5)
    assert [answer.name for answer in ours.identify(random_faces(25))] == [f"person {number}" for number in range(25)]
    assert {answer.name for answer in theirs.identify(random_faces(20))} == {None}


@pytest.mark.parametrize("kind", ["HNSW", "IVF_FLAT"])
def test_an_approximate_index_finds_most_and_never_too_few(tmp_path, kind):
    store = open_store(str(tmp_path / "people.db"), index=kind)
    ours, few, known = MilvusIndex(store, new_id()), MilvusIndex(store, new_id()), unit(2000)
    ours.add(range(2000), known)
    few.add([5, 6], unit(2, seed=8))
    store.flush(ours._in.people)
    probes = known[::20] + np.random.default_rng(3).normal(scale=0.02, size=(100, 128)).astype(np.float32)
    _, found = ours.search(probes.astype(np.float32), 3)
    assert found.shape == (100, 3)
    assert np.mean(found[:, 0] == range(0, 2000, 20)) > 0.9
    _, found = few.search(probes.astype(np.float32), 3)
    assert sorted(set(found.ravel().tolist())) == [5, 6]
    assert found.shape == (100, 2)
    store.close()
    store = open_store(str(tmp_path / "people.db"))
    assert indexes.build(store, "FLAT") == 1
    exact = MilvusIndex(store, ours.gallery, kept=True)
    np.testing.assert_array_equal(exact.search(probes.astype(np.float32), 1)[1][:, 0], range(0, 2000, 20))
    store.close()
