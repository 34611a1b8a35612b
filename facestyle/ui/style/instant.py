"""The events of G in one pass: painted at once, then finer, then measured; and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import gradio as gr

from facestyle.errors import BudgetError, PictureTooSmallError
from facestyle.style.instant.instant import Instant, settings_text
from facestyle.style.instant.options import InstantOptions
from facestyle.style.instant.pace import Pace
from facestyle.style.options import StyleOptions
from facestyle.ui.shared import opening, work
from facestyle.ui.shared.form import taking
from facestyle.ui.shared.results import place
from facestyle.ui.shared.session import Session
from facestyle.ui.style import one_pass, request, words
from facestyle.ui.style.events import JOB
from facestyle.ui.style.one_pass import OnStage

#: elem_id of the stage.
STAGE = "style-stage"
#: How fast this machine paints, learnt from the pictures of this process.
PACE = Pace()
#: Seconds that a G may take while somebody waits for it, or drags a slider.
QUICK = 0.25
#: Seconds without a change before a G is painted finer, and then measured: who tries one style after another does not
#: wait for the J of those before.
REST, REST_MORE = 0.3, 0.7
#: J is measured at this size at most: beyond it takes as long as several steps of descent, and others wait meanwhile.
MEASURED_AT = StyleOptions().size


def chosen(session: Session, content: str | None, style: str | None, **asked: Any) -> dict[str, object]:
    """Show G in one pass as soon as C or S is chosen; a restyling of what was chosen before ends."""
    on_stage = session.of(OnStage)
    before, on_stage.of = on_stage.of, _places(content, style)
    # Taken away, to be replaced; or not another one: the page tells of a change where a picture is shown for the first
    # time, too, which may come after a press of Restyle.
    if not content or not style or on_stage.of == before or opening.is_shown(session, STAGE, content, style):
        return {}
    with on_stage.painting() as number:
        session.job(JOB).cancel()
        return _quick(on_stage, number, content, style, **asked)


def followed(session: Session, content: str | None, style: str | None, **asked: Any) -> dict[str, object]:
    """Show G in one pass after any other change, unless a restyling is under way."""
    if not content or not style or session.job(JOB).busy:
        return {}
    on_stage = session.of(OnStage)
    with on_stage.painting() as number:
        return _quick(on_stage, number, content, style, **asked)


def weighted(session: Session, content: str | None, style: str | None, **asked: Any) -> dict[str, object]:
    """Show G in one pass after a preset, alpha or beta, where the stage shows one: a restyling can go on with them."""
    return followed(session, content, style, **asked) if session.of(OnStage).shown else {}


def opened(session: Session, content: str | None, style: str | None, **asked: Any) -> dict[str, object]:
    """Show G in one pass when the tab is opened for the first time."""
    first = STAGE not in session.made
    return followed(session, content, style, **asked) if first else {}


def left(session: Session, content: str | None, style: str | None) -> gr.HTML:
    """Take J of one pass away when a restyling or a first look is asked for: the stage is theirs."""
    on_stage = session.of(OnStage)
    on_stage.leave()
    on_stage.of = _places(content, style)
    return gr.HTML("")


def _places(content: str | None, style: str | None) -> tuple[str, str] | None:
    return (place(content), place(style)) if content and style else None


def tidied(session: Session) -> Any:
    """Take J of one pass away after a run, where it has come late; not that of a G painted since."""
    return gr.skip() if session.of(OnStage).shown else gr.HTML("")


def _quick(on_stage: OnStage, number: int, content: str, style: str, **asked: Any) -> dict[str, object]:
    """As large as the machine paints it while somebody waits."""
    wanted = request.read_instant(content, style, **asked)
    size = PACE.size(wanted.content, wanted.options.size, QUICK)
    quick = replace(wanted, options=replace(wanted.options, size=size))
    return _painted(on_stage, number, quick, size < wanted.options.size)


def _painted(on_stage: OnStage, number: int, wanted: request.InstantRequest, small: bool) -> dict[str, object]:
    made = work.paint(wanted.content, wanted.styles, wanted.options, wanted.masks)
    PACE.note(made)
    return one_pass.shown(made, words.ONE_PASS) if on_stage.put(number, made, small) else {}


def finer(session: Session, content: str | None, style: str | None, **asked: Any) -> dict[str, object]:
    """Paint G at its full size where the first one had to be smaller, once nothing changes any more."""
    on_stage = session.of(OnStage)
    if not content or not style or not on_stage.small or not on_stage.rests(REST):
        return {}
    with on_stage.painting() as number:
        return _painted(on_stage, number, request.read_instant(content, style, **asked), small=False)


def measured(
    session: Session,
    content: str | None,
    style: str | None,
    region: str | None,
    style_2: str | None,
    share: float,
    strength: float,
    **given: Any,
) -> Iterator[dict[str, object]]:
    """Save G in one pass, measure its J by the costs of the descent, and look for the faces of C in it."""
    on_stage = session.of(OnStage)
    since = on_stage.rests(REST_MORE) if content and style else 0
    if not content or not style or not since:
        yield {}
        return
    asked = request.read(content, style, region, None, style_2, share, **given)
    options = request.of_one_pass(asked.options, min(asked.options.size, MEASURED_AT), strength)
    made = on_stage.made
    if made is not None:
        yield {"download": gr.DownloadButton(value=_saved(made, asked, options), visible=True)}
    small = work.paint(asked.content, asked.styles, options, asked.masks)
    costs = work.measure(small.picture, *asked.measures)
    if on_stage.is_still(since):
        yield {"costs": one_pass.measured(costs, options.size, on_stage.faces or ())}
    if made is not None and on_stage.is_still(since):
        faces = work.recognise(asked.content, made.picture)
        if on_stage.is_still(since):
            on_stage.made, on_stage.faces = None, faces
            yield {"costs": one_pass.measured(costs, options.size, faces)}


def _saved(made: Instant, asked: request.Request, options: InstantOptions) -> str:
    options = replace(options, size=max(made.picture.shape[:2]))
    return one_pass.png(made, settings_text(options, asked.content, asked.styles))


@taking(*request.INSTANT)
def instant(
    _session: Session,
    content: str,
    style: str,
    region: str | None = None,
    style_2: str | None = None,
    share: float = request.SHARE,
    **given: Any,
) -> tuple[dict[str, object], str]:
    """Paint the content picture in the manner of the style picture in one pass of a network, in a fraction of a second.

    Parameters:
        content: C, the picture whose content is kept.
        style: S, the picture whose strokes and colours are taken.
        region: a picture of the shape of C, white where the style goes; a second style goes to the rest. Empty: the
            style goes everywhere.
        style_2: a second style picture, to be mixed in. Empty: none.
        share: the share of the second style, 0 to 1.
    Returns:
        Seconds, faces and J with its parts as data, then the picture as a PNG file. J is that of `/stylize` with its
        usual weights, of this picture; it is left out where the picture is too large or too elongated for it.
    """
    asked = request.read_instant(content, style, region, style_2, share, **given)
    made = work.paint(asked.content, asked.styles, asked.options, asked.masks)
    costs = None
    options = StyleOptions(keep_colors=asked.options.keep_colors, style_weights=asked.options.style_weights)
    with suppress(PictureTooSmallError, BudgetError):  # more is needed to measure a G than to paint it
        costs = work.measure(made.picture, asked.content, asked.styles, options, asked.masks)
    settings = settings_text(asked.options, asked.content, asked.styles)
    return one_pass.data(made, costs), one_pass.png(made, settings)
