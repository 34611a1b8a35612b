"""The tab Identify: a gallery of people on the left, a photograph with names on the right."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from facestyle import images
from facestyle.errors import BudgetError, FacestyleError, MissingInputError
from facestyle.faces import detection, similarity
from facestyle.faces.encoders import DEFAULT_ENCODER, encoder_spec
from facestyle.faces.names import name_from_file
from facestyle.faces.people import Identification
from facestyle.images import Picture
from facestyle.ui import render, samples, text
from facestyle.ui.session import Session, with_samples
from facestyle.ui.widgets import FACES, as_given, guarded, photo, show_problem
from facestyle.ui.work import encode

#: Files in one enrolment.
MOST_FILES = 200


def open_gallery(session: Session | None) -> tuple[Any, ...]:
    """Open your gallery; a new visitor's holds the sample people.

    Returns:
        Everybody enrolled, as data, then what the page shows of it.
    """
    session = session or with_samples()
    return *_gallery_views(session), session


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
    added, problems = 0, []
    for path in photos:
        filename = Path(path).name
        try:
            added += _enrol_one(session, path, (name or "").strip() or name_from_file(filename))
        except FacestyleError as problem:
            problems.append(problem)
        finally:
            Path(path).unlink(missing_ok=True)  # the upload; the original stays with its owner
    if problems and not added and len(photos) == len(problems) == 1:
        raise problems[0]
    note = _enrolment_note(added, len(photos), [problem.message for problem in problems])
    return *_gallery_views(session), note, None, "", session


def _enrol_one(session: Session, path: str, name: str) -> int:
    picture = images.load(path)
    [faces] = session.cache.faces([picture], session.gallery.encoder, encode)
    chosen = detection.choose([found.face for found in faces], picture)
    return int(session.gallery.enrol(name, faces[chosen], picture.digest))


def _enrolment_note(added: int, files: int, problems: list[str]) -> str:
    parts = [f"{added} of {files} pictures enrolled."] if files > 1 or not added else ["Enrolled."]
    if files - added - len(problems):
        parts.append(f"{files - added - len(problems)} were enrolled before.")
    items = "".join(f"<li>{escape(problem)}</li>" for problem in problems)
    return f'<div class="fs-note"><p>{" ".join(parts)}</p>{f"<ul>{items}</ul>" if items else ""}</div>'


def rename(session: Session, person: str, new_name: str) -> tuple[Any, ...]:
    """Give somebody another name.

    Parameters:
        person: the present name.
        new_name: the new one.
    """
    session.gallery.rename(person, new_name)
    return *_gallery_views(session), "", session


def remove(session: Session, person: str) -> tuple[Any, ...]:
    """Forget somebody and all encodings of his.

    Parameters:
        person: his name.
    """
    session.gallery.remove(person)
    return *_gallery_views(session), session


def clear(session: Session) -> tuple[Any, ...]:
    """Forget everybody, and every encoding of this visit."""
    session.gallery.clear()
    session.cache.clear()
    return *_gallery_views(session), session


def identify(session: Session, photograph: str, threshold: float | None) -> tuple[dict[str, Any], str, str, Session]:
    """Name every face in a photograph, or say that it is not in the gallery.

    Parameters:
        photograph: the picture, of one person or of a group.
        threshold: tau, 0 to 4: the nearest person is named where d is at most this; null takes the encoder's own.
    Returns:
        The answer as data ({photo, faces: [{box, name, distance, candidates}]}), then what the page shows of it.
    """
    picture = images.load(photograph, name="The photograph")
    [faces] = session.cache.faces([picture], session.gallery.encoder, encode)
    if not faces:
        raise detection.no_face(picture)
    found = session.gallery.identify(faces, threshold)
    return (
        {"photo": Path(photograph).name, "faces": [_face_data(one) for one in found]},
        _card(picture, found, encoder_spec(session.gallery.encoder).tau_gallery if threshold is None else threshold),
        _strip(session),
        session,
    )


def _face_data(one: Identification) -> dict[str, Any]:
    return {
        "box": list(one.face.face.box),
        "name": one.name,
        "distance": one.distance,
        "candidates": [{"name": person.name, "distance": person.distance} for person in one.candidates],
    }


def _card(picture: Picture, found: list[Identification], tau: float) -> str:
    labels = [one.name or "not in the gallery" for one in found]
    named = sum(one.name is not None for one in found)
    count = "One face" if len(found) == 1 else f"{len(found)} faces"
    figure = render.boxes(
        picture,
        [one.face.face for one in found],
        labels,
        [one.name is not None for one in found],
        f"{count}, {named or 'none'} of the gallery",
        side=960,
    )
    rows = "".join(_row(number, one) for number, one in enumerate(found, start=1))
    return (
        f'<div class="fs-card" role="status">{figure}<div class="fs-scroll"><table class="fs-table">'
        f"<thead><tr><th>Face</th><th>Who</th><th>Nearest in the gallery, with d (same person up to τ = {tau:.2f})</th>"
        f"</tr></thead><tbody>{rows}</tbody></table></div></div>"
    )


def _row(number: int, one: Identification) -> str:
    who = f"<b>{escape(one.name)}</b>" if one.name else "not in the gallery"
    icon = render.icon("yes" if one.name else "no")
    kind = "fs-same" if one.name else "fs-different"
    near = ", ".join(f"{escape(person.name)} {person.distance:.2f}" for person in one.candidates)
    return f'<tr><td>{number}</td><td class="{kind}"><span class="fs-who">{icon}{who}</span></td><td>{near}</td></tr>'


def _gallery_views(session: Session) -> tuple[list[dict[str, Any]], str, str, Any]:
    """Everybody as data, as cards, the strip below them, and the choice of whom to manage."""
    people = session.gallery.people
    data = [{"name": person.name, "pictures": person.pictures} for person in people]
    names = [person.name for person in people]
    cards = "".join(
        f'<li class="fs-person"><span class="fs-avatar" aria-hidden="true">{escape(_initials(person.name))}</span>'
        f"<span><b>{escape(person.name)}</b><small>{_counted(person.pictures, 'picture')}</small></span></li>"
        for person in people
    )
    body = f'<ul class="fs-people">{cards}</ul>' if people else "<p>Nobody yet. Enrol somebody from one photograph.</p>"
    chooser = gr.Dropdown(choices=names, value=names[0] if names else None)
    return data, f'<div class="fs-card fs-gallery">{body}</div>', _strip(session), chooser


def _initials(name: str) -> str:
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def _strip(session: Session) -> str:
    return (
        f'<p class="fs-strip">{_counted(len(session.gallery), "person", "people")} · '
        f"{_counted(session.gallery.encodings, 'stored encoding')} · "
        f"{_counted(session.cache.encoded, 'picture')} encoded · {_counted(session.cache.hits, 'cache hit')} · "
        "nothing but encodings is kept</p>"
    )


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def build(session: gr.State, page: gr.Blocks) -> None:
    """Lay out the tab and wire its events."""
    photos = samples.identify_photos()
    gr.Markdown(text.IDENTIFY_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=5, min_width=260, elem_id="identify-people"):
            gallery = gr.HTML(render.empty("Opening the gallery …"), label="gallery", elem_id="identify-gallery")
            strip = gr.HTML("", label="strip", elem_id="identify-strip")
            files = gr.File(
                label="Enrol: one picture a person",
                file_count="multiple",
                file_types=["image"],
                height=160,
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
            with gr.Accordion("Manage: rename, remove, clear", open=False, elem_id="identify-manage"):
                person = gr.Dropdown([], label="Person", allow_custom_value=True, elem_id="identify-person")
                new_name = gr.Textbox(label="New name", elem_id="identify-new-name")
                with gr.Row():
                    rename_button = gr.Button("Rename", min_width=80)
                    remove_button = gr.Button("Remove", min_width=80)
                    clear_button = gr.Button("Clear all", variant="stop", min_width=80)
        with gr.Column(scale=6, min_width=280):
            photograph = photo("One person or a group", "identify-photo", photos[0] if photos else None, 260)
            button = gr.Button("Identify", variant="primary", size="lg", elem_id="identify-run")
            examples = None
            if photos:
                examples = gr.Examples(
                    [[path] for path in photos],
                    [photograph],
                    label="Or one click: public-domain photographs",
                    elem_id="identify-examples",
                    api_name="identify_example",
                )
        with gr.Column(scale=9, min_width=320):
            card = gr.HTML(render.empty(text.IDENTIFY_EMPTY), label="result", elem_id="identify-result")
    with gr.Accordion("More: threshold", open=False):
        tau = encoder_spec(DEFAULT_ENCODER).tau_gallery
        threshold = gr.Slider(
            0.0,
            similarity.MAX_DISTANCE,
            tau,
            step=0.01,
            label="Threshold τ",
            info="The nearest person is named where d ≤ τ. Stricter than for two photographs: everybody enrolled is "
            "one more chance that a stranger resembles somebody.",
            elem_id="identify-threshold",
        )
        gr.Markdown(f"τ = {tau:.2f}: {encoder_spec(DEFAULT_ENCODER).tau_source}.")
    for choice in (person, threshold):
        as_given(choice)
    people_data, answer_data = gr.JSON(visible=False, label="people"), gr.JSON(visible=False, label="answer")
    views = [people_data, gallery, strip, person]

    page.load(open_gallery, session, [*views, session], api_name="gallery", show_progress="hidden")
    enrolled = enrol_button.click(
        guarded(enrol),
        [session, files, name],
        [*views, note, files, name, session],
        api_name="enrol",
        show_progress_on=gallery,
        **FACES,
    )
    renamed = rename_button.click(
        guarded(rename), [session, person, new_name], [*views, new_name, session], api_name="rename", **FACES
    )
    removed = remove_button.click(guarded(remove), [session, person], [*views, session], api_name="remove", **FACES)
    clear_button.click(guarded(clear), session, [*views, session], api_name="clear", **FACES)
    for number, event in enumerate((enrolled, renamed, removed)):
        show_problem(event, session, note, f"gallery_problem_{number}")

    inputs, outputs = [session, photograph, threshold], [answer_data, card, strip, session]
    run: dict[str, Any] = {"show_progress_on": card, **FACES}
    events = [button.click(guarded(identify), inputs, outputs, api_name="identify", **run)]
    if examples is not None:
        events.append(
            examples.load_input_event.then(
                guarded(identify),
                inputs,
                outputs,
                api_name="identify_after_example",
                api_visibility="private",
                **run,
            )
        )
    for number, event in enumerate(events):
        show_problem(event, session, card, f"identify_problem_{number}")
