"""Names in front of the camera: a stranger is enrolled by typing a name, and named from the next picture on."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from facestyle.faces.live.names import LiveNames
from facestyle.ui.identify import live
from facestyle.ui.live.places import Places

pytestmark = pytest.mark.browser


@pytest.fixture
def places(monkeypatch) -> Places:
    ours = Places(1, LiveNames)
    monkeypatch.setattr(live, "places", lambda: ours)
    return ours


def test_a_stranger_in_front_of_the_camera_gets_a_name(launch, address, sample, tmp_path, places):
    film = tmp_path / "face.mjpeg"
    face = sample("astronaut").image().crop((60, 0, 460, 300)).resize((640, 480))
    with film.open("wb") as file:
        for shift in range(4):
            face.transform(face.size, 0, (1, 0, 4 * shift, 0, 1, 0)).save(file, "JPEG")
    browser = launch("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                     f"--use-file-for-fake-video-capture={film}")  # fmt: skip
    context, faults = browser.new_context(viewport={"width": 390, "height": 844}), []
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    page.get_by_role("tab", name="Identify").click()
    page.wait_for_selector("#identify-strip >> text=2 people")
    page.locator("#identify-live button.label-wrap").click()
    page.locator("#names-start").click()
    page.locator("#identify-stage .fs-live-asks input").fill("Eileen Collins")
    page.keyboard.press("Enter")
    expect(page.locator("#identify-stage .fs-live-faces .fs-known")).to_contain_text("Eileen Collins")
    page.wait_for_selector('#identify-gallery [data-person="Eileen Collins"]')
    expect(page.locator("#identify-stage .fs-live-asks form")).to_have_count(0)
    expect(page.locator("#identify-stage .fs-live-pace")).to_contain_text("answers a second")
    page.locator("#names-start").click()
    expect(page.locator("#identify-stage .fs-live-faces .fs-face")).to_have_count(0)
    page.wait_for_function("document.querySelector('#identify-stage video').srcObject === null")
    context.close()
    assert (len(places), faults) == (0, [])
