"""A visit to the gallery and to what d means, from files to answers and back."""

from __future__ import annotations

import pytest
from PIL import Image
from support.faces import TAU

pytestmark = [pytest.mark.browser, pytest.mark.shared]


@pytest.fixture(scope="module")
def lfw(shared):
    """Eight people with at least four pictures each."""
    people = [folder for folder in sorted((shared / "lfw" / "images").iterdir()) if len(list(folder.iterdir())) >= 4]
    return [sorted(folder.iterdir()) for folder in people[:40:5]]


def open_identify(page):
    page.get_by_role("tab", name="Identify").click()
    page.wait_for_selector("#identify-gallery .fs-person")


def names(page) -> list[str]:
    return page.locator("#identify-gallery .fs-person b").all_text_contents()


def test_calibrating_on_a_small_folder_changes_what_d_means(visit, lfw):
    page = visit()
    page.click("#verify-run")
    page.wait_for_selector("#verify-result .fs-scale .fs-hill-same")
    assert "Probability of one person: more than 99 %" in page.inner_text("#verify-result")
    page.click("#verify-meaning button.label-wrap")
    page.set_input_files(
        "#verify-calibrate-files input[type=file]", [str(path) for paths in lfw[:4] for path in paths[:4]]
    )
    page.wait_for_selector("#verify-calibrate-files .file-preview")
    page.click("#verify-calibrate")
    page.wait_for_selector("#verify-calibrate-note >> text=Learned from 16 pictures of 4 people")
    assert "24 pairs of one person, 96 of two" in page.inner_text("#verify-curves")
    page.click("#verify-run")
    own_tau = f"τ = {TAU:.2f}"
    page.wait_for_function("tau => !document.querySelector('#verify-result').innerText.includes(tau)", arg=own_tau)
    assert page.inner_text("#verify-result .fs-verdict") == "Same person"


def test_six_are_enrolled_a_group_is_named_and_the_gallery_goes_out_and_comes_back(visit, lfw, tmp_path):
    page = visit()
    open_identify(page)
    page.set_input_files("#identify-files input[type=file]", [str(paths[0]) for paths in lfw[:6]])
    page.wait_for_selector("#identify-files .file-preview")
    page.click("#identify-enrol")
    page.wait_for_selector("#identify-note >> text=6 of 6 pictures enrolled")
    enrolled = names(page)
    assert len(enrolled) == 8

    group = Image.new("RGB", (1000, 500))
    for number, paths in enumerate(lfw):
        group.paste(Image.open(paths[1]), (number % 4 * 250, number // 4 * 250))
    group.save(tmp_path / "group.png")
    page.click("#identify-photo button[aria-label='Remove Image']")
    page.set_input_files("#identify-photo input[type=file]", str(tmp_path / "group.png"))
    page.wait_for_selector("#identify-photo img")
    page.click("#identify-run")
    page.wait_for_selector("#identify-result .fs-made:not([data-old]) .fs-face[data-face='8']")
    found = page.locator("#identify-result .fs-found b").all_text_contents()
    assert set(found) == set(enrolled[2:])
    assert "for 8 people and 1.0% of strangers named" in page.inner_text("#identify-result")

    menu(page, enrolled[4]).get_by_role("button", name="Remove person").click()
    page.wait_for_selector(card(enrolled[4]), state="detached")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector(card(enrolled[4]))
    assert sorted(names(page)) == sorted(enrolled)

    renaming = menu(page, enrolled[2])
    renaming.get_by_label("New name").fill("The swimmer")
    page.keyboard.press("Enter")
    page.wait_for_selector(card("The swimmer"))
    merging = menu(page, enrolled[3])
    merging.get_by_label("Is the same as").fill("The swimmer")
    merging.get_by_role("button", name="Merge").click()
    page.wait_for_selector("#identify-gallery >> text=2 pictures")
    assert len(names(page)) == 7
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector(card(enrolled[3]))
    menu(page, "The swimmer").get_by_label("Is the same as").fill("Nobody")
    page.keyboard.press("Enter")
    page.wait_for_selector("#identify-note .fs-problem >> text=Nobody named Nobody")
    assert page.locator(".toast-body").count() == 0  # told once

    page.click("#identify-files-accordion button.label-wrap")
    page.click("#identify-export")
    page.wait_for_selector("#identify-exported a[download]")
    with page.expect_download() as download:
        page.click("#identify-exported a[download]")
    download.value.save_as(tmp_path / "people.facestyle")
    page.get_by_role("button", name="Clear all").click()
    page.locator("dialog").get_by_role("button", name="Keep them").click()
    page.get_by_role("button", name="Clear all").click()
    page.locator("dialog").get_by_role("button", name="Clear all").click()
    page.wait_for_selector("#identify-gallery >> text=Nobody yet")
    page.set_input_files("#identify-import input[type=file]", str(tmp_path / "people.facestyle"))
    page.wait_for_selector("#identify-gallery >> text=The swimmer")
    assert len(names(page)) == 8


def card(name: str) -> str:
    return f'#identify-gallery .fs-person[data-person="{name}"]'


def menu(page, name: str):
    """Open the menu of a person, by the keyboard."""
    page.locator(f"{card(name)} summary").focus()
    page.keyboard.press("Enter")
    return page.locator(card(name))


def test_a_gallery_is_kept_in_the_browser_where_it_is_asked_for_and_a_changed_one_is_warned_about(visit):
    page = visit()
    open_identify(page)
    page.wait_for_selector("#identify-strip >> text=2 people")
    renaming = menu(page, "Joe Biden")
    renaming.get_by_label("New name").fill("The swimmer")
    page.keyboard.press("Enter")
    page.wait_for_selector("#identify-gallery [data-unsaved]")
    # Whether the browser asks. Only before a reload and at the end: Gradio takes the event for an end of the visit.
    leave = "() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"

    page.click("#identify-files-accordion button.label-wrap")
    page.get_by_label("Keep my gallery in this browser").check()
    page.wait_for_selector("#identify-gallery:not(:has([data-unsaved]))")
    page.wait_for_function("localStorage.getItem('facestyle-gallery')?.length > 1000")
    assert not page.evaluate(leave)
    page.reload()
    open_identify(page)
    page.wait_for_selector("#identify-note >> text=Welcome back")
    assert names(page) == ["Barack Obama", "The swimmer"]
    page.click("#identify-files-accordion button.label-wrap")
    page.click("#identify-forget")
    page.wait_for_function("localStorage.getItem('facestyle-gallery') === null")
    page.wait_for_selector("#identify-gallery [data-unsaved]")
    assert page.evaluate(leave)
