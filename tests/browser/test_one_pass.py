"""One pass in the browser: a click on a style, a drag of its strength, and Restyle beside it."""

from __future__ import annotations

import pytest

from facestyle.ui.shared import samples

pytestmark = pytest.mark.browser

IMAGE = "#style-stage .fs-stage img"
CHANGED = f"old => {{ const i = document.querySelector('{IMAGE}'); return i && i.src !== old }}"


def test_click_a_style_drag_its_strength_and_restyle(visit):
    page = visit(1280, 800)
    page.get_by_role("tab", name="Style").click()
    page.wait_for_selector(IMAGE)  # nobody has pressed anything
    wall = page.locator("#style-wall .thumbnail-item img")
    page.wait_for_function("document.querySelector('#style-wall img').src.endsWith('image.webp')")
    assert [one.get_attribute("alt") for one in wall.all()] == [title for _, title in samples.styles()]

    before = page.get_attribute(IMAGE, "src")
    wall.nth(2).click()
    page.wait_for_function(CHANGED, arg=before)
    before = page.get_attribute(IMAGE, "src")
    slider = page.locator("#style-instant-strength input[type=range]")
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.wait_for_function(CHANGED, arg=before)  # while the mouse is still down
    page.mouse.up()
    page.wait_for_selector("#style-stage .fs-made:not([data-old])")
    page.wait_for_selector("#style-costs .fs-j >> text=J =")

    page.get_by_role("button", name="More: size").click()
    for name, value in (("size", "64"), ("steps", "4")):
        field = page.locator(f"#style-{name} input[type=number]")
        field.fill(value)
        field.press("Enter")
        field.blur()
    page.wait_for_function("document.querySelector('#style-steps input[type=number]').value === '4'")
    page.click("#style-run")
    page.wait_for_selector("#style-stage .fs-versus", timeout=120_000)
    told = page.inner_text("#style-stage .fs-versus")
    assert told.count("J = ") == 2
    assert "4 steps" in told
    page.wait_for_selector("#style-result img >> nth=1")
    page.wait_for_selector("#style-costs .fs-j", state="detached")
    assert page.locator("#style-result").bounding_box()["y"] < 400  # beside C and S
