"""Several photographs at once: who of the people enrolled is in them, and which faces show one unknown person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from facestyle import images
from facestyle.errors import BudgetError, FacestyleError, MissingInputError, OptionError
from facestyle.faces import detection
from facestyle.faces.face import Face
from facestyle.faces.gallery.names import checked_name
from facestyle.faces.pipeline import EncodedFace
from facestyle.faces.strangers.lookalikes import alike
from facestyle.ui import languages
from facestyle.ui.gallery import view as gallery_view
from facestyle.ui.identify import pins, words
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.work import encode

#: Photographs in one batch.
MOST_FILES = 60
#: Faces that stand for a group.
SHOWN = 6


@dataclass(frozen=True, eq=False)
class Unknown:
    """A face that nobody has a name for.

    Attributes:
        photo: the name of its file.
        digest: of the photograph.
        number: of the face in the photograph, from the left, from 1.
        face: the face, encoded.
        crop: a small picture of it; it goes to the page, and is not kept.
    """

    photo: str
    digest: str
    number: int
    face: EncodedFace
    crop: str


@dataclass
class BatchState:
    """For one visit: the unknown people of the last batch, by number, as encoded faces with their photographs' digests.

    A group that was named leaves.
    """

    groups: dict[int, list[tuple[EncodedFace, str]]] = field(default_factory=dict)


@dataclass
class _Found:
    """What a batch holds."""

    unknown: list[list[Unknown]] = field(default_factory=list)
    known: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def unknown_people(session: Session, photos: list[str] | None) -> tuple[list[dict[str, Any]], str, str, None]:
    """Look through several photographs, and group the faces without a name by who looks alike.

    Parameters:
        photos: picture files, of one person or of groups.
    Returns:
        The groups as data, those in the most photographs first ([{group, photographs, faces: [{photo, face, box}]}]),
        then what the page shows of them.
    """
    if not photos:
        raise MissingInputError(words.NO_PHOTOGRAPHS)
    if len(photos) > MOST_FILES:
        raise BudgetError(words.TOO_MANY.format(files=len(photos), most=MOST_FILES))
    found = _Found()
    for path in photos:
        try:
            _look(session, path, found)
        except FacestyleError as problem:
            found.problems.append(languages.said(problem.message))
        finally:
            samples.forget(path)
    faces = [[one.face for one in some] for some in found.unknown]
    groups = [
        [found.unknown[one.picture][one.face] for one in group] for group in alike(faces, session.gallery.encoder)
    ]
    numbered = dict(enumerate(groups, start=1))
    session.of(BatchState).groups = {
        number: [(one.face, one.digest) for one in group] for number, group in numbered.items()
    }
    data = [
        {"group": number, "photographs": len(group), "faces": [_data(one) for one in group]}
        for number, group in numbered.items()
    ]
    return data, _card(found, numbered, len(photos)), gallery_view.strip(session), None


def _look(session: Session, path: str, found: _Found) -> None:
    picture = images.load(path)
    [faces] = session.cache.faces([picture], session.gallery.encoder, encode)
    if not faces:
        raise detection.no_face(picture)
    named = session.gallery.identify(faces) if len(session.gallery) else ()
    names = [one.name for one in named] or [None] * len(faces)
    found.known.update({name for name in names if name})
    found.unknown.append([
        Unknown(Path(path).name, picture.digest, number, face, pins.crop(picture, face.face))
        for number, (face, name) in enumerate(zip(faces, names, strict=True), start=1)
        if name is None
    ])  # fmt: skip


def _data(one: Unknown) -> dict[str, Any]:
    face: Face = one.face.face
    return {"photo": one.photo, "face": one.number, "box": list(face.box)}


def name_group(session: Session, group: int | None, name: str) -> tuple[Any, ...]:
    """Enrol an unknown person from all photographs of the last batch that seem to show them.

    Parameters:
        group: its number, as /unknown_people gives it.
        name: of the person.
    Returns:
        Everybody enrolled, as data, then what the page shows of it.
    """
    groups, name = session.of(BatchState).groups, checked_name(name)
    if not isinstance(group, (int, float)) or group not in groups:
        raise OptionError(words.NO_SUCH_GROUP.format(group=str(group)[:40]))
    for face, digest in groups[int(group)]:
        session.gallery.enrol(name, face, digest, accepted=True)
    count = len(groups.pop(int(group)))
    return *gallery_view.views_of(session), html.remark(words.group_named(name, count))


def group_clicked(session: Session, event: gr.EventData) -> tuple[Any, ...]:
    """Enrol the group whose name was typed."""
    typed = event._data if isinstance(event._data, dict) else {}
    return name_group(session, typed.get("group"), str(typed.get("who", "")))


def _card(found: _Found, groups: dict[int, list[Unknown]], photographs: int) -> str:
    several = {number: group for number, group in groups.items() if len(group) > 1}
    told = [words.alone(len(groups) - len(several))] if len(groups) > len(several) else []
    told += [words.known(name, count) for name, count in found.known.most_common()]
    rows = "".join(_row(number, group) for number, group in several.items())
    listed = f'<ul class="fs-found">{rows}</ul>' if rows else ""
    head = f'<p class="fs-lead" role="status">{escape(words.looked_through(photographs, len(several)))}</p>'
    return f'<div class="fs-card fs-group">{head}{listed}{html.remark("", [*told, *found.problems])}</div>'


def _row(number: int, group: Sequence[Unknown]) -> str:
    crops = "".join(f'<img alt="{escape(one.photo)}" src="{one.crop}">' for one in group[:SHOWN])
    label = words.same_person(len(group))
    return (
        f'<li class="fs-alike"><span class="fs-some">{crops}</span><div><b>{escape(label)}</b>'
        f'<form class="fs-ask" data-group="{number}"><input type="text" name="who" maxlength="80" autocomplete="off" '
        f'list="identify-names" placeholder="{escape(words.WHO_IS_THIS)}" aria-label="{escape(label)}">'
        f'<button type="submit">{escape(words.NAME_IT)}</button></form></div></li>'
    )
