"""The gallery: people as cards, and a line about what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import gradio as gr

from facestyle.faces.gallery.people import Person
from facestyle.ui.gallery import words
from facestyle.ui.gallery.state import GalleryState
from facestyle.ui.shared import html
from facestyle.ui.shared.session import Session


def views_of(session: Session) -> tuple[Any, ...]:
    """Everybody as data and as cards, the strip, the two choices of a person to manage, and the button Undo."""
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
    return (
        data,
        cards(people, session.of(GalleryState).thumbnails),
        strip(session),
        gr.Dropdown(choices=names, value=names[0] if names else None),
        gr.Dropdown(choices=names, value=names[-1] if len(names) > 1 else None),
        gr.Button(interactive=session.gallery.can_undo),
    )


def aside_views(session: Session) -> tuple[Any, ...]:
    """What is kept aside as data, the choice of it, and the button that accepts it."""
    listed = list(session.of(GalleryState).choices())
    data = [
        {
            "key": key,
            "name": one.name,
            "photo": one.seen.label,
            "face": one.seen.numbers[face],
            "faces": one.seen.found,
            "problem": one.problem,
        }
        for key, one, face in listed
    ]
    choices = [
        (words.aside(one.seen.label, one.name, one.seen.numbers[face], one.seen.found), key)
        for key, one, face in listed
    ]
    shown = bool(choices)
    return (
        data,
        gr.Dropdown(choices=choices, value=choices[0][1] if shown else None, visible=shown),
        gr.Button(visible=shown),
    )


def cards(people: Sequence[Person], thumbnails: Mapping[str, str]) -> str:
    """Everybody as a card; small pictures by `people.source_of`."""
    listed = "".join(_card(person, thumbnails) for person in people)
    body = f'<ul class="fs-people">{listed}</ul>' if people else f"<p>{words.NOBODY}</p>"
    return f'<div class="fs-card fs-gallery">{body}</div>'


def _card(person: Person, thumbnails: Mapping[str, str]) -> str:
    kept = next((thumbnails[one.source] for one in person.enrolled if one.source in thumbnails), None)
    avatar = f'<img class="fs-avatar" src="{kept}" alt="">' if kept else html.avatar(person.name)
    day = words.ENROLLED_ON.format(day=person.day.isoformat())
    return (
        f'<li class="fs-person" title="{day}">{avatar}<span><b>{escape(person.name)}</b>'
        f"<small>{words.person(person)}</small></span></li>"
    )


def strip(session: Session) -> str:
    """A line about what is kept."""
    gallery, cache, state = session.gallery, session.cache, session.of(GalleryState)
    told = words.strip(len(gallery), gallery.encodings, cache.encoded, cache.hits, bool(state.thumbnails))
    return f'<p class="fs-strip">{told}</p>'
