"""The tab opens on a painted film beside its original: both are small, and the engine paints the same today."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import httpx
import numpy as np
import pytest
from support import films

from facestyle import images
from facestyle.style.film.film import film
from facestyle.ui.film import opening, request
from facestyle.ui.shared import opening as shipped
from facestyle.ui.shared import samples


@pytest.fixture
def shown(page):
    """The components of the English page, by elem_id."""
    return {one.elem_id: one for one in reversed(page.blocks.values()) if getattr(one, "elem_id", None)}


def test_the_shipped_film_is_what_the_engine_paints_today(tmp_path):
    style = images.load(str(samples.hung_style()))
    *_, last = film(opening.ORIGINAL, style, tmp_path / "begin.mp4", request.options_of(end=0.25))
    assert last.last
    today, old = films.read(tmp_path / "begin.mp4").pixels, films.read(opening.PAINTED).pixels
    plain = films.read(opening.ORIGINAL).pixels
    for one, other, before in zip(today, old, plain, strict=False):
        assert np.abs(one.astype(float) - other).mean() < 8
        assert np.abs(one.astype(float) - before).mean() > 30


def test_both_films_are_small_and_of_the_size_and_length_told():
    width, height = opening.SIZE
    for path in (opening.ORIGINAL, opening.PAINTED):
        seen = films.read(path)
        assert seen.pixels.shape == (45, height, width, 3)
        assert films.duration(path) == pytest.approx(opening.SECONDS, abs=0.01)
    assert opening.ORIGINAL.stat().st_size + opening.PAINTED.stat().st_size < 350_000


def test_the_painted_film_is_served_and_stamped_with_the_example_and_the_style_in_place(shown, address):
    stage = shown["film-stage"].value
    assert shipped.address("film-painted.mp4") in stage
    assert httpx.get(f"{address}{shipped.address('film-painted.mp4')}").headers["content-type"] == "video/mp4"
    assert "Press Paint the film to make it live." in stage
    given = list(json.loads(unescape(stage.split('data-made="')[1].split('"')[0]))["of"].values())
    assert [Path(one).name for one in given[:2]] == ["film.mp4", "swirling-strokes.jpg"]
    assert given[2:] == [one.default for one in request.OPTIONS]
    assert not shown["film-result"].visible
    assert not shown["film-download"].visible


def test_without_the_films_the_tab_opens_empty(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "PAINTED", tmp_path / "absent.mp4")
    assert opening.example() is None
    monkeypatch.setattr(shipped, "put", lambda *_: pytest.fail("it was shown"))
    opening.fill(None, None, None)
