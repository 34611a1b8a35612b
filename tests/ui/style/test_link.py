"""A link opens the tab with the same settings, and what it holds is checked like any input."""

from __future__ import annotations

import shutil

import pytest
from support.places import STYLES

from facestyle.errors import FacestyleError
from facestyle.style.options import StyleOptions
from facestyle.ui.shared.session import Session
from facestyle.ui.style import link, request
from facestyle.ui.style.estimate import Proposal


def test_a_link_names_what_is_unusual_and_our_own_pictures(sample_path, tmp_path):
    copied = shutil.copy(STYLES / "mosaic.jpg", tmp_path)  # as Gradio serves it
    options = StyleOptions(beta=30, init="coarse", layer_weights=(0.0, 0.2, 0.2, 0.2, 0.2), seamless=True)
    query = link.address(options, str(sample_path("china")), str(copied))
    for part in ("?tab=style&", "content=china", "style=mosaic", "beta=30", "init=coarse", "lambda_1=0.0", "size=256"):
        assert part in query
    assert "alpha" not in query
    visit = Session()
    values = link.opened(visit, query)
    assert values["content"] == str(sample_path("china"))
    assert values["style"].endswith("mosaic.jpg")
    assert values["strength"] == 1.0
    assert {name: values[name] for name in request.values(options)} == request.values(options)
    assert visit.of(Proposal).made  # no other size is proposed


def test_pictures_of_the_visitor_are_not_in_it(sample_path, tmp_path):
    own = shutil.copy(sample_path("coffee"), tmp_path / "china.jpg")
    query = link.address(StyleOptions(), str(own), str(own))
    assert query == "?tab=style&size=256"


@pytest.mark.parametrize("query", ["", None, "?tab=verify&beta=3", "?tab=style", "?__theme=dark", "?tab=style&q=1"])
def test_other_addresses_change_nothing(query):
    assert link.opened(Session(), query) == {}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("beta=1e9", "beta is"),
        ("beta=nan", "beta is"),
        ("beta=many", "beta is 'many'"),
        ("steps=2.5", "steps is 2.5"),
        ("size=100000", "size is"),
        ("size=2048&steps=1000", "beyond the budget"),
        ("seamless=1", "seamless is"),
        ("init=grey", "choose one of"),
        ("content_layer=relu9_9", "relu9_9"),
        ("lambda_1=7", "lambda"),
        ("style=../../etc/passwd", "choose one of"),
        ("content=<b>", "choose one of"),
    ],
)
def test_what_a_link_cannot_ask_for_is_refused_in_words(query, told):
    with pytest.raises(FacestyleError, match=told):
        link.opened(Session(), f"?tab=style&{query}")
