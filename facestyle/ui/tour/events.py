"""The steps of the tour: each takes the photographs that are in place, and keeps none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from facestyle import images
from facestyle.faces.verification import Verification, VerifyOptions
from facestyle.images import Picture
from facestyle.style.instant.options import InstantOptions
from facestyle.ui.shared import html, samples, work
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.job import Run
from facestyle.ui.shared.session import Session
from facestyle.ui.style.instant import PACE, QUICK
from facestyle.ui.tour import view, words
from facestyle.ui.tour import work as tour_work
from facestyle.ui.verify import opening as verify_opening
from facestyle.ui.verify import words as verify_words
from facestyle.ui.verify.events import decided
from facestyle.ui.you import work as you_work
from facestyle.ui.you.events import MOST, styles_named
from facestyle.ui.you.view import Portrait

#: The visitor's job that all steps belong to: a newer one ends it, and so does leaving.
JOB = "tour"
#: The style that hangs at first; and those in which a face is painted, from gentle to bold, beside the chosen one.
HUNG = "swirling-strokes"
FACE_STYLES = ("swirling-strokes", "pastel", "op-art", "stained-glass")


def recognise(session: Session, run: Run, photo_a: str | None, photo_b: str | None) -> Any:
    """Decide whether both photographs show the same person; on the samples the tour opens with the verdict at once."""
    if run.cancelled:
        return gr.skip()
    options = VerifyOptions()
    first = view.area("recognise") not in session.made
    answer = (_shipped(photo_a, photo_b) if first else None) or decided(session, photo_a, photo_b, options)
    return _unless_left(run, view.verdict(answer, options.meaning))


def _shipped(photo_a: str | None, photo_b: str | None) -> Verification | None:
    """The verdict on the samples, from encodings that are shipped; None for any other photographs."""
    for path_a, path_b, _ in samples.verify_pairs()[:1]:
        if photo_a and photo_b and all(samples.alike(*both) for both in ((photo_a, path_a), (photo_b, path_b))):
            return verify_opening.verdict(path_a, path_b)
    return None


def paint(_session: Session, run: Run, photo: str | None, style: str) -> Any:
    """Paint photo A in one of our styles, in one pass."""
    if run.cancelled:
        return gr.skip()
    [(name, path)] = styles_named([style])
    options = InstantOptions()
    content = images.load(photo, name=verify_words.PHOTO_A, detail=options.size)
    quick = replace(options, size=PACE.size(content, options.size, QUICK))
    made = work.paint(content, [images.load(path)], quick)
    PACE.note(made)
    return _unless_left(run, view.painting(made, shared_words.style_title(name)))


def still_you(_session: Session, run: Run, photo: str | None, style: str) -> Iterator[Any]:
    """Paint the face of photo A in four styles, the chosen one first, and tell how far each is from it."""
    if run.cancelled:
        return
    yield html.underway(words.LOOKING)
    content = you_work.framed(_photo(photo))
    chosen = styles_named(list(dict.fromkeys((style, *FACE_STYLES)))[:MOST])
    made: list[Portrait] = []
    pictures = [images.load(path) for _, path in chosen]
    for (name, _), (picture, face) in zip(chosen, tour_work.paint_face(content, pictures), strict=True):
        if run.cancelled:
            return
        made.append(Portrait(name, shared_words.style_title(name), picture, face))
        yield view.portraits(content.pixels, made, done=len(made) == len(chosen))


def inside(_session: Session, run: Run, photo: str | None) -> Any:
    """Look at photo A through four layers of a network."""
    return gr.skip() if run.cancelled else _unless_left(run, view.layers(*tour_work.look(_photo(photo))))


def _photo(photo: str | None) -> Picture:
    return images.load(photo, name=verify_words.PHOTO_A)


def _unless_left(run: Run, markup: str) -> Any:
    """What a step has made, unless the visitor has gone on or left meanwhile."""
    return gr.skip() if run.cancelled else markup


def hang(_session: Session, selected: gr.SelectData) -> str:
    """The name of the style that was clicked."""
    return view.style_names()[selected.index]


def leave(session: Session) -> None:
    """End what is under way, and forget what the steps have shown."""
    session.job(JOB).cancel()
    for name in view.NAMES:
        session.made.pop(view.area(name), None)
