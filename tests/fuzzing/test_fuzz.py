"""Damaged and forged files for every reader: a small share of what `python benchmarks/fuzz.py` reads."""

from __future__ import annotations

import time

import pytest

from benchmarks import fuzz
from benchmarks.fuzzing.mutations import mutated
from benchmarks.fuzzing.targets import TARGETS

FEW = 60
#: Files that a reader did not bear: an empty table behind a byte-order mark, a checkpoint without its state, ...
FOUND = [("csv", 3357), ("checkpoints", 109)]


@pytest.mark.parametrize("target", TARGETS)
def test_no_reader_raises_anything_but_our_errors(target, tmp_path):
    seeds, began = TARGETS[target].seeds(), time.process_time()
    for number in range(FEW):
        assert fuzz.fault(target, mutated(target, number, seeds), tmp_path) == "", f"{target} {number}"
    assert time.process_time() - began < FEW * fuzz.MOST_SECONDS / 10


@pytest.mark.parametrize(("target", "number"), FOUND)
def test_what_was_found_is_mended(target, number, tmp_path):
    assert fuzz.fault(target, mutated(target, number, TARGETS[target].seeds()), tmp_path) == ""


@pytest.mark.parametrize("target", TARGETS)
def test_a_number_always_makes_the_same_file_and_few_are_good(target):
    seeds = TARGETS[target].seeds()
    made = [mutated(target, number, seeds) for number in range(FEW)]
    assert made == [mutated(target, number, seeds) for number in range(FEW)]
    assert len(set(made)) > FEW / 2
    assert sum(one in seeds for one in made) < FEW / 4


@pytest.mark.parametrize("target", TARGETS)
def test_the_files_that_mutations_begin_with_are_read(target, tmp_path):
    if target == "checkpoints":  # each is refused by the reader of the other
        return
    for seed in TARGETS[target].seeds():
        TARGETS[target].read(seed, tmp_path)


def test_a_reader_that_fails_is_a_finding(monkeypatch, tmp_path):
    def fails(data, folder):
        raise IndexError("out of range")

    monkeypatch.setitem(TARGETS, "csv", TARGETS["csv"]._replace(read=fails))
    assert fuzz.fault("csv", b"", tmp_path).startswith("IndexError: out of range (test_fuzz.py:")


def test_all_files_are_read_in_processes_of_their_own():
    found, done, peak = fuzz.watch("zip", first=0, count=21, jobs=2)
    assert (found, done) == ([], 21)
    assert peak < fuzz.MOST_MEMORY
