"""What the tab Style does when something is clicked, and what programs call: restyle, look first, cancel, settings."""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from facestyle import fields, images
from facestyle.errors import MissingInputError
from facestyle.images import Picture
from facestyle.style import settings as style_settings
from facestyle.style.costs import regions
from facestyle.style.descent import start as descent_start
from facestyle.style.descent.sizes import sizes
from facestyle.style.descent.start import beginning
from facestyle.style.transfer import PRESETS, StyleOptions
from facestyle.ui.shared import html
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.turns import TURNS
from facestyle.ui.shared.work import restyle
from facestyle.ui.style import painting, words
from facestyle.ui.style.view import PACE, RunView


def stylize(
    session: Session,
    content: str,
    style: str,
    alpha: float,
    beta: float,
    size: int,
    steps: int,
    init: str,
    optimizer: str,
    content_layer: str,
    seed: int,
    network: str,
    lambda_1: float,
    lambda_2: float,
    lambda_3: float,
    lambda_4: float,
    lambda_5: float,
    pooling: str,
    total_variation: float,
    style_scale: float,
    keep_colors: str,
    protect_faces: float,
    identity: float,
    region: str | None = None,
    start: str | None = None,
) -> Iterator[tuple[Any, ...]]:
    """Paint the content picture in the manner of the style picture, by gradient descent on the pixels of G.

    Parameters:
        content: C, the picture whose content is kept.
        style: S, the picture whose strokes and colours are taken.
        alpha: weight of the content cost.
        beta: weight of the style cost.
        size: long side of G in pixels; C's aspect ratio is kept.
        steps: optimiser steps.
        init: noise, style-noise (in the colours of S) or content: what G starts from.
        optimizer: lbfgs or adam.
        content_layer: the layer l at which contents are compared, such as relu4_2.
        seed: of the random noise.
        network: vgg16 or vgg19.
        lambda_1: weight of relu1_1 in the style cost.
        lambda_2: weight of relu2_1.
        lambda_3: weight of relu3_1.
        lambda_4: weight of relu4_1.
        lambda_5: weight of relu5_1.
        pooling: max or average, between the blocks of VGG.
        total_variation: weight of the differences between neighbouring pixels, 0 to 10: more is smoother.
        style_scale: long side of S as a share of G's, 0.25 to 2: smaller is finer.
        keep_colors: no, luminance or matched: whether G keeps the colours of C.
        protect_faces: how much more the content counts in faces, 0 to 20.
        identity: gamma, the weight of keeping people recognisable, 0 to 100.
        region: a picture of the shape of C, white where the style goes; with a second style the rest takes that one.
            Empty: everywhere.
        start: a G made from this C, to go on from with these settings instead of from noise. Empty: start afresh.
    Returns:
        Costs so far as data, then what the page shows: among it, once done, the picture as a PNG file, and
        before/after.
    """
    began, session.clicked = session.clicked or time.monotonic(), None
    asked = _asked(session, locals())
    run = RunView(asked.options, asked.region, resumed=asked.start is not None)
    yield run.shown(session, started=False, seconds=PACE.seconds(asked.content, asked.styles, asked.options))
    # Before anything slow: the network's formats may have to be measured, faces found, Gram matrices computed.
    yield run.begun(session, beginning(asked.content, asked.styles, asked.options, asked.masks, asked.start))
    work = restyle(asked.content, asked.styles, asked.options, asked.masks, asked.start)
    with TURNS.taken(run):
        try:
            while session.stopped < began:
                step = next(work, None)
                if step is None:
                    break
                run.add(step)
                PACE.note(asked.content, asked.styles, asked.options, run.history[0], step)
                if step.picture is not None and session.stopped < began:
                    yield run.shown(session)
        finally:
            work.close()
    yield run.finished(session, asked.content) if run.history else run.never_begun(session)


def first_look(session: Session, *values: Any, **named: Any) -> Iterator[tuple[Any, ...]]:
    """Show in about two seconds, small, what a restyling with these settings will look like."""
    began, session.clicked = session.clicked or time.monotonic(), None
    given = inspect.signature(stylize).bind(session, *values, **named)
    given.apply_defaults()
    asked = _asked(session, given.arguments)
    look = asked.options.first_look(asked.content, asked.styles)
    run = RunView(look, asked.region, resumed=asked.start is not None)
    yield run.looked(session, None)
    work = restyle(asked.content, asked.styles, look, asked.masks, asked.start)
    with TURNS.taken(run):
        try:
            for step in work:
                run.add(step)
                if session.stopped > began:
                    break
        finally:
            work.close()
    PACE.note(asked.content, asked.styles, look, run.history[0], run.history[-1])
    yield run.looked(session, PACE.seconds(asked.content, asked.styles, asked.options), asked.options)


# The same arguments, for the API too: a look is asked for as the restyling is.
first_look.__signature__ = inspect.signature(stylize)  # type: ignore[attr-defined]
first_look.__doc__ = f"{first_look.__doc__}\n\n    Parameters:{(stylize.__doc__ or '').split('Parameters:')[1]}"


@dataclass(frozen=True)
class _Asked:
    """A restyling as it was asked for: pictures read, options checked.

    Attributes:
        region: the share of C that is painted; 0 where the mask is empty; None where there is none.
    """

    options: StyleOptions
    content: Picture
    styles: list[Picture]
    masks: list[np.ndarray]
    region: float | None
    start: np.ndarray | None


def _asked(session: Session, given: dict[str, Any]) -> _Asked:
    names = (
        "size", "steps", "alpha", "beta", "content_layer", "init", "optimizer", "seed", "network", "pooling",
        "total_variation", "style_scale", "keep_colors", "protect_faces", "identity",
    )  # fmt: skip
    chosen = StyleOptions(
        **{name: given[name] for name in names},
        layer_weights=tuple(given[f"lambda_{number}"] for number in range(1, 6)),
        style_weights=(1.0 - session.second_share, session.second_share) if session.second_style else (),
    )
    detail = 2 * chosen.size
    content = images.load(given["content"], name="The content picture C", detail=detail)
    styles = [images.load(given["style"], name="The style picture S", detail=detail)]
    if session.second_style:
        styles.append(images.load(session.second_style, name="The second style picture", detail=detail))
    masks: list[np.ndarray] = []
    covered = None
    if given["region"]:
        mask = regions.of_picture(images.load(given["region"], name="The region", detail=detail), content)
        covered = 0.0 if regions.is_empty(mask) else float(mask.mean())
        masks = regions.checked([mask] if covered else [], len(styles))
    start = None
    if given["start"]:
        start = images.load(given["start"], name="The picture to go on from", detail=chosen.size).pixels
        descent_start.checked(start, content)
    sizes(content, styles, chosen)
    return _Asked(chosen, content, styles, masks, covered, start)


def clicked(session: Session) -> tuple[Session, Any]:
    """Note that a restyling was asked for, and say so where another visitor's has to end first."""
    session.clicked = time.monotonic()
    said = TURNS.waiting_message()
    return session, gr.HTML(html.empty(said), visible=True) if said else gr.skip()


def taken_back(session: Session) -> Any:
    """Say at once that a restyling that was still waiting will not begin."""
    return gr.HTML(html.empty(words.NEVER_BEGUN), visible=True) if session.clicked is not None else gr.skip()


def stop(session: Session | None) -> Session | None:
    """End the restyling that is running or waiting for you after its present step; the picture so far is kept."""
    if session is not None:
        session.stopped = time.monotonic()
    return session


def preset(_session: Session, name: str) -> tuple[float, float]:
    """Return alpha and beta of a preset.

    Parameters:
        name: gentle, balanced, bold or texture.
    """
    chosen = PRESETS[fields.choice("preset", name, PRESETS)]
    return chosen["alpha"], chosen["beta"]


def second_style(session: Session, style_2: str | None, share: float) -> Session:
    """Mix a second style into the restylings of your visit, or none.

    Parameters:
        style_2: the second style picture; empty for none.
        share: of the second style, 0 to 1.
    """
    session.second_share = fields.number("share", share, 0.0, 1.0)
    session.second_style = style_2 or ""
    return session


def settings_of(_session: Session, picture: str | None) -> tuple[Any, ...]:
    """Read the settings from a picture that was made here, to make another like it.

    Parameters:
        picture: a PNG, as it was downloaded.
    """
    if not picture:
        raise MissingInputError("No picture was given; choose a PNG that was made here.")
    found = style_settings.read(Path(picture), "The picture")
    weights = dict(zip(found.style_layers, found.layer_weights, strict=True))
    lambdas = [weights.get(layer, 0.0) for layer in StyleOptions().style_layers]
    return (
        *(getattr(found, name) for name in ("alpha", "beta", "size", "steps", "init", "optimizer")),
        *(getattr(found, name) for name in ("content_layer", "seed", "network")),
        *lambdas,
        *(getattr(found, name) for name in ("pooling", "total_variation", "style_scale")),
        *(getattr(found, name) for name in ("keep_colors", "protect_faces", "identity")),
    )


def painted(_session: Session, event: gr.EventData) -> str | None:
    """Take what was painted over C as the region; nothing painted is none."""
    data = event._data if isinstance(event._data, dict) else {}
    return painting.as_file(data.get("mask"))
