"""The tab Inside the network as a visitor meets it."""

from __future__ import annotations

import pytest
from support.tabs import show_tab

from facestyle.engine import local
from facestyle.ui.inside import events as inside_events
from facestyle.ui.shared import samples

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1280, 800), (390, 844)


@pytest.fixture(autouse=True)
def _few_steps(monkeypatch):
    """Quick enough for a test, on the real networks: six styles beside the sample pictures, and few steps."""
    from facestyle.inside.visualise import VisualiseOptions, visualise
    from facestyle.style.transfer import StyleOptions

    few = samples.for_units()[:6] + samples.everything()
    monkeypatch.setattr(samples, "for_units", lambda faces=False: samples.everything() if faces else few)
    steps = VisualiseOptions(steps=12)
    monkeypatch.setattr(local, "visualise", lambda *which: visualise(*which, steps))
    monkeypatch.setattr(inside_events, "QUICK", StyleOptions(size=96, steps=4, init="content"))


def open_inside(page):
    show_tab(page, "#tabs", "Inside the network")
    page.wait_for_selector("#inside-run", state="visible")


def test_from_the_example_to_a_units_page_with_two_clicks(visit):
    page = visit(*DESKTOP)
    open_inside(page)
    assert page.locator("#inside-wall .fs-hung").count() == 9  # what is shipped
    page.click("#inside-run")
    page.wait_for_selector("#inside-stage >> text=92 x 92 pixels")
    said = page.inner_text("#inside-stage")
    assert "relu4_3" in said and "92 x 92 pixels" in said and "512 units" in said  # noqa: PT018
    page.locator("#inside-wall .fs-hung").nth(1).click()
    page.wait_for_selector("#inside-unit .fs-unit-done")
    assert page.locator("#inside-unit .fs-nine img").count() == 9
    values = [float(one) for one in page.locator("#inside-unit .fs-nine figcaption").all_inner_texts()]
    assert values == sorted(values, reverse=True)
    assert values[-1] > 0
    told = page.inner_text("#inside-unit")
    assert "It fires with" in told
    assert "Where it fires" in told
    caption = page.locator("#inside-wall .fs-hung span").nth(1).inner_text()
    assert caption.removeprefix("unit ") in page.inner_text("#inside-unit h3")


def test_another_layer_is_there_at_once_and_the_face_encoder_has_its_own(visit):
    page = visit(*DESKTOP)
    open_inside(page)
    page.get_by_label("relu2_2").check()
    page.wait_for_selector("#inside-stage >> text=14 x 14 pixels")
    page.get_by_label("the face encoder").check()
    page.wait_for_selector("#inside-layer >> text=conv2d_4b")
    page.get_by_label("conv2d_4b").check()
    page.wait_for_selector("#inside-stage >> text=31 x 31 pixels")
    assert "No face was found" in page.inner_text("#inside-stage")


def test_fewer_than_nine_pictures_one_that_is_none_and_a_unit_that_is_not_there_are_said(visit, sample_path, tmp_path):
    page = visit(*DESKTOP)
    open_inside(page)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"not a picture")
    page.get_by_label("my pictures").check()
    page.click("#inside-run")
    page.wait_for_selector("#inside-stage .fs-problem")
    assert "There are no pictures of yours yet" in page.inner_text("#inside-stage")
    page.get_by_role("button", name="More: your own pictures").click()
    given = [str(sample_path("china")), str(sample_path("coffee")), str(broken)]
    page.set_input_files("#inside-files input[type=file]", given)
    page.wait_for_selector("#inside-files .file-preview")
    page.click("#inside-run")
    page.wait_for_selector("#inside-stage >> text=at most 2 patches")
    assert "1 picture could not be used: broken" in page.inner_text("#inside-stage")
    page.fill("#inside-number input", "999")
    page.click("#inside-go")
    page.wait_for_selector("#inside-unit .fs-problem")
    assert "from 0 to 511" in page.inner_text("#inside-unit")


def test_what_the_costs_compare_in_the_dark(visit):
    page = visit(*DESKTOP, "dark")
    open_inside(page)
    page.get_by_role("tab", name="What the costs compare").click()
    page.click("#compare-run")
    page.wait_for_selector("#compare-result tbody tr")
    assert page.locator("#compare-result tbody tr").count() == 5
    assert page.locator("#compare-result tbody img").count() == 20
    assert "the same" in page.inner_text("#compare-result")


def test_nothing_is_wider_than_a_phone(visit):
    page = visit(*PHONE)
    open_inside(page)
    page.click("#inside-run")
    page.wait_for_selector("#inside-wall .fs-hung >> nth=8")
    page.locator("#inside-wall .fs-hung").first.click()
    page.wait_for_selector("#inside-unit .fs-unit-done")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
