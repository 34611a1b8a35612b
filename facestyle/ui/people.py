"""The gallery's side of the tab Identify: enrol, manage, export and import people."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from facestyle import images
from facestyle.errors import BudgetError, FacestyleError, MissingInputError, OptionError
from facestyle.faces import detection, gallery_file
from facestyle.faces.encoders import cut, encoder_spec
from facestyle.faces.names import name_from_file
from facestyle.faces.people import Person, source_of
from facestyle.ui import render, samples
from facestyle.ui.session import Session, with_samples
from facestyle.ui.widgets import FACES, as_given, guarded, show_problem
from facestyle.ui.work import encode

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
    note = _enrolment_note(added, len(photos), [problem.message for problem in problems], remarks)
    return *views_of(session), note, None, "", session


def _enrol_one(session: Session, path: str, name: str) -> tuple[int, tuple[str, ...]]:
    picture = images.load(path)
    [faces] = session.cache.faces([picture], session.gallery.encoder, encode)
    one = faces[detection.choose([found.face for found in faces], picture)]
    new = session.gallery.enrol(name, one, picture.digest)
    if session.keep_thumbnails:
        crop = cut(picture, one.face, encoder_spec(session.gallery.encoder))
        session.thumbnails[source_of(picture.digest, one.face)] = render.data_uri(crop, THUMBNAIL)
    return int(new), one.flaws


def _enrolment_note(added: int, files: int, problems: list[str], remarks: list[str]) -> str:
    parts = [f"{added} of {files} pictures enrolled."] if files > 1 or not added else ["Enrolled."]
    if files - added - len(problems):
        parts.append(f"{files - added - len(problems)} were enrolled before.")
    return _note(" ".join(parts), problems + remarks)


def _note(sentence: str, items: list[str] | None = None) -> str:
    listed = "".join(f"<li>{escape(item)}</li>" for item in items or [])
    return f'<div class="fs-note"><p>{escape(sentence)}</p>{f"<ul>{listed}</ul>" if listed else ""}</div>'


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
    return *views_of(session), _note(f"{person} is {into} now."), session


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
    return *views_of(session), _note(said), session


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
    gallery_file.write(gallery_file.Stored(session.gallery.contents()), path)
    said = f"{counted(len(session.gallery), 'person', 'people')}: encodings and names, which are biometric data."
    return gr.File(str(path), visible=True), _note(said), session


def import_gallery(session: Session, file: str | None) -> tuple[Any, ...]:
    """Add the people of a gallery file; those of the same name become one, and a picture counts once.

    Parameters:
        file: a file that /export or `python -m facestyle enrol` has written.
    """
    if not file:
        raise MissingInputError("No gallery file was given; choose one that was exported.")
    try:
        stored = gallery_file.read(Path(file))
    finally:
        Path(file).unlink(missing_ok=True)
    names = session.gallery.absorb(stored.contents)
    said = f"{counted(len(names), 'person', 'people')} added or given more pictures."
    return *views_of(session), _note(said), None, session


def views_of(session: Session) -> tuple[Any, ...]:
    """Everybody as data, as cards, the strip below them, the choices of whom to manage, and whether undo can."""
    people = session.gallery.people
    data = [
        {
            "name": person.name,
            "pictures": person.pictures,
            "quality": round(person.quality, 3),
            "day": person.day.isoformat(),
            "numbers": [one.number for one in person.enrolled],
        }
        for person in people
    ]
    names = [person.name for person in people]
    cards = "".join(_card(session, person) for person in people)
    body = f'<ul class="fs-people">{cards}</ul>' if people else "<p>Nobody yet. Enrol somebody from one photograph.</p>"
    return (
        data,
        f'<div class="fs-card fs-gallery">{body}</div>',
        strip(session),
        gr.Dropdown(choices=names, value=names[0] if names else None),
        gr.Dropdown(choices=names, value=names[-1] if len(names) > 1 else None),
        gr.Button(interactive=session.gallery.can_undo),
    )


def _card(session: Session, person: Person) -> str:
    kept = next((session.thumbnails[one.source] for one in person.enrolled if one.source in session.thumbnails), None)
    avatar = (
        f'<img class="fs-avatar" src="{kept}" alt="">'
        if kept
        else f'<span class="fs-avatar" aria-hidden="true">{escape(_initials(person.name))}</span>'
    )
    numbers = ", ".join(f"#{one.number}" for one in person.enrolled[:8]) + (" …" if person.pictures > 8 else "")
    told = f"{counted(person.pictures, 'picture')}{f' ({numbers})' if person.pictures > 1 else ''}"
    return (
        f'<li class="fs-person" title="enrolled {person.day.isoformat()}">{avatar}<span><b>{escape(person.name)}</b>'
        f"<small>{told}, quality {person.quality:.0%}</small></span></li>"
    )


def _initials(name: str) -> str:
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def strip(session: Session) -> str:
    """What is kept, in a line."""
    kept = "encodings, and the small pictures you asked for," if session.thumbnails else "nothing but encodings"
    return (
        f'<p class="fs-strip">{counted(len(session.gallery), "person", "people")} · '
        f"{counted(session.gallery.encodings, 'stored encoding')} · "
        f"{counted(session.cache.encoded, 'picture')} encoded · {counted(session.cache.hits, 'cache hit')} · "
        f"{kept} {'are' if session.thumbnails else 'is'} kept</p>"
    )


def counted(count: int, one: str, many: str = "") -> str:
    """A number and its noun."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def build(session: gr.State, page: gr.Blocks) -> gr.HTML:
    """Lay out the gallery and wire its events; returns the strip, which identification renews."""
    gallery = gr.HTML(render.empty("Opening the gallery …"), label="gallery", elem_id="identify-gallery")
    line = gr.HTML("", label="strip", elem_id="identify-strip")
    files = gr.File(
        label="Enrol: one picture a person or several",
        file_count="multiple",
        file_types=["image"],
        height=140,
        elem_id="identify-files",
    )
    with gr.Row(elem_classes="fs-tight"):
        name = gr.Textbox(
            label="Name",
            placeholder="empty: taken from the file names",
            scale=3,
            min_width=160,
            elem_id="identify-name",
        )
        enrol_button = gr.Button("Enrol", scale=1, min_width=90, elem_id="identify-enrol")
    note = gr.HTML("", label="note", elem_id="identify-note")
    with gr.Accordion("Manage: rename, merge, remove, undo", open=False, elem_id="identify-manage"):
        person = gr.Dropdown([], label="Person", allow_custom_value=True, elem_id="identify-person")
        with gr.Row(elem_classes="fs-tight"):
            new_name = gr.Textbox(label="New name", scale=3, min_width=140, elem_id="identify-new-name")
            rename_button = gr.Button("Rename", scale=1, min_width=90)
        with gr.Row(elem_classes="fs-tight"):
            into = gr.Dropdown(
                [], label="Is the same as", allow_custom_value=True, scale=3, min_width=140, elem_id="identify-into"
            )
            merge_button = gr.Button("Merge", scale=1, min_width=90)
        with gr.Row(elem_classes="fs-tight"):
            number = gr.Number(1, label="Picture #", precision=None, scale=3, min_width=140, elem_id="identify-number")
            remove_picture_button = gr.Button("Remove picture", scale=1, min_width=90)
        with gr.Row():
            remove_button = gr.Button("Remove person", min_width=80)
            undo_button = gr.Button("Undo", min_width=80, interactive=False, elem_id="identify-undo")
            clear_button = gr.Button("Clear all", variant="stop", min_width=80)
        keep = gr.Checkbox(
            False,
            label="Keep a small picture of each face enrolled from now on",
            info="In your visit alone, gone with it. Without this, nothing but encodings is kept.",
            elem_id="identify-keep",
        )
    with gr.Accordion("Export and import", open=False, elem_id="identify-files-accordion"):
        export_button = gr.Button("Export", elem_id="identify-export")
        exported = gr.File(label="Your gallery", visible=False, interactive=False, elem_id="identify-exported")
        imported = gr.File(
            label="Import: a gallery that was exported",
            file_types=[".facestyle"],
            height=110,
            elem_id="identify-import",
        )
    for given in (person, into, number, keep):
        as_given(given)
    data = gr.JSON(visible=False, label="people")
    views = [data, gallery, line, person, into, undo_button]
    page.load(open_gallery, session, [*views, session], api_name="gallery", show_progress="hidden")
    enrolled = enrol_button.click(
        guarded(enrol),
        [session, files, name],
        [*views, note, files, name, session],
        api_name="enrol",
        show_progress_on=gallery,
        **FACES,
    )
    failing = [enrolled]

    def wire(trigger: Any, run: Callable[..., Any], inputs: list[Any], more: list[Any], api_name: str) -> None:
        failing.append(trigger(guarded(run), [session, *inputs], [*views, *more, session], api_name=api_name, **FACES))

    wire(rename_button.click, rename, [person, new_name], [new_name], "rename")
    wire(merge_button.click, merge, [person, into], [note], "merge")
    wire(remove_button.click, remove, [person], [], "remove")
    wire(remove_picture_button.click, remove_picture, [person, number], [], "remove_picture")
    wire(undo_button.click, undo, [], [note], "undo")
    wire(clear_button.click, clear, [], [], "clear")
    wire(keep.input, keep_thumbnails, [keep], [], "keep_thumbnails")
    wire(imported.upload, import_gallery, [imported], [note, imported], "import_gallery")
    failing.append(export_button.click(guarded(export), session, [exported, note, session], api_name="export", **FACES))
    for index, event in enumerate(failing):
        show_problem(event, session, note, f"gallery_problem_{index}")
    return line
