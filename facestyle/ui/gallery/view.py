"""How the gallery is shown: people as cards, what is kept as a line."""

from __future__ import annotations

from html import escape
from typing import Any

import gradio as gr

from facestyle.faces.gallery.people import Person
from facestyle.ui.gallery.state import GalleryState
from facestyle.ui.shared.html import counted
from facestyle.ui.shared.session import Session


def enrolment_note(added: int, files: int, problems: list[str], remarks: list[str]) -> str:
    """What became of an enrolment, with each file that was left out."""
    parts = [f"{added} of {files} pictures enrolled."] if files > 1 or not added else ["Enrolled."]
    if files - added - len(problems):
        parts.append(f"{files - added - len(problems)} were enrolled before.")
    return note(" ".join(parts), problems + remarks)


def note(sentence: str, items: list[str] | None = None) -> str:
    """A sentence, and what it is about as a list."""
    listed = "".join(f"<li>{escape(item)}</li>" for item in items or [])
    return f'<div class="fs-note"><p>{escape(sentence)}</p>{f"<ul>{listed}</ul>" if listed else ""}</div>'


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
    thumbnails = session.of(GalleryState).thumbnails
    kept = next((thumbnails[one.source] for one in person.enrolled if one.source in thumbnails), None)
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
    thumbnails = session.of(GalleryState).thumbnails
    kept = "encodings, and the small pictures you asked for," if thumbnails else "nothing but encodings"
    return (
        f'<p class="fs-strip">{counted(len(session.gallery), "person", "people")} · '
        f"{counted(session.gallery.encodings, 'stored encoding')} · "
        f"{counted(session.cache.encoded, 'picture')} encoded · {counted(session.cache.hits, 'cache hit')} · "
        f"{kept} {'are' if thumbnails else 'is'} kept</p>"
    )
