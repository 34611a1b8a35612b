"""A result says what it was made from; the page finds out by that whether it is old."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

import gradio as gr
import pytest

from facestyle.errors import MissingInputError, OptionError
from facestyle.ui.shared import results, work
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wiring import wire, wire_again


def stamp_in(markup: str) -> dict:
    return json.loads(html.unescape(re.search('data-made="(.*?)"', markup)[1]))


def revisions_in(markup: str) -> dict:
    return json.loads(html.unescape(re.search('data-now="(.*?)"', markup)[1]))


def add(session: Session, file: str | None, number: float, kind: str) -> str:
    """Add."""
    if file is None:
        raise MissingInputError("A file is missing.")
    if number < 0:
        raise OptionError(f"{number} is below 0.")
    if number > 10 and work._effort.get() != "any":
        raise work.BeyondEffort
    return f"<b>{number} {kind}</b>"


def stream(session: Session, number: float) -> Iterator[str]:
    """Add, step by step."""
    yield "one"
    session.revise("model")
    yield "two"


@pytest.fixture
def events():
    """Wired events by name, of a page with one result that is made again by itself, and one that is streamed."""
    with gr.Blocks() as blocks:
        page = Page(blocks, gr.State(Session()), gr.Tabs())
        session, file, number = page.session, gr.Image(type="filepath", label="File"), gr.Number(3, label="Number")
        kind, button, area = gr.Radio(["plain", "trained"], label="Kind"), gr.Button("Add"), gr.HTML(elem_id="sum")
        formula, streamed = gr.Markdown(elem_id="formula"), gr.HTML(elem_id="streamed")
        given = [file, number, kind]
        parts = {"gallery": None, "model": (kind, "trained")}
        total = page.result(area, given, "Add", beside=(formula,), parts=parts, at_once=(number,))
        wire(session, button.click, add, given, [area], "add", result=total)
        wire_again(session, total, add, given, [area], "add", "faces")
        wire(session, button.click, lambda _mine: "<i>turned</i>", [], [area], "turn", shows=total)
        wire(session, button.click, stream, {"number": number}, [streamed], "stream",
             result=page.result(streamed, [file, number], "Stream"))  # fmt: skip
        wire(session, button.click, lambda _mine: "people", [], [area], "enrol", changes="gallery")
        results.watch(page)
    return {event.api_name: event for event in blocks.fns.values()}


@pytest.fixture
def visitor():
    return Session()


def test_a_result_is_stamped_with_the_values_and_the_parts_of_the_visit_that_it_was_made_from(events, visitor):
    painted, _ = events["add"].fn(visitor, "/tmp/uploads/ab12/ann.jpg", 1.5, "plain")
    assert stamp_in(painted) == {"of": {"0": "ab12/ann.jpg", "1": 1.5, "2": "plain"}, "parts": {"gallery": 0}}
    assert "<b>1.5 plain</b>" in painted
    painted, _ = events["add"].fn(visitor, "C:\\ab12\\ann.jpg", 2, "trained")
    assert stamp_in(painted) == {
        "of": {"0": "ab12/ann.jpg", "1": 2, "2": "trained"},
        "parts": {"gallery": 0, "model": 0},
    }


def test_what_no_browser_sends_is_not_repeated_in_a_stamp(events, visitor):
    painted, _ = events["add"].fn(visitor, "a" * 10_000, float("nan"), "b" * 10_000)
    assert len(painted) < 21_000
    assert stamp_in(painted)["of"].keys() == {"0"}
    painted, _ = events["add"].fn(visitor, '"><script>', True, '"><script>')
    assert "<script>" not in painted.split("<b>")[0]


def test_an_input_that_an_event_does_not_take_is_not_compared(events, visitor):
    painted = [values[0] for values in events["stream"].fn(visitor, number=4)]
    assert [stamp_in(one) for one in painted] == [{"of": {"1": 4}, "parts": {}}] * 2
    assert [revisions_in(one) for one in painted] == [
        {},
        {"model": 1},
    ]  # what a run has changed is told with its result


def test_a_change_of_the_visit_is_dated_and_a_result_from_before_it_is_older(events, visitor):
    before, _ = events["add"].fn(visitor, "x/a.jpg", 1, "plain")
    changed, _ = events["enrol"].fn(visitor)
    after, _ = events["add"].fn(visitor, "x/a.jpg", 1, "plain")
    assert (
        stamp_in(before)["parts"]["gallery"] < revisions_in(changed)["gallery"] == stamp_in(after)["parts"]["gallery"]
    )


def test_the_same_result_shown_in_another_way_keeps_its_stamp(events, visitor):
    assert events["turn"].fn(visitor)[0] == "<i>turned</i>"
    made, _ = events["add"].fn(visitor, "x/a.jpg", 1, "plain")
    turned, _ = events["turn"].fn(visitor)
    assert stamp_in(turned) == stamp_in(made)


def test_an_error_is_stamped_too_with_what_it_is_about(events, visitor):
    with pytest.raises(gr.Error):
        events["add"].fn(visitor, "x/a.jpg", -1, "plain")
    card = events["add_problem"].fn(visitor)
    assert "-1 is below 0" in card
    assert stamp_in(card)["of"]["1"] == -1


def test_a_result_is_made_again_at_once_or_in_the_queue_or_not_at_all(events, visitor, monkeypatch):
    assert (events["add_at_once"].queue, events["add_again"].concurrency_id) == (False, "faces")
    painted, _ = events["add_at_once"].fn(visitor, "x/a.jpg", 1, "plain")
    assert stamp_in(painted)["of"]["1"] == 1
    skipped = gr.skip()
    assert events["add_again"].fn(visitor, "x/a.jpg", 1, "plain")[0] == skipped  # that is done
    assert events["add_again"].fn(visitor, "x/a.jpg", 2, "plain")[0] != skipped
    for name in ("add_at_once", "add_again"):
        assert events[name].fn(visitor, "x/a.jpg", 11, "plain")[0] == skipped  # more than a page does by itself
        assert events[name].fn(visitor, None, 1, "plain")[0] == skipped  # taken away, to be replaced
    assert stamp_in(events["add"].fn(visitor, "x/a.jpg", 11, "plain")[0])["of"]["1"] == 11
    assert work._effort.get() == "any"


def test_an_error_shows_once_in_its_area(events, visitor):
    for name in ("add_at_once", "add"):
        with pytest.raises(gr.Error) as told:
            events[name].fn(visitor, "x/a.jpg", -1, "plain")
        assert told.value.visible is False
        assert "below 0" in events[f"{name}_problem"].fn(visitor)


def test_pictures_are_encoded_by_a_network_that_is_awake_or_not_by_the_page_itself(sample, monkeypatch):
    monkeypatch.setattr(work, "_awake", set())
    for effort in ("held", "short"):
        with work.limited(effort), pytest.raises(work.BeyondEffort):
            work.encode([sample("obama")], "facenet-128")
    work.encode([sample("obama")], "facenet-128")
    with work.limited("short"):
        assert len(work.encode([sample("obama")], "facenet-128")[0]) == 1
    with work.limited("held"), pytest.raises(work.BeyondEffort):
        work.encode([sample("obama")], "facenet-128")


def test_the_script_is_told_each_result_its_inputs_and_what_to_say(events):
    told = json.loads(re.search(r"shown\((\{.*\}), values\)", events["sum_shown"].js)[1])
    assert (told["labels"], told["atOnce"], told["beside"], told["again"]) == (
        ["File", "Number", "Kind"], [1], ["formula"], "sum-again"
    )  # fmt: skip
    assert told["told"]["old"] == "Old: {changed} changed. Press Add."
    assert not events["sum_shown"].queue
