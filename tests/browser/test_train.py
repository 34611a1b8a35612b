"""The tab Train as a visitor meets it, and what was trained in Verify."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from support.tabs import show_tab

from facestyle.ui.train import events as train_events

pytestmark = pytest.mark.browser

STATES = """() => { window.seen = new Set(); new MutationObserver(() => {
    const bar = document.querySelector('#train-result [role=progressbar]');
    if (bar) window.seen.add(bar.getAttribute('aria-valuenow'));
}).observe(document.body, {subtree: true, childList: true, attributes: true}); }"""


def open_train(page):
    show_tab(page, "#tabs", "Train")
    page.wait_for_selector("#train-run", state="visible")


def test_the_example_is_learned_live_and_used_in_verify(visit, monkeypatch):
    monkeypatch.setattr(train_events, "SECONDS_A_PICTURE", 0.02)
    page = visit(1280, 800)
    open_train(page)
    expect(page.locator("#train-result")).to_contain_text("Made earlier, from the example shown.")
    assert page.locator("#train-result .fs-triplet img").count() == 9
    assert page.locator("#train-formula .katex-display").count() == 2
    for button in ("#train-use", "#train-model"):
        assert not page.is_visible(button)  # there is no model yet
    page.evaluate(STATES)
    page.click("#train-run")
    page.wait_for_selector("#train-result .fs-progress + p + h4 + .fs-triplets img >> nth=2")
    assert page.locator("#train-result .fs-triplet").first.inner_text().startswith("anchor A")
    assert "d(A, N) =" in page.inner_text("#train-result .fs-triplet >> nth=0")
    assert page.locator("#train-result .fs-curves svg").count() == 2
    page.wait_for_selector("#train-result .fs-done")
    assert page.evaluate("window.seen.size") > 10  # before one's eyes
    assert "says nothing about others" in page.inner_text("#train-result")
    table = page.locator("#train-result td").all_inner_texts()
    plain, trained = (float(one.split("\u00a0")[0]) for one in (table[2], table[5]))
    assert plain < trained
    box = page.locator("#train-result .fs-table").bounding_box()
    assert box["y"] + box["height"] < 800
    assert page.locator("#train-formula .katex-display").count() == 2
    with page.expect_download() as fetched:
        page.click("#train-model")
    assert fetched.value.suggested_filename == "siamese-triplet.safetensors"
    page.click("#train-use")
    page.wait_for_selector("#verify-run", state="visible")
    page.get_by_role("button", name="More: threshold").click()
    expect(page.get_by_label("trained in this visit")).to_be_checked()
    page.click("#verify-run")
    page.wait_for_selector("#verify-result .fs-same >> text=as the trained model sees them")
    page.get_by_label("head on χ²").check()
    expect(page.locator("#verify-threshold input[type=number]")).to_have_value("0.5")
    page.click("#verify-run")
    page.wait_for_selector("#verify-result .fs-same >> text=Probability of one person")


def test_a_head_is_learned_from_pairs_and_cancelled_on_a_phone_in_the_dark(visit, monkeypatch):
    monkeypatch.setattr(
        train_events, "SECONDS_A_PICTURE", 0.15
    )  # the map is soon learned, and the head leaves time to press Cancel
    page = visit(390, 844, "dark")
    open_train(page)
    page.get_by_label("yes or no, by |f").check()
    page.wait_for_selector("#train-formula >> text=σ")
    page.click("#train-run")
    page.wait_for_selector("#train-result .fs-couple img")
    page.click("#train-cancel")
    page.wait_for_selector("#train-result .fs-done >> text=cancelled after", timeout=10_000)
    assert page.is_visible("#train-use")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_is_missing_is_said_where_the_result_would_be(visit):
    page = visit()
    open_train(page)
    page.get_by_label("my ZIP").check()
    expect(page.locator("#train-result .fs-old")).to_contain_text("“Pictures” changed. Press Train.")
    for label, says in (("my ZIP", "No ZIP was given"), ("my gallery", "enrol a second one")):
        page.get_by_label(label).check()
        page.click("#train-run")
        page.wait_for_selector(f"#train-result .fs-problem >> text={says}")
