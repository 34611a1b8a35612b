"""Chromium, driven by Playwright; tests are skipped where it is missing, and fail under CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

# Chromium's own traffic would be refused on a machine without a network, many times a second.
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
         "--disable-component-update", "--disable-quic"]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run a browser test that fails once more: busy cores stretch its times. The summary lists each such test."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Start Chromium with more flags."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "Chromium is missing: install it (Debian: apt install chromium) to run the browser tests"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=60_000)  # of busy cores
    with sync_playwright() as playwright:
        browsers: list[Browser] = []

        def started(*flags: str) -> Browser:
            browsers.append(playwright.chromium.launch(executable_path=path, args=[*QUIET, *flags]))
            return browsers[-1]

        yield started
        for browser in browsers:
            browser.close()


@pytest.fixture(scope="session")
def chromium(launch) -> Browser:
    return launch()


@pytest.fixture
def visit(chromium, address):
    """Open the page at a width and in a colour scheme; a script error or a foreign request fails the test."""
    contexts, faults = [], []

    def open_page(width: int = 1280, height: int = 800, scheme: str = "light") -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: _note_foreign(request.url, faults))
        page.goto(f"{address}?__theme={scheme}")
        page.wait_for_selector("#verify-run")
        return page

    def _note_foreign(url: str, into: list[str]) -> None:
        if not url.startswith((address, "data:", "blob:")):
            into.append(url)

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
