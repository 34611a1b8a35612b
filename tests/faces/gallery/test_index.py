"""The exact index against brute force, through blocks that fill, shrink and are copied."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
import torch

from facestyle.errors import ContractError
from facestyle.faces.gallery import index as gallery_index
from facestyle.faces.gallery.index import ExactIndex


def unit(count: int, numbers: int = 128, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, numbers))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def brute_force(known: dict[int, np.ndarray], probes: np.ndarray, k: int):
    ids = np.array(sorted(known))
    rows = np.stack([known[one] for one in ids]).astype(np.float64)
    d = np.stack([((probe.astype(np.float64) - rows) ** 2).sum(axis=1) for probe in probes])
    order = np.argsort(d, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(d, order, axis=1), ids[order]


@pytest.mark.parametrize("numbers", [128, 512])
@pytest.mark.parametrize("probes", [1, 64])
@pytest.mark.parametrize("plain", [0, 300, 10_000])
def test_search_equals_brute_force_while_encodings_come_and_go(numbers, probes, plain, monkeypatch):
    monkeypatch.setattr(gallery_index, "PLAIN", plain)  # always coded, outgrowing float32 on the way, never coded
    index, known, rng = ExactIndex(numbers, block=100), {}, np.random.default_rng(1)
    for turn in range(6):
        new = unit(170, numbers, seed=turn)
        ids = range(1000 * turn, 1000 * turn + len(new))
        index.add(ids, new)
        known |= dict(zip(ids, new, strict=True))
        gone = rng.choice(list(known), 60, replace=False).tolist()
        index.remove(gone)
        known = {one: row for one, row in known.items() if one not in gone}
        asked = np.concatenate([unit(probes - 1, numbers, seed=99), new[:1]])
        for k in (1, 7, 10_000):
            d, found = index.search(asked, k)
            expected, names = brute_force(known, asked, k)
            np.testing.assert_array_equal(found, names)
            np.testing.assert_allclose(d, expected, atol=1e-8)
    assert len(index) == len(known)


def test_the_same_encoding_twice_is_found_twice_in_the_order_of_numbers():
    index = ExactIndex(128)
    index.add([3, 1, 2], np.repeat(unit(1), 3, axis=0))
    d, ids = index.search(unit(1), 3)
    assert ids.tolist() == [[1, 2, 3]]
    assert d.max() < 1e-15


def test_what_the_scan_could_not_tell_apart_is_told_apart(monkeypatch):
    """Thousands of encodings nearer to one another than eight bits a number can say."""
    rng = np.random.default_rng(4)
    monkeypatch.setattr(gallery_index, "PLAIN", 0)
    crowd = unit(1) + rng.normal(scale=1e-4, size=(5000, 128))
    crowd = (crowd / np.linalg.norm(crowd, axis=1, keepdims=True)).astype(np.float32)
    index = ExactIndex(128, block=700)
    index.add(range(5000), crowd)
    d, found = index.search(crowd[:40], 5)
    expected, names = brute_force(dict(enumerate(crowd)), crowd[:40], 5)
    np.testing.assert_allclose(d, expected, atol=1e-10)
    np.testing.assert_array_equal(found, names)


@pytest.mark.parametrize("count", [1000, 40_000])
def test_no_number_takes_more_memory_than_in_float32(count):
    index = ExactIndex(128)
    index.add(range(count), unit(count))
    held = sum(
        part.nbytes
        for block in index._blocks
        for part in vars(block).values()
        if isinstance(part, (np.ndarray, torch.Tensor))
    )
    assert held <= 1.05 * unit(count).nbytes


def test_an_empty_index_finds_nothing_and_a_closed_one_is_empty():
    index = ExactIndex(128)
    assert index.search(unit(2), 3)[1].shape == (2, 0)
    index.add([1], unit(1))
    index.close()
    assert (len(index), index.search(unit(2), 3)[0].shape) == (0, (2, 0))


def test_a_copy_shares_nothing():
    index = ExactIndex(128, block=10)
    index.add(range(25), unit(25))
    for other in (copy.copy(index), copy.deepcopy(index), pickle.loads(pickle.dumps(index))):
        other.remove(range(20))
        assert (len(index), len(other)) == (25, 5)
        np.testing.assert_array_equal(index.search(unit(25), 1)[1][:, 0], range(25))
        np.testing.assert_array_equal(other.search(unit(25)[20:], 1)[1][:, 0], range(20, 25))


def test_no_more_is_held_than_a_block_beyond_the_encodings():
    index = ExactIndex(128, block=1000)
    for start in range(0, 4100, 100):
        index.add(range(start, start + 100), unit(100))
    assert sum(len(block.ids) for block in index._blocks) <= 4100 + 1000


def test_encodings_of_another_length_are_refused():
    index = ExactIndex(128)
    with pytest.raises(ContractError, match="128 numbers"):
        index.add([1], unit(1, 512))
    with pytest.raises(ContractError, match="128 numbers"):
        index.search(unit(1, 512), 1)
