"""What the page says of itself, and what it loads."""

from __future__ import annotations

import re

import httpx
import pytest
from PIL import Image

from facestyle.ui import document, lean
from facestyle.ui.shared import words


@pytest.fixture(scope="module")
def loaded(address) -> httpx.Response:
    return httpx.get(address, headers={"accept-encoding": "gzip"}, timeout=60)


def test_a_link_to_the_page_shows_our_title_sentence_and_picture(loaded, address):
    head = loaded.text[: loaded.text.index("window.gradio_config")]
    told = dict(re.findall(r'<meta property="(og:\w+)" content="([^"]*)">', head))
    assert (told["og:title"], told["og:description"]) == (words.DOCUMENT, words.TAGLINE)
    assert "Gradio" not in "".join(re.findall(r"<meta[^>]*>", head))
    assert "githubusercontent" not in head
    picture = httpx.get(told["og:image"])
    assert picture.headers["content-type"] == "image/jpeg"
    with Image.open(document.PICTURE) as image:
        assert image.size == (1200, 630)


def test_the_document_is_packed_for_who_can_unpack_it(loaded, address):
    assert loaded.headers["content-encoding"] == "gzip"
    assert int(loaded.headers["content-length"]) < len(loaded.content) / 3
    plain = httpx.get(address, headers={"accept-encoding": "identity"}, timeout=60)
    assert "content-encoding" not in plain.headers


def test_the_page_can_be_installed_with_our_icon(address):
    manifest = httpx.get(f"{address}manifest.json").json()
    assert manifest["name"] == "facestyle"
    assert b"#86407e" in httpx.get(f"{address}{manifest['icons'][0]['src'].lstrip('/')}").content


def test_no_player_for_streams_is_loaded(address):
    [player] = [one.name for one in lean._ASSETS.glob("hls-*.js")]
    script = lean.stub(player)
    assert script is not None
    names = re.search(r"export\{([^}]*)\}", (lean._ASSETS / player).read_text(encoding="utf-8"))
    assert all(f"off as {one.split(' as ')[1]}" in script for one in names[1].split(","))
    assert httpx.get(f"{address}assets/{player}").text == script
    assert lean.stub("../x.js") is lean.stub("hls-absent.js") is None
