"""The gallery: people as cards with a menu each, what is kept aside, and a line about what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from facestyle.faces.gallery.people import Person
from facestyle.ui.gallery import words
from facestyle.ui.gallery.state import Aside, GalleryState, held
from facestyle.ui.shared import html
from facestyle.ui.shared.session import Session


def views_of(session: Session) -> tuple[Any, ...]:
    """Everybody as data and as cards, and the strip."""
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
    state = session.of(GalleryState)
    unsaved = bool(people) and not state.keeps and state.saved not in (None, held(people))
    return data, cards(people, state.thumbnails, session.gallery.can_undo, unsaved), strip(session)


def aside_views(session: Session) -> tuple[Any, ...]:
    """What is kept aside: as data, and as rows with what can be done about each."""
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
    rows = "".join(_aside(key, one, face) for key, one, face in listed)
    head = f'<p class="fs-lead">{escape(words.ASIDE)}</p>'
    return data, f'<div class="fs-card fs-aside">{head}<ul>{rows}</ul></div>' if rows else ""


def _aside(key: str, one: Aside, face: int) -> str:
    """A face that is kept aside, with what was asked about it and what can be answered."""
    label = words.aside(one.seen.label, one.name, one.seen.numbers[face], one.seen.found)
    small = one.thumbnails.get(one.seen.numbers[face])
    image = f'<img class="fs-avatar" src="{small}" alt="">' if small else ""
    problem = f"<small>{escape(one.problem)}</small>" if one.problem and face == 0 else ""
    if one.name:
        answer = f'<button type="submit">{escape(words.ACCEPT)}</button>'
    else:
        answer = _typed("to", words.WHO_IS_THIS, words.NAME_OF.format(photo=label)) + _submit(words.ENROL)
    out = f'<button type="button" data-do="leave-out">{escape(words.LEAVE_OUT)}</button>'
    return (
        f'<li>{image}<div><b>{escape(label)}</b>{problem}<form class="fs-decide" data-do="accept" '
        f'data-key="{escape(key)}">{answer}{out}</form></div></li>'
    )


def cards(
    people: Sequence[Person], thumbnails: Mapping[str, str], can_undo: bool = False, unsaved: bool = False
) -> str:
    """Everybody as a card with a menu, and what can be done with all of them.

    Args:
        people: everybody enrolled.
        thumbnails: small pictures, by `people.source_of`.
        can_undo: whether there is a removal or a merger to undo.
        unsaved: whether people would be lost with the visit who were not there at its beginning.
    """
    listed = "".join(_card(person, thumbnails) for person in people)
    body = f'<ul class="fs-people">{listed}</ul>' if people else f"<p>{words.NOBODY}</p>"
    names = "".join(f'<option value="{escape(person.name)}"></option>' for person in people)
    told = f'<p class="fs-note">{escape(words.UNSAVED)}</p>' if unsaved else ""
    return (
        f'<div class="fs-card fs-gallery"{" data-unsaved" if unsaved else ""}>{body}'
        f'<datalist id="identify-names">{names}</datalist>{_tools(len(people), can_undo)}{told}</div>'
    )


def _card(person: Person, thumbnails: Mapping[str, str]) -> str:
    kept = next((thumbnails[one.source] for one in person.enrolled if one.source in thumbnails), None)
    avatar = f'<img class="fs-avatar" src="{kept}" alt="">' if kept else html.avatar(person.name)
    day = words.ENROLLED_ON.format(day=person.day.isoformat())
    name = escape(person.name)
    return (
        f'<li class="fs-person" title="{day}" data-person="{name}">{avatar}<span><b>{name}</b>'
        f"<small>{words.person(person)}</small></span>{_menu(person)}</li>"
    )


def _menu(person: Person) -> str:
    """What can be done with a person."""
    label = escape(words.MENU.format(person=person.name))
    new = _typed("to", words.NEW_NAME, words.NEW_NAME, person.name) + _submit(words.RENAME)
    into = _typed("to", words.INTO, words.INTO, names=True) + _submit(words.MERGE)
    pictures = "".join(
        f'<button type="button" data-do="remove-picture" data-number="{one.number}">'
        f"{escape(words.REMOVE_PICTURE.format(number=one.number))}</button>"
        for one in person.enrolled
        if person.pictures > 1
    )
    remove = f'<button type="button" data-do="remove">{escape(words.REMOVE)}</button>'
    return (
        f'<details class="fs-menu" name="identify-menu"><summary aria-label="{label}">⋯</summary>'
        f'<div><form data-do="rename">{new}</form><form data-do="merge">{into}</form>'
        f"<p>{pictures}{remove}</p></div></details>"
    )


def _typed(name: str, placeholder: str, label: str, value: str = "", names: bool = False) -> str:
    """A line to type a name into."""
    more = f' value="{escape(value)}"' if value else ""
    more += ' list="identify-names"' if names else ""
    return (
        f'<input type="text" name="{name}" maxlength="80" autocomplete="off" placeholder="{escape(placeholder)}" '
        f'aria-label="{escape(label)}"{more}>'
    )


def _submit(label: str) -> str:
    return f'<button type="submit">{escape(label)}</button>'


def _tools(people: int, can_undo: bool) -> str:
    """Undo, and Clear, which asks first."""
    undo = f'<button type="button" data-do="undo"{"" if can_undo else " disabled"}>{escape(words.UNDO)}</button>'
    clear = f'<button type="button" data-do="ask">{escape(words.CLEAR)}</button>' if people else ""
    question = escape(words.CLEAR_QUESTION.format(people=words.everybody(people)))
    dialog = (
        f'<dialog class="fs-dialog" aria-label="{escape(words.CLEAR)}"><p>{question}</p><form method="dialog">'
        f'<button value="">{escape(words.NOT_CLEAR)}</button><button class="fs-stop" value="clear">'
        f"{escape(words.CLEAR)}</button></form></dialog>"
    )
    return f'<div class="fs-tools">{undo}{clear}</div>{dialog if people else ""}'


def strip(session: Session) -> str:
    """A line about what is kept."""
    gallery, cache, state = session.gallery, session.cache, session.of(GalleryState)
    told = words.strip(len(gallery), gallery.encodings, cache.encoded, cache.hits, bool(state.thumbnails))
    return f'<p class="fs-strip">{told}</p>'
