"""The answer of the tab Identify: numbers and names on the faces, and the same numbers in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from facestyle.faces.calibration import shipped
from facestyle.faces.distance import MAX_DISTANCE
from facestyle.faces.gallery.people import Identification
from facestyle.images import Picture
from facestyle.ui import languages
from facestyle.ui.identify import pins, words
from facestyle.ui.shared import html
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.charts import Axis

#: The scale of a distance, in its own units.
WIDTH, HEIGHT, MARGIN = 120, 16, 7
#: Other people who are told of a face.
NEAR = 2
#: More rows than this stand in two columns.
MANY = 5
#: Faces beside the head of those that have no name.
SHOWN = 5


@dataclass(frozen=True)
class Answer:
    """Who is in a photograph.

    Attributes:
        picture: the photograph.
        found: its faces, from left to right.
        tau: the largest distance at which a name is given.
        reason: where tau comes from, in words.
    """

    picture: Picture
    found: Sequence[Identification]
    tau: float
    reason: str


def card(answer: Answer, encoder: str) -> str:
    """The photograph with a pin on each face; each with a name in a row, those without one folded into a row.

    Args:
        answer: what to show.
        encoder: the name of the encoder, whose distances these are.
    """
    picture, found, tau, reason = answer.picture, answer.found, answer.tau, answer.reason
    known = shipped(encoder)
    axis = Axis(0.0, known.top if known else MAX_DISTANCE, MARGIN, WIDTH - MARGIN)
    crops = [pins.crop(picture, one.face.face) for one in found]
    rows = [_row(number, one, crops[number - 1], tau, axis) for number, one in enumerate(found, start=1)]
    named = [row for row, one in zip(rows, found, strict=True) if one.name]
    others = [row for row, one in zip(rows, found, strict=True) if not one.name]
    faces = [crop for crop, one in zip(crops, found, strict=True) if not one.name]
    caption = words.faces_named(len(found), len(named))
    photograph = pins.photograph(picture, found, caption)
    told = html.note(words.NAMED_UP_TO.format(tau=tau, reason=reason))
    head = f'<p class="fs-lead" role="status">{escape(caption)}</p>{told}'
    listed = _list(named)
    names = list(dict.fromkeys(one.name for one in found if one.name))
    tools = _tools(names) if others or len(names) > 1 else ""
    return (
        f'<div class="fs-card fs-group"><div class="fs-group-photo">{photograph}</div>'
        f'<div class="fs-group-list">{head}{listed}{_folded(others, faces)}{tools}</div></div>'
    )


def _row(number: int, one: Identification, crop: str, tau: float, axis: Axis) -> str:
    kind = "fs-known" if one.name else "fs-unknown"
    near = shared_words.COMMA.join(
        words.NEAR.format(name=person.name, d=person.distance) for person in one.candidates[bool(one.name) :][:NEAR]
    )
    said = (words.OTHERS if one.name else words.NEAREST).format(near=near) if near else ""
    flaws = (
        f'<small class="fs-flaws">{escape(shared_words.COMMA.join(map(languages.said, one.face.flaws)))}</small>'
        if one.face.flaws
        else ""
    )
    who = f"<b>{escape(one.name)}</b>" if one.name else _ask(number)
    return (
        f'<li class="fs-found-row {kind}" data-face="{number}" tabindex="-1">'
        f'<span class="fs-pin" aria-hidden="true">{number}</span><img alt="" src="{crop}">'
        f'<div class="fs-found-who">{who}{flaws}<small>{escape(said)}</small></div>'
        f'<div class="fs-found-d">{_scale(one.distance, tau, axis, bool(one.name))}'
        f"<small>{words.DISTANCE.format(d=one.distance)}</small></div></li>"
    )


def _scale(d: float, tau: float, axis: Axis, same: bool) -> str:
    """The distance to the nearest person as a dot, and tau as a line."""
    middle, border = HEIGHT / 2, axis.at(tau)
    zones = "".join(
        f'<rect class="fs-zone-{zone}" x="{start:.1f}" y="{middle - 2}" width="{end - start:.1f}" height="4" rx="2"/>'
        for zone, start, end in (("same", axis.start, border), ("different", border, axis.end))
    )
    line = f'<path class="fs-tau" d="M{border:.1f} 1V{HEIGHT - 1}"/>'
    dot = (
        f'<circle class="fs-dot {"fs-same" if same else "fs-different"}" cx="{axis.at(d):.1f}" cy="{middle}" r="5.5"/>'
    )
    return html.svg(WIDTH, HEIGHT, words.ON_SCALE.format(d=d, tau=tau), zones + line + dot)


def _ask(number: int) -> str:
    """A line to type the name of a face into."""
    label = escape(words.WHO_IS_FACE.format(number=number))
    return (
        f'<form class="fs-ask" data-face="{number}"><input type="text" name="who" maxlength="80" autocomplete="off" '
        f'placeholder="{escape(words.WHO_IS_THIS)}" aria-label="{label}">'
        f'<button type="submit">{escape(words.NAME_IT)}</button></form>'
    )


def _list(rows: Sequence[str]) -> str:
    kind = "fs-found fs-many" if len(rows) > MANY else "fs-found"
    return f'<ul class="{kind}">{"".join(rows)}</ul>' if rows else ""


def _folded(rows: Sequence[str], crops: Sequence[str]) -> str:
    """The faces without a name; several of them in one row that opens."""
    if len(rows) < 2:
        return _list(rows)
    some = "".join(f'<img alt="" src="{crop}">' for crop in crops[:SHOWN])
    head = f'<summary><span class="fs-some">{some}</span>{escape(words.unknown(len(rows)))}</summary>'
    return f'<details class="fs-strangers">{head}{_list(rows)}</details>'


def _tools(names: Sequence[str]) -> str:
    """What can be done with the photograph: blur all others than some."""
    choices = ""
    if len(names) > 1:
        listed = "".join(f'<option value="{escape(name)}">{escape(name)}</option>' for name in names)
        choices = (
            f'<label>{escape(words.KEEP_SHARP)} <select name="keep"><option value="">{escape(words.ALL_NAMED)}</option>'
            f"{listed}</select></label>"
        )
    return f'<form class="fs-blur">{choices}<button type="submit">{escape(words.BLUR)}</button></form>'
