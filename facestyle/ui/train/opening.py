"""What the tab opens with: the training of its example, from start to end. Made by assets/opening/train.py."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.report import Report, Row
from facestyle.faces.siamese.steps import SiameseStep, TripletExample
from facestyle.ui.shared import opening
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.results import Result
from facestyle.ui.train import words
from facestyle.ui.train.view import TrainView

#: The figures, and the pictures of the triplets that are shown: square ones in a row.
KEPT, PICTURES = "train", "train.webp"


@dataclass(frozen=True)
class Example:
    """The pictures of the example, as far as a triplet shows them.

    Attributes:
        names: the person that each picture shows.
        thumbnails: by row among all views.
        problems, notes: none.
    """

    names: Sequence[str]
    thumbnails: Mapping[int, np.ndarray]
    problems: Sequence[str] = ()
    notes: Sequence[str] = ()


def fill(page: Page, result: Result, formula: gr.Markdown) -> None:
    """Show the end of the training and the formula with its values; nothing where it was of another encoder."""
    told = opening.kept(KEPT)
    if told is None or told["contract"] != encoder_spec(DEFAULT_ENCODER).contract:
        return
    view = TrainView(_example(), _options(told), [words.SAMPLES_NOTE])
    for step in history():
        view.add(step)
    opening.put(page, result, view.finished(report(), cancelled=False), words.RUN)
    formula.value = words.formula(view.chosen.kind, view.chosen.margin, view.shown_step)


@functools.lru_cache(maxsize=1)
def history() -> tuple[SiameseStep, ...]:
    """The steps of the training, without their times and the model."""
    told = opening.kept(KEPT)
    columns = zip(told["cost"], told["used"], told["violating"], strict=True)
    last = len(told["cost"])
    examples = {int(step): tuple(TripletExample(*one) for one in some) for step, some in told["examples"].items()}
    return tuple(
        SiameseStep(
            number, told["options"]["steps"], cost, used, violating, accuracy=None, collapsed=False, seconds=0.0,
            examples=examples.get(number, ()), done=number == last,
        )
        for number, (cost, used, violating) in enumerate(columns, start=1)
    )  # fmt: skip


def report() -> Report:
    """What the training gained."""
    told = opening.kept(KEPT)["report"]
    return Report(**{**told, "plain": Row(**told["plain"]), "trained": Row(**told["trained"])})


def _options(told: dict[str, Any]) -> TrainOptions:
    return TrainOptions(**told["options"])


@functools.lru_cache(maxsize=1)
def _example() -> Example:
    told = opening.kept(KEPT)
    with Image.open(opening.FOLDER / PICTURES) as sheet:
        pixels = np.asarray(sheet.convert("RGB"))
    tiles = np.split(pixels, pixels.shape[1] // pixels.shape[0], axis=1)
    return Example(told["names"], dict(zip(told["rows"], tiles, strict=True)))
