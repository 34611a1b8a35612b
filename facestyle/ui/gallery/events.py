"""What the gallery does: enrol, rename, merge, remove, undo, export and import people."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from facestyle import images
from facestyle.errors import BudgetError, FacestyleError, MissingInputError, OptionError
from facestyle.faces import detection
from facestyle.faces.encoders.encode import cut
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery import file as gallery_file
from facestyle.faces.gallery.names import name_from_file
from facestyle.faces.gallery.people import source_of
from facestyle.ui.gallery.view import enrolment_note, note, views_of
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.html import counted
from facestyle.ui.shared.session import Session, with_samples
from facestyle.ui.shared.work import encode

#: Files in one enrolment.
MOST_FILES = 200
#: Side of the pictures that a visitor may ask to keep, in pixels.
THUMBNAIL = 76


def open_gallery(session: Session | None) -> tuple[Any, ...]:
    """Open your gallery; a new visitor's holds the sample people.

    Returns:
        Everybody enrolled, as data, then what the page shows of it.
    """
    session = session or with_samples()
    return *views_of(session), session


def enrol(session: Session, photos: list[str] | None, name: str) -> tuple[Any, ...]:
    """Enrol people from photographs: one face of each, the one nearest the middle.

    Parameters:
        photos: picture files.
        name: whom they show; empty takes each name from its file's name.
    Returns:
        Everybody enrolled, as data, then what the page shows of it; the note names each file that was left out.
    """
    if not photos:
        raise MissingInputError("No photograph was given; choose one or more picture files to enrol.")
    if len(photos) > MOST_FILES:
        raise BudgetError(f"{len(photos)} files are more than {MOST_FILES} at once; enrol them in parts.")
    added, problems, remarks = 0, [], []
    for path in photos:
        filename = Path(path).name
        try:
            new, flaws = _enrol_one(session, path, (name or "").strip() or name_from_file(filename))
            added += new
            if new and flaws:
                remarks.append(f"{filename}: the face is {' and '.join(flaws)}; a better picture makes surer answers.")
        except FacestyleError as problem:
            problems.append(problem)
        finally:
            samples.forget(path)  # the original stays with its owner
    if problems and not added and len(photos) == len(problems) == 1:
        raise problems[0]
    note = enrolment_note(added, len(photos), [problem.message for problem in problems], remarks)
    return *views_of(session), note, None, "", session


def _enrol_one(session: Session, path: str, name: str) -> tuple[int, tuple[str, ...]]:
    picture = images.load(path)
    [faces] = session.cache.faces([picture], session.gallery.encoder, encode)
    one = faces[detection.choose([found.face for found in faces], picture)]
    new = session.gallery.enrol(name, one, picture.digest)
    if session.keep_thumbnails:
        crop = cut(picture, one.face, encoder_spec(session.gallery.encoder))
        session.thumbnails[source_of(picture.digest, one.face)] = html.data_uri(crop, THUMBNAIL)
    return int(new), one.flaws


def rename(session: Session, person: str, new_name: str) -> tuple[Any, ...]:
    """Give somebody another name.

    Parameters:
        person: the present name.
        new_name: the new one.
    """
    session.gallery.rename(person, new_name)
    return *views_of(session), "", session


def merge(session: Session, person: str, into: str) -> tuple[Any, ...]:
    """Two names are one person: the pictures of the first become those of the second.

    Parameters:
        person: the name that goes.
        into: the name that stays.
    """
    session.gallery.merge(person, into)
    return *views_of(session), note(f"{person} is {into} now."), session


def remove(session: Session, person: str) -> tuple[Any, ...]:
    """Forget somebody and all encodings of his; /undo brings him back until something else is removed.

    Parameters:
        person: his name.
    """
    session.gallery.remove(person)
    return *views_of(session), session


def remove_picture(session: Session, person: str, number: float | None) -> tuple[Any, ...]:
    """Forget one picture of somebody, and him with his last one; /undo brings it back.

    Parameters:
        person: his name.
        number: of the picture, as the gallery lists it.
    """
    if number is None:
        raise OptionError("No picture was chosen; give the number of one, as the gallery lists it.")
    session.gallery.remove_picture(person, number)  # type: ignore[arg-type]
    return *views_of(session), session


def undo(session: Session) -> tuple[Any, ...]:
    """Bring back what the last removal took: a picture, a person, or everybody."""
    names = session.gallery.undo()
    said = (
        f"{', '.join(names[:5])}{' and others' if len(names) > 5 else ''}: back again." if names else "Nothing to undo."
    )
    return *views_of(session), note(said), session


def clear(session: Session) -> tuple[Any, ...]:
    """Forget everybody, and every encoding of this visit; /undo brings people back until this is called again."""
    session.gallery.clear()
    session.cache.clear()
    session.thumbnails.clear()
    return *views_of(session), session


def keep_thumbnails(session: Session, keep: bool) -> tuple[Any, ...]:
    """Keep a small picture of each face that is enrolled from now on, for this visit; or forget those that are kept.

    Parameters:
        keep: whether to.
    """
    session.keep_thumbnails = keep is True
    if not session.keep_thumbnails:
        session.thumbnails.clear()
    return *views_of(session), session


def export(session: Session) -> tuple[Any, ...]:
    """Write your gallery to a file: names and encodings, no pictures.

    Returns:
        The file, what became of it in words.
    """
    if not len(session.gallery):
        raise MissingInputError("The gallery is empty; there is nobody to export.")
    path = Path(tempfile.mkdtemp(dir=get_upload_folder())) / "people.facestyle"
    gallery_file.write_gallery(gallery_file.Stored(session.gallery.contents()), path)
    said = f"{counted(len(session.gallery), 'person', 'people')}: encodings and names, which are biometric data."
    return gr.File(str(path), visible=True), note(said), session


def import_gallery(session: Session, file: str | None) -> tuple[Any, ...]:
    """Add the people of a gallery file; those of the same name become one, and a picture counts once.

    Parameters:
        file: a file that /export or `python -m facestyle enrol` has written.
    """
    if not file:
        raise MissingInputError("No gallery file was given; choose one that was exported.")
    try:
        stored = gallery_file.read_gallery(Path(file))
    finally:
        Path(file).unlink(missing_ok=True)
    names = session.gallery.absorb(stored.contents)
    said = f"{counted(len(names), 'person', 'people')} added or given more pictures."
    return *views_of(session), note(said), None, session
