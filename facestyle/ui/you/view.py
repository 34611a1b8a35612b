"""One person in several styles, as the page shows it: a card for each, with its place on the verdict's axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from facestyle import outputs
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.style import card
from facestyle.style.costs.identity import FaceAfter
from facestyle.ui.shared import charts, html
from facestyle.ui.shared import opening as shipped
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.samples import new_file
from facestyle.ui.you import words

#: The axis of d.
_AXIS = charts.Axis(0.0, 4.0, 12.0, 308.0)


@dataclass
class Portrait:
    """One painting.

    Attributes:
        name, title: of its style.
        picture: H x W x 3, uint8, or the address of a shipped file.
        face: what became of the face; None while that is not known.
        steps: of descent, that were done.
        state: how it was made, in words.
    """

    name: str
    title: str
    picture: np.ndarray | str
    face: FaceAfter | None
    steps: int = 0
    state: str = ""

    @property
    def told(self) -> dict[str, object]:
        """For programs."""
        face = self.face
        found = face is not None and face.found
        return {
            "style": self.name,
            "steps": self.steps,
            "distance": face.distance if face is not None and found else None,
            "same": face is not None and face.same,
            "found": found,
        }


def tau() -> float:
    """Below it two pictures show the same person."""
    return encoder_spec(DEFAULT_ENCODER).tau


def cards(content: np.ndarray | str, portraits: Sequence[Portrait], below: str) -> str:
    """C and its paintings, with a line below."""
    first = html.figure(_picture(content, words.ORIGINAL), words.ORIGINAL, "fs-you-c")
    return f'<div class="fs-you">{first}{"".join(_card(one) for one in portraits)}</div>{below}'


def opening(told: dict[str, Any]) -> str:
    """The paintings that are shipped, as a run would show them; see assets/opening/you.py."""
    portraits = [
        Portrait(
            one["style"],
            shared_words.style_title(one["style"]),
            shipped.address(f"you-{one['style']}.webp"),
            FaceAfter(**one["face"]),
            told["steps"],
            words.REFINED.format(steps=told["steps"]),
        )
        for one in told["portraits"]
    ]
    return cards(shipped.address("you.webp"), portraits, done(portraits, stopped=False))


def going(number: int, count: int, seconds: float | None, share: float) -> str:
    """The line below while portraits are painted; Cancel shows while it is there."""
    return f'<div class="fs-running">{html.progress(share, words.going(number, count, seconds))}</div>'


def done(portraits: Sequence[Portrait], stopped: bool, time_over: str = "") -> str:
    """The line below at the end; `time_over` is the sentence for a run whose time was over."""
    known = sum(one.face is not None and one.face.same for one in portraits)
    return html.done(words.finished(known, len(portraits), stopped)) + html.note(time_over)


def _card(one: Portrait) -> str:
    alt = words.ALT.format(title=one.title, state=one.state)
    told = "" if one.face is None else _verdict(one.face)
    caption = f"<b>{escape(one.title)}</b><small>{escape(one.state)}</small>"
    return f"<figure>{_picture(one.picture, alt)}<figcaption>{caption}{told}</figcaption></figure>"


def _verdict(face: FaceAfter) -> str:
    """Whether it is still the same person, and d on its axis where there is a face."""
    sentence = words.NO_FACE if not face.found else words.STILL_YOU if face.same else words.NOT_YOU
    kind, sign = ("fs-same", "yes") if face.same else ("fs-different", "no")
    told = f'<p class="fs-you-verdict {kind}">{html.icon(sign)}<span>{escape(sentence)}</span></p>'
    if not face.found:
        return told
    return f"{told}<small>{escape(words.DISTANCE.format(d=face.distance, tau=tau()))}</small>{_scale(face)}"


def _picture(picture: np.ndarray | str, alt: str) -> str:
    if isinstance(picture, str):
        return f'<img alt="{escape(alt)}" src="{escape(picture)}">'
    return html.picture(picture, alt, 480)


def _scale(face: FaceAfter) -> str:
    return charts.scale(
        face.distance,
        tau(),
        _AXIS,
        {0.0: "0", 2.0: "2", 4.0: "4"},
        tau_label=f"τ = {tau():.2f}",
        label=words.SCALE.format(d=face.distance, tau=tau()),
        same=face.same,
    )


def sheet(content: np.ndarray, portraits: Sequence[Portrait]) -> str:
    """Write C and its paintings with their d's to a PNG file that Gradio serves. It has figures and names alone."""
    cells = [card.Cell(content, ["C"])]
    for one in portraits:
        assert isinstance(one.picture, np.ndarray)
        cells.append(card.Cell(one.picture, [one.name.replace("-", " "), _figures(one.face)]))
    path = new_file("facestyle-you.png")
    outputs.write_picture(card.drawn(cells), path)
    return str(path)


def _figures(face: FaceAfter | None) -> str:
    if face is None or not face.found:
        return "d = ?"
    return f"d = {face.distance:.2f} {'<' if face.same else '>'} {tau():.2f}"


def data(portraits: Sequence[Portrait]) -> dict[str, Any]:
    """For programs."""
    return {"threshold": tau(), "portraits": [one.told for one in portraits]}
