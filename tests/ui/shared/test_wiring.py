"""How the page is put together."""

from __future__ import annotations

import inspect

from facestyle.fields import limits
from facestyle.style.options import PRESETS, StyleOptions
from facestyle.ui.gallery import events as gallery_events
from facestyle.ui.identify import events as identify_events
from facestyle.ui.inside import events as inside_events
from facestyle.ui.shared import words as shared_words
from facestyle.ui.signals import events as signals_events
from facestyle.ui.style import events as style_events
from facestyle.ui.style import words as style_words
from facestyle.ui.style.request import LARGEST
from facestyle.ui.train import events as train_events
from facestyle.ui.verify import calibration
from facestyle.ui.verify import events as verify_events
from facestyle.ui.verify import model as verify_model

PUBLIC = {
    "verify", "verify_report", "verify_threshold_of", "gallery", "enrol", "rename", "remove", "clear", "identify",
    "stylize", "cancel", "accept", "preset", "merge", "remove_picture", "undo", "export", "import_gallery",
    "keep_thumbnails", "calibrate", "settings_of", "first_look", "shapes", "slide_filter", "learn_beats",
    "filter_volume", "synthesise", "stop_signals", "units", "unit", "compare_costs", "train", "stop_training",
    "use_model",
}  # fmt: skip


def events(page):
    return list(page.fns.values())


def by_id(page, elem_id):
    return next(block for block in page.blocks.values() if getattr(block, "elem_id", None) == elem_id)


def test_every_event_has_a_name_and_the_public_ones_are_these(page):
    assert all(isinstance(event.api_name, str) and event.api_name for event in events(page))
    names = [event.api_name for event in events(page)]
    assert len(names) == len(set(names))
    assert {event.api_name for event in events(page) if event.api_visibility == "public"} >= PUBLIC


def test_every_public_function_is_documented_argument_by_argument():
    of_people = [
        getattr(gallery_events, name) for name in ("enrol", "accept", "rename", "merge", "remove", "remove_picture")
    ]
    of_faces = (
        verify_events.verify,
        verify_events.report,
        verify_events.tau_of,
        calibration.calibrate,
        verify_model.use_model,
    )
    of_names = (identify_events.identify, gallery_events.import_gallery, train_events.train)
    of_style = (style_events.stylize, style_events.first_look)
    of_units = (inside_events.units, inside_events.unit, inside_events.compare_costs)
    of_signals = [
        getattr(signals_events, name)
        for name in ("shapes", "slide_filter", "learn_beats", "filter_volume", "synthesise")
    ]
    for function in (*of_people, *of_faces, *of_names, *of_style, *of_units, *of_signals):
        signature = inspect.signature(function)
        for name, parameter in signature.parameters.items():
            assert parameter.annotation is not inspect.Parameter.empty, name
            if name.lstrip("_") not in ("session", "run"):
                assert f"{name}:" in function.__doc__, f"{function.__name__} says nothing of {name}"


def test_the_sliders_are_the_options(page):
    defaults = StyleOptions()
    for name in ("alpha", "beta", "size", "steps"):
        slider = by_id(page, f"style-{name}")
        low, high = limits(StyleOptions, name)
        most = LARGEST if name == "size" else high  # one machine serves all visitors
        assert (slider.minimum, slider.maximum) == (low, most)
        assert slider.value == getattr(defaults, name)
    assert [value for _, value in style_words.PRESET_CHOICES] == list(PRESETS)
    assert PRESETS["balanced"] == {"alpha": defaults.alpha, "beta": defaults.beta}


def test_each_tab_opens_with_an_example_in_place(page):
    for elem_id in ("verify-a", "verify-b", "identify-photo", "style-content", "style-style"):
        assert by_id(page, elem_id).value, f"{elem_id} opens empty"


def test_questions_about_faces_changes_of_the_gallery_and_restyling_wait_in_queues_of_their_own(page):
    queues = {event.api_name: (event.concurrency_id, event.concurrency_limit) for event in events(page)}
    assert queues["verify"] == queues["identify"] == queues["tool_verify"] == ("faces", 2)
    assert {queues[name] for name in ("enrol", "rename", "name_face", "name_group", "clear")} == {("gallery", 1)}
    assert queues["stylize"] == ("style", 1)
    assert queues["train"] == ("train", 1)


def test_no_font_or_script_of_another_host_is_asked_for(page):
    from facestyle.ui.shared import theme

    assert "http" not in theme.CSS.read_text(encoding="utf-8")
    fonts = [font for font in (*theme.theme()._font_css, *theme.theme()._stylesheets) if "http" in str(font)]
    assert fonts == []


def test_the_words_promise_only_what_is_kept():
    assert "encodings only" in " ".join(shared_words.PRIVACY.split())
