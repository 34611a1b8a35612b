"""Requests are looked at before Gradio opens them: their size, their depth, and what they would have fetched."""

from __future__ import annotations

import json

import httpx
import pytest

from facestyle.ui.server import bodies
from facestyle.ui.server.bodies import Refused, check


@pytest.mark.parametrize(
    "path",
    ["http://127.0.0.1/", "HTTPS://example.org/a.png", "file:///etc/passwd", "ftp://a/b", "//evil/share",
     "\\\\evil\\share", "gopher://127.0.0.1:70/", " http://a", "http:/127.0.0.1", "http:\\\\a", 
     "data:image/png;base64,AA", "javascript:alert(1)"],
)  # fmt: skip
@pytest.mark.parametrize(
    "place", [lambda one: {"data": [one]}, lambda one: {"data": [[{"image": one}]]}, lambda one: one]
)
def test_an_address_in_place_of_a_file_is_refused(path, place):
    with pytest.raises(Refused, match="nothing is fetched"):
        check(json.dumps(place({"path": path, "meta": {"_type": "gradio.FileData"}})).encode())


def test_an_address_that_is_escaped_is_refused():
    with pytest.raises(Refused):
        check(rb'{"data": [{"path": "\u0068ttp://127.0.0.1/"}]}')


@pytest.mark.parametrize(
    "body", [b"", b"  ", b"{}", b'{"data": ["http://a", {"url": "http://own/file=/tmp/a.png", "path": "/tmp/a.png"}]}']
)
def test_what_the_page_sends_passes(body):
    check(body)


@pytest.mark.parametrize("body", [b"{", b"\xff", b"nul", b"[1,]", b"{'a': 1}"])
def test_what_is_no_json_is_refused(body):
    with pytest.raises(Refused, match="not JSON"):
        check(body)


def test_depth_is_counted_outside_of_texts():
    check(json.dumps({"data": ["[" * 1000 + '\\"[' * 1000]}).encode())
    check(b"[" * 64 + b"]" * 64)
    for deep in (b"[" * 65 + b"]" * 65, b'{"a":' * 100_000, b"[" * 1_000_000):
        with pytest.raises(Refused, match="nested more than 64"):
            check(deep)


def test_a_long_request_is_refused_before_it_is_read_to_its_end(address):
    def endless():
        for _ in range(2 + bodies.MAX_BYTES // 2**20):
            yield b" " * 2**20

    answer = httpx.post(f"{address}gradio_api/call/gallery", content=endless(), timeout=60)
    assert answer.status_code == 413
    assert "larger than 8 MB" in answer.text
