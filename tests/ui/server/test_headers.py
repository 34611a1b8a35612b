"""The headers of the answers, and the cookies."""

from __future__ import annotations

import re

import httpx
import pytest

from facestyle.ui.server.headers import policy_of, sealed


@pytest.mark.parametrize("path", ["", "zh", "config", "theme.css", "gradio_api/info", "no-such-page", "social.jpg"])
def test_every_answer_is_sealed(address, path):
    headers = httpx.get(f"{address}{path}").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=(self)" in headers["permissions-policy"]
    assert "microphone=()" in headers["permissions-policy"]
    told = headers["content-security-policy"]
    assert "object-src 'none'" in told
    assert "frame-ancestors 'self' https://huggingface.co https://*.hf.space" in told
    scripts = re.search(r"script-src ([^;]*)", told)[1]
    assert "'unsafe-inline'" not in scripts
    assert "*" not in scripts


def test_a_script_runs_if_it_was_in_the_document_or_was_named():
    told = policy_of("<script>a()</script><SCRIPT data-x='1'>b()</SCRIPT>", ["c()"])
    assert len(re.findall("'sha256-", told)) == 3
    # The digest of `a()`, by `printf 'a()' | openssl dgst -sha256 -binary | base64`.
    assert "'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='" in told


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("a.html", b"<script>alert(1)</script>"),
        ("a.xhtml", b"<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>"),
        ("a.png", b"<script>alert(1)</script>"),
        ("a.xml", b"<?xml version='1.0'?><a/>"),
        ("a", b"<script>alert(1)</script>"),
        ("a.pdf", b"%PDF-1.4"),
    ],
)
def test_an_upload_runs_no_script_where_it_is_looked_at(address, name, data):
    path = httpx.post(f"{address}gradio_api/upload", files={"files": (name, data)}).json()[0]
    answer = httpx.get(f"{address}gradio_api/file={path}")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].endswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    if not name.endswith("png"):
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["content-type"] == "application/octet-stream"


def test_cookies_are_for_this_site_and_for_no_script(monkeypatch):
    assert sealed("a=b; Path=/; HttpOnly", False) == "a=b; Path=/; HttpOnly; SameSite=Lax"
    assert sealed("a=b; Secure; SameSite=none; Path=/", False) == "a=b; Path=/; HttpOnly; SameSite=Lax; Secure"
    assert sealed("a=b", True) == "a=b; HttpOnly; SameSite=Lax; Secure"
    monkeypatch.setenv("SPACE_ID", "me/facestyle")
    assert sealed("a=b", True) == "a=b; HttpOnly; SameSite=None; Secure"


def test_a_worker_may_run_what_it_makes_and_nothing_from_elsewhere(address):
    """A worker obeys the answer of its own script; the player of films makes one."""
    document = httpx.get(address).text
    script = re.search(r'src="\./(assets/[^"]+\.js)"', document)[1]
    policy = httpx.get(f"{address}{script}").headers["content-security-policy"]
    assert "script-src 'self' blob: 'wasm-unsafe-eval';" in policy
    assert "http" not in policy
