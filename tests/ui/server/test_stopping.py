"""The server stops when told: what runs ends or is cancelled, visitors learn it, nothing begins, nothing is left."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest
from gradio_client import Client, handle_file
from support.places import HOUSE

from facestyle.errors import StoppingError
from facestyle.ui.server import stopping
from facestyle.ui.server.stopping import Stopping
from facestyle.ui.shared.job import Job


def test_nothing_begins_once_it_stops_and_what_runs_may_end():
    server, ended = Stopping(), threading.Event()

    def run():
        with server.work():
            ended.wait(10)

    thread = threading.Thread(target=run)
    thread.start()
    while not server.running:
        time.sleep(0.001)
    server.begin()
    with pytest.raises(StoppingError, match="about to restart"), server.work():
        pytest.fail("this is new")
    assert not server.finish(0.05, grace=0.05)
    assert server.overdue
    ended.set()
    assert server.finish(10)
    thread.join()


def test_runs_of_every_job_end_when_their_time_is_over(monkeypatch):
    server = Stopping()
    monkeypatch.setattr("facestyle.ui.shared.job.STOPPING", server)
    with Job().run() as run:
        server.begin()
        assert not run.cancelled
        server.finish(0)
        assert not run.cancelled  # nothing was counted as running
        with server._idle:
            server._running += 1
        server.finish(0, grace=0)
        assert run.cancelled


def test_the_visitor_of_a_run_is_told_once(monkeypatch):
    server, told = Stopping(), []
    monkeypatch.setattr(stopping, "STOPPING", server)
    monkeypatch.setattr(stopping.gr, "Warning", told.append)
    steps = stopping.told(iter(range(4)))
    assert next(steps) == 0
    assert told == []
    server.begin()
    assert list(steps) == [1, 2, 3]
    assert len(told) == 1


@pytest.fixture
def serving(tmp_path):
    """Start `app.py` with settings of its own; it returns the address and the process."""
    started = []

    def start(**chosen: str) -> tuple[str, subprocess.Popen]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        environment = {name: value for name, value in os.environ.items() if name != "GRADIO_TEMP_DIR"}
        environment |= {"FACESTYLE_PORT": port, "TMPDIR": str(tmp_path), "FACESTYLE_LOG_FORMAT": "json", **chosen}
        process = subprocess.Popen(
            [sys.executable, "app.py"], cwd=HOUSE, env=environment,
            stdout=subprocess.PIPE, stderr=(tmp_path / "log").open("w"), text=True,
        )  # fmt: skip
        started.append(process)
        assert process.stdout is not None
        while not process.stdout.readline().startswith("Running on"):
            assert process.poll() is None
        return f"http://127.0.0.1:{port}", process

    yield start
    for process in started:
        process.kill()
        process.wait()


def restyle(client, sample_path) -> None:
    """Begin a restyling of some minutes, and wait for its first step."""
    content, style = (handle_file(str(sample_path(name))) for name in ("china", "coffee"))
    run = client.submit(content, style, size=512, steps=1000, api_name="/stylize")
    until = time.monotonic() + 120
    while not run.outputs():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_restyling_is_cancelled_when_its_time_is_over_and_the_process_ends_well(serving, tmp_path, sample_path):
    address, process = serving(FACESTYLE_STOP_SECONDS="8")
    client = Client(address, verbose=False)
    restyle(client, sample_path)
    [uploads] = tmp_path.glob("facestyle-*")
    process.send_signal(signal.SIGTERM)
    while httpx.get(f"{address}/readyz").json()["stopping"] is False:
        time.sleep(0.01)
    assert httpx.get(f"{address}/readyz").status_code == 503
    assert httpx.get(f"{address}/healthz").text == "ok"
    photograph = handle_file(str(sample_path("obama")))
    with pytest.raises(Exception, match="about to restart, and begins nothing new"):
        client.predict(photograph, photograph, api_name="/tool_verify")
    assert process.wait(timeout=40) == 0
    assert not uploads.exists()
    said = (tmp_path / "log").read_text()
    assert '"message": "stopped", "ended": "all"' in said
    assert '"event": "stylize", "outcome": "ok"' in said
    assert "china" not in said
    assert "coffee" not in said


def test_a_second_signal_ends_it_at_once(serving, tmp_path, sample_path):
    address, process = serving(FACESTYLE_STOP_SECONDS="600")
    client = Client(address, verbose=False)
    restyle(client, sample_path)
    process.send_signal(signal.SIGINT)
    while not httpx.get(f"{address}/readyz").json()["stopping"]:
        time.sleep(0.01)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == 128 + signal.SIGINT
    assert list(tmp_path.glob("facestyle-*")) == []
