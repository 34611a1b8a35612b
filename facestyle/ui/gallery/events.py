"""The events of the gallery: enrol, rename, merge, remove, undo, export and import people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from facestyle import images
from facestyle.errors import BudgetError, FacestyleError, MissingInputError, OptionError
from facestyle.faces.alignment import in_detail
from facestyle.faces.encoders.encode import cut
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery import file as gallery_file
from facestyle.faces.gallery.names import name_from_file
from facestyle.faces.gallery.people import source_of
from facestyle.ui.gallery import words
from facestyle.ui.gallery.state import GalleryState
from facestyle.ui.gallery.view import views_of
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.words import people

#: Files in one enrolment.
MOST_FILES = 200
#: Side of the small pictures that a visitor may ask to keep, in pixels.
THUMBNAIL = 76


def open_gallery(session: Session) -> tuple[Any, ...]:
    """Open your gallery; a new visitor's holds the sample people.

    Returns:
        Everybody enrolled, as data, then what the page shows of it.
    """
    return views_of(session)


def enrol(session: Session, photos: list[str] | None, name: str) -> tuple[Any, ...]:
    """Enrol people from photographs: one face of each, the one nearest the middle.

    Parameters:
        photos: picture files.
        name: of the person in them; empty takes each name from the name of its file.
    Returns:
        Everybody enrolled, as data, then what the page shows of it; the note names each file that was left out.
    """
    if not photos:
        raise MissingInputError(words.NO_PHOTOGRAPH)
    if len(photos) > MOST_FILES:
        raise BudgetError(words.TOO_MANY.format(files=len(photos), most=MOST_FILES))
    added, problems, remarks = 0, [], []
    for path in photos:
        filename = Path(path).name
        try:
            new, flaws = _enrol_one(session, path, (name or "").strip() or name_from_file(filename))
            added += new
            if new and flaws:
                remarks.append(words.POOR.format(filename=filename, flaws=" and ".join(flaws)))
        except FacestyleError as problem:
            problems.append(problem)
        finally:
            samples.forget(path)  # the original stays with its owner
    if problems and not added and len(photos) == len(problems) == 1:
        raise problems[0]
    told = words.enrolled(added, len(photos), len(problems))
    note = html.remark(told, [*(problem.message for problem in problems), *remarks])
    return *views_of(session), note, None, ""


def _enrol_one(session: Session, path: str, name: str) -> tuple[int, tuple[str, ...]]:
    picture = images.load(path)
    one = session.encode_chosen(picture, session.gallery.encoder)
    new = session.gallery.enrol(name, one, picture.digest)
    if session.of(GalleryState).keep_thumbnails:
        crop = cut(*in_detail(picture, [one.face])[0], encoder_spec(session.gallery.encoder))
        session.of(GalleryState).thumbnails[source_of(picture.digest, one.face)] = html.data_uri(crop, THUMBNAIL)
    return int(new), one.flaws


def rename(session: Session, person: str, new_name: str) -> tuple[Any, ...]:
    """Give somebody another name.

    Parameters:
        person: the present name.
        new_name: the new one.
    """
    session.gallery.rename(person, new_name)
    return *views_of(session), ""


def merge(session: Session, person: str, into: str) -> tuple[Any, ...]:
    """Merge two names of one person: the pictures of the first become those of the second.

    Parameters:
        person: the name that is given up.
        into: the name that stays.
    """
    session.gallery.merge(person, into)
    return *views_of(session), html.remark(words.MERGED.format(person=person, into=into))


def remove(session: Session, person: str) -> tuple[Any, ...]:
    """Forget somebody and all their encodings; /undo brings them back until something else is removed.

    Parameters:
        person: their name.
    """
    session.gallery.remove(person)
    return views_of(session)


def remove_picture(session: Session, person: str, number: int | None) -> tuple[Any, ...]:
    """Forget one picture of somebody, and the person with the last one; /undo brings it back.

    Parameters:
        person: their name.
        number: the number of the picture, as in the gallery.
    """
    if number is None:
        raise OptionError(words.NO_NUMBER)
    session.gallery.remove_picture(person, number)
    return views_of(session)


def undo(session: Session) -> tuple[Any, ...]:
    """Bring back what the last removal took: a picture, a person, or everybody."""
    names = session.gallery.undo()
    return *views_of(session), html.remark(words.back(names) if names else words.NOTHING_TO_UNDO)


def clear(session: Session) -> tuple[Any, ...]:
    """Forget everybody, and every encoding of this visit; /undo brings people back until this is called again."""
    session.gallery.clear()
    session.cache.clear()
    session.of(GalleryState).thumbnails.clear()
    return views_of(session)


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
        The file, and a sentence.
    """
    if not len(session.gallery):
        raise MissingInputError(words.NOBODY_TO_EXPORT)
    path = samples.new_file("people.facestyle")
    gallery_file.write_gallery(gallery_file.Stored(session.gallery.contents()), path)
    return gr.File(str(path), visible=True), html.remark(words.HOLDS.format(people=people(len(session.gallery))))


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
    return *views_of(session), html.remark(words.ADDED.format(people=people(len(names)))), None
