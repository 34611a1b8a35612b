"""The document of each page is in its language before any script runs."""

from __future__ import annotations

import io
import re

import httpx
import pytest
from PIL import Image

from facestyle.ui import document, programs
from facestyle.ui.server.stopping import Stopping


@pytest.mark.parametrize(("path", "lang", "title"), [("", "en", "face recognition"), ("zh", "zh-CN", "人脸识别")])
def test_a_document_says_its_language_and_title(address, path, lang, title):
    answer = httpx.get(f"{address}{path}", params={"__theme": "dark"})
    assert re.search(rf'<html\s+lang="{lang}"', answer.text)
    assert title in re.search("<title>(.*)</title>", answer.text)[1]
    assert re.findall(r'hreflang="([^"]+)" href="([^"]+)">', answer.text) == [("en", "./"), ("zh-CN", "./zh")]
    assert len(answer.content) > 100_000


def test_the_picture_beside_a_link_has_an_address_without_a_path_of_the_server(address):
    picture = re.search('og:image" content="([^"]+)"', httpx.get(f"{address}zh").text)[1]
    assert picture == f"{address}social.jpg"
    answer = httpx.get(picture)
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).width >= 1200


def test_the_second_page_adds_nothing_to_the_first(address):
    """Of each page only its own components are sent, and events of a load run once."""
    first, second = (httpx.get(f"{address}config", params={"page": page}).json() for page in ("", "zh"))
    ids = [{one["id"] for one in config["components"]} for config in (first, second)]
    assert not ids[0] & ids[1]
    names = [{event["api_name"] for event in config["dependencies"]} for config in (first, second)]
    assert {f"zh_{name}" for name in names[0] if not name.startswith(programs.PREFIX)} == names[1]


def test_other_answers_pass_unchanged(address):
    assert httpx.head(address).status_code == 200
    assert httpx.get(f"{address}xx").status_code == 404
    assert "hreflang" not in httpx.get(f"{address}gradio_api/info").text


def test_a_document_is_kept_for_each_address_and_packing_and_is_the_same(address):
    first, second = (httpx.get(address) for _ in range(2))
    assert first.text == second.text
    assert first.headers["content-encoding"] == second.headers["content-encoding"] == "gzip"
    plain = httpx.get(address, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == first.text
    elsewhere = httpx.get(address, headers={"host": "faces.example"})
    assert 'og:url" content="http://faces.example/"' in elsewhere.text
    assert "faces.example" not in httpx.get(address).text
    through = httpx.get(address, headers={"x-forwarded-host": "proxied.example", "x-forwarded-proto": "https"})
    assert "https://proxied.example" in through.text
    assert "proxied.example" not in httpx.get(address).text


def test_a_server_that_stops_opens_no_page(address, monkeypatch):
    stopping = Stopping()
    stopping.begin()
    monkeypatch.setattr(document, "STOPPING", stopping)
    answer = httpx.get(f"{address}zh")
    assert answer.status_code == 503
    assert "重启" in answer.text
    assert httpx.get(f"{address}theme.css").status_code == 200  # of pages that are open
