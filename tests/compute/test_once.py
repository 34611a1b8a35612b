"""Networks are loaded once, alone; who asks again waits for nobody."""

from __future__ import annotations

import threading
import time

import pytest

from facestyle.compute.device import lock
from facestyle.compute.once import once


def test_two_who_come_first_load_it_once():
    loads, results = [], []

    @once()
    def load(name: str) -> list[str]:
        loads.append(name)
        time.sleep(0.05)
        return [name]

    threads = [threading.Thread(target=lambda: results.append(load("vgg"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert loads == ["vgg"]
    assert all(result is results[0] for result in results)


def test_what_is_loaded_is_had_while_another_computes():
    load = once()(lambda: object())
    loaded, got = load(), []
    thread = threading.Thread(target=lambda: got.append(load()))
    with lock:
        thread.start()
        thread.join(10)
        assert got == [loaded]


def test_the_one_that_was_asked_for_longest_ago_goes_first():
    loads = []

    @once(most=2)
    def load(name: str, exact: bool = False) -> str:
        loads.append((name, exact))
        return name

    load("a"), load("b"), load("a"), load("c", exact=True), load("a")
    assert loads == [("a", False), ("b", False), ("c", True)]
    assert load.has("a")
    assert not load.has("b")
    load.cache_clear()
    assert not load.has("a")


def test_what_it_raises_is_not_kept():
    answers = iter([OSError("no file"), "loaded"])

    @once()
    def load() -> str:
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return answer

    with pytest.raises(OSError, match="no file"):
        load()
    assert load() == "loaded"
