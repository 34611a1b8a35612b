"""Live in Chromium, whose camera shows a face: painted until Stop, in turn; and a sentence where there is no camera."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from support.tabs import show_tab

from facestyle.ui.live import events, words
from facestyle.ui.live.places import Places

FAKE = "--use-fake-device-for-media-stream"
#: Mean grey values of the painting.
LOOK = """() => {
  const shown = document.querySelector(".fs-mirror canvas");
  const pixels = shown.getContext("2d").getImageData(0, 0, shown.width, shown.height).data;
  return [0, 1, 2].map((one) => pixels.filter((_, i) => i % 4 === one).reduce((a, b) => a + b) / (pixels.length / 4));
}"""


@pytest.fixture(scope="module")
def with_camera(launch, sample, tmp_path_factory) -> Browser:
    film = tmp_path_factory.mktemp("camera") / "face.mjpeg"
    face = sample("obama").image().resize((320, 400)).crop((0, 60, 320, 300))
    with film.open("wb") as file:
        for shift in range(4):  # somebody who moves
            face.transform(face.size, 0, (1, 0, 4 * shift, 0, 1, 0)).save(file, "JPEG")
    return launch(FAKE, "--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={film}")


@pytest.fixture
def places(monkeypatch) -> Places:
    """One place, so that the second visitor waits."""
    ours = Places(1)
    monkeypatch.setattr(events, "places", lambda: ours)
    return ours


@pytest.fixture
def arrive(address, places):
    """A visitor in the tab Live; a script error fails the test."""
    contexts, faults = [], []

    def come(browser: Browser, width: int = 1280, scheme: str = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{address}?__theme={scheme}")
        page.wait_for_selector("#verify-run")
        show_tab(page, "#tabs", "Live")
        return page

    yield come
    for context in contexts:
        context.close()
    assert faults == []


def started(page: Page) -> Page:
    page.locator("#live-start").click()
    page.wait_for_selector(".fs-live[data-rate]")
    return page


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    assert holds()


def test_the_camera_is_painted_in_the_style_that_is_clicked_until_stop(with_camera, arrive, places):
    page = arrive(with_camera)
    expect(page.locator(".fs-said")).to_have_text(words.EXAMPLE)
    started(page)
    expect(page.locator(".fs-live-pace")).to_contain_text("pictures a second")
    swirling = np.array(page.evaluate(LOOK))
    page.locator("#live-wall .fs-hung").first.click()  # ink wash, which has no colours
    page.wait_for_function(f"() => {{ const [r, g, b] = ({LOOK})(); return Math.abs(r - b) < 30; }}")
    assert abs(swirling[0] - swirling[2]) > 30
    assert len(places) == 1
    page.locator("#live-start").click()
    until(lambda: not len(places))
    assert page.evaluate("document.querySelector('.fs-mirror video').srcObject") is None
    expect(page.locator("#live-start")).to_have_text(words.START)
    expect(page.locator(".fs-live-pace")).to_be_empty()


def test_the_second_visitor_waits_for_the_first_whose_tab_is_closed(with_camera, arrive, places):
    first, second = started(arrive(with_camera)), arrive(with_camera, 390, "dark")
    second.locator("#live-start").click()
    expect(second.locator(".fs-said")).to_have_text(words.waiting(1, 1))
    assert second.evaluate("document.documentElement.scrollWidth") <= 390
    first.context.close()
    second.wait_for_selector(".fs-live[data-state=live]")
    show_tab(second, "#tabs", "Verify")  # out of sight, the camera goes off
    until(lambda: not len(places))
    assert second.evaluate("document.querySelector('.fs-mirror video').srcObject") is None
    show_tab(second, "#tabs", "Live")
    expect(second.locator(".fs-said")).to_have_text(words.HIDDEN)


def test_a_camera_that_is_refused_or_absent_is_said(launch, chromium, arrive, places):
    for browser, problem in ((launch(FAKE), "NotAllowedError"), (chromium, "NotFoundError")):
        page = arrive(browser, 390)
        page.locator("#live-start").click()
        expect(page.locator(".fs-said")).to_have_text(words.CAMERA_PROBLEMS[problem])
        expect(page.locator("#live-start")).to_have_text(words.START)
    assert len(places) == 0
