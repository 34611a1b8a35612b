"""A visit is found again by the name that the browser keeps, and by nothing else."""

from __future__ import annotations

import gc

from facestyle.ui import returning
from facestyle.ui.returning import Visits
from facestyle.ui.shared import words
from facestyle.ui.shared.session import Session

NAME = "0123456789abcdef" * 2


def test_a_visit_is_found_by_its_name_and_shows_what_the_new_page_shows():
    visits, first, again = Visits(), Session(), Session()
    assert visits.of(first, NAME) is first
    first.made, again.made = {"a": "before"}, {"a": "opened"}
    assert visits.of(again, NAME) is first
    assert first.made == {"a": "opened"}
    other = Session()
    assert visits.of(other, NAME[::-1]) is other


def test_an_event_that_began_before_hands_the_earlier_visit_on(page):
    opened = {event.api_name: event.fn for event in page.fns.values()}["gallery"]
    first, again = Session(), Session()
    first.gallery.remove("Barack Obama")
    visits = Visits()
    visits.of(first, NAME)
    assert visits.of(again, NAME) is first
    people, *_, session = opened(again)  # begun with the session of the new page
    assert session is first
    assert "Barack Obama" not in str(people)


def test_a_visitor_whose_visit_is_gone_reads_so_and_one_who_is_new_does_not(page, monkeypatch):
    monkeypatch.setattr(returning, "VISITS", Visits())
    events = {event.api_name: event.fn for event in page.fns.values()}
    arrived = events["arrived"]
    visit, told = arrived(Session(), NAME, False)
    assert "value" not in told
    again, told = arrived(Session(), NAME, True)
    assert again is visit
    assert "value" not in told
    _, told = arrived(Session(), NAME[::-1], True)
    assert words.GONE in told["value"]
    assert told["visible"] is True
    _, told = events["zh_arrived"](Session(), NAME[1:] + "0", True)
    assert "访问已结束" in told["value"]


def test_what_is_no_name_finds_nobody():
    visits, first = Visits(), Session()
    for name in ("", None, 3, NAME[:-1], NAME + "0", ["x"], NAME.upper().replace("0", "O")):
        assert visits.of(first, name) is first
        other = Session()
        assert visits.of(other, name) is other


def test_a_visit_ends_when_gradio_lets_it_go():
    visits, first = Visits(), Session()
    visits.of(first, NAME)
    del first
    gc.collect()
    later = Session()
    assert visits.of(later, NAME) is later
