"""What training gained, on pairs of people that neither training nor thresholds have seen, clean and degraded."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from facestyle.faces.metrics import area_under_roc, best_threshold
from facestyle.faces.siamese.data import FEWEST_PAIRS, Split, TrainingData, draw_pairs
from facestyle.faces.siamese.model import SiameseModel
from facestyle.faces.siamese.options import MININGS, Mining, TrainOptions
from facestyle.faces.siamese.stages import train_in_stages
from facestyle.faces.siamese.steps import SiameseStep
from facestyle.faces.siamese.training import unlikeness


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        name: plain d, a choice of triplets, or a head.
        clean, degraded: accuracy on pairs of test people, half of them of one person; None where nobody is held out,
            or there is no such view.
        clean_auc, degraded_auc: area under the ROC curve of the same.
        steps: of training; 0 for plain d.
    """

    name: str
    clean: float | None
    degraded: float | None
    clean_auc: float | None
    degraded_auc: float | None
    steps: int = 0


def plain(data: TrainingData) -> SiameseModel:
    """A model that changes nothing: d of the encoder as it is."""
    numbers = data.clean.shape[1]
    none = np.zeros(0, dtype=np.float32)
    return SiameseModel("triplet", data.encoder, data.contract, np.eye(numbers, dtype=np.float32), none, 0.0, 1.0)


def row(name: str, model: SiameseModel, data: TrainingData, split: Split, steps: int = 0) -> Row:
    """Measure a model on the test people.

    For each view, the threshold with the most validation pairs right is tried on the test pairs.
    """
    figures: list[tuple[float | None, float | None]] = []
    known, tried = (draw_pairs(rows, data.names, seed=3) for rows in (split.validation, split.test))
    for view in data.views:
        if min(len(known.same), len(tried.same)) < FEWEST_PAIRS:
            figures.append((None, None))
            continue
        tau = best_threshold(unlikeness(model, view, known), known.same)
        unlike = unlikeness(model, view, tried)
        figures.append((float(((unlike <= tau) == tried.same).mean()), area_under_roc(unlike, tried.same)))
    figures.append((None, None))
    return Row(name, figures[0][0], figures[1][0], figures[0][1], figures[1][1], steps)


@dataclass(frozen=True)
class Report:
    """The gain of one training over plain d.

    Attributes:
        plain, trained: accuracies on pairs of people that nothing was trained on, half of the pairs of one person; or,
            where there are too few people to hold any out, on the people that were trained on.
        unseen: whether these people were held out from training.
        people, pairs: how many of both accuracy was measured on.
        noise: a difference of accuracy below this may well be chance: twice its standard error, if the pairs were
            independent. They share pictures, so that the true error is larger.
    """

    plain: Row
    trained: Row
    unseen: bool
    people: int
    pairs: int
    noise: float


def report(model: SiameseModel, data: TrainingData, split: Split, steps: int = 0) -> Report:
    """Measure a model and plain d on people that it has not seen; where there are none, on those that it has."""
    base, trained = row("plain d", plain(data), data, split), row(model.kind, model, data, split, steps)
    unseen = base.clean is not None
    if not unseen:
        # Seen: the threshold and the test use the rows of training.
        again = Split(split.train, split.train, split.train)
        base, trained = row("plain d", plain(data), data, again), row(model.kind, model, data, again, steps)
    rows = split.test if unseen else split.train
    pairs = len(draw_pairs(rows, data.names, seed=3).same)
    accuracies = (base.clean, trained.clean, base.degraded, trained.degraded)
    shares = [share for share in accuracies if share is not None]
    spread = max((share * (1 - share) for share in shares), default=0.25)
    noise = 2 * math.sqrt(2 * max(spread, 0.25 / max(pairs, 1)) / max(pairs, 1))
    return Report(base, trained, unseen, len({data.names[index] for index in rows.tolist()}), pairs, noise)


def with_figures(model: SiameseModel, report: Report) -> SiameseModel:
    """The model with what was measured on unseen people; as it is where nobody was held out."""
    return replace(model, figures=figures_of(report.plain, report.trained)) if report.unseen else model


def compared(
    data: TrainingData, split: Split, options: TrainOptions, minings: tuple[Mining, ...] = MININGS, **more: Any
) -> Iterator[SiameseStep | tuple[Row, SiameseModel]]:
    """Train with each choice of triplets in turn (a head once), and measure each.

    Yields:
        The steps of all; after each training its row, and its model with those figures.
    """
    triplet = options.kind == "triplet"
    for mining in minings if triplet else (options.mining,):
        for step in train_in_stages(data, split, replace(options, mining=mining), **more):
            yield step
        assert step.model is not None
        measured = row(mining if triplet else options.kind, step.model, data, split, step.step)
        base = row("plain d", plain(data), data, split)
        yield measured, replace(step.model, figures=figures_of(base, measured))


def figures_of(base: Row, trained: Row) -> dict[str, float | None]:
    """The four accuracies, by the names that the command line gives them."""
    return {
        "degraded_plain": base.degraded,
        "degraded_trained": trained.degraded,
        "clean_plain": base.clean,
        "clean_trained": trained.clean,
    }
