"""The events of the tab Style, for the page and for programs: restyle, look first, cancel, settings."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from facestyle import fields
from facestyle.errors import FacestyleError, MissingInputError
from facestyle.style import settings as style_settings
from facestyle.style.descent.start import first_picture
from facestyle.style.options import PRESETS, StyleOptions, strength_of, weights_of
from facestyle.style.transfer import Step
from facestyle.ui.shared import html
from facestyle.ui.shared.form import like, taking
from facestyle.ui.shared.job import Run
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.turns import TURNS
from facestyle.ui.shared.work import PACE, measure, paint, restyle
from facestyle.ui.style import link, painting, request, words
from facestyle.ui.style.one_pass import OnStage
from facestyle.ui.style.view import OnePass, RunView

#: The visitor's job that restylings and first looks belong to.
JOB = "style"


@taking(*request.OPTIONS)
def stylize(
    session: Session,
    run: Run,
    content: str,
    style: str,
    region: str | None = None,
    start: str | None = None,
    style_2: str | None = None,
    share: float = request.SHARE,
    style_mask: str | None = None,
    style_mask_2: str | None = None,
    **given: Any,
) -> Iterator[dict[str, object]]:
    """Paint the content picture in the manner of the style picture, by gradient descent on the pixels of G.

    Parameters:
        content: C, the picture whose content is kept.
        style: S, the picture whose strokes and colours are taken.
        region: a picture of the shape of C, white where the style goes; a second style goes to the rest. Empty: the
            style goes everywhere.
        start: a G made from this C, to go on from with these settings instead of from noise. Empty: start afresh.
        style_2: a second style picture, to be mixed in. Empty: none.
        share: the share of the second style, 0 to 1.
        style_mask: a picture of the shape of S, white where S is taken. Empty: all of it.
        style_mask_2: likewise, of the second style.
    Returns:
        Costs so far as data, then what the page shows; at the end this includes the picture as a PNG file, and G of
        one pass beside it.
    """
    asked = request.read(content, style, region, start, style_2, share, style_mask, style_mask_2, **given)
    if _left(session, run):
        return
    view = RunView(asked.options, asked.settings, asked.region, resumed=asked.start is not None)
    yield view.begins(PACE.seconds(asked.content, asked.styles, asked.options))
    # Before anything slow: the network's formats may have to be measured, faces found, Gram matrices computed.
    yield view.begun(first_picture(asked.content, asked.styles, asked.options, *asked.beside))
    if not run.cancelled:
        with closing(_steps(view, run, asked)) as steps:
            for step in steps:
                if step.picture is not None and not run.cancelled:
                    yield view.shown()
    if not _left(session, run):
        painted = bool(view.history) and view.history[-1].iteration > 0
        if painted:
            over = run.time_over
            address = link.address(asked.options, content, style)
            yield view.finished(asked.content, asked.styles[0], _one_pass(view, asked), address, over)
        else:
            yield view.never_begun(run.time_over)


def _left(session: Session, run: Run) -> bool:
    """Whether the stage shows another C or S, chosen since; otherwise it is the run's."""
    if run.cancelled and session.of(OnStage).shown:
        return True
    session.of(OnStage).leave()
    return False


def _one_pass(view: RunView, asked: request.Request) -> OnePass | None:
    """G in one pass like that of a run that has ended by itself, with its costs, to see what the run has gained.

    None where the run ended early, where G is seamless, which one pass is not, and where one pass can't be had.
    """
    if not view.history[-1].last or asked.options.seamless:
        return None
    options = request.of_one_pass(asked.options, asked.options.size)
    try:
        made = paint(asked.content, asked.styles, options, asked.masks)
        return OnePass(made, measure(made.picture, *asked.measures))
    except FacestyleError:
        return None


@like(stylize)
def first_look(session: Session, run: Run, **given: Any) -> Iterator[dict[str, object]]:
    """Show in about two seconds, small, what a restyling with these settings will look like."""
    asked = request.read(**given)
    if _left(session, run):
        return
    look = asked.options.first_look(asked.content, asked.styles)
    made = partial(asked.settings, first_look=True)
    view = RunView(look, made, asked.region, resumed=asked.start is not None)
    yield view.looking()
    for _ in _steps(view, run, asked):
        pass
    if _left(session, run):
        return
    yield view.looked(asked.options, PACE.seconds(asked.content, asked.styles, asked.options))


def _steps(view: RunView, run: Run, asked: request.Request) -> Generator[Step, None, None]:
    """Restyle with the options of the view, which takes note of each step, to the end or until a cancel."""
    content, styles, options = asked.content, asked.styles, view.options
    with TURNS.taken(view.seconds_left), closing(restyle(content, styles, options, *asked.beside)) as steps:
        for step in steps:
            view.add(step)
            PACE.note(content, styles, options, view.history[0], step)
            yield step
            if run.cancelled:
                break


def cancel(session: Session) -> None:
    """End your restyling, running or waiting, after its present step; the picture so far is kept."""
    session.job(JOB).cancel()


def taken_back(session: Session) -> Any:
    """Say at once that a restyling that is still waiting will not begin."""
    return html.empty(words.NEVER_BEGUN) if session.job(JOB).waiting else gr.skip()


def preset(_session: Session, name: str) -> tuple[float, float, float]:
    """Return alpha, beta and the strength of one pass of a preset.

    Parameters:
        name: gentle, balanced, bold or texture.
    """
    chosen = PRESETS[fields.choice("preset", name, PRESETS)]
    return chosen["alpha"], chosen["beta"], round(strength_of(**chosen), 2)


def strength(_session: Session, strength: float) -> tuple[float, float, str | None]:
    """Alpha, beta and the preset, if any, of a strength."""
    alpha, beta = weights_of(fields.number("strength", strength, 0.0, 1.0))
    alpha, beta = round(alpha, 1), round(beta, 1)
    return alpha, beta, _preset_of(alpha, beta)


def ratio(_session: Session, alpha: float, beta: float) -> tuple[float, str | None]:
    """The strength and the preset, if any, of alpha and beta."""
    alpha, beta = (
        fields.number(name, value, *fields.limits(StyleOptions, name))
        for name, value in (("alpha", alpha), ("beta", beta))
    )
    return round(strength_of(alpha, beta), 2), _preset_of(alpha, beta)


def _preset_of(alpha: float, beta: float) -> str | None:
    return next((name for name, one in PRESETS.items() if one == {"alpha": alpha, "beta": beta}), None)


def settings_of(_session: Session, picture: str | None) -> dict[str, object]:
    """Read the settings of a picture that was made here, to make another like it.

    Parameters:
        picture: the file as it was downloaded.
    """
    if not picture:
        raise MissingInputError(words.NO_PNG)
    return request.values(style_settings.read(Path(picture), words.THE_PICTURE).options)


def painted(_session: Session, event: gr.EventData) -> str | None:
    """Take what is painted over C as the region; None if nothing is painted."""
    data = event._data if isinstance(event._data, dict) else {}
    return painting.as_file(data.get("mask"))
