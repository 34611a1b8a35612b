"""Encoding and restyling for the page, by the engine that is chosen; on ZeroGPU's GPU if there is one."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

import gradio as gr
import numpy as np

from facestyle.engine.choice import engine
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.pipeline import EncodedFace
from facestyle.images import Picture
from facestyle.style.costs.identity import FaceAfter
from facestyle.style.costs.taken import StyleMasks
from facestyle.style.descent.descent import Costs
from facestyle.style.instant.instant import Instant
from facestyle.style.instant.options import InstantOptions
from facestyle.style.time_estimate import TimeEstimate
from facestyle.style.transfer import Step, StyleOptions
from facestyle.ui.server.gpu import on_gpu
from facestyle.ui.server.waking import FACES
from facestyle.ui.shared import words
from facestyle.weights import cache as weights_cache
from facestyle.weights import sources

#: The networks that paint in one pass.
PAINTER = ("instant-predictor", "instant-painter")
#: How long restylings take on this machine, learnt from those of this process.
PACE = TimeEstimate()
#: What an event may do to encode pictures: nothing if they are `held`, `short` work by a network that is awake, `any`.
Effort = Literal["held", "short", "any"]
_effort: ContextVar[Effort] = ContextVar("effort", default="any")
#: Encoders that have encoded something in this process.
_awake: set[str] = set()


class BeyondEffort(Exception):
    """Pictures would have to be encoded, which is more than the event may do."""


@contextmanager
def limited(effort: Effort) -> Iterator[None]:
    """Let `encode` do no more than this within the context; it raises `BeyondEffort` otherwise."""
    token = _effort.set(effort)
    try:
        yield
    finally:
        _effort.reset(token)


def encode(pictures: Sequence[Picture], encoder: str) -> list[tuple[EncodedFace, ...]]:
    """See `Engine.encode`; a network that is absent is fetched first, and one that wakes up is waited for.

    The page shows the progress of both.

    Raises:
        BeyondEffort: see `limited`.
    """
    if _effort.get() == "held" or (_effort.get() == "short" and encoder not in _awake):
        raise BeyondEffort
    needs(*encoder_spec(encoder).networks)
    wake()
    encoded = _encode(pictures, encoder)
    _awake.add(encoder)
    return encoded


def restyle(
    content: Picture,
    styles: Sequence[Picture],
    options: StyleOptions,
    masks: Sequence[np.ndarray] = (),
    start: np.ndarray | None = None,
    style_masks: StyleMasks = (),
) -> Generator[Step, None, None]:
    """See `Engine.stylize`; a network that is absent is fetched first, with its progress on the page."""
    needs(options.network, *(encoder_spec(DEFAULT_ENCODER).networks if options.looks_after_faces else ()))
    yield from _restyle(content, styles, options, masks, start, style_masks)


def paint(
    content: Picture, styles: Sequence[Picture], options: InstantOptions, masks: Sequence[np.ndarray] = ()
) -> Instant:
    """See `Engine.instant`; a network that is absent is fetched first, with its progress on the page."""
    needs(*PAINTER)
    return _paint(content, styles, options, masks)


def paint_each(pixels: np.ndarray, styles: Sequence[Picture]) -> np.ndarray:
    """Paint one small picture, H x W x 3, in the manner of each style, in one batch: see `Engine.paint_each`."""
    needs(*PAINTER)
    return _paint_each(pixels, styles)


def measure(
    picture: np.ndarray,
    content: Picture,
    styles: Sequence[Picture],
    options: StyleOptions,
    masks: Sequence[np.ndarray] = (),
    style_masks: StyleMasks = (),
) -> Costs:
    """See `Engine.costs`; a network that is absent is fetched first, with its progress on the page."""
    needs(options.network)
    return _measure(picture, content, styles, options, masks, style_masks)


def recognise(content: Picture, picture: np.ndarray) -> tuple[FaceAfter, ...]:
    """What became of each face of C in G, see `faces_after`; a network that is absent is fetched first."""
    needs(*encoder_spec(DEFAULT_ENCODER).networks)
    return _recognise(content, picture)


def needs(*networks: str) -> None:
    """Fetch networks that the engine needs here and that are absent; elsewhere its processes fetch their own."""
    for network in networks if engine().here else ():
        fetch(network)


def wake() -> None:
    """Wait for the face networks with their progress on the page, unless the event is limited."""
    if _effort.get() == "any":
        bar = gr.Progress()
        FACES.wait(lambda share, seconds: bar(share, desc=words.WAKING.format(seconds=seconds)))


def fetch(network: str) -> None:
    """Fetch a network that is absent since start-up, with its progress on the page."""
    if network in sources.SOURCES and weights_cache.absent([network]):
        bar = gr.Progress()

        def shown(_file: str, done: int, total: int) -> None:
            bar((done, total), desc=words.FETCHING.format(network=network), unit="bytes")

        weights_cache.ensure([network], shown)


def _encode_seconds(pictures: Sequence[Picture], _encoder: str) -> int:
    return 10 + len(pictures)


@on_gpu(_encode_seconds)
def _encode(pictures: Sequence[Picture], encoder: str) -> list[tuple[EncodedFace, ...]]:
    return engine().encode(pictures, encoder)


def _restyle_seconds(_content: Picture, _styles: Sequence[Picture], options: StyleOptions, *_more: object) -> int:
    # A step at 512 x 512 takes some 15 ms on the GPU that ZeroGPU lends; the rest is starting and copying.
    return 10 + round(options.steps * (options.size / 512) ** 2 * 0.03)


@on_gpu(_restyle_seconds)
def _restyle(
    content: Picture,
    styles: Sequence[Picture],
    options: StyleOptions,
    masks: Sequence[np.ndarray],
    start: np.ndarray | None,
    style_masks: StyleMasks,
) -> Generator[Step, None, None]:
    yield from engine().stylize(content, styles, options, masks, start, style_masks)


def _some_seconds(*_asked: object) -> int:
    return 10


@on_gpu(_some_seconds)
def _paint(
    content: Picture, styles: Sequence[Picture], options: InstantOptions, masks: Sequence[np.ndarray]
) -> Instant:
    return engine().instant(content, styles, options, masks)


@on_gpu(_some_seconds)
def _paint_each(pixels: np.ndarray, styles: Sequence[Picture]) -> np.ndarray:
    return engine().paint_each(pixels, styles)


@on_gpu(_some_seconds)
def _measure(
    picture: np.ndarray,
    content: Picture,
    styles: Sequence[Picture],
    options: StyleOptions,
    masks: Sequence[np.ndarray],
    style_masks: StyleMasks,
) -> Costs:
    return engine().costs(picture, content, styles, options, masks, style_masks)


@on_gpu(_some_seconds)
def _recognise(content: Picture, picture: np.ndarray) -> tuple[FaceAfter, ...]:
    return engine().faces_after(content, engine().detect(content), picture)
