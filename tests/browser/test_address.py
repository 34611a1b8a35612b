"""The address keeps the tab and the example, and a visit outlives a reload and a dropped connection."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from support.tabs import show_tab
from support.wire import Wire

pytestmark = pytest.mark.browser


def shown(page, name: str):
    expect(page.locator("#tabs [role=tab][aria-selected=true]").first).to_have_text(name)


def test_the_tab_and_the_example_are_in_the_address_for_reloads_links_and_the_back_button(visit, address):
    page = visit()
    show_tab(page, "#tabs", "Identify")
    page.wait_for_url("**/?__theme=light&tab=identify")
    show_tab(page, "#tabs", "Verify")
    page.click("#verify-examples button >> nth=1")
    page.wait_for_url("**/?__theme=light&tab=verify&example=2")
    page.go_back()
    shown(page, "Identify")
    page.reload()
    shown(page, "Identify")
    page.goto(f"{address}?tab=verify&example=2")
    expect(page.locator("#verify-result .fs-verdict")).to_have_text("Different people")
    page.goto(f"{address}?tab=nonsense")
    shown(page, "Verify")


@pytest.fixture
def wire(address):
    port = urlsplit(address).port
    assert port is not None
    connection = Wire(port)
    yield connection
    connection.close()


def test_after_a_dropped_connection_the_visit_goes_on_and_the_page_says_that_the_run_was_ended(chromium, wire):
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{wire.port}/?tab=identify")
    page.wait_for_selector("#identify-gallery >> text=Joe Biden")
    obama = page.locator("#identify-gallery .fs-person[data-person='Barack Obama']")
    obama.locator("summary").click()
    obama.get_by_role("button", name="Remove person").click()
    expect(page.locator("#identify-gallery")).not_to_contain_text("Barack Obama")
    show_tab(page, "#tabs", "Style")
    page.wait_for_selector("#style-run", state="visible")
    page.click("#style-run")
    page.wait_for_selector("#style-stage [role=progressbar]")
    with page.expect_navigation():
        wire.cut()
        expect(page.locator(".toast-body")).to_contain_text("Connection")
        wire.mend()
    shown(page, "Style")
    expect(page.locator("#style-stage .fs-ended")).to_contain_text("the run was ended. Press Restyle")
    show_tab(page, "#tabs", "Identify")
    gallery = page.locator("#identify-gallery")
    expect(gallery).to_contain_text("Joe Biden")
    expect(gallery).not_to_contain_text("Barack Obama")  # once the visit is found again
    context.close()


def test_nothing_is_asked_of_another_server_and_no_player_is_loaded(chromium, address):
    context = chromium.new_context()
    page = context.new_page()
    asked: list[tuple[str, int]] = []
    page.on("response", lambda one: asked.append((one.url, int(one.headers.get("content-length") or 0))))
    page.goto(address)
    page.wait_for_selector("#verify-result .fs-verdict")
    for tab in ("Identify", "Style", "Live", "Film", "Inside the network", "1-D and 3-D", "Train"):
        show_tab(page, "#tabs", tab)
    page.wait_for_selector("#train-run", state="visible")
    assert [url for url, _ in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert [size for url, size in asked if "/assets/hls-" in url and size > 1000] == []
    context.close()
