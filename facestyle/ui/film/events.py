"""The events of the tab Film, for the page and for programs: look into a film, paint it, cancel."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import gradio as gr

from facestyle.ui.film import request, view, words, work
from facestyle.ui.shared import html
from facestyle.ui.shared.form import taking
from facestyle.ui.shared.job import Run
from facestyle.ui.shared.samples import new_file
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.turns import TURNS

#: The visitor's job that films belong to.
JOB = "film"
#: Seconds from one picture on the page to the next.
APART = 0.5


def chosen(_session: Session, film: str | None, start: float, end: float | None) -> str:
    """Say what is known of the film, or what is wrong with it, as soon as it is given."""
    return view.looked(request.look(film, request.options_of(start=start, end=end))) if film else ""


@taking(*request.OPTIONS)
def film(_session: Session, run: Run, film: str, style: str, **given: Any) -> Iterator[dict[str, object]]:
    """Paint a film in the manner of a picture, in one pass of a network for each of its pictures, with its sound.

    Parameters:
        film: MP4, MOV, MKV, WebM or AVI, within the limits of the page.
        style: S, the picture whose strokes and colours are taken.
    Returns:
        How far it is as data, then what the page shows; at the end this includes the film as an MP4 file.
    """
    asked, shown = request.read(film, style, **given), view.FilmView()
    if run.cancelled:
        yield shown.never_begun()
        return
    yield shown.begins()
    output = new_file("facestyle.mp4")
    try:
        yield from _painted(shown, run, asked, output)
    except BaseException:  # the visitor has gone, or something is wrong
        shutil.rmtree(output.parent, ignore_errors=True)
        raise


def _painted(shown: view.FilmView, run: Run, asked: request.Request, output: Path) -> Iterator[dict[str, object]]:
    latest = time.monotonic() - APART
    with (
        TURNS.taken(shown.seconds_left),
        closing(work.paint(asked.film, asked.style, output, asked.options)) as steps,
    ):
        for step in steps:
            shown.add(step)
            if run.cancelled:
                break  # which closes the film as it is
            if time.monotonic() - latest >= APART:
                yield shown.going()
                latest = time.monotonic()
    over = run.time_over
    yield shown.finished(output, over) if shown.painted else shown.never_begun(over)


def cancel(session: Session) -> None:
    """End your film, running or waiting, after its present pictures; the film so far is kept."""
    session.job(JOB).cancel()


def taken_back(session: Session) -> Any:
    """Say at once that a film that is still waiting will not begin."""
    return html.empty(words.NEVER_BEGUN) if session.job(JOB).waiting else gr.skip()
