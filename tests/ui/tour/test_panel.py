"""The panel of the tour as the page opens: closed and light, with a verdict that is the code's own."""

from __future__ import annotations

import re

import gradio as gr
import pytest

from facestyle.ui import languages
from facestyle.ui.tour import events, panel, view, words


@pytest.fixture(scope="module")
def blocks(page):
    """Those of the English page, by elem_id."""
    return {one.elem_id: one for one in reversed(page.blocks.values()) if getattr(one, "elem_id", None)}


def test_the_tour_is_closed_and_light_until_it_is_asked_for(blocks):
    assert blocks["tour"].visible is False
    assert all(words.WAITS in blocks[view.area(name)].value for name in view.NAMES)
    shown = [getattr(one, "value", "") for name, one in blocks.items() if name.startswith("tour-")]
    assert "data:image" not in str(shown)


def test_each_step_has_a_way_on_back_and_out(blocks):
    head, foot = blocks["tour-head"].value, blocks["tour-foot"].value
    for number in range(1, 5):
        assert f'<button type="button" data-tour="{number}"' in head
        assert f"Step {number} of 4" in head
    assert head.count('data-tour="leave"') == foot.count('data-tour="leave"') == 1
    assert re.findall(r'data-tour-tab="(\w+)" data-tour-part="(\w*)"', foot) == list(view.TABS)
    assert foot.count(words.BACK) == 3
    assert events.HUNG in view.style_names()
    assert set(events.FACE_STYLES) <= set(view.style_names())


def test_the_button_and_the_steps_speak_the_language_of_the_page():
    with languages.using("zh"):
        assert words.TAKE in panel.button()
        assert words.TAKE != "Take the tour"
        assert len(words.STEPS) == len(words.ON) == len(words.NEXT) + 1 == len(view.NAMES)


def test_where_the_samples_are_missing_it_opens_empty(monkeypatch):
    from facestyle.ui import page
    from facestyle.ui.shared import samples

    monkeypatch.setattr(samples, "verify_pairs", list)
    monkeypatch.setattr(page, "TABS", ())
    found = {getattr(one, "elem_id", None): one for one in page.build().blocks.values()}
    assert found["tour-a"].value is None
    assert isinstance(found["tour"], gr.Column)
