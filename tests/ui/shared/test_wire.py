"""One way to wire an event: queue, error card, job, and what programs see."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import gradio as gr
import pytest

from facestyle.errors import OptionError
from facestyle.ui.shared import wiring
from facestyle.ui.shared.job import Run
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wiring import wire


def count(_session: Session, run: Run, steps: int) -> Iterator[str]:
    """Count, until somebody cancels."""
    for step in range(steps):
        if run.cancelled:
            yield "cancelled"
            return
        yield str(step)


def refuse(_session: Session, name: str) -> str:
    """Refuse everything."""
    raise OptionError(f"{name} is <none> of ours.")


@pytest.fixture
def events():
    """Wired events by name, of a page with a counter."""
    with gr.Blocks() as page:
        session = gr.State(None)
        area, number, button, cancel = gr.HTML(), gr.Number(3), gr.Button(), gr.Button()
        wire(session, button.click, count, [number], [area], "count", error=area, queue="style", public=True,
             job="counting", waiting=lambda: "Somebody else counts.")  # fmt: skip
        wire(session, button.click, refuse, [number], [area], "refuse", error=area)
        wire(session, cancel.click, lambda mine: mine.job("counting").cancel(), [], [], "stop", public=True)
    return {event.api_name: event for event in page.fns.values()}


@pytest.fixture
def visitor():
    return Session()


def test_an_event_is_in_its_queue_and_private_unless_it_is_said_to_be_public(events):
    assert (events["count"].concurrency_id, events["count"].concurrency_limit) == ("style", 1)
    assert not events["refuse"].queue
    assert {name: event.api_visibility for name, event in events.items()} == {
        "count": "public", "stop": "public", "count_clicked": "private", "count_problem": "private",
        "refuse": "private", "refuse_problem": "private",
    }  # fmt: skip
    with pytest.raises(KeyError):
        wiring._place_in("of somebody else")


def test_a_handler_s_values_are_followed_by_the_session(events, visitor):
    assert list(events["count"].fn(visitor, 2)) == [("0", visitor), ("1", visitor)]
    assert events["stop"].fn(visitor) is visitor
    assert isinstance(events["stop"].fn(None), Session)


def test_programs_see_neither_the_run_nor_anything_else_of_ours(events):
    assert list(inspect.signature(events["count"].fn).parameters) == ["_session", "steps"]


def test_a_press_that_waits_is_noted_says_so_and_is_cancelled_where_it_waits(events, visitor):
    told, _ = events["count_clicked"].fn(visitor)
    assert "Somebody else counts." in told
    assert visitor.job("counting").waiting
    events["stop"].fn(visitor)
    assert [value for value, _ in events["count"].fn(visitor, 3)] == ["cancelled"]
    assert [value for value, _ in events["count"].fn(visitor, 1)] == ["0"]


def test_a_run_that_its_visitor_leaves_half_way_is_over(events, visitor):
    events["count_clicked"].fn(visitor)
    steps = events["count"].fn(visitor, 3)
    next(steps)
    steps.close()
    events["count_clicked"].fn(visitor)
    assert visitor.job("counting").waiting


def test_an_error_is_escaped_in_the_message_and_kept_for_the_card_of_its_event(events, visitor):
    with pytest.raises(gr.Error, match="5 is &lt;none&gt; of ours"):
        events["refuse"].fn(visitor, 5)
    assert "Something unexpected" in events["count_problem"].fn(visitor)
    assert "5 is &lt;none&gt; of ours" in events["refuse_problem"].fn(visitor)
    assert "Something unexpected" in events["refuse_problem"].fn(None)
