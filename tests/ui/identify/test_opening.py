"""Identify opens with names on the example in place, as a run gives them today."""

from __future__ import annotations

import json
from html import unescape

import gradio as gr
import pytest

from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.ui.gallery.opening import sample_gallery
from facestyle.ui.identify import opening
from facestyle.ui.identify.events import identify
from facestyle.ui.identify.view import card
from facestyle.ui.shared import samples
from facestyle.ui.shared.session import Session


def test_the_shipped_names_are_those_of_a_run(page):
    [photograph, *_] = samples.identify_photos()
    shipped, today = opening.answer(photograph), identify(Session(), photograph, "", 0.01)[0]
    assert shipped is not None
    assert [one.name for one in shipped.found] == [face["name"] for face in today["faces"]]
    assert [one.distance for one in shipped.found] == pytest.approx([f["distance"] for f in today["faces"]], abs=0.02)
    assert shipped.tau == today["threshold"]
    area = next(one.value for one in page.blocks.values() if getattr(one, "elem_id", "") == "identify-result")
    assert card(shipped, DEFAULT_ENCODER) in area
    made = json.loads(unescape(area.split('data-made="')[1].split('"')[0]))
    assert (made["of"]["0"].split("/")[-1], made["of"]["2"]) == (photograph.split("/")[-1], 0.01)
    assert made["parts"] == {"gallery": 0, "calibration": 0}


def test_the_cards_of_the_people_are_there_before_any_event(page):
    areas = {one.elem_id: one.value for one in page.blocks.values() if isinstance(one, gr.HTML)}
    assert areas["identify-gallery"].count('class="fs-person"') == 2


def test_nothing_is_shown_where_visits_begin_with_other_people(setting):
    setting("FACESTYLE_GALLERY", "crew.facestyle")
    assert sample_gallery() is None
    assert opening.answer(samples.identify_photos()[0]) is None
