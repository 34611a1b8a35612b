"""The tab Film in Chromium: it opens on a painted film; a film is given, painted, and plays beside the original."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from support import films
from support.tabs import show_tab

pytestmark = pytest.mark.browser

PLAYS = """async () => {
  const film = document.querySelector("#film-result video");
  film.muted = true;
  await film.play();
  return [film.videoWidth, film.videoHeight, film.duration];
}"""


def test_a_film_is_painted_and_plays_beside_the_original(visit, tmp_path):
    page, fetched = visit(1280, 800), []
    page.on("request", lambda request: fetched.append(Path(request.url).name))
    assert page.locator("video").count() == 0  # no film is loaded with the page
    show_tab(page, "#tabs", "Film")
    page.wait_for_function("document.querySelector('#film-stage video')?.currentTime > 0")
    assert {"film.mp4", "film-painted.mp4"} <= set(fetched)
    assert not page.is_visible("#film-stage .fs-old")

    page.click("#film-film [aria-label=Clear]")
    expect(page.locator("#film-stage .fs-old")).to_contain_text("“Film” changed. Press Paint the film.")
    page.click("#film-run")  # nothing is given
    expect(page.locator("#film-stage .fs-problem")).to_contain_text("Give a film")
    film = films.write(tmp_path / "pan.mp4", films.textured(8, step=2), 8, sound="aac")
    page.set_input_files("#film-film input[type=file]", film)
    expect(page.locator("#film-note")).to_contain_text("1.0 s, painted at 96 × 64 px, with sound")
    page.locator("#film-wall .fs-hung").first.click()
    page.wait_for_function("document.querySelector('#film-style img')?.src.includes('ink-wash')")
    assert not page.is_visible("#film-cancel")
    page.click("#film-run")
    expect(page.locator("#film-stage .fs-done")).to_contain_text("1.0 s of 96 × 64 px, the sound as it was")
    page.wait_for_selector("#film-result video")
    width, height, seconds = page.evaluate(PLAYS)
    assert (width, height, round(seconds, 1)) == (96, 64, 1.0)
    assert page.locator("#film-result").bounding_box()["y"] < 500  # beside the original
    with page.expect_download() as got:
        page.click("#film-download")
    assert films.read(got.value.path()).pixels.shape[0] == 8

    page.locator("#film-wall .fs-hung").nth(1).click()
    expect(page.locator("#film-stage .fs-old")).to_contain_text("“Style S” changed. Press Paint the film.")
