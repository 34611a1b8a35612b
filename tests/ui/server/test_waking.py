"""The face networks wake up in the background, and say how long it takes."""

from __future__ import annotations

import json
import threading
import time

import pytest

from facestyle.compute.device import description
from facestyle.ui.server import waking
from facestyle.ui.server.waking import Waking
from facestyle.ui.shared import work


def until_asleep(networks: Waking, ended: threading.Event) -> threading.Thread:
    """Wake them up in another thread until an event is set."""
    begun = threading.Event()

    def wake():
        with networks.begun():
            begun.set()
            ended.wait(20)

    thread = threading.Thread(target=wake)
    thread.start()
    assert begun.wait(10)
    return thread


def test_who_asks_before_they_are_awake_learns_how_far_they_are(tmp_path):
    networks, ended, told = Waking(tmp_path / "waking.json"), threading.Event(), []
    thread = until_asleep(networks, ended)

    def tell(share, seconds):
        told.append((share, seconds))
        if len(told) == 3:
            ended.set()

    networks.wait(tell)
    thread.join()
    assert [seconds for _, seconds in told[:3]] == sorted((seconds for _, seconds in told[:3]), reverse=True)
    assert 0 <= told[0][0] < told[2][0] < 1
    assert told[0][1] <= waking.SECONDS
    networks.wait(lambda *_: pytest.fail("they are awake"))


def test_the_seconds_of_one_start_are_those_that_the_next_one_tells(tmp_path):
    file = tmp_path / "waking.json"
    file.write_text(json.dumps({description(): 100.0, "another machine": 5.0}))
    networks, ended, told = Waking(file), threading.Event(), []
    thread = until_asleep(networks, ended)

    def tell(_share, seconds):
        told.append(seconds)
        ended.set()

    networks.wait(tell)
    thread.join()
    assert 98 <= told[0] <= 100
    kept = json.loads(file.read_text())
    assert kept["another machine"] == 5.0
    assert kept[description()] < 30


@pytest.mark.parametrize("kept", ["", "[1]", "{", '{"x": 1}', f'{{"{description()}": "soon"}}'])
def test_a_file_that_says_nothing_of_use_leaves_the_estimate(tmp_path, kept):
    (tmp_path / "waking.json").write_text(kept)
    networks = Waking(tmp_path / "waking.json")
    with networks.begun():
        assert networks._seconds == waking.SECONDS
    assert json.loads((tmp_path / "waking.json").read_text())[description()] < 30


def test_what_takes_longer_than_the_last_time_is_never_said_to_be_over(tmp_path):
    networks, ended, told = Waking(tmp_path / "waking.json"), threading.Event(), []
    thread = until_asleep(networks, ended)
    networks._since = time.monotonic() - 1000

    def tell(share, seconds):
        told.append((share, seconds))
        ended.set()

    networks.wait(tell)
    thread.join()
    assert told[0] == (pytest.approx(0.97), 1)


def test_a_start_that_fails_lets_everybody_go_on_and_keeps_no_time(tmp_path):
    networks = Waking(tmp_path / "waking.json")
    with pytest.raises(ValueError, match="no"), networks.begun():
        raise ValueError("no")
    networks.wait(lambda *_: pytest.fail("nobody wakes them"))
    assert not (tmp_path / "waking.json").exists()


def test_encoding_waits_and_says_so_and_whoever_wakes_them_does_not_wait(monkeypatch, sample, tmp_path):
    networks, ended, told = Waking(tmp_path / "waking.json"), threading.Event(), []
    monkeypatch.setattr(work, "FACES", networks)

    def shown(_share, desc):
        told.append(desc)
        ended.set()

    monkeypatch.setattr(work.gr, "Progress", lambda: shown)
    thread = until_asleep(networks, ended)
    [faces] = work.encode([sample("obama")], "facenet-128")
    thread.join()
    assert len(faces) == 1
    assert told[0] == "Waking the networks, about 8 s"
    told.clear()
    with networks.begun():
        assert len(work.encode([sample("obama")], "facenet-128")) == 1
    assert told == []
