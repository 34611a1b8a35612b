"""The answer of the tab Identify: names on the faces, and a table."""

from __future__ import annotations

from html import escape

from facestyle.faces.gallery.people import Identification
from facestyle.images import Picture
from facestyle.ui import languages
from facestyle.ui.identify import words
from facestyle.ui.shared import html


def card(picture: Picture, found: list[Identification], tau: float, reason: str) -> str:
    """The photograph with a name on each face, and a table of the nearest people."""
    known = [one.name is not None for one in found]
    labels = [one.name or words.UNKNOWN for one in found]
    faces = [one.face.face for one in found]
    figure = html.boxes(picture, faces, labels, known, words.faces_named(len(found), sum(known)), side=960)
    rows = [_row(number, one) for number, one in enumerate(found, start=1)]
    table = html.table((words.FACE, words.WHO, words.NEAREST.format(tau=tau, reason=reason)), rows)
    return f'<div class="fs-card" role="status">{figure}{table}</div>'


def _row(number: int, one: Identification) -> tuple[str, str, str]:
    unknown = ("fs-different", "no", words.UNKNOWN)
    kind, icon, who = ("fs-same", "yes", f"<b>{escape(one.name)}</b>") if one.name else unknown
    near = ", ".join(f"{escape(person.name)} {person.distance:.2f}" for person in one.candidates)
    flaws = f"<small>{escape(', '.join(map(languages.said, one.face.flaws)))}</small>" if one.face.flaws else ""
    return str(number), f'<span class="fs-who {kind}">{html.icon(icon)}{who}</span>{flaws}', near
