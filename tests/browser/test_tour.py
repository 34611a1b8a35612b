"""The tour in the browser: by the keyboard alone, by its link, and left at any step."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from support.axe import prepare, violations

pytestmark = pytest.mark.browser

RESULTS = {
    1: "#tour-recognise .fs-verdict",
    2: "#tour-paint .fs-tour-painting img",
    3: "#tour-you .fs-done",
    4: "#tour-inside figure >> nth=3",
}


def test_the_tour_is_walked_by_the_keyboard_and_left_without_a_trace(visit):
    page = visit()
    prepare(page)
    assert page.locator("#tour").count() == 0
    page.focus("#fs-tour")
    page.keyboard.press("Enter")
    for step, result in RESULTS.items():
        heading = page.locator(f"#tour-head [data-of-step='{step}'] h2")
        expect(heading).to_be_focused()
        expect(heading).to_contain_text(f"Step {step} of 4")
        expect(page.locator("#tour [aria-current=step]")).to_have_attribute("data-tour", str(step))
        page.wait_for_selector(result)
        assert violations(page, "#tour") == [], step
        if step < 4:
            page.focus(f"#tour-foot [data-of-step='{step}'] .fs-primary")
            page.keyboard.press("Enter")
    assert violations(page, "#fs-header") == []
    assert page.get_attribute("#tour-inside", "aria-live") == "polite"
    assert "tour=4" in page.url

    page.go_back()
    expect(page.locator("#tour-head [data-of-step='3'] h2")).to_be_focused()
    page.keyboard.press("Escape")
    page.wait_for_selector("#tour", state="detached")
    expect(page.locator("#fs-tour")).to_be_focused()
    assert "tour=" not in page.url


def test_a_link_opens_a_step_and_a_photograph_of_the_visitors_goes_with_the_tour(visit, address, small_path):
    page = visit()
    page.goto(f"{address}?tour=1")
    page.wait_for_selector(RESULTS[1])
    page.locator("#tour-a").get_by_label("Remove Image").click()
    page.set_input_files("#tour-a input[type=file]", small_path("astronaut"))
    expect(page.locator("#tour-recognise .fs-verdict")).to_have_text("Different people")
    page.click("#tour-foot [data-of-step='1'] .fs-primary")
    page.wait_for_selector(RESULTS[2])
    before = page.get_attribute(RESULTS[2], "src")
    page.click("#tour-wall button >> nth=2")
    expect(page.locator("#tour-paint figcaption")).to_contain_text("Mosaic")
    assert page.get_attribute(RESULTS[2], "src") != before

    page.click("#tour-head [data-tour='3']")
    page.click("#tour-foot [data-of-step='3'] a")
    expect(page.locator("#you-run")).to_be_visible()
    page.wait_for_url("**tab=style")
    page.click("#fs-tour")  # the photograph is gone
    expect(page.locator("#tour-recognise .fs-verdict")).to_have_text("Same person")
    page.click("#tour-head [data-tour='leave']")
    page.wait_for_selector("#tour", state="detached")
