"""The lock of the device is passed on in turn, and short work goes before the steps of long work."""

from __future__ import annotations

import threading
import time

import pytest

from facestyle.compute import fair_lock
from facestyle.compute.fair_lock import FairLock


def waiting(lock: FairLock, count: int) -> None:
    """Wait until so many threads wait for the lock."""
    until = time.monotonic() + 10
    while len(lock._waiting) < count:
        assert time.monotonic() < until
        time.sleep(0.001)


def order_of(lock: FairLock, asked: list[tuple[str, bool]]) -> list[str]:
    """The order in which threads get a lock that is held while they come, one after the other."""
    got: list[str] = []
    threads = []

    def take(name: str, behind: bool) -> None:
        lock.acquire(behind=behind)
        got.append(name)
        lock.release()

    with lock:
        for number, (name, behind) in enumerate(asked, start=1):
            threads.append(threading.Thread(target=take, args=(name, behind)))
            threads[-1].start()
            waiting(lock, number)
    for thread in threads:
        thread.join(10)
    return got


def test_those_who_wait_get_it_in_the_order_in_which_they_came():
    assert order_of(FairLock(), [(name, False) for name in "abcde"]) == list("abcde")


def test_short_work_goes_before_steps_of_long_work():
    assert order_of(FairLock(), [("step", True), ("a", False), ("b", False)]) == ["a", "b", "step"]


def test_a_step_that_has_waited_long_goes_first(monkeypatch):
    monkeypatch.setattr(fair_lock, "PATIENCE", 0.0)
    assert order_of(FairLock(), [("step", True), ("a", False)]) == ["step", "a"]


def test_whoever_gives_it_back_does_not_take_it_again_before_one_who_waits():
    lock, steps, got = FairLock(), 0, threading.Event()

    def verify() -> None:
        with lock:
            got.set()

    lock.acquire()
    thread = threading.Thread(target=verify)
    thread.start()
    waiting(lock, 1)
    while not got.is_set():
        lock.release()
        lock.acquire(behind=True)
        steps += 1
    lock.release()
    thread.join(10)
    assert steps == 1


def test_it_is_reentrant_and_others_can_not_give_it_back():
    lock = FairLock()
    with lock, lock, lock.behind():
        answers: list[bool] = []
        other = threading.Thread(target=lambda: answers.append(lock.acquire(timeout=0.01)))
        other.start()
        other.join(10)
        assert answers == [False]
        assert not lock._waiting
    assert not lock.locked()
    with pytest.raises(RuntimeError):
        lock.release()
