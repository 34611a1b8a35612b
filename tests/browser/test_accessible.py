"""For everybody: axe finds nothing serious on any tab, and each tab's main job is done by the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from support.axe import prepare, violations
from support.tabs import SHIPPED, show_tab

from facestyle.ui.signals import events as signals_events

pytestmark = pytest.mark.browser

OPEN_ALL = """() => { for (const one of document.querySelectorAll("button.label-wrap:not(.open)"))
    if (one.offsetParent) one.click(); }"""
TABS = ("Identify", "Style", "Live", "Film", "Inside the network", "1-D and 3-D", "Train")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(signals_events, "SECONDS_A_PICTURE", 0.0)


def test_axe_finds_nothing_serious_on_any_tab_before_and_after_a_run(visit):
    page = visit()
    prepare(page)
    page.evaluate(OPEN_ALL)
    assert violations(page) == []
    for tab in TABS:
        show_tab(page, "#tabs", tab)
        page.wait_for_timeout(500)
        page.evaluate(OPEN_ALL)
        page.wait_for_timeout(300)
        assert violations(page) == [], tab
    for part, ends in (("Learned filters", ""), ("Texture", ""), ("Heartbeat", "ecg"), ("Volume", "volume")):
        show_tab(page, "#tabs", "1-D and 3-D")
        show_tab(page, "#signals-tabs", part)
        if ends:
            expect(page.locator(f"#signals-{ends}-result")).to_contain_text(SHIPPED)
            page.click(f"#signals-{ends}-run")
            expect(page.locator(f"#signals-{ends}-result")).not_to_contain_text(SHIPPED)
        assert violations(page) == [], part
    show_tab(page, "#tabs", "Identify")
    page.click("#identify-run")
    expect(page.locator("#identify-result")).not_to_contain_text(SHIPPED)
    assert violations(page) == []
    assert page.get_attribute("#identify-result", "aria-live") == "polite"


def go_to(page: Page, selector: str) -> None:
    """Press Tab until the focus, which is to be seen, lies on what a selector names."""
    arrived = "selector => document.activeElement.matches(selector)"
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(arrived, selector):
            seen = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(seen) != "none", f"the focus on {selector} is not to be seen"
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def press(page: Page, selector: str) -> None:
    go_to(page, selector)
    page.keyboard.press("Enter")


def press_tab(page: Page, tabs: str, name: str) -> None:
    page.evaluate("document.activeElement.blur()")
    go_to(page, f"{tabs} [role=tab]:nth-child(n)")
    while page.evaluate("document.activeElement.textContent.trim()") != name:
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_each_main_job_is_done_by_the_keyboard_alone(visit):
    page = visit()
    press(page, "#verify-examples button:nth-of-type(2)")
    expect(page.locator("#verify-result .fs-verdict")).to_have_text("Different people")
    press(page, "#verify-run, #verify-b button")  # back around, or further on
    press_tab(page, "#tabs", "Identify")
    page.wait_for_selector("#identify-run", state="visible")
    expect(page.locator("#identify-result")).to_contain_text(SHIPPED)
    press(page, "#identify-run")
    expect(page.locator("#identify-result")).not_to_contain_text(SHIPPED)
    press_tab(page, "#tabs", "Style")
    page.wait_for_selector("#style-wall img >> nth=8")
    press(page, "#style-wall button")
    expect(page.locator("#style-stage")).to_contain_text("One pass of a network")
    press_tab(page, "#tabs", "1-D and 3-D")
    page.wait_for_selector("#signals-tabs")
    press_tab(page, "#signals-tabs", "Volume")
    page.wait_for_selector("#signals-volume-run", state="visible")
    expect(page.locator("#signals-volume-result")).to_contain_text(SHIPPED)
    press(page, "#signals-volume-run")
    expect(page.locator("#signals-volume-result")).not_to_contain_text(SHIPPED)


def test_the_brush_and_the_handle_answer_to_the_arrow_keys(visit):
    page = visit()
    show_tab(page, "#tabs", "Style")
    page.wait_for_selector("#style-run", state="visible")
    page.get_by_role("button", name="Paint where").click()
    canvas = page.locator("#style-paint canvas")
    page.wait_for_function("document.querySelector('#style-paint canvas')?.width > 300")
    canvas.focus()
    page.keyboard.down(" ")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.keyboard.up(" ")
    page.wait_for_selector("#style-region img")
    painted = (
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((one, at) => at % 4 === 3 && one)"
    )
    assert canvas.evaluate(painted)
    # Not white: it is seen on a white picture.
    colour = "c => { const d = c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data; return [...d]; }"
    *painted, opacity = canvas.evaluate(colour)
    assert opacity == 255
    assert max(painted) < 200
