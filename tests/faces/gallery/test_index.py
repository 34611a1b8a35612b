"""The plain index against the formula, and the coded one against it, while blocks fill, shrink and are copied."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
import torch
from support.faces import random_faces

from facestyle.errors import ContractError
from facestyle.faces import detection
from facestyle.faces.encoders.encode import cut, encode
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery import coded_index
from facestyle.faces.gallery.coded_index import CodedIndex
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.plain_index import PlainIndex
from facestyle.faces.siamese.pictures import variations

KINDS = (PlainIndex, CodedIndex)


def unit(count: int, numbers: int = 128, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, numbers))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def brute_force(known: dict[int, np.ndarray], probe: np.ndarray) -> list[tuple[float, int]]:
    """d and number of every encoding, the nearest first, number by number."""
    return sorted((sum((float(a) - float(b)) ** 2 for a, b in zip(row, probe, strict=True)), one)
                  for one, row in known.items())  # fmt: skip


def assert_equal(coded: CodedIndex, plain: PlainIndex, probes: np.ndarray, atol: float = 1e-8) -> None:
    """The same numbers in the same order, and the same d, for few, some and all of the encodings."""
    assert len(coded) == len(plain)
    for k in (1, 7, 10_000):
        d, found = coded.search(probes, k)
        expected, numbers = plain.search(probes, k)
        np.testing.assert_array_equal(found, numbers)
        np.testing.assert_allclose(d, expected, atol=atol)


def test_the_plain_index_says_what_the_formula_says():
    index, known = PlainIndex(8), {}
    for start in (0, 50):
        rows = unit(20, 8, seed=start)
        index.add(range(start, start + 20), rows)
        known |= dict(zip(range(start, start + 20), rows, strict=True))
    index.remove([3, 55, 999])
    known = {one: row for one, row in known.items() if one not in (3, 55)}
    for probe in unit(5, 8, seed=9):
        d, found = index.search(probe[None], 38)
        expected = brute_force(known, probe)
        assert found[0].tolist() == [number for _, number in expected]
        np.testing.assert_allclose(d[0], [far for far, _ in expected], atol=1e-12)


@pytest.mark.parametrize("numbers", [128, 512])
@pytest.mark.parametrize("probes", [1, 64])
@pytest.mark.parametrize("floats", [0, 300, 10_000])
def test_the_coded_index_equals_the_plain_one_while_encodings_come_and_go(numbers, probes, floats, monkeypatch):
    monkeypatch.setattr(coded_index, "PLAIN", floats)  # always coded, outgrowing float32 on the way, never coded
    monkeypatch.setattr(coded_index, "BLOCK", 100)
    coded, plain, rng = CodedIndex(numbers), PlainIndex(numbers), np.random.default_rng(1)
    held: list[int] = []
    for turn in range(6):
        new = unit(170, numbers, seed=turn)
        ids = range(1000 * turn, 1000 * turn + len(new))
        held += ids
        gone = rng.choice(held, 60, replace=False).tolist()
        held = [one for one in held if one not in gone]
        for index in (coded, plain):
            index.add(ids, new)
            index.remove(gone)
        assert_equal(coded, plain, np.concatenate([unit(probes - 1, numbers, seed=99), new[:1]]))
        coded, plain = copy.deepcopy(coded), copy.deepcopy(plain)


@pytest.fixture(scope="module")
def views(sample):
    """Six views of each of five photographs: some nearer to one another than strangers ever are."""
    crops = []
    for name in ("obama", "obama2", "obama3", "biden", "astronaut"):
        picture = sample(name)
        crops += variations(cut(picture, detection.detect(picture)[0], encoder_spec("facenet-128")))
    return encode(crops)


@pytest.mark.parametrize("floats", [0, 10_000])
def test_the_coded_index_equals_the_plain_one_on_faces(floats, monkeypatch, views):
    """Some of them twice."""
    monkeypatch.setattr(coded_index, "PLAIN", floats)
    coded, plain = CodedIndex(128), PlainIndex(128)
    for index in (coded, plain):
        index.add(range(30, 60), views)
        index.add(range(10), views[:10])
    assert_equal(coded, plain, views)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_encoding_twice_is_found_twice_in_the_order_of_numbers(kind):
    index = kind(128)
    index.add([3, 1, 2], np.repeat(unit(1), 3, axis=0))
    d, ids = index.search(unit(1), 3)
    assert ids.tolist() == [[1, 2, 3]]
    assert d.max() < 1e-15


def test_what_the_scan_could_not_tell_apart_is_told_apart(monkeypatch):
    """Thousands of encodings nearer to one another than eight bits a number can say."""
    rng = np.random.default_rng(4)
    monkeypatch.setattr(coded_index, "PLAIN", 0)
    monkeypatch.setattr(coded_index, "BLOCK", 700)
    crowd = unit(1) + rng.normal(scale=1e-4, size=(5000, 128))
    crowd = (crowd / np.linalg.norm(crowd, axis=1, keepdims=True)).astype(np.float32)
    coded, plain = CodedIndex(128), PlainIndex(128)
    for index in (coded, plain):
        index.add(range(5000), crowd)
    d, found = coded.search(crowd[:40], 5)
    expected, numbers = plain.search(crowd[:40], 5)
    np.testing.assert_allclose(d, expected, atol=1e-10)
    np.testing.assert_array_equal(found, numbers)


@pytest.mark.parametrize("count", [1000, 40_000])
def test_no_number_takes_more_memory_than_in_float32(count):
    index = CodedIndex(128)
    index.add(range(count), unit(count))
    held = sum(
        part.nbytes
        for block in index._blocks
        for part in vars(block).values()
        if isinstance(part, (np.ndarray, torch.Tensor))
    )
    assert held <= 1.05 * unit(count).nbytes


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_index_finds_nothing_and_an_emptied_one_is_empty(kind):
    index = kind(128)
    assert index.search(unit(2), 3)[1].shape == (2, 0)
    index.add([1], unit(1))
    index.remove([1])
    assert (len(index), index.search(unit(2), 3)[0].shape) == (0, (2, 0))


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_shares_nothing(kind, monkeypatch):
    monkeypatch.setattr(coded_index, "BLOCK", 10)
    index = kind(128)
    index.add(range(25), unit(25))
    for other in (copy.copy(index), copy.deepcopy(index), pickle.loads(pickle.dumps(index))):
        other.remove(range(20))
        assert (len(index), len(other)) == (25, 5)
        np.testing.assert_array_equal(index.search(unit(25), 1)[1][:, 0], range(25))
        np.testing.assert_array_equal(other.search(unit(25)[20:], 1)[1][:, 0], range(20, 25))


def test_no_more_is_held_than_a_block_beyond_the_encodings(monkeypatch):
    monkeypatch.setattr(coded_index, "BLOCK", 1000)
    index = CodedIndex(128)
    for start in range(0, 4100, 100):
        index.add(range(start, start + 100), unit(100))
    assert sum(len(block.ids) for block in index._blocks) <= 4100 + 1000


@pytest.mark.parametrize("kind", KINDS)
def test_encodings_of_another_length_are_refused(kind):
    index = kind(128)
    with pytest.raises(ContractError, match="128 numbers"):
        index.add([1], unit(1, 512))
    with pytest.raises(ContractError, match="128 numbers"):
        index.search(unit(1, 512), 1)


def test_a_gallery_takes_any_index():
    galleries = [Gallery(index=PlainIndex(128)), Gallery()]
    for ours in galleries:
        for number, one in enumerate(random_faces(60)):
            ours.enrol(f"person {number % 25}", one, f"picture {number}")
        ours.remove("person 7")
        ours.merge("person 3", "person 4")
    plain, coded = (copy.deepcopy(ours).identify(random_faces(20, seed=2), 1.9) for ours in galleries)
    for one, other in zip(plain, coded, strict=True):
        assert (one.name, [each.name for each in one.candidates]) == (
            other.name, [each.name for each in other.candidates]
        )  # fmt: skip
        assert one.distance == pytest.approx(other.distance, abs=1e-8)
