"""Groups: who stands where, a stranger who is named in the answer, and the others blurred."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from facestyle.errors import MissingInputError, OptionError, UnknownPersonError
from facestyle.ui.identify.events import blur_others, identify, name_face
from facestyle.ui.shared import samples, work
from facestyle.ui.shared.session import Session


@pytest.fixture(scope="module")
def seen(uploads):
    """The group of samples, in a visit that has identified it."""
    session, [photograph, *_] = Session(), samples.identify_photos()
    return session, photograph, identify(session, photograph, "", 0.01)


def names(answer) -> list[str | None]:
    return [face["name"] for face in answer[0]["faces"]]


def test_numbers_on_the_photograph_are_those_of_the_list_and_one_who_is_unknown_is_asked_for(seen):
    _, _, answer = seen
    assert names(answer) == ["Barack Obama", None, "Joe Biden"]
    card = answer[1]
    assert re.findall(r'class="fs-face( fs-known)?" data-face="(\d)"', card) == [
        (" fs-known", "1"), ("", "2"), (" fs-known", "3"),
    ]  # fmt: skip
    assert re.findall(r'fs-found-row (fs-\w+)" data-face="(\d)"', card) == [
        ("fs-known", "1"), ("fs-known", "3"), ("fs-unknown", "2"),
    ]  # fmt: skip
    assert card.count('<form class="fs-ask" data-face="2">') == 1
    d = answer[0]["faces"][0]["distance"]
    assert f"<small>d = {d:.2f}</small>" in card


def test_a_stranger_is_named_and_the_answer_follows_without_a_network(seen, monkeypatch):
    session, photograph, _ = seen
    monkeypatch.setattr(work, "_encode", lambda *_: pytest.fail("a network was asked"))
    people, *_, told = name_face(session, photograph, 2, " Eileen  Collins ")
    assert (people[-1]["name"], people[-1]["pictures"]) == ("Eileen Collins", 1)
    assert "Eileen Collins is enrolled from face 2" in told
    assert names(identify(session, photograph, "", 0.01)) == ["Barack Obama", "Eileen Collins", "Joe Biden"]
    session.gallery.remove("Eileen Collins")
    name_face(session, photograph, 2, "Joe Biden")  # somebody who is enrolled gets one more picture
    assert {one.name: one.pictures for one in session.gallery.people} == {"Barack Obama": 1, "Joe Biden": 2}
    session.gallery.remove_picture("Joe Biden", 2)
    for face, problem in ((None, MissingInputError), (4, OptionError), (1.5, OptionError), (True, MissingInputError)):
        with pytest.raises(problem):
            name_face(session, photograph, face, "Ann")


def test_the_others_are_blurred_and_named_no_more(seen):
    session, photograph, _ = seen
    path, told = blur_others(session, photograph, "", 0.01)
    assert "1 face blurred" in told
    with Image.open(path) as after, Image.open(photograph) as before:
        assert (after.format, after.size, len(after.getexif())) == ("JPEG", before.size, 0)
    assert names(identify(session, path, "", 0.01)) in (
        ["Barack Obama", "Joe Biden"],
        ["Barack Obama", None, "Joe Biden"],
    )
    alone, told = blur_others(session, photograph, "", 0.01, "Joe Biden")
    assert "2 faces blurred" in told
    assert "Barack Obama" not in names(identify(session, alone, "", 0.01))
    with pytest.raises(UnknownPersonError, match="choose one of Barack Obama, Joe Biden"):
        blur_others(session, photograph, "", 0.01, "Ann")
    with pytest.raises(OptionError, match="nobody to blur"):
        blur_others(session, photograph, 4, 0.01)
    for made in (path, alone):
        Path(made).unlink()
