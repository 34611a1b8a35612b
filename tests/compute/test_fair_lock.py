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


def order_of(lock: FairLock, asked: list[tuple[str, bool]], behind: bool = False) -> list[str]:
    """The order in which threads get a lock that is held (`behind`: by a long step) while they come, one by one."""
    got: list[str] = []
    threads = []

    def take(name: str, behind: bool) -> None:
        lock.acquire(behind=behind)
        got.append(name)
        lock.release()

    lock.acquire(behind=behind)
    for number, (name, its_behind) in enumerate(asked, start=1):
        threads.append(threading.Thread(target=take, args=(name, its_behind)))
        threads[-1].start()
        waiting(lock, number)
    lock.release()
    for thread in threads:
        thread.join(10)
    return got


def test_those_who_wait_get_it_in_the_order_in_which_they_came():
    assert order_of(FairLock(), [(name, False) for name in "abcde"]) == list("abcde")


def test_after_a_step_of_long_work_short_work_goes_before_the_next():
    assert order_of(FairLock(), [("step", True), ("a", False), ("b", False)], behind=True) == ["a", "b", "step"]


def test_short_work_goes_first_only_for_so_many_times_as_long_as_the_step_took(monkeypatch):
    monkeypatch.setattr(fair_lock, "SHORT_TIMES", 0.0)
    assert order_of(FairLock(), [("step", True), ("a", False)], behind=True) == ["step", "a"]


def test_in_the_midst_of_a_long_step_others_go_first_and_it_is_held_as_before():
    lock, order = FairLock(), []

    def verify() -> None:
        with lock.beside():
            order.append("verified")

    thread = threading.Thread(target=verify)
    with lock.behind(), lock.behind():
        lock.give_way()  # nobody waits
        thread.start()
        waiting(lock, 1)
        order.append("begun")
        lock.give_way()
        order.append("ended")
        assert lock.locked()
    thread.join(10)
    assert order == ["begun", "verified", "ended"]
    assert not lock.locked()


def test_short_work_gives_way_to_nobody():
    lock, order = FairLock(), []

    def take() -> None:
        with lock:
            order.append("other")

    thread = threading.Thread(target=take)
    with lock.beside():
        thread.start()
        waiting(lock, 1)
        lock.give_way()
        order.append("short")
    thread.join(10)
    assert order == ["short", "other"]


def test_of_several_long_runs_one_computes_and_leaves_a_seat_to_short_work():
    lock, order = FairLock(2), []

    def take(name: str, context) -> None:
        with context:
            order.append(name)

    with lock.behind():
        long = threading.Thread(target=take, args=("long", lock.behind()))
        long.start()
        waiting(lock, 1)
        short = threading.Thread(target=take, args=("short", lock.beside()))
        short.start()
        short.join(10)
        assert order == ["short"]
    long.join(10)
    assert order == ["short", "long"]


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


def held_at_once(lock: FairLock, count: int, seats: int) -> int:
    """The most threads that hold a lock at once by `beside`; they wait for one another, where they may."""
    together, inside, most, guard = threading.Barrier(seats), 0, 0, threading.Lock()

    def take() -> None:
        nonlocal inside, most
        with lock.beside():
            with guard:
                inside += 1
                most = max(most, inside)
            together.wait(10)
            with guard:
                inside -= 1

    threads = [threading.Thread(target=take) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return most


@pytest.mark.parametrize("seats", [1, 2, 3])
def test_as_many_as_there_are_seats_share_it(seats):
    lock = FairLock(seats)
    assert held_at_once(lock, 2 * seats, seats) == seats
    assert not lock.locked()


def test_nobody_shares_it_with_whoever_holds_it_alone():
    lock, order = FairLock(2), []

    def share() -> None:
        with lock.beside():
            order.append("shared")

    thread = threading.Thread(target=share)
    with lock:
        thread.start()
        waiting(lock, 1)
        with lock.beside():  # who holds it alone goes on doing so
            order.append("alone")
    thread.join(10)
    assert order == ["alone", "shared"]


def test_who_wants_it_alone_is_not_overtaken_for_ever_by_those_who_share_it():
    lock, got = FairLock(2), []

    def take(name: str, context) -> None:
        with context:
            got.append(name)

    with lock.beside():
        first = threading.Thread(target=take, args=("alone", lock))
        first.start()
        waiting(lock, 1)
        second = threading.Thread(target=take, args=("shared", lock.beside()))
        second.start()
        waiting(lock, 2)
    first.join(10)
    second.join(10)
    assert got == ["alone", "shared"]
