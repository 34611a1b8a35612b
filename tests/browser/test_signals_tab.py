"""The tab '1-D and 3-D': each part works with one button, and a bad file is named."""

from __future__ import annotations

from functools import partial

import nibabel
import numpy as np
import pytest
from playwright.sync_api import TimeoutError, expect
from support.tabs import SHIPPED, show_tab

from facestyle.signals import beats

pytestmark = pytest.mark.browser


def open_part(page, name: str, part: str):
    show_tab(page, "#tabs", "1-D and 3-D")
    page.wait_for_selector("#signals-shapes-run", state="visible")
    show_tab(page, "#signals-tabs", name)
    page.wait_for_selector(f"#signals-{part}-run", state="visible")


def typed_until(page, value: str, answer: str):
    """What is typed while the page still mounts a slider is lost: again."""
    for _ in range(6):
        page.fill("#signals-side input[type=number]", value)
        page.press("#signals-side input[type=number]", "Enter")
        try:
            page.wait_for_selector(answer, timeout=8000)
            return
        except TimeoutError:
            page.fill("#signals-side input[type=number]", "9")
    raise AssertionError(f"{value} never led to {answer}")


def bottom_of(page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    return box["y"] + box["height"]


def test_the_shapes_are_told_live_in_one_two_and_three_dimensions(visit):
    page = visit()
    open_part(page, "Arithmetic", "shapes")
    assert page.locator("#signals-shapes .fs-chain b").all_text_contents() == ["14×1", "10×16", "6×32"]
    for number, shapes in ((2, ["14×14×1", "10×10×16", "6×6×32"]), (3, ["14×14×14×1", "10×10×10×16", "6×6×6×32"])):
        page.click(f"#signals-dimensions label:nth-child({number})")
        page.wait_for_selector(f"#signals-shapes >> text={shapes[1]}")
        assert page.locator("#signals-shapes .fs-chain b").all_text_contents() == shapes
    assert page.locator("#signals-shapes svg animateTransform").count() == 2
    typed_until(page, "4", "#signals-shapes .fs-problem >> text=A filter of 5 does not fit into a signal of 4")
    typed_until(page, "20", "#signals-shapes >> text=16×16×16×16")


def test_a_filter_slides_over_a_heartbeat_and_finds_its_beats_and_over_a_file_or_names_it(visit, tmp_path):
    page = visit()
    open_part(page, "Heartbeat", "ecg")
    page.evaluate(
        """() => { window.seen = new Set(); new MutationObserver(() => {
            const bar = document.querySelector('#signals-ecg-result [role=progressbar]');
            if (bar) window.seen.add(bar.getAttribute('aria-valuenow'));
        }).observe(document.body, {subtree: true, childList: true, attributes: true}); }"""
    )
    page.click("#signals-ecg-run")
    expect(page.locator("#signals-ecg-result")).not_to_contain_text(SHIPPED)
    page.wait_for_selector("#signals-ecg-result .fs-done")
    assert page.evaluate("window.seen.size") > 5  # the output formed before one's eyes
    assert "10 of 10 normal beats" in page.inner_text("#signals-ecg-result")
    assert page.locator("#signals-ecg-result .fs-mark").count() == 10
    assert bottom_of(page, "#signals-ecg-result .fs-done") < 800

    page.get_by_role("button", name="More: your own recording").click()
    page.click("#signals-kind label:nth-child(4)")
    for name, data, answer in (
        ("words.csv", "to be\nor not\nto be\n", ".fs-problem >> text=words.csv holds no column of numbers"),
        ("steps.csv", "mV\n" + "0\n1\n2\n3\n" * 50, ".fs-done >> text=200 samples with 5 taps give 196"),
    ):
        (tmp_path / name).write_text(data)
        page.set_input_files("#signals-files input[type=file]", str(tmp_path / name))
        page.wait_for_selector("#signals-files .file-preview")
        page.click("#signals-ecg-run")
        page.wait_for_selector(f"#signals-ecg-result {answer}")
        page.locator("#signals-files button[aria-label='Clear']").click()
        page.wait_for_selector("#signals-files input[type=file]", state="attached")


def test_filters_are_learned_and_beats_of_other_recordings_told_apart(visit, monkeypatch):
    monkeypatch.setattr(beats, "BeatsOptions", partial(beats.BeatsOptions, recordings=5, held_out=3))
    page = visit()
    open_part(page, "Learned filters", "beats")
    page.click("#signals-beats-run")
    page.wait_for_selector("#signals-beats-result >> text=Simulating recordings")
    page.wait_for_selector("#signals-beats-result .fs-done", timeout=180_000)
    said = page.inner_text("#signals-beats-result .fs-done")
    assert "of recordings it never saw" in said
    assert float(said.split("accuracy ")[1].split("%")[0]) > 90
    assert page.locator("#signals-beats-result .fs-bank figure").count() == 8


def test_a_volume_is_filtered_in_three_planes_and_the_slider_moves_them(visit, tmp_path):
    page = visit()
    open_part(page, "Volume", "volume")
    page.click("#signals-volume-run")
    page.wait_for_selector("#signals-volume-result .fs-planes")
    assert page.locator("#signals-volume-result .fs-planes img").count() == 9
    assert "the 3-D filter answers 0.50, the 2-D filter 0.00" in page.inner_text("#signals-volume-result")
    assert bottom_of(page, "#signals-volume-result .fs-planes") < 800
    first = page.get_attribute("#signals-volume-result .fs-planes img", "src")
    page.fill("#signals-cut input[type=number]", "0.7")
    page.press("#signals-cut input[type=number]", "Enter")
    page.wait_for_function(
        "before => document.querySelector('#signals-volume-result .fs-planes img').src !== before", arg=first
    )
    page.get_by_role("button", name="More: your own volume").click()
    voxels = np.random.default_rng(0).uniform(size=(20, 20, 20)).astype(np.float32)
    voxels[3, 3, 3] = np.nan
    nibabel.save(nibabel.Nifti1Image(voxels, np.eye(4)), tmp_path / "mine.nii.gz")
    page.set_input_files("#signals-nifti input[type=file]", str(tmp_path / "mine.nii.gz"))
    page.wait_for_selector("#signals-nifti >> text=mine")
    page.click("#signals-volume-run")
    page.wait_for_selector("#signals-volume-result >> text=1 of 8,000 values were not finite and count as the lowest")


def test_a_texture_forms_from_noise_on_a_phone_in_the_dark(visit):
    page = visit(390, 844, "dark")
    open_part(page, "Texture", "texture")
    page.click("#signals-texture-run")
    page.wait_for_selector("#signals-texture-result .fs-done")
    assert "J fell from" in page.inner_text("#signals-texture-result")
    assert page.locator("#signals-texture-result polyline.fs-out").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
