"""A visit to the tab Style from beginning to end: watch, cancel, go on with other weights, paint a mask, download."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PIL import Image

from facestyle import images
from facestyle.weights import cache as weights_cache

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1280, 800), (390, 844)
STAGE = "#style-stage .fs-stage img:not(.fs-moving, .fs-still)"


def open_style(page):
    page.get_by_role("tab", name="Style").click()
    page.wait_for_selector("#style-run", state="visible")


def choose(page, **values):
    """Type numbers into 'More' until each is taken: what is typed while the accordion still mounts is lost."""
    page.get_by_role("button", name="More: size").click()
    for name, value in values.items():
        field = f"#style-{name} input[type=number]"
        page.wait_for_selector(field)
        for _ in range(10):
            page.fill(field, str(value))
            page.press(field, "Enter")
            page.wait_for_timeout(300)
            if page.input_value(field) == str(value):
                break


def done(page):
    page.wait_for_selector("#style-stage .fs-done", timeout=120_000)


def watch(page, previews: int):
    """Wait until so many different previews of G have been seen."""
    seen = set()
    while len(seen) < previews:
        page.wait_for_function(
            "seen => { const i = document.querySelector('#style-stage .fs-running img');"
            " return i && !seen.includes(i.alt) }",
            arg=sorted(seen),
            timeout=120_000,
        )
        seen.add(page.locator(STAGE).get_attribute("alt"))


def paint(page, share: float = 0.5):
    """Draw over the left part of C with the mouse, in rows; wait for the mask."""
    canvas = page.locator("#style-paint canvas")
    canvas.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('#style-paint canvas')?.width > 300 || innerWidth < 640")
    page.locator("#style-paint input[type=range]").fill("30")
    box = canvas.bounding_box()
    for row in (0.15, 0.5, 0.85):
        y = box["y"] + row * box["height"]
        page.mouse.move(box["x"] + 1, y)
        page.mouse.down()
        page.mouse.move(box["x"] + share * box["width"], y, steps=5)
        page.mouse.up()
    page.wait_for_selector("#style-region img")


def downloaded(page, path) -> np.ndarray:
    with page.expect_download() as download:
        page.click("#style-download")
    download.value.save_as(path)
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture.convert("RGB")).astype(float)


def test_watch_cancel_go_on_with_other_weights_paint_and_download(visit, tmp_path):
    page = visit(*DESKTOP)
    open_style(page)
    choose(page, size=128, steps=900)
    page.click("#style-run")
    watch(page, 5)
    page.click("#style-cancel")
    done(page)
    assert "stopped after step" in page.inner_text("#style-stage")
    assert page.locator("#style-cancel").is_hidden()
    first = downloaded(page, tmp_path / "first.png")

    choose_steps = "#style-steps input[type=number]"
    page.fill(choose_steps, "5")
    page.press(choose_steps, "Enter")
    page.get_by_label("gentle").check()  # under More, which is open
    page.wait_for_function("() => document.querySelector('#style-beta input[type=number]').value === '3'")
    page.click("#style-go-on")
    page.wait_for_selector("#style-go-on", state="hidden")
    done(page)
    assert "stopped" not in page.inner_text("#style-stage")
    second = downloaded(page, tmp_path / "second.png")
    assert 0 < np.abs(second - first).mean() < 40

    page.get_by_role("button", name="Paint where the style goes").click()
    paint(page)
    page.click("#style-run")
    page.wait_for_selector("#style-download", state="hidden")
    done(page)
    assert "The region is" in page.inner_text("#style-stage")
    g = downloaded(page, tmp_path / "painted.png")
    c = images.load(weights_cache.sample("china")).image().resize(g.shape[1::-1], Image.Resampling.LANCZOS)
    apart = np.abs(g - np.asarray(c).astype(float)).mean(axis=(0, 2))
    assert apart[-32:].max() < 3  # right of the brush G is C
    assert apart[8:40].mean() > 15


def test_a_first_look_then_a_mask_drawn_erased_and_cleared(visit):
    page = visit(*PHONE, "dark")
    open_style(page)
    page.get_by_role("button", name="More: size").click()
    page.click("#style-look")
    page.wait_for_selector("#style-stage .fs-look", timeout=120_000)
    assert re.search("Restyle paints (256|512) px", page.inner_text("#style-stage"))
    page.get_by_role("button", name="Paint where the style goes").click()
    page.wait_for_selector("#style-paint canvas", state="visible")
    paint(page, 0.4)
    page.get_by_role("button", name="Clear", exact=True).click()
    page.wait_for_selector("#style-region img", state="detached")
    page.get_by_role("button", name="Invert", exact=True).click()
    page.wait_for_selector("#style-region img")
    page.locator("#style-contents .fs-hung").nth(1).click()  # another C: what was painted over the first one goes
    page.wait_for_selector("#style-region img", state="detached")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_who_has_to_wait_is_told_and_may_take_it_back(visit):
    one, other = visit(*DESKTOP), visit(*DESKTOP)
    for page in (one, other):
        open_style(page)
    one.click("#style-run")
    one.wait_for_selector("#style-stage [role=progressbar]", timeout=120_000)  # and no longer G of one pass
    other.click("#style-run")
    other.wait_for_selector("#style-stage >> text=Another restyling or film is running")
    other.click("#style-cancel")
    other.wait_for_selector("#style-stage >> text=Cancelled before the first step")
    one.click("#style-cancel")
    done(one)
    other.wait_for_selector("#style-stage >> text=nothing was painted")
    assert other.locator(STAGE).count() == 0
