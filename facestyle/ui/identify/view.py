"""How the tab Identify shows names: on the faces, and in a table."""

from __future__ import annotations

from html import escape

from facestyle.faces.gallery.people import Identification
from facestyle.images import Picture
from facestyle.ui.shared import html


def card(picture: Picture, found: list[Identification], tau: float, reason: str) -> str:
    """The photograph with a name on each face, and a table of the nearest people."""
    labels = [one.name or "not in the gallery" for one in found]
    named = sum(one.name is not None for one in found)
    count = "One face" if len(found) == 1 else f"{len(found)} faces"
    figure = html.boxes(
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
        f"<thead><tr><th>Face</th><th>Who</th><th>Nearest in the gallery, with d (named up to τ = {tau:.2f}, {reason})"
        f"</th></tr></thead><tbody>{rows}</tbody></table></div></div>"
    )


def _row(number: int, one: Identification) -> str:
    who = f"<b>{escape(one.name)}</b>" if one.name else "not in the gallery"
    icon = html.icon("yes" if one.name else "no")
    kind = "fs-same" if one.name else "fs-different"
    near = ", ".join(f"{escape(person.name)} {person.distance:.2f}" for person in one.candidates)
    flaws = f"<small>{escape(', '.join(one.face.flaws))}</small>" if one.face.flaws else ""
    return (
        f'<tr><td>{number}</td><td class="{kind}"><span class="fs-who">{icon}{who}</span>{flaws}</td>'
        f"<td>{near}</td></tr>"
    )
