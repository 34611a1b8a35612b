"""The steps of the tour, as the page calls them: on the samples, on what can't be used, and after leaving."""

from __future__ import annotations

import inspect
import re

import gradio as gr
import pytest

from facestyle.faces.verification import verify
from facestyle.ui.shared import samples
from facestyle.ui.shared.session import Session
from facestyle.ui.tour import events, words
from facestyle.ui.you import view as you_view


@pytest.fixture(scope="module")
def call(page):
    """Call an event of the page by name, as Gradio does; returns the last values of its outputs, without the visit."""
    handlers = {event.api_name: event.fn for event in page.fns.values()}

    def run(name, visit, *given):
        answer = handlers[name](visit, *given)
        last = list(answer)[-1] if inspect.isgenerator(answer) else answer
        return last[0] if isinstance(last, tuple) and len(last) == 2 else last

    return run


def test_two_photographs_get_the_verdict_of_verify_in_a_sentence(call, sample, sample_path):
    told = call("tour_recognise", Session(), str(sample_path("obama")), str(sample_path("biden")))
    d = verify(sample("obama"), sample("biden")).distance
    assert "Different people" in told
    assert f"d = {d:.2f}</b>, above the threshold" in told
    assert told.count("<img") == 2
    assert "Compared live" in told


def test_it_opens_with_the_verdict_that_the_code_gives_today_and_the_next_one_is_live(call, sample, sample_path):
    visit, photos = Session(), [str(sample_path("obama")), str(sample_path("obama2"))]
    first, second = (call("tour_recognise", visit, *photos) for _ in range(2))
    assert words.SHIPPED in first
    assert "Compared live" in second
    d = verify(sample("obama"), sample("obama2")).distance
    for told in (first, second):
        assert float(re.search(r"<b>d = ([\d.]+)</b>", told)[1]) == pytest.approx(d, abs=0.02)


def test_a_file_named_like_a_sample_is_compared_live(call, sample_path, tmp_path):
    named = tmp_path / "obama2.jpg"
    named.write_bytes(sample_path("biden").read_bytes())
    told = call("tour_recognise", Session(), str(sample_path("obama")), str(named))
    assert "Different people" in told


def test_a_photograph_of_several_people_says_whose_face_counts(call, sample_path):
    told = call("tour_recognise", Session(), samples.identify_photos()[0], str(sample_path("obama2")))
    assert re.search(r"Photo A shows 3 faces; number \d from the left counts", told)


def test_a_photograph_is_painted_in_the_style_that_was_clicked(call, small_path):
    photo = str(small_path("obama"))
    mosaic, waves = (call("tour_paint", Session(), photo, style) for style in ("mosaic", "woodblock-waves"))
    assert "Photo A in the style Mosaic" in mosaic
    assert "Woodblock waves" in waves
    assert mosaic.split("base64,")[1][:4000] != waves.split("base64,")[1][:4000]


def test_a_face_is_painted_in_four_styles_each_with_its_distance(call, sample_path):
    told = call("tour_you", Session(), str(sample_path("obama")), "ink-wash")
    titles = re.findall(r"<figcaption><b>([^<]*)</b>", told)
    assert titles == ["Ink wash", "Swirling strokes", "Pastel", "Op art"]
    distances = [float(one) for one in re.findall(r"<small>d = ([\d.]+),", told)]
    assert distances  # at least one painting has a face
    known = sum(one <= you_view.tau() for one in distances)
    assert f"{known} of 4 paintings are still you" in told


def test_a_face_is_seen_through_four_layers_of_the_encoder_and_a_cat_through_those_of_vgg(call, small_path):
    face, cat = (call("tour_inside", Session(), str(small_path(name))) for name in ("obama", "chelsea"))
    assert re.findall(r"<b>(\w+): ", face) == list(words.LAYERS)
    assert "conv2d_2b" in face
    assert words.ENCODER in face
    assert "relu1_2" in cat
    assert "No face was found in Photo A" in cat
    assert words.OBJECTS in cat


@pytest.mark.parametrize(
    ("step", "given", "told"),
    [
        ("recognise", ("coffee", "obama"), "No face was found in Photo A"),
        ("recognise", ("obama", "damaged"), "Photo B"),
        ("recognise", (None, "obama"), "Photo A"),
        ("paint", ("damaged", "mosaic"), "Photo A"),
        ("paint", (None, "mosaic"), "Photo A"),
        ("paint", ("obama", "cubism"), "no style called 'cubism'"),
        ("you", ("coffee", "mosaic"), "No face was found in Photo A"),
        ("you", ("damaged", "mosaic"), "Photo A"),
        ("inside", ("damaged",), "Photo A"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence_below_the_step(call, small_path, tmp_path, step, given, told):
    (tmp_path / "damaged.jpg").write_bytes(small_path("obama").read_bytes()[:900])
    paths = {name: str(small_path(name)) for name in ("obama", "coffee")} | {"damaged": str(tmp_path / "damaged.jpg")}
    visit = Session()
    with pytest.raises(gr.Error, match=told):
        call(f"tour_{step}", visit, *(paths.get(one, one) for one in given))
    card = call(f"tour_{step}_problem", visit)
    assert re.search(told.replace("'", "&#x27;"), card)


def test_who_leaves_ends_what_is_under_way_and_nothing_of_theirs_is_shown_any_more(call, page, small_path):
    visit, photo = Session(), str(small_path("obama"))
    handlers = {event.api_name: event.fn for event in page.fns.values()}
    steps = handlers["tour_you"](visit, photo, "mosaic")
    next(steps)
    call("tour_recognise", visit, photo, photo)
    assert visit.made["tour-recognise"]
    steps = handlers["tour_you"](visit, photo, "mosaic")
    next(steps)
    *first, _ = call("tour_left", visit)
    assert list(steps) == []
    assert not any(name.startswith("tour-") for name in visit.made)
    shown = next(one for one in page.fns.values() if one.api_name == "tour_left").outputs
    for component, value in zip(shown, first, strict=False):
        assert "Compared live" not in str(value)
        if isinstance(component, gr.Image):
            assert value == component.value["path"]
    assert events.HUNG in first
