"""The events of 'You as a painting', for the page and for programs: paint a face in four styles, cancel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import gradio as gr

from facestyle import fields, images
from facestyle.errors import MissingInputError, OptionError
from facestyle.images import Picture
from facestyle.style import portraits as wanted
from facestyle.style.instant.options import InstantOptions
from facestyle.style.options import StyleOptions
from facestyle.style.transfer import Step
from facestyle.ui.shared import html, samples
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.job import Run
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.turns import TURNS
from facestyle.ui.shared.work import paint, restyle
from facestyle.ui.you import view, words, work
from facestyle.ui.you.view import Portrait

#: The visitor's job that portraits belong to.
JOB = "you"
#: Most paintings of one run.
MOST = 4
#: The styles that are painted unless others are chosen.
USUAL = ("swirling-strokes", "mosaic", "stained-glass", "woodblock-waves")


def still_you(
    _session: Session,
    run: Run,
    photo: str,
    likeness: str = wanted.PORTRAIT.likeness,
    steps: int = wanted.PORTRAIT.steps,
    styles: list[str] | None = None,
) -> Iterator[dict[str, object]]:
    """Paint the face in a photograph in four styles, and tell of each how far it is from the photograph.

    Parameters:
        photo: the photograph. Of several faces, a large one near the middle counts.
        likeness: likeness, good-likeness or portrait: the nearer, the less of S is in the face.
        steps: steps of descent with the identity cost for each painting, 1 to 300.
        styles: names of styles of our own, such as mosaic: up to four. Empty: the usual four.
    Returns:
        d of each painting as data, repeatedly, then what the page shows; at the end this includes a sheet of all as a
        PNG file.
    """
    if not photo:
        raise MissingInputError(words.NO_PHOTO)
    options = wanted.options(likeness, fields.whole("steps", steps, 1, 300))  # type: ignore[arg-type]
    chosen = styles_named(styles)
    yield _shown(html.underway(words.LOOKING))
    content = work.framed(images.load(photo, name=words.THE_PHOTO))
    sheet = [(name, images.load(path, detail=2 * options.size)) for name, path in chosen]
    one_pass = InstantOptions(size=options.size, check_faces=True)
    made: list[Portrait] = []
    for name, style in sheet:
        if run.cancelled:
            break
        instant = paint(content, [style], one_pass)
        face = instant.faces[0] if instant.faces else None
        made.append(Portrait(name, shared_words.style_title(name), instant.picture, face, 0, words.WAITS))
        yield _shown(view.cards(content.pixels, made, view.going(1, len(sheet), None, 0.0)), made)
    if not made:
        yield _shown(html.empty(run.time_over or words.NEVER_BEGUN))
        return
    for number, (_, style) in enumerate(sheet[: len(made)]):
        if not run.cancelled:
            yield from _refined(run, content, style, options, made, number)
    for one in made:
        one.state = words.REFINED.format(steps=one.steps) if one.steps else words.ONE_PASS
    stopped, over = run.cancelled, run.time_over
    yield {
        **_shown(view.cards(content.pixels, made, view.done(made, stopped, over)), made),
        "sheet": gr.DownloadButton(value=view.sheet(content.pixels, made), visible=True),
    }


def _refined(
    run: Run, content: Picture, style: Picture, options: StyleOptions, made: list[Portrait], number: int
) -> Iterator[dict[str, object]]:
    """Paint one of the portraits by descent; what is cancelled stays as one pass has painted it."""
    before, last = made[number], Step(0, options.steps, 0.0, {}, {}, 0.0, 0.0, None, None)

    def left() -> float | None:
        if not last.iteration or last.seconds_left is None:
            return None
        return last.seconds_left + (len(made) - number - 1) * (last.seconds + last.seconds_left)

    with TURNS.taken(left), closing(restyle(content, [style], options)) as steps:
        for step in steps:
            last = step
            if run.cancelled:
                made[number] = before
                return
            if step.picture is None:
                continue
            state = words.refining(step.iteration, options.steps)
            face = step.faces[0] if step.faces else None
            made[number] = Portrait(before.name, before.title, step.picture, face, step.iteration, state)
            if step.last:
                made[number].state = words.REFINED.format(steps=step.iteration)
            share = (number + step.iteration / options.steps) / len(made)
            yield _shown(view.cards(content.pixels, made, view.going(number + 1, len(made), left(), share)), made)


def styles_named(names: Sequence[str] | None) -> list[tuple[str, str]]:
    """Names and paths of the styles that are asked for.

    Raises:
        OptionError: there is no such style, or more than `MOST` were asked for.
    """
    known = {Path(path).stem: path for path, _ in samples.styles()}
    asked = list(dict.fromkeys(names or [name for name in USUAL if name in known]))
    if len(asked) > MOST:
        raise OptionError(words.WRONG_STYLES.format(count=len(asked), most=MOST))
    for name in asked:
        if name not in known:
            raise OptionError(words.UNKNOWN_STYLE.format(name=name, known=", ".join(known)))
    return [(name, known[name]) for name in asked]


def _shown(markup: str, made: list[Portrait] | None = None) -> dict[str, object]:
    return {"data": view.data(made or []), "area": markup, "sheet": gr.DownloadButton(visible=False)}


def cancel(session: Session) -> None:
    """End your portraits, running or waiting; those that are painted are kept."""
    session.job(JOB).cancel()


def taken_back(session: Session) -> Any:
    """Say at once that portraits that are still waiting will not begin."""
    return html.empty(words.NEVER_BEGUN) if session.job(JOB).waiting else gr.skip()
