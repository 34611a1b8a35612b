"""A visit and an address may ask so often, and wait with so many requests; more is refused in a sentence."""

from __future__ import annotations

import json
from types import SimpleNamespace

import httpx
import pytest
from starlette.testclient import TestClient

from facestyle.ui import languages
from facestyle.ui.server import rates
from facestyle.ui.server.rates import MOST_OF_A_VISIT, Rates, Turnstile


@pytest.fixture
def clock():
    now = SimpleNamespace(seconds=0.0)
    now.read = lambda: now.seconds
    return now


def test_a_minutes_requests_may_come_at_once_and_then_at_their_pace(clock):
    asked = Rates(60, clock.read)
    assert [asked.wait("a") for _ in range(60)] == [0] * 60
    assert asked.wait("a") == 1
    clock.seconds = 1.0
    assert [asked.wait("a"), asked.wait("a")] == [0, 1]


def test_nobody_pays_for_others_and_a_refused_request_costs_nothing(clock):
    asked = Rates(6, clock.read)
    assert [asked.wait("a") for _ in range(8)] == [0] * 6 + [10, 10]
    assert asked.wait("b") == 0
    clock.seconds = 10.0
    assert asked.wait("a") == 0


def test_those_who_asked_longest_ago_are_forgotten(clock, monkeypatch):
    monkeypatch.setattr(rates, "_REMEMBERED", 2)
    asked = Rates(1, clock.read)
    assert [asked.wait(who) for who in "abca"] == [0, 0, 0, 0]
    assert asked.wait("c") == 60


@pytest.fixture
def door(setting):
    """A turnstile before an application that repeats what it was sent, and the queue that it looks at."""
    setting("FACESTYLE_REQUESTS_A_MINUTE", "5")
    setting("FACESTYLE_REQUESTS_A_MINUTE_BY_ADDRESS", "12")
    waiting: dict[str, list] = {}

    class Queue(SimpleNamespace):
        def __len__(self) -> int:
            return sum(map(len, waiting.values()))

    queue = Queue(max_size=20, event_queue_per_concurrency_id={})
    fns = {
        1: SimpleNamespace(api_name="cancel", queue=False, concurrency_id="1"),
        2: SimpleNamespace(api_name="verify", queue=True, concurrency_id="a"),
        3: SimpleNamespace(api_name="follow", queue=True, concurrency_id="kept"),
    }
    page = SimpleNamespace(get_blocks=lambda: SimpleNamespace(_queue=queue, fns=fns))

    async def application(scope, receive, send):
        message = await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": message.get("body", b"")})

    turnstile = Turnstile(application)

    async def served(scope, receive, send):
        await turnstile({**scope, "app": page}, receive, send)

    def wait(visit: str, count: int) -> None:
        waiting[visit] = [SimpleNamespace(session_hash=visit) for _ in range(count)]
        queue.event_queue_per_concurrency_id[visit] = SimpleNamespace(queue=waiting[visit])

    return SimpleNamespace(http=TestClient(served), wait=wait)


def ask(door, visit: str, path: str = "/gradio_api/queue/join", event: int = 2, **headers: str) -> httpx.Response:
    body = {"session_hash": visit, "fn_index": event, "data": []}
    return door.http.post(path, content=json.dumps(body), headers=headers)


def test_a_visit_that_asks_too_often_is_told_how_long_to_wait(door):
    assert [ask(door, "a").status_code for _ in range(6)] == [200] * 5 + [429]
    told = ask(door, "a").json()["detail"]
    assert told == "There were too many requests in the last minute; try again in 12 s."
    assert ask(door, "b").json() == {"session_hash": "b", "fn_index": 2, "data": []}
    assert "12 秒" in ask(door, "a", referer="http://testserver/zh?tab=style").json()["detail"]


def test_an_address_has_a_rate_of_its_own_however_many_visits_it_makes_up(door):
    codes = [ask(door, f"visit {number}").status_code for number in range(14)]
    assert codes == [200] * 12 + [429] * 2


def test_streams_files_and_documents_do_not_count(door):
    for _ in range(30):
        assert ask(door, "a", "/gradio_api/component_server/").status_code == 200
        assert door.http.get("/gradio_api/queue/data").status_code == 200
    assert ask(door, "a").status_code == 200


def test_a_full_queue_and_a_visit_that_waits_with_much_already_are_told_so(door):
    door.wait("a", MOST_OF_A_VISIT)
    assert ask(door, "a").json()["detail"] == (
        f"{MOST_OF_A_VISIT} of your requests wait already; let one of them end, or cancel it."
    )
    assert ask(door, "a", event=3).status_code == 200  # it waits elsewhere
    assert ask(door, "b").status_code == 200
    door.wait("c", 20 - MOST_OF_A_VISIT)
    assert ask(door, "b").json()["detail"].startswith("The page is busy: 20 requests wait")


@pytest.mark.parametrize(
    ("path", "asked"),
    [("/gradio_api/run/predict", {"fn_index": 1}), ("/gradio_api/run/cancel", {}), ("/gradio_api/call/cancel", {})],
)
def test_what_waits_in_no_queue_is_answered_while_the_queue_is_full(door, path, asked):
    door.wait("a", 20)
    assert door.http.post(path, json={**asked, "session_hash": "b"}).status_code == 200
    assert door.http.post(path, json={"fn_index": 2, "session_hash": "b"}).status_code == 429
    assert door.http.post("/gradio_api/call/verify", json={"session_hash": "b"}).status_code == 429


@pytest.mark.parametrize("body", [b"", b"[]", b"[" * 2000, b'{"session_hash": 3}', b"\xff\xfe", b"nonsense"])
def test_what_names_no_visit_counts_by_its_address(door, body):
    codes = [door.http.post("/gradio_api/call/verify", content=body).status_code for _ in range(14)]
    assert codes == [200] * 12 + [429] * 2


def test_a_sentence_is_in_the_language_of_the_page_that_asks():
    scopes = [{"headers": [(b"referer", one)]} for one in (b"http://a/zh", b"http://a/zh/?x=1", b"http://a/", b"")]
    assert [rates._language(one) for one in scopes] == ["zh", "zh", languages.ENGLISH, languages.ENGLISH]
