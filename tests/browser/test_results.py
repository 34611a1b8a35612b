"""A result belongs to what is shown: each result area after each kind of change."""

from __future__ import annotations

import re
import threading

import pytest
from playwright.sync_api import expect
from support.tabs import show_tab

from facestyle.engine import local
from facestyle.ui.inside import events as inside_events
from facestyle.ui.shared import samples, work
from facestyle.ui.signals import events as signals_events
from facestyle.ui.train import events as train_events

pytestmark = pytest.mark.browser

#: Notes each moment at which a verdict in full colour stands beside pictures that it was not made from.
WATCH = """() => { window.wrong = []; window.watching = true; const look = () => {
    const made = document.querySelector('#verify-result .fs-made');
    if (made && made.querySelector('.fs-verdict')) {
        const of = JSON.parse(made.dataset.made).of;
        ['verify-a', 'verify-b'].forEach((id, i) => {
            const image = document.querySelector(`#${id} img`);
            const other = !image || !decodeURIComponent(image.src).endsWith(of[i]);
            if (other && made.dataset.old !== 'now') window.wrong.push([id, image ? image.src : null, of[i]]);
        });
    }
    if (window.watching) requestAnimationFrame(look);
}; requestAnimationFrame(look); }"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Quick enough for a test, on the real networks."""
    from facestyle.inside.visualise import VisualiseOptions, visualise

    few, few_styles = VisualiseOptions(steps=4), samples.styles()[:6]
    monkeypatch.setattr(samples, "styles", lambda: few_styles)
    monkeypatch.setattr(local, "visualise", lambda *which: visualise(*which, few))
    monkeypatch.setattr(inside_events, "FIRST_LAYER", "relu1_2")
    monkeypatch.setattr(train_events, "SECONDS_A_PICTURE", 0.0)
    monkeypatch.setattr(signals_events, "SECONDS_A_PICTURE", 0.0)


def old(page, area: str, sentence: str):
    """The result is dimmed and says what has changed."""
    expect(page.locator(f"#{area} .fs-old")).to_contain_text(sentence)
    expect(page.locator(f"#{area} .fs-made")).to_have_attribute("data-old", "now")
    dimmed = f"Number(getComputedStyle(document.querySelector('#{area} .fs-made > :not(.fs-old)')).opacity) < 0.5"
    page.wait_for_function(dimmed)


def current(page, area: str):
    expect(page.locator(f"#{area} .fs-made:not([data-old])")).to_be_visible()
    expect(page.locator(f"#{area} .fs-old")).to_be_hidden()


def verdict(page, word: str):
    expect(page.locator("#verify-result .fs-made:not([data-old]) .fs-verdict")).to_have_text(word)


def replace(page, photo: str, path):
    page.click(f"#{photo} button[aria-label='Remove Image']")
    page.set_input_files(f"#{photo} input[type=file]", str(path))
    page.wait_for_selector(f"#{photo} img")


def type_into(page, field: str, value: str):
    """Type a number until it is taken: what is typed while an accordion still mounts is lost."""
    number = f"{field} input[type=number]"
    page.wait_for_selector(number)
    for _ in range(10):
        page.fill(number, value)
        page.press(number, "Enter")
        page.wait_for_timeout(200)
        if page.input_value(number) == value:
            return
    pytest.fail(f"{field} never took {value}")


def test_no_verdict_stands_beside_pictures_or_a_threshold_that_it_was_not_made_from(visit, sample_path, monkeypatch):
    page = visit()
    page.evaluate(WATCH)
    page.click("#verify-run")
    verdict(page, "Same person")

    page.click("#verify-b button[aria-label='Remove Image']")
    old(page, "verify-result", "“Photo B” changed. Press Compare.")
    expect(page.locator("#verify-formula")).to_have_attribute("data-old", "")
    page.set_input_files("#verify-b input[type=file]", str(sample_path("biden")))
    verdict(page, "Different people")  # by itself
    expect(page.locator("#verify-formula:not([data-old])")).to_contain_text(">")
    page.locator("#verify-examples .fs-hung").first.click()
    verdict(page, "Same person")

    page.get_by_role("button", name="More: threshold").click()
    asked = []
    encoded = work._encode
    monkeypatch.setattr(work, "_encode", lambda *what: asked.append(what) or encoded(*what))
    type_into(page, "#verify-threshold", "0.05")
    verdict(page, "Different people")
    page.get_by_label("1 in 1000").check()
    verdict(page, "Same person")
    page.get_by_label("head on χ²").check()
    expect(page.locator("#verify-result .fs-made:not([data-old])")).to_contain_text("by a binary head")
    page.get_by_label("distance d").check()
    expect(page.locator("#verify-result .fs-made:not([data-old])")).to_contain_text("below the threshold")
    page.get_by_label("largest").check()
    current(page, "verify-result")
    assert asked == []  # decided again from what the visit holds
    page.get_by_label("vggface2").check()
    old(page, "verify-result", "Press Compare.")  # it would have to be downloaded

    page.get_by_label("facenet-128").check()
    current(page, "verify-result")
    replace(page, "verify-a", sample_path("coffee"))
    expect(page.locator("#verify-result .fs-problem")).to_contain_text("No face was found in Photo A")
    expect(page.locator("#verify-formula")).to_have_attribute("data-old", "")
    assert page.locator(".toast-body").count() == 0
    replace(page, "verify-a", sample_path("obama"))
    verdict(page, "Same person")
    page.evaluate("window.watching = false")
    assert page.evaluate("window.wrong") == []


def test_a_slow_run_that_ends_after_a_change_is_old_when_it_is_painted(visit, sample_path, monkeypatch, tmp_path):
    page, going_on, encoded = visit(), threading.Event(), work._encode
    (tmp_path / "new.jpg").write_bytes(sample_path("obama3").read_bytes() + b"\0")  # not encoded before

    def slowly(*what):
        going_on.wait(30)
        return encoded(*what)

    monkeypatch.setattr(work, "_encode", slowly)
    replace(page, "verify-b", tmp_path / "new.jpg")
    page.evaluate(WATCH)
    page.click("#verify-run")
    page.wait_for_selector("#verify-result .eta-bar, #verify-result .progress-text", state="attached")
    replace(page, "verify-b", sample_path("biden"))
    going_on.set()
    verdict(page, "Different people")
    page.evaluate("window.watching = false")
    assert page.evaluate("window.wrong") == []


def test_names_follow_the_gallery_the_photograph_and_the_threshold(visit, sample_path):
    page = visit()
    page.get_by_role("tab", name="Identify").click()
    page.wait_for_selector("#identify-gallery .fs-person")
    page.click("#identify-run")
    names = page.locator("#identify-result .fs-made:not([data-old]) .fs-face")
    unknown = "2Who is this?"
    expect(names).to_have_text(["1Barack Obama", unknown, "3Joe Biden"])
    undo = page.get_by_role("button", name="Undo")
    assert undo.is_disabled()
    first = page.locator("#identify-gallery .fs-person[data-person='Barack Obama']")
    first.locator("summary").click()
    first.get_by_role("button", name="Remove person").click()
    expect(names).to_have_text(["1Who is this?", unknown, "3Joe Biden"])
    undo.click()
    expect(names).to_have_text(["1Barack Obama", unknown, "3Joe Biden"])
    first.locator("summary").click()
    first.get_by_label("New name").fill("The president")
    first.get_by_role("button", name="Rename").click()
    expect(page.locator("#identify-result .fs-made:not([data-old])")).to_contain_text("The president")
    page.set_input_files("#identify-files input[type=file]", str(sample_path("astronaut")))
    page.wait_for_selector("#identify-files .file-preview")
    page.click("#identify-enrol")
    expect(page.locator("#identify-result .fs-made:not([data-old]) .fs-found b")).to_have_count(3)
    page.get_by_role("button", name="More: how strict").click()
    page.fill("#identify-threshold input, #identify-threshold textarea", "0.00001")
    expect(page.locator("#identify-result .fs-made:not([data-old]) .fs-found b")).to_have_count(0)
    page.fill("#identify-threshold input, #identify-threshold textarea", "")
    replace(page, "identify-photo", sample_path("biden"))
    expect(names).to_have_text([re.compile("Joe Biden|The president")])
    page.get_by_role("button", name="Clear all").click()
    page.locator("dialog").get_by_role("button", name="Clear all").click()
    expect(page.locator("#identify-result .fs-made")).to_contain_text("gallery is empty")


def test_a_restyling_is_old_after_a_weight_and_gives_way_to_another_style(visit):
    page = visit()
    page.get_by_role("tab", name="Style").click()
    page.wait_for_selector("#style-run", state="visible")
    page.get_by_role("button", name="More: size").click()
    type_into(page, "#style-size", "64")
    type_into(page, "#style-steps", "3")
    page.click("#style-run")
    page.wait_for_selector("#style-stage .fs-done", timeout=120_000)
    current(page, "style-stage")
    page.get_by_label("bold").check()
    old(page, "style-stage", "“Style weight β” changed. Press Restyle.")
    expect(page.locator("#style-result")).to_have_attribute("data-old", "")
    page.get_by_label("balanced").check()
    current(page, "style-stage")  # as it was
    assert page.locator("#style-result").get_attribute("data-old") is None
    page.locator("#style-wall .fs-hung").first.click()  # painted anew, in one pass
    expect(page.locator("#style-stage")).to_contain_text("One pass of a network")
    current(page, "style-stage")
    expect(page.locator("#style-result")).to_be_hidden()
    page.click("#style-content button[aria-label='Remove Image']")
    page.click("#style-run")
    page.wait_for_selector("#style-stage .fs-problem")


def test_units_and_layers_are_old_after_another_choice(visit):
    page = visit()
    show_tab(page, "#tabs", "Inside the network")
    page.wait_for_selector("#inside-run", state="visible")
    page.get_by_role("button", name="More: your own pictures").click()
    page.fill("#inside-number input", "5")
    page.click("#inside-run")
    page.wait_for_selector("#inside-wall .fs-hung >> nth=8", timeout=120_000)
    page.click("#inside-go")
    page.wait_for_selector("#inside-unit .fs-unit-done", timeout=120_000)
    page.get_by_label("my pictures").check()
    old(page, "inside-stage", "“Pictures” changed. Press Look inside.")
    old(page, "inside-unit", "“Pictures” changed. Press Show this unit.")
    expect(page.locator("#inside-wall")).to_have_attribute("data-old", "")
    page.get_by_label("our pictures").check()
    current(page, "inside-stage")
    page.fill("#inside-number input", "6")
    old(page, "inside-unit", "“Unit” changed")


def test_signals_are_old_after_another_choice(visit):
    page = visit()
    show_tab(page, "#tabs", "1-D and 3-D")
    page.wait_for_selector("#signals-shapes-run", state="visible")
    page.click("#signals-dimensions label:nth-child(2)")
    page.wait_for_selector("#signals-shapes >> text=10×10×16")
    current(page, "signals-shapes")
    show_tab(page, "#signals-tabs", "Heartbeat")
    page.click("#signals-ecg-run")
    page.wait_for_selector("#signals-ecg-result .fs-done", timeout=120_000)
    page.click("#signals-kind label:nth-child(2)")
    old(page, "signals-ecg-result", "changed. Press")
    show_tab(page, "#signals-tabs", "Volume")
    page.click("#signals-volume-run")
    page.wait_for_selector("#signals-volume-result .fs-planes")
    type_into(page, "#signals-cut", "0.7")
    current(page, "signals-volume-result")  # other planes of the same volume
    page.click("#signals-volume-kind label:nth-child(2)")
    old(page, "signals-volume-result", "changed. Press")
    type_into(page, "#signals-cut", "0.3")
    old(page, "signals-volume-result", "changed. Press")
    show_tab(page, "#signals-tabs", "Texture")
    page.click("#signals-texture-run")
    page.wait_for_selector("#signals-texture-result [role=progressbar]")
    page.fill("#signals-texture-ectopic input[type=number]", "0.2")
    page.press("#signals-texture-ectopic input[type=number]", "Enter")
    page.wait_for_selector("#signals-texture-result .fs-made[data-old]")
    page.click("#signals-texture-cancel")
    old(page, "signals-texture-result", "changed")


def test_a_training_is_old_after_another_choice_and_a_new_model_reaches_the_verdict(visit):
    page = visit()
    page.click("#verify-run")
    verdict(page, "Same person")
    show_tab(page, "#tabs", "Train")
    page.wait_for_selector("#train-run", state="visible")
    page.get_by_role("button", name="More").last.click()
    type_into(page, "#train-steps", "6")
    page.click("#train-run")
    page.wait_for_selector("#train-result .fs-done", timeout=120_000)
    page.click("#train-use")
    expect(page.locator("#verify-result .fs-made:not([data-old])")).to_contain_text("as the trained model sees them")
    show_tab(page, "#tabs", "Train")
    type_into(page, "#train-margin", "0.5")
    old(page, "train-result", "“Margin α of triplets” changed. Press Train.")
    expect(page.locator("#train-model")).to_have_attribute("data-old", "")
