"""The events of the gallery: enrol, rename, merge, remove, undo, export and import people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from facestyle.errors import BudgetError, MissingInputError, OptionError
from facestyle.faces.gallery import file as gallery_file
from facestyle.faces.gallery.names import tidy
from facestyle.ui import languages
from facestyle.ui.gallery import enrolment, words
from facestyle.ui.gallery.state import GalleryState, held
from facestyle.ui.gallery.view import aside_views, views_of
from facestyle.ui.shared import html, samples
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.session import Session

#: Files in one enrolment.
MOST_FILES = 200


def open_gallery(session: Session) -> tuple[Any, ...]:
    """Open your gallery; a new visitor's holds the sample people.

    Returns:
        Everybody enrolled, as data, then what the page shows of it.
    """
    state = session.of(GalleryState)
    state.saved = held(session.gallery.people) if state.saved is None else state.saved
    return views_of(session)


def shown(session: Session, note: str = "") -> tuple[Any, ...]:
    """The people, a note about what was done, and what is kept aside."""
    return *views_of(session), note, *aside_views(session)


def enrol(session: Session, photos: list[str] | None, name: str) -> tuple[Any, ...]:
    """Enrol people from photographs: of each the face that is the person's, by how well it fits their other pictures.

    What is doubtful is kept aside: a picture far from the others of its person, or of several faces of which nothing
    tells the right one. So is a picture whose file is called as cameras call theirs. /accept enrols it.

    Parameters:
        photos: picture files.
        name: of the person in them; empty takes each name from the name of its file.
    Returns:
        Everybody enrolled, as data, then what the page shows of it; the note names each file that was left out. Then
        what is kept aside, as data ([{key, name, photo, face, faces, problem}]; no name where one is asked for).
    """
    if not photos:
        raise MissingInputError(words.NO_PHOTOGRAPH)
    if len(photos) > MOST_FILES:
        raise BudgetError(words.TOO_MANY.format(files=len(photos), most=MOST_FILES))
    result = enrolment.enrol_photos(session, photos, (name or "").strip())
    if not result.aside and not result.added and len(photos) == len(result.problems) == 1:
        raise result.problems[0]
    return *shown(session, _note(session, result, len(photos))), None, ""


def accept(session: Session, picture: str | None, name: str | None = "") -> tuple[Any, ...]:
    """Enrol a picture that is kept aside.

    Parameters:
        picture: its key, as /enrol gives it; with the number of the face, from the left, where there are several: 2#3.
        name: of the person; empty for the name that it was given for.
    Returns:
        The same as /enrol.
    """
    if not picture:
        raise MissingInputError(words.NOTHING_CHOSEN)
    result = enrolment.accept_photo(session, picture, name or "")
    if result.problems and not result.aside:
        raise result.problems[0]
    return shown(session, _note(session, result, 1))


def _note(session: Session, result: enrolment.Result, files: int) -> str:
    """What an enrolment has done; what is wrong with pictures that are kept aside is told beside these."""
    aside = {one.problem for one in session.of(GalleryState).aside}
    told = words.enrolled(result.added, files, result.before, result.aside, result.asked)
    problems = [languages.said(one.message) for one in result.problems]
    return html.remark(told, [*(one for one in problems if one not in aside), *result.remarks])


def rename(session: Session, person: str, new_name: str) -> tuple[Any, ...]:
    """Give somebody another name.

    Parameters:
        person: the present name.
        new_name: the new one.
    """
    session.gallery.rename(person, new_name)
    session.of(GalleryState).rename(tidy(person), tidy(new_name))
    return shown(session, html.remark(words.RENAMED.format(person=tidy(person), new_name=tidy(new_name))))


def merge(session: Session, person: str, into: str) -> tuple[Any, ...]:
    """Merge two names of one person: the pictures of the first become those of the second; /undo parts them again.

    Parameters:
        person: the name that is given up.
        into: the name that stays.
    """
    session.gallery.merge(person, into)
    session.of(GalleryState).rename(tidy(person), tidy(into))
    return shown(session, html.remark(words.MERGED.format(person=tidy(person), into=tidy(into))))


def remove(session: Session, person: str) -> tuple[Any, ...]:
    """Forget somebody and all their encodings; /undo brings them back until something else is removed or merged.

    Parameters:
        person: their name.
    """
    session.gallery.remove(person)
    return shown(session, html.remark(words.REMOVED.format(person=tidy(person))))


def remove_picture(session: Session, person: str, number: int | None) -> tuple[Any, ...]:
    """Forget one picture of somebody, and the person with the last one; /undo brings it back.

    Parameters:
        person: their name.
        number: the number of the picture, as in the gallery.
    """
    if number is None:
        raise OptionError(words.NO_NUMBER)
    session.gallery.remove_picture(person, number)
    return shown(session, html.remark(words.PICTURE_REMOVED.format(number=number, person=tidy(person))))


def undo(session: Session) -> tuple[Any, ...]:
    """Bring back what the last removal or merger took: a picture, a person, or everybody."""
    names = session.gallery.undo()
    if names:
        session.of(GalleryState).restore()
    return shown(session, html.remark(words.back(names) if names else words.NOTHING_TO_UNDO))


def clear(session: Session) -> tuple[Any, ...]:
    """Forget everybody, and every encoding of this visit; /undo brings people back until this is called again."""
    people = len(session.gallery)
    session.gallery.clear()
    session.cache.clear()
    session.of(GalleryState).clear()
    told = words.CLEARED.format(people=shared_words.people(people)) if people else words.CLEARED_FOR_GOOD
    return shown(session, html.remark(told))


def managed(session: Session, event: gr.EventData) -> tuple[Any, ...]:
    """Do what was chosen on a card of the gallery, below the cards, or beside what is kept aside."""
    asked = event._data if isinstance(event._data, dict) else {}
    doing: dict[str, tuple[Callable[..., tuple[Any, ...]], tuple[str, ...]]] = {
        "rename": (rename, ("person", "to")),
        "merge": (merge, ("person", "to")),
        "remove": (remove, ("person",)),
        "remove-picture": (remove_picture, ("person", "number")),
        "accept": (accept, ("key", "to")),
        "leave-out": (leave_out, ("key",)),
        "undo": (undo, ()),
        "clear": (clear, ()),
    }
    run, needed = doing[str(asked.get("do"))]
    return run(session, *(asked.get(name) for name in needed))


def leave_out(session: Session, picture: str | None) -> tuple[Any, ...]:
    """Forget a picture that is kept aside."""
    if not picture:
        raise MissingInputError(words.NOTHING_CHOSEN)
    return shown(session, html.remark(words.LEFT_OUT.format(photo=enrolment.leave_out(session, picture))))


def keep_thumbnails(session: Session, keep: bool) -> tuple[Any, ...]:
    """Keep a small picture of each face enrolled from now on, for this visit; or forget the pictures that are kept.

    Parameters:
        keep: true to keep them, false to forget them.
    """
    ours = session.of(GalleryState)
    ours.keep_thumbnails = keep is True
    if not ours.keep_thumbnails:
        ours.thumbnails.clear()
    return views_of(session)


def export(session: Session) -> tuple[Any, ...]:
    """Write your gallery to a file: names and encodings, no pictures.

    Returns:
        The file, and a sentence; then everybody enrolled, as in /gallery.
    """
    if not len(session.gallery):
        raise MissingInputError(words.NOBODY_TO_EXPORT)
    path = samples.new_file("people.facestyle")
    gallery_file.write_gallery(gallery_file.Stored(session.gallery.contents()), path)
    people = shared_words.people(len(session.gallery))
    session.of(GalleryState).saved = held(session.gallery.people)
    return gr.File(str(path), visible=True), html.remark(words.HOLDS.format(people=people)), *views_of(session)


def import_gallery(session: Session, file: str | None) -> tuple[Any, ...]:
    """Add the people of a gallery file; people of the same name become one, and a picture counts once.

    Parameters:
        file: a file that /export or `facestyle enrol` has written.
    """
    if not file:
        raise MissingInputError(words.NO_FILE)
    try:
        stored = gallery_file.read_gallery(Path(file))
    finally:
        Path(file).unlink(missing_ok=True)
    names = session.gallery.absorb(stored.contents)
    return *shown(session, html.remark(words.ADDED.format(people=shared_words.people(len(names))))), None
