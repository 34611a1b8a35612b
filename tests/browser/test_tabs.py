"""Each tab as a visitor meets it: the example runs to its result with one click."""

from __future__ import annotations

import pytest
from PIL import Image
from playwright.sync_api import TimeoutError, expect
from support.faces import TAU
from support.tabs import SHIPPED

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1280, 800), (390, 844)


def open_tab(page, name: str):
    page.get_by_role("tab", name=name).click()
    page.wait_for_selector(f"#{name.lower()}-run", state="visible")


def bottom_of(page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_verify_from_the_example_to_the_verdict(visit, scheme):
    page = visit(*DESKTOP, scheme)
    # It opens finished, before any network is asked; the button runs it live.
    assert page.inner_text("#verify-result .fs-verdict") == "Same person"
    result = page.locator("#verify-result .fs-made:not([data-old])")
    expect(result).to_contain_text(SHIPPED)
    page.click("#verify-run")
    expect(result).not_to_contain_text(SHIPPED)
    assert page.inner_text("#verify-result .fs-verdict") == "Same person"
    assert f"below the threshold τ = {TAU:.2f}" in page.inner_text("#verify-result").replace("\u00a0", " ")
    assert bottom_of(page, "#verify-result .fs-scale") < DESKTOP[1]
    assert page.locator("#verify-formula .katex-display").count() == 1


def test_a_picture_without_a_face_is_named_a_row_of_samples_is_taken_and_its_report_and_a_stricter_rate_is_set(
    visit, sample_path
):
    page = visit()
    page.click("#verify-b button[aria-label='Remove Image']")
    page.set_input_files("#verify-b input[type=file]", str(sample_path("coffee")))
    page.wait_for_selector("#verify-b img")
    page.click("#verify-run")
    page.wait_for_selector("#verify-result .fs-problem")
    assert "No face was found in Photo B" in page.inner_text("#verify-result")
    page.locator("#verify-examples .fs-hung").nth(1).click()
    page.wait_for_selector("#verify-result .fs-verdict")
    assert page.inner_text("#verify-result .fs-verdict") == "Different people"
    with page.expect_download() as download:
        page.click("#verify-report-png")
    assert download.value.suggested_filename.startswith("verification-")
    assert Image.open(download.value.path()).size == (1653, 2338)
    page.get_by_role("button", name="More: threshold").click()
    page.get_by_label("1 in 10,000").check()
    page.wait_for_function("() => Number(document.querySelector('#verify-threshold input[type=number]').value) < 1")


def test_identify_from_the_example_to_names_on_faces_one_more_by_a_click_and_the_others_blurred(visit, tmp_path):
    page = visit()
    open_tab(page, "Identify")
    page.wait_for_selector("#identify-gallery .fs-person")
    page.click("#identify-run")
    page.wait_for_selector("#identify-result .fs-found")
    pins = page.locator("#identify-result .fs-face:visible")
    assert pins.all_text_contents() == ["1Barack Obama", "2Who is this?", "3Joe Biden"]
    assert bottom_of(page, "#identify-result .fs-found") < DESKTOP[1]

    pins.nth(1).click()
    page.keyboard.type("Eileen Collins")  # the line of the face has the focus
    page.keyboard.press("Enter")
    page.wait_for_selector("#identify-gallery >> text=Eileen Collins")
    page.wait_for_selector("#identify-result .fs-found b >> text=Eileen Collins")  # by itself
    page.select_option("#identify-result select", "Joe Biden")
    with page.expect_download() as download:
        page.get_by_role("button", name="Blur the others").click()
    download.value.save_as(tmp_path / "blurred.jpg")
    with Image.open(tmp_path / "blurred.jpg") as picture:
        assert picture.format == "JPEG"
    page.wait_for_selector("#identify-answer-note >> text=2 faces blurred")
    # a new visit starts afresh: nobody's gallery is kept
    again = visit()
    open_tab(again, "Identify")
    again.wait_for_selector("#identify-gallery .fs-person")
    assert again.locator("#identify-gallery >> text=Eileen Collins").count() == 0


def small_and_quick(page):
    page.get_by_role("button", name="More: size").click()
    for name, value, progress in (("size", "96", 1.61), ("steps", "30", 2.9)):
        typed_until_taken(page, name, value, progress)


def typed_until_taken(page, name: str, value: str, progress: float):
    """The track shows what the component holds. What is typed while the accordion still mounts it is lost: again."""
    field = f"#style-{name} input[type=number]"
    taken = f"#style-{name} input[type=range][style*='range_progress: {progress}']"
    for _ in range(10):
        page.fill(field, value)
        page.press(field, "Enter")
        try:
            page.wait_for_selector(taken, timeout=6000)
            return
        except TimeoutError:
            continue
    pytest.fail(f"the slider {name} never took {value}")


def test_style_from_the_example_to_a_picture_that_downloads_and_to_another_style(visit, tmp_path):
    page = visit()
    open_tab(page, "Style")
    assert bottom_of(page, "#style-run") < DESKTOP[1]
    small_and_quick(page)
    page.click("#style-run")
    page.wait_for_selector("#style-stage .fs-stage img")
    page.wait_for_selector("#style-stage .fs-done")
    assert "J went from" in page.inner_text("#style-stage")
    assert page.locator("#style-curves polyline").count() == 8
    page.wait_for_function("document.querySelectorAll('#style-result img').length >= 2")
    page.wait_for_selector("#style-download", state="visible")
    with page.expect_download() as download:
        page.click("#style-download")
    download.value.save_as(tmp_path / "g.png")
    with Image.open(tmp_path / "g.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (96, 64))

    before = page.locator("#style-style img").get_attribute("src")
    page.locator("#style-wall .fs-hung").first.click()
    page.wait_for_function("before => document.querySelector('#style-style img')?.src !== before", arg=before)
    page.get_by_label("bold").check()
    page.wait_for_function("() => document.querySelector('#style-beta input[type=number]').value === '30'")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_nothing_runs_out_of_the_page_sideways(visit, size):
    page = visit(*size)
    for tab in ("Verify", "Identify", "Style"):
        open_tab(page, tab)
        if tab != "Style":
            page.click(f"#{tab.lower()}-run")
            page.wait_for_selector(f"#{tab.lower()}-result {'.fs-verdict' if tab == 'Verify' else '.fs-found'}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], tab


def test_on_a_phone_inputs_come_first_then_the_button_then_the_result(visit):
    page = visit(*PHONE)
    for tab, parts in {
        "Verify": ("#verify-a", "#verify-run", "#verify-result"),
        "Identify": ("#identify-photo", "#identify-run", "#identify-result", "#identify-people"),
        "Style": ("#style-content", "#style-style", "#style-wall", "#style-run", "#style-stage"),
    }.items():
        open_tab(page, tab)
        tops = [page.locator(part).first.bounding_box()["y"] for part in parts]
        assert tops == sorted(tops), tab
