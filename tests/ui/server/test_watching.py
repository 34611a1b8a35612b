"""What a machine asks the server, over HTTP: answered without a login, and numbers only to who may read them."""

from __future__ import annotations

from ipaddress import ip_network

import httpx
import pytest

from facestyle.ui.server import health
from facestyle.ui.server.settings import Settings
from facestyle.ui.server.stopping import Stopping
from facestyle.ui.server.waking import Waking
from facestyle.ui.server.watching import may_read

NETWORKS = (ip_network("10.1.0.0/16"),)


def asked(peer: str | None, **headers: str) -> dict:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "client": peer and (peer, 5), "headers": named}


@pytest.mark.parametrize(
    ("request_", "allowed"),
    [
        (asked("127.0.0.1"), True),
        (asked("::1"), True),
        (asked("::ffff:127.0.0.1"), True),
        (asked("10.1.2.3"), True),
        (asked("10.2.2.3"), False),
        (asked("198.51.100.7"), False),
        (asked("198.51.100.7", x_forwarded_for="127.0.0.1"), False),
        (asked("127.0.0.1", x_forwarded_for="127.0.0.1"), False),
        (asked("10.1.2.3", x_real_ip="127.0.0.1"), False),
        (asked("127.0.0.1", forwarded="for=127.0.0.1"), False),
        (asked("testclient"), False),
        (asked(None), False),
    ],
)
def test_local_numbers_are_for_who_asks_directly_from_this_machine_or_a_trusted_network(request_, allowed):
    assert may_read(request_, Settings(metrics="local", trusted_proxies=NETWORKS)) is allowed
    assert may_read(request_, Settings(metrics="open"))
    assert not may_read(request_, Settings(metrics="off"))


def test_it_lives(address):
    answer = httpx.get(f"{address}healthz")
    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, "ok", "no-store")
    assert httpx.head(f"{address}healthz").status_code == 200
    assert httpx.post(f"{address}healthz").status_code in (404, 405)


def test_it_is_ready_when_all_is_well_and_says_what_is_not(address, page, monkeypatch, tmp_path):
    def ready() -> tuple[int, dict]:
        answer = httpx.get(f"{address}readyz")
        return answer.status_code, answer.json()

    networks = Waking(tmp_path / "waking.json")
    monkeypatch.setattr(health, "FACES", networks)
    assert ready()[1]["networks"] == "absent"
    with networks.begun():
        code, told = ready()
        assert (code, told["networks"]) == (503, "loading")
    code, told = ready()
    assert (code, told["ready"], told["networks"], told["stopping"]) == (200, True, "loaded", False)
    assert told["queue"] == {"waiting": 0, "most": page._queue.max_size}
    assert told["memory"]["resident"] > 10**8
    with monkeypatch.context() as patch:
        patch.setattr(page._queue, "max_size", 0)
        assert ready()[0] == 503
    with monkeypatch.context() as patch:
        patch.setattr(health.memory, "host_available", lambda: health.LEAST - 1)
        assert ready()[0] == 503
    server = Stopping()
    server.begin()
    monkeypatch.setattr(health, "STOPPING", server)
    assert (ready()[0], ready()[1]["stopping"]) == (503, True)


def test_numbers_count_what_visitors_did_and_name_nobody(address, client):
    def number(name: str) -> float:
        lines = httpx.get(f"{address}metrics").text.splitlines()
        return next((float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(f"{name} ")), 0.0)

    refused = 'facestyle_requests_total{event="tool_verify",outcome="missing-input"}'
    before, errors = number(refused), number('facestyle_errors_total{code="missing-input"}')
    with pytest.raises(Exception, match="photo_a"):
        client.predict(None, None, api_name="/tool_verify")
    assert number(refused) == before + 1
    assert number('facestyle_errors_total{code="missing-input"}') == errors + 1
    assert number('facestyle_request_seconds_count{event="tool_verify"}') >= 1
    assert number("process_resident_memory_bytes") > 10**8
    assert number("facestyle_visits") >= 0
    assert "facestyle_queue_waiting{" in httpx.get(f"{address}metrics").text
