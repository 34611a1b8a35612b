"""Every result area of the page declares what its results are made from; Verify and Identify decide again at once."""

from __future__ import annotations

import json
import re

import gradio as gr
import pytest

from facestyle.ui.shared import work
from facestyle.ui.shared.session import Session

#: Markup that is no result of inputs: the gallery itself, what is kept, what an action has done, a canvas, and the
#: camera's picture, which follows what is chosen.
NO_RESULTS = {
    "identify-gallery", "identify-strip", "identify-note", "identify-answer-note", "identify-aside",
    "identify-vault", "identify-groups", "identify-live-note", "identify-groups-note", "verify-model-note",
    "verify-calibrate-note", "verify-report-note", "live-stage", "live-problem", "style-estimate", "style-wall",
    "fs-gone",
}  # fmt: skip


@pytest.fixture(scope="module")
def declared(page):
    """What the English page declares, by the elem_id of the result area."""
    events = (event for event in page.fns.values() if not event.page)
    found = (re.search(r"shown\((\{.*\}), values\)", str(event.js)) for event in events)
    return {told["id"]: told for told in (json.loads(one[1]) for one in found if one)}


@pytest.fixture(scope="module")
def handlers(page):
    return {event.api_name: event.fn for event in page.fns.values()}


def test_every_area_that_an_event_paints_says_what_it_is_made_from(page, declared):
    painted = {
        (event.api_name, one.elem_id)
        for event in page.fns.values()
        for one in event.outputs
        if isinstance(one, gr.HTML)
    }
    beside = {one for told in declared.values() for one in told["beside"]}
    assert {area for _, area in painted} - NO_RESULTS - beside == set(declared)
    assert all(told["labels"] and "input" not in told["labels"] for told in declared.values())


def test_what_is_shown_beside_a_result_and_the_button_of_its_own_are_there(page, declared):
    ids = {getattr(block, "elem_id", None) for block in page.blocks.values()}
    for told in declared.values():
        assert {*told["beside"], *([told["again"]] if told["again"] else [])} <= ids
    assert {name for name, told in declared.items() if told["again"]} == {"verify-result", "identify-result"}


def test_a_result_is_made_from_every_input_of_the_event_that_a_visitor_starts(page, declared):
    """What an event takes and its result does not say could change without a word."""
    by_area = {name: set(told["labels"]) for name, told in declared.items()}
    for event in page.fns.values():
        areas = [one.elem_id for one in event.outputs if one.elem_id in declared]
        if (
            event.api_visibility == "public" and areas and event.api_name != "calibrate"
        ):  # which takes its pictures away
            assert {one.label for one in event.inputs[1:] if not isinstance(one, gr.State)} <= by_area[areas[0]], (
                event.api_name
            )


def test_a_decision_is_made_again_from_what_the_visit_holds_without_a_network(handlers, sample_path, monkeypatch):
    visit, photos = Session(), [str(sample_path("obama")), str(sample_path("obama2"))]
    of_plain = ("centre", 0, 0, "facenet-128", "distance")
    skipped = handlers["verify_at_once"](visit, *photos, 1.1, *of_plain)[0]
    assert skipped == gr.skip()  # nothing is held yet
    answer, *_ = handlers["verify"](visit, *photos, 1.1, *of_plain)
    assert answer["same"]
    monkeypatch.setattr(work, "_encode", lambda *_: pytest.fail("a network was asked"))
    strict, card, formula, *_ = handlers["verify_at_once"](visit, *photos, 0.01, *of_plain)
    assert (strict["same"], strict["distance"]) == (False, answer["distance"])
    assert "Different people" in card
    assert r"> \tau = 0.01" in formula
    head, *_ = handlers["verify_at_once"](visit, *photos, 0.5, "largest", 0, 0, "facenet-128", "binary-chi2")
    assert head["similarity"] == "binary-chi2"
    other = handlers["verify_at_once"](visit, *photos, 0.5, "centre", 0, 0, "dlib", "distance")
    assert other[0] == gr.skip()


def test_names_follow_the_gallery_without_a_network(handlers, sample_path, monkeypatch):
    visit, photo = Session(), str(sample_path("obama3"))
    asked = (photo, "", 0.01)
    assert handlers["identify"](visit, *asked)[0]["faces"][0]["name"] == "Barack Obama"
    monkeypatch.setattr(work, "_encode", lambda *_: pytest.fail("a network was asked"))
    handlers["rename"](visit, "Barack Obama", "The president")
    assert handlers["identify_at_once"](visit, *asked)[0]["faces"][0]["name"] == "The president"
    handlers["remove"](visit, "The president")
    assert handlers["identify_at_once"](visit, *asked)[0]["faces"][0]["name"] is None
    handlers["undo"](visit)
    assert handlers["identify_at_once"](visit, *asked)[0]["faces"][0]["name"] == "The president"
    before = visit.revision("gallery")
    handlers["clear"](visit)
    assert visit.revision("gallery") == before + 1
