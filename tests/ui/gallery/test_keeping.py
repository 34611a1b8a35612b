"""A gallery that the browser keeps: sealed, restored in a later visit, refused where it is not ours, forgotten."""

from __future__ import annotations

import base64

import gradio as gr
import numpy as np
import pytest
from support.faces import gallery_of

from facestyle.errors import BudgetError, GalleryFileError, NameRefusedError
from facestyle.ui.gallery import events, keeping, sealed
from facestyle.ui.gallery.sealed import seal, unseal
from facestyle.ui.gallery.state import GalleryState
from facestyle.ui.shared.session import Session


@pytest.fixture
def folder(tmp_path, monkeypatch, setting):
    """A cache folder of its own; the key of this machine's other visitors is left alone."""
    setting("FACESTYLE_SECRET", "")
    monkeypatch.setattr(sealed, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def visit(people: int = 4) -> Session:
    session = Session()
    session._gallery = gallery_of(people)
    events.open_gallery(session)
    return session


def names(session: Session) -> list[str]:
    return [person.name for person in session.gallery.people]


def test_what_was_kept_is_restored_in_a_later_visit_and_greeted(folder):
    first, later = visit(), visit(2)
    kept, note, *_ = keeping.keep(first, True)
    assert "2 people kept in this browser" in note
    *_, ticked = answer = keeping.restore(later, kept["sealed"])
    assert "Welcome back" in "".join(one for one in answer if isinstance(one, str))
    assert (names(later), ticked, later.gallery.can_undo) == (names(first), True, False)
    assert np.array_equal(later.gallery.contents().encodings, first.gallery.contents().encodings)
    later.gallery.remove(names(later)[0])
    assert [person.name for person in unseal(keeping.follow(later)["sealed"]).people] == names(later)
    forgotten = keeping.forget(later)
    assert (forgotten[0], forgotten[-1]) == ({"sealed": ""}, False)
    assert "sealed" not in keeping.follow(later)  # nothing more is sent


def test_the_text_tells_nothing_and_the_key_outlives_a_restart_for_its_owner_alone(folder):
    ours = visit().gallery.contents()
    text = seal(ours)
    assert b"facestyle gallery" not in base64.urlsafe_b64decode(text)  # which begins each file
    assert (folder / sealed.FILE).stat().st_mode & 0o777 == 0o600
    assert [one.name for one in (folder).iterdir()] == [sealed.FILE]
    assert unseal(text).people == ours.people  # read with the key of the file, as after a restart
    (folder / sealed.FILE).unlink()
    with pytest.raises(GalleryFileError, match="under another key"):
        unseal(text)


def test_a_secret_of_the_operator_takes_the_place_of_the_file(folder, setting):
    setting("FACESTYLE_SECRET", "one")
    text = seal(visit().gallery.contents())
    assert not (folder / sealed.FILE).exists()
    assert len(unseal(text).people) == 2
    setting("FACESTYLE_SECRET", "another")
    with pytest.raises(GalleryFileError):
        unseal(text)


def test_what_was_changed_or_is_no_text_of_ours_is_refused_and_the_gallery_stays(folder):
    text, session = seal(visit().gallery.contents()), visit(2)
    changed = text[:200] + ("A" if text[200] != "A" else "B") + text[201:]
    for wrong in (changed, text[:-9], "é" * 40, 7, "A" * (2 * sealed.MOST + 1)):
        with pytest.raises(GalleryFileError, match="can't be read"):
            keeping.restore(session, wrong)
        assert names(session) == ["Zoë 0"]


def test_a_browser_that_keeps_nothing_changes_nothing(page):
    restore = {event.api_name: event.fn for event in page.fns.values()}["gallery_restore"]
    session = Session()
    *answers, _ = restore(session, None)
    assert answers == [gr.skip()] * len(answers)
    assert restore(session, "")[-1] is session
    assert session.revision("gallery") == 0


def test_a_gallery_too_large_for_a_browser_is_not_kept(folder, monkeypatch):
    session = visit(2)
    monkeypatch.setattr(sealed, "MOST", 1000)
    with pytest.raises(BudgetError, match="Export it"):
        keeping.keep(session, True)
    assert not session.of(GalleryState).keeps


def test_a_changed_gallery_is_said_to_be_unsaved_until_it_is_exported_or_kept(folder, uploads):
    session = visit()
    cards = events.open_gallery(session)[1]
    assert "data-unsaved" not in cards
    assert "data-unsaved" in events.rename(session, "Zoë 0", "Ada")[1]
    assert "data-unsaved" not in events.export(session)[3]
    assert "data-unsaved" in events.remove(session, "Ada")[1]
    assert "data-unsaved" not in keeping.keep(session, True)[3]
    assert "data-unsaved" not in events.rename(session, "Zoë 1", "Emmy")[1]
    assert "data-unsaved" in keeping.full(session)[2]  # the browser had no room
    with pytest.raises(NameRefusedError):
        events.rename(session, "Emmy", "")
    assert "data-unsaved" not in events.clear(session)[1]  # nobody would be lost
