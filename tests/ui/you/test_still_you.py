"""You as a painting: four portraits with their d's, one after the other, for the page and for programs."""

from __future__ import annotations

import itertools

import gradio as gr
import numpy as np
import pytest
from PIL import Image
from support.places import STYLES

from facestyle import images
from facestyle.faces.detection import detect
from facestyle.style import portraits
from facestyle.style.costs.identity import faces_after
from facestyle.ui.shared import opening
from facestyle.ui.shared.session import Session
from facestyle.ui.you import events, view

QUICK = {"steps": 1, "styles": ["mosaic", "swirling-strokes"]}


@pytest.fixture(scope="module")
def call(page):
    """Call an event of the page by name, as Gradio does; yields the values of its outputs."""
    handlers = {event.api_name: event.fn for event in page.fns.values()}
    return lambda name, visit, **asked: handlers[name](visit, **asked)


def test_two_portraits_come_one_by_one_first_in_one_pass_then_refined(call, sample_path):
    answers = list(call("still_you", Session(), photo=str(sample_path("astronaut")), **QUICK))
    told = [answer[0]["portraits"] for answer in answers]
    assert [len(one) for one in told[:3]] == [0, 1, 2]
    assert [one["steps"] for one in told[2]] == [0, 0]
    assert [one["steps"] for one in told[-1]] == [1, 1]
    data, area, sheet, _ = answers[-1]
    assert data["threshold"] == view.tau()
    assert area.count("<figure") == 3
    with Image.open(sheet.value["path"]) as picture:
        assert picture.format == "PNG"
        assert picture.width > 1000
    for one in told[-1]:
        assert one["same"] == (one["found"] and one["distance"] <= view.tau())
        if one["found"]:
            assert f"d = {one['distance']:.2f}, same person below {view.tau():.2f}" in area


def test_a_cancel_keeps_what_one_pass_has_painted(call, sample_path):
    visit = Session()
    steps = call("still_you", visit, photo=str(sample_path("astronaut")), **QUICK | {"steps": 300})
    seen = list(itertools.islice(steps, 4))
    assert "fs-running" in seen[-1][1]
    call("cancel_still_you", visit)
    *_, last = steps
    assert [one["steps"] for one in last[0]["portraits"]] == [0, 0]
    assert "Stopped." in last[1]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"photo": None}, "No photograph was given; take or choose one"),
        ({"photo": "coffee"}, "No face was found in Your photograph"),
        (
            {"styles": ["mosaic"] * 2 + ["pastel", "marbling", "op-art", "ink-wash"]},
            "5 styles were chosen; choose 4 at most",
        ),
        ({"styles": ["cubism"]}, "no style called 'cubism'"),
        ({"likeness": "twin"}, "likeness is"),
        ({"steps": 0}, "steps is 0"),
        ({"steps": float("nan")}, "steps is nan"),
    ],
)
def test_what_cannot_be_painted_is_refused_in_words(call, sample_path, given, told):
    asked = {"photo": "astronaut", **QUICK, **given}
    asked["photo"] = asked["photo"] and str(sample_path(asked["photo"]))
    with pytest.raises(gr.Error, match=told):
        list(call("still_you", Session(), **asked))


def test_the_panel_opens_on_four_portraits_that_are_what_the_code_says_of_them_today(page, sample):
    area = next(one for one in page.blocks.values() if getattr(one, "elem_id", "") == "you-portraits")
    told = opening.kept("you")
    assert area.value.count("<figure") == 5
    assert area.value.count("Still you") == 4
    assert [one["style"] for one in told["portraits"]] == list(events.USUAL)
    frame = portraits.framed(sample(told["photo"]))
    for one in told["portraits"]:
        assert (STYLES / f"{one['style']}.jpg").is_file()
        with Image.open(opening.FOLDER / f"you-{one['style']}.webp") as painted:
            g = np.asarray(painted.convert("RGB"))
        [face] = faces_after(frame, detect(frame), g)
        assert face.same
        assert face.distance == pytest.approx(one["face"]["distance"], abs=0.15)
    with Image.open(opening.FOLDER / "you.webp") as original:
        assert original.size == (frame.width, frame.height)
    assert images.load(opening.FOLDER / "you.webp").width == frame.width
