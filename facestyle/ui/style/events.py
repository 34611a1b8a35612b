"""What the tab Style does when something is clicked, and what programs call: restyle, look first, cancel, settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from facestyle import fields
from facestyle.errors import MissingInputError
from facestyle.style import settings as style_settings
from facestyle.style.descent.start import first_picture
from facestyle.style.options import PRESETS
from facestyle.ui.shared import html
from facestyle.ui.shared.form import like, taking
from facestyle.ui.shared.job import Run
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.turns import TURNS
from facestyle.ui.shared.work import restyle
from facestyle.ui.style import painting, request, words
from facestyle.ui.style.view import PACE, RunView

#: The visitor's job that restylings and first looks belong to.
JOB = "style"


@taking(*request.OPTIONS)
def stylize(
    _session: Session,
    run: Run,
    content: str,
    style: str,
    region: str | None = None,
    start: str | None = None,
    style_2: str | None = None,
    share: float = request.SHARE,
    **given: Any,
) -> Iterator[dict[str, object]]:
    """Paint the content picture in the manner of the style picture, by gradient descent on the pixels of G.

    Parameters:
        content: C, the picture whose content is kept.
        style: S, the picture whose strokes and colours are taken.
        region: a picture of the shape of C, white where the style goes; with a second style the rest takes that one.
            Empty: everywhere.
        start: a G made from this C, to go on from with these settings instead of from noise. Empty: start afresh.
        style_2: a second style picture, to be mixed in. Empty: none.
        share: of the second style, 0 to 1.
    Returns:
        Costs so far as data, then what the page shows: among it, once done, the picture as a PNG file, and
        before/after.
    """
    asked = request.read(content, style, region, start, style_2, share, **given)
    view = RunView(asked.options, asked.region, resumed=asked.start is not None)
    yield view.begins(PACE.seconds(asked.content, asked.styles, asked.options))
    # Before anything slow: the network's formats may have to be measured, faces found, Gram matrices computed.
    yield view.begun(first_picture(asked.content, asked.styles, asked.options, asked.masks, asked.start))
    work = restyle(asked.content, asked.styles, asked.options, asked.masks, asked.start)
    with TURNS.taken(view):
        try:
            while not run.cancelled:
                step = next(work, None)
                if step is None:
                    break
                view.add(step)
                PACE.note(asked.content, asked.styles, asked.options, view.history[0], step)
                if step.picture is not None and not run.cancelled:
                    yield view.shown()
        finally:
            work.close()
    yield view.finished(asked.content) if view.history else view.never_begun()


@like(stylize)
def first_look(_session: Session, run: Run, **given: Any) -> Iterator[dict[str, object]]:
    """Show in about two seconds, small, what a restyling with these settings will look like."""
    asked = request.read(**given)
    look = asked.options.first_look(asked.content, asked.styles)
    view = RunView(look, asked.region, resumed=asked.start is not None)
    yield view.looking()
    work = restyle(asked.content, asked.styles, look, asked.masks, asked.start)
    with TURNS.taken(view):
        try:
            for step in work:
                view.add(step)
                if run.cancelled:
                    break
        finally:
            work.close()
    PACE.note(asked.content, asked.styles, look, view.history[0], view.history[-1])
    yield view.looked(asked.options, PACE.seconds(asked.content, asked.styles, asked.options))


def cancel(session: Session) -> None:
    """End the restyling that is running or waiting for you after its present step; the picture so far is kept."""
    session.job(JOB).cancel()


def taken_back(session: Session) -> Any:
    """Say at once that a restyling that was still waiting will not begin."""
    return gr.HTML(html.empty(words.NEVER_BEGUN), visible=True) if session.job(JOB).waiting else gr.skip()


def preset(_session: Session, name: str) -> tuple[float, float]:
    """Return alpha and beta of a preset.

    Parameters:
        name: gentle, balanced, bold or texture.
    """
    chosen = PRESETS[fields.choice("preset", name, PRESETS)]
    return chosen["alpha"], chosen["beta"]


def settings_of(_session: Session, picture: str | None) -> dict[str, object]:
    """Read the settings from a picture that was made here, to make another like it.

    Parameters:
        picture: a PNG, as it was downloaded.
    """
    if not picture:
        raise MissingInputError(words.NO_PNG)
    return request.values(style_settings.read_options(Path(picture), words.THE_PICTURE))


def painted(_session: Session, event: gr.EventData) -> str | None:
    """Take what was painted over C as the region; nothing painted is none."""
    data = event._data if isinstance(event._data, dict) else {}
    return painting.as_file(data.get("mask"))
