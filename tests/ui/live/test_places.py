"""Whose camera is painted: first come, first served; who goes or falls silent makes room."""

from __future__ import annotations

import time

import pytest

from facestyle.ui.live import places as module
from facestyle.ui.live.places import MOST_WAITING, SILENCE, TURN, Places, Turn


@pytest.fixture
def clock():
    return [0.0]


@pytest.fixture
def places(clock):
    ours = Places(2, now=lambda: clock[0])
    yield ours
    clock[0] += SILENCE + 1  # nobody is left, and the thread ends


def test_as_many_are_painted_as_there_are_places_and_the_others_learn_their_place(places):
    first, second = places.ask("a"), places.ask("b")
    assert isinstance(first, Turn)
    assert isinstance(second, Turn)
    assert (places.ask("c"), places.ask("d")) == (1, 2)
    assert places.ask("a") is first
    assert places.ask("d") == 2


def test_who_leaves_makes_room_for_the_next(places):
    for visitor in "abcd":
        places.ask(visitor)
    places.leave("a")
    assert places.ask("d") == 1  # c has been moved up, though d asks first
    assert isinstance(places.ask("c"), Turn)
    places.leave("b")
    assert isinstance(places.ask("d"), Turn)


def test_who_leaves_the_line_is_not_waited_for(places):
    for visitor in "abcd":
        places.ask(visitor)
    places.leave("c")
    assert places.ask("d") == 1


def test_who_is_silent_loses_the_place(places, clock):
    for visitor in "abc":
        places.ask(visitor)
    clock[0] += SILENCE - 0.1
    assert places.ask("b") is places.ask("b")
    assert places.ask("c") == 1
    clock[0] += 0.2
    assert isinstance(places.ask("c"), Turn)
    assert places.ask("a") == 1  # back, in line


def test_a_turn_ends(places, clock):
    turn = places.ask("a")
    assert not places.over(turn)
    clock[0] += TURN + 1
    assert places.over(turn)


def test_a_full_line_is_said(places):
    for number in range(2 + MOST_WAITING):
        assert places.ask(f"visitor {number}") is not None
    assert places.ask("one more") is None
    assert len(places) == 2 + MOST_WAITING
    places.leave("visitor 5")
    assert places.ask("one more") == MOST_WAITING


def test_leaving_twice_or_without_a_place_does_nothing(places):
    places.ask("a")
    for _ in range(2):
        places.leave("a")
    places.leave("nobody")
    assert len(places) == 0


def test_a_lost_network_frees_all_even_if_nobody_else_asks(monkeypatch):
    monkeypatch.setattr(module, "SILENCE", 0.2)
    places = Places(1)
    places.ask("a")
    places.ask("b")
    until = time.monotonic() + 30
    while len(places) and time.monotonic() < until:
        time.sleep(0.1)
    assert len(places) == 0
    while places._watched and time.monotonic() < until:
        time.sleep(0.1)
    assert not places._watched
