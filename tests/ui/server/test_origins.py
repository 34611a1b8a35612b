"""What other sites send from a visitor's browser is refused."""

from __future__ import annotations

import httpx
import pytest

from facestyle.ui.server import settings
from facestyle.ui.server.origins import is_of


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://127.0.0.1:7860", "127.0.0.1:7860"),
        ("https://faces.example", "faces.example"),
        ("https://faces.example", "faces.example:443"),
        ("https://Faces.example:443", "faces.EXAMPLE"),
        ("http://[::1]:7860", "[::1]:7860"),
    ],
)
def test_the_pages_own_origin(origin, host):
    assert is_of(origin, host)


@pytest.mark.parametrize(
    "origin",
    ["null", "", "https://evil.example", "https://faces.example.evil.example", "https://faces.example:8443",
     "http://faces.example@evil.example", "file://", "https://", "https://faces.example:port", "//faces.example",
     "chrome-extension://faces.example", "https://faces.example/path", "http://[::1"],
)  # fmt: skip
def test_another_origin(origin):
    assert not is_of(origin, "faces.example")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
@pytest.mark.parametrize(("method", "path"), [
    ("POST", "gradio_api/call/gallery"), ("POST", "gradio_api/queue/join"), ("POST", "gradio_api/upload"),
    ("POST", "gradio_api/cancel"), ("POST", "login"), ("GET", "gradio_api/info"), ("GET", "config"),
])  # fmt: skip
def test_a_request_of_another_site_is_refused(address, origin, method, path):
    answer = httpx.request(
        method, f"{address}{path}", headers={"origin": origin}, json={"data": []} if method == "POST" else None
    )
    assert answer.status_code == 403
    assert "comes from another site" in answer.text


def test_the_page_and_programs_are_answered(address):
    own = address.rstrip("/")
    for headers in ({}, {"origin": own}):
        assert httpx.post(f"{address}gradio_api/call/gallery", json={"data": []}, headers=headers).status_code == 200


def test_the_name_that_a_proxy_tells_is_believed_if_the_proxy_is_trusted(address, monkeypatch):
    told = {"origin": "https://faces.example", "x-forwarded-host": "faces.example"}
    assert httpx.get(f"{address}config", headers=told).status_code == 403
    settings.settings.cache_clear()
    monkeypatch.setenv("FACESTYLE_TRUSTED_PROXIES", "127.0.0.1")
    try:
        assert httpx.get(f"{address}config", headers=told).status_code == 200
        assert httpx.get(f"{address}config", headers={"origin": "https://faces.example"}).status_code == 403
        monkeypatch.setenv("SPACE_HOST", "faces.example")
        assert httpx.get(f"{address}config", headers={"origin": "https://faces.example"}).status_code == 200
    finally:
        settings.settings.cache_clear()
