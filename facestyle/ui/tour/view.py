"""What the tour shows: a verdict, a painting, four paintings of a face, four layers."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import numpy as np

from facestyle.errors import NoFaceError
from facestyle.faces.calibration import Calibration
from facestyle.faces.verification import Verification
from facestyle.style.instant.instant import Instant
from facestyle.ui import languages
from facestyle.ui.shared import html, samples
from facestyle.ui.tour import words
from facestyle.ui.tour.work import Glance
from facestyle.ui.verify import view as verify_view
from facestyle.ui.you import view as you_view
from facestyle.ui.you.view import Portrait

#: The tab of each step, and the part of it where it has parts.
TABS = (("verify", ""), ("style", "any"), ("style", "you"), ("inside", "units"))
#: The names of the steps in the page.
NAMES = ("recognise", "paint", "you", "inside")


def area(name: str) -> str:
    """The elem_id of the area of a step's result."""
    return f"tour-{name}"


def style_names() -> list[str]:
    """The names of our styles, in the order of the wall."""
    return [Path(path).stem for path, _ in samples.styles()]


def head() -> str:
    """The steps, the way out, and what the step that is shown is about."""
    steps = "".join(
        f'<li><button type="button" data-tour="{number}" data-area="{area(own)}"><b>{number}</b> '
        f"<span>{escape(name)}</span></button></li>"
        for number, (own, (name, _, _)) in enumerate(zip(NAMES, words.STEPS, strict=True), start=1)
    )
    told = "".join(
        f'<div data-of-step="{number}"><h2 tabindex="-1">'
        f"<small>{escape(words.COUNTER.format(number=number, count=len(words.STEPS)))}</small> {escape(title)}</h2>"
        f"<p>{escape(sentence)}</p></div>"
        for number, (_, title, sentence) in enumerate(words.STEPS, start=1)
    )
    return (
        f'<div class="fs-tour-head" data-name="{escape(words.TAB)}"><ol>{steps}</ol>'
        f'<button type="button" class="fs-tour-leave" data-tour="leave">{escape(words.LEAVE)}'
        f' <kbd aria-hidden="true">{escape(words.KEY)}</kbd></button></div>{told}'
    )


def foot() -> str:
    """For each step: back, on in its tab, and next."""
    return "".join(_ways(number) for number in range(1, len(words.STEPS) + 1))


def _ways(number: int) -> str:
    back = f'<button type="button" data-tour="{number - 1}">{escape(words.BACK)}</button>' if number > 1 else ""
    last = number == len(words.STEPS)
    to, label = ("leave", words.FINISH) if last else (str(number + 1), words.NEXT[number - 1])
    tab, part = TABS[number - 1]
    return (
        f'<div class="fs-tour-foot" data-of-step="{number}">{back}'
        f'<a href="?tab={tab}" data-tour-tab="{tab}" data-tour-part="{part}">{escape(words.ON[number - 1])}</a>'
        f'<button type="button" class="fs-primary" data-tour="{to}">{escape(label)}</button></div>'
    )


def verdict(answer: Verification, known: Calibration | None) -> str:
    """The verdict of Verify, and both faces as the network saw them."""
    note = words.TOOK.format(seconds=answer.seconds) if answer.seconds else words.SHIPPED
    seen = (
        f'<div class="fs-tour-seen">{verify_view.seen(answer.a, answer.encoder, words.SEEN_A)}'
        f"{verify_view.seen(answer.b, answer.encoder, words.SEEN_B)}</div>{html.note(note)}"
    )
    return verify_view.verdict(answer, known, seen)


def painting(made: Instant, title: str) -> str:
    """Photo A as a painting."""
    told = words.painted(title, made.seconds)
    picture = html.picture(made.picture, words.PAINTING.format(title=title), 640, 88)
    return html.figure(picture, told, "fs-tour-painting")


def portraits(content: np.ndarray, made: Sequence[Portrait], done: bool) -> str:
    """The face, and four paintings of it with their distances."""
    below = you_view.done(made, stopped=False) + html.note(words.REST) if done else html.underway(words.LOOKING)
    return you_view.cards(content, made, below)


def layers(found: Sequence[Glance], problem: NoFaceError | None) -> str:
    """A picture for each layer, from early to deep."""
    shown = "".join(
        f"<figure>{html.picture(one.heat, words.HEAT.format(unit=one.unit, layer=one.layer), 320)}<figcaption>"
        f"<b>{escape(depth)}: {escape(one.layer)}</b><small>{escape(_unit(one))}</small></figcaption></figure>"
        for depth, one in zip(words.LAYERS, found, strict=True)
    )
    why = words.NO_FACE.format(problem=languages.said(problem.message)) if problem is not None else ""
    means = words.ENCODER if problem is None else words.OBJECTS
    return f'<div class="fs-you fs-tour-layers">{shown}</div>{html.note(why, means)}'


def _unit(one: Glance) -> str:
    return words.UNIT.format(unit=one.unit, units=one.units, side=one.side)
