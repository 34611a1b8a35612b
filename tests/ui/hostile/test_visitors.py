"""What is another visitor's, the operator's or Gradio's own: not to be had by guessing."""

from __future__ import annotations

import json
from contextlib import suppress

import httpx
import pytest
from support.caller import Caller


@pytest.fixture(scope="module")
def other(address, sample_path) -> Caller:
    """Another visitor, with somebody in their gallery."""
    ours = Caller(address, "another-visitor")
    face = ours.upload("astronaut.jpg", sample_path("astronaut").read_bytes())
    kind, _ = ours.call("enrol", [face], "Grace Private")
    assert kind == "complete"
    return ours


def test_a_gallery_is_its_visitors(caller, other):
    assert "Grace Private" in str(other.call("gallery"))
    assert "Grace Private" not in str(caller.call("gallery"))
    assert "Nobody named" in caller.problem("rename", "Grace Private", "Mine")
    assert "Nobody named" in caller.problem("remove", "Grace Private")


@pytest.mark.parametrize(
    "number", ["0", "1", "another-visitor", "../gallery", "a" * 3000, "%00", "00000000000000000000000000000000"]
)
@pytest.mark.parametrize("route", ["/call/gallery/{}", "/call/v2/gallery/{}", "/queue/data?session_hash={}"])
def test_events_are_not_guessed(caller, other, route, number):
    told = ""
    with (
        suppress(httpx.ReadTimeout),  # nothing is said until the next sign of life
        caller.http.stream("GET", route.format(number), timeout=1) as answer,
    ):
        told = next(answer.iter_lines(), "")
    assert "Grace Private" not in told


@pytest.mark.parametrize(
    "body",
    [
        {"event_id": "1", "session_hash": "another-visitor", "fn_index": 0},
        {"event_id": "", "session_hash": "", "fn_index": -1},
        {"event_id": "x" * 9999, "session_hash": "another-visitor", "fn_index": 10**9},
        {"event_id": None},
        {},
        [],
    ],
)
def test_cancelling_what_is_anothers_ends_nothing(caller, other, body):
    assert caller.post("/cancel", json.dumps(body)).status_code in (200, 422)
    assert "Grace Private" in str(other.call("gallery"))


@pytest.mark.parametrize(
    "route",
    [
        "/monitoring",
        "/monitoring/summary",
        "/deep_link?session_hash=another-visitor",
        "/runs",
        "/run-history/buckets",
        "/dev/reload",
        "/custom_component/x/client/../../a.py",
        "/vibe-code",
        "/profiling/traces",
        "/stream/another-visitor/1/1/playlist.m3u8",
        "/run-history/records?limit=5",
        "/token/",
        "/docs",
        "/redoc",
    ],
)
def test_gradios_own_pages_are_closed(caller, other, route):
    answer = caller.http.get(route)
    assert answer.status_code in (307, 401, 403, 404, 405) or "Grace Private" not in answer.text
    if not route.startswith(("/stream", "/token")):
        assert answer.status_code == 404 or answer.status_code == 307


@pytest.mark.parametrize("path", ["/config", "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/app_id", "/"])
def test_what_everybody_may_read_names_nobody_and_no_secret(caller, other, address, path, monkeypatch):
    text = caller.http.get(address.rstrip("/") + path).text
    for private in ("Grace Private", "another-visitor", "browser.key", "FACESTYLE_SECRET", "/etc/", "PYTHONPATH"):
        assert private not in text


BODIES = [
    "",
    "{",
    "null",
    "[]",
    "1",
    '"a"',
    '{"data": null}',
    '{"data": {}}',
    '{"data": "abc"}',
    '{"data": [1], "session_hash": []}',
    '{"data": [], "session_hash": null}',
    '{"data": [], "fn_index": "a"}',
    '{"data": [], "trigger_id": "x"}',
    "\xff",
    "[" * 100_000,
    '{"a":' * 5000 + "1" + "}" * 5000,
    '{"data": [' + "1," * 200_000 + "1]}",
    '{"data": [], "event_data": {"a": 1}}',
    '{"data": [], "session_hash": "' + "x" * 100_000 + '"}',
    '{"data": [1e999]}',
    '{"data": [NaN]}',
    '{"__proto__": {}}',
    '{"data": [], "data": [1]}',
    '{"data": ["' + "\\u0000" * 1000 + '"]}',
    '{"data": ["\\ud800"]}',
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize(
    "route", ["/call/rename", "/run/rename", "/queue/join", "/component_server", "/call/v2/rename"]
)
def test_bodies_that_are_none(caller, route, body):
    answer = caller.post(route, body.encode("latin-1"))
    assert "Traceback" not in answer.text
    assert len(answer.text) < 3_000


@pytest.mark.parametrize("number", [99_999, -1, 1.5, "0", None, [0], True])
def test_functions_that_are_none(caller, number):
    answer = caller.post("/queue/join", json.dumps({"data": [], "fn_index": number, "session_hash": "hostile-visitor"}))
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "event", ["nope", "__init__", "address_opened", "../gallery", "a" * 2000, "%00", "lambda", "verify_problem"]
)
def test_events_that_are_none(caller, event):
    answer = caller.post(f"/call/{event}", '{"data": []}')
    assert "Traceback" not in answer.text
    assert "Grace Private" not in answer.text


@pytest.mark.parametrize("name", ["__class__", "preprocess", "postprocess", "get_config", "__init__", "load", "", None])
@pytest.mark.parametrize("number", [1, 10**9, -1])
def test_only_functions_for_the_page_are_called_on_components(caller, name, number):
    body = {"session_hash": "hostile-visitor", "component_id": number, "fn_name": name, "data": ["/etc/passwd"]}
    answer = caller.post("/component_server", json.dumps(body))
    assert answer.status_code in (400, 404, 422)
    assert "root:" not in answer.text
