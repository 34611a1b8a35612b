"""Two apps behind nginx: visitors stay with theirs, one app is drained, one is killed."""

from __future__ import annotations

import asyncio
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from benchmarks import front_ends
from facestyle.ui.shared import words

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is missing: apt-get install nginx")


def test_nobody_but_visitors_of_a_killed_app_notice_and_these_go_on(tmp_path):
    with front_ends.opened(tmp_path) as house:
        report = asyncio.run(front_ends.tried(house, visitors=8, seconds=6))
    assert [row for row in report.rows if not row[2]] == []


@pytest.mark.browser
def test_an_open_page_finds_the_other_app_and_says_that_the_visit_is_gone(tmp_path):
    with front_ends.opened(tmp_path) as house, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(house.address)
        expect(page.locator("#fs-header")).to_be_visible(timeout=60_000)
        expect(page.locator("#verify-result .fs-verdict")).to_be_visible(timeout=60_000)
        expect(page.get_by_text(words.GONE)).to_be_hidden()
        [first] = [one["value"] for one in page.context.cookies() if one["name"] == "facestyle_app"]
        house.apps[first].kill()
        page.get_by_role("button", name="Compare").first.click()
        expect(page.get_by_text(words.GONE)).to_be_visible(timeout=60_000)
        [second] = [one["value"] for one in page.context.cookies() if one["name"] == "facestyle_app"]
        assert second != first
        browser.close()
