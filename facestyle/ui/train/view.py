"""A training in pictures: the triplets in use, costs and shares as curves, and a table of the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Protocol

import numpy as np

from facestyle.faces.siamese.layout import MOST_LISTED
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.report import Report
from facestyle.faces.siamese.steps import PairExample, SiameseStep, TripletExample
from facestyle.ui import languages
from facestyle.ui.shared import charts, html
from facestyle.ui.shared import words as shared_words
from facestyle.ui.train import words


def encoding(read: int, total: int) -> str:
    """While the pictures become encodings."""
    return f'<div class="fs-card fs-train">{html.progress(read / max(total, 1), words.encoding(read, total))}</div>'


class Shown(Protocol):
    """What is shown of the data of a training, each attribute as in `TrainingData`."""

    @property
    def names(self) -> Sequence[str]:
        """The person that each picture shows."""

    @property
    def thumbnails(self) -> Sequence[np.ndarray] | Mapping[int, np.ndarray]:
        """Small pictures by row."""

    @property
    def problems(self) -> Sequence[str]:
        """Why pictures were left out."""

    @property
    def notes(self) -> Sequence[str]:
        """What was put together or not read."""


class TrainView:
    """A training so far."""

    def __init__(self, data: Shown, chosen: TrainOptions, notes: Sequence[str] = ()) -> None:
        self.data, self.chosen, self.notes = data, chosen, notes
        self.history: list[SiameseStep] = []

    @property
    def last(self) -> SiameseStep:
        """The latest step."""
        return self.history[-1]

    @property
    def shown_step(self) -> SiameseStep | None:
        """The step whose examples are shown: the latest; at the end, when few are left, the latest with the most."""
        having = [step for step in reversed(self.history) if step.examples]
        return max(having, key=lambda step: len(step.examples) if self.last.done else 0, default=None)

    def add(self, step: SiameseStep) -> None:
        """Take note of a step."""
        if self.history and step.step == self.last.step:  # the last step again, as the end of a run that was stopped
            self.history[-1] = step
            return
        self.history.append(step)

    def shown(self) -> str:
        """While the training runs."""
        head = html.progress(self.last.step / self.last.steps, words.going(self.last))
        return f'<div class="fs-card fs-train">{head}{self._warning()}{self._triplets()}{self._curves()}</div>'

    def finished(self, report: Report, cancelled: bool, time_over: str = "") -> str:
        """The result; `time_over` is the sentence for a training whose time was over."""
        notes = [*self.notes, *map(languages.said, self.data.notes)]
        if self.data.problems:
            first = shared_words.BETWEEN.join(map(languages.said, self.data.problems[:MOST_LISTED]))
            notes.append(words.LEFT_OUT.format(count=len(self.data.problems), which=first))
        told = words.finished(self.last, report, cancelled, bool(time_over))
        return (
            f'<div class="fs-card fs-train">{html.done(told)}{html.note(time_over)}{self._warning()}'
            f"{_table(report)}{self._triplets()}{self._curves()}{html.note(*notes)}</div>"
        )

    def _warning(self) -> str:
        sentence = ""
        if self.last.collapsed:
            sentence = words.COLLAPSED
        elif self.chosen.kind == "triplet" and not any(step.cost for step in self.history):
            sentence = words.NO_TRIPLETS
        if sentence:
            return f'<p class="fs-flaw" role="status">{escape(sentence)}</p>'
        return html.note(words.NONE_LEFT) if self.last.done and not self.last.used else ""

    def _triplets(self) -> str:
        step = self.shown_step
        if step is None:
            return ""
        items = "".join(self._example(one) for one in step.examples)
        explained = words.TRIPLETS_MEAN if isinstance(step.examples[0], TripletExample) else words.PAIRS_MEAN
        return f'<h4>{words.used(step)}</h4><div class="fs-triplets">{items}</div>{html.note(explained)}'

    def _example(self, one: TripletExample | PairExample) -> str:
        if isinstance(one, TripletExample):
            kind, tiles = "fs-triplet", zip((one.anchor, one.positive, one.negative), words.TRIPLET_ROLES, strict=True)
            figures = f"d(A, P) = <b>{one.d_positive:.2f}</b>, d(A, N) = <b>{one.d_negative:.2f}</b><br>"
            figures += f"L = <b>{one.loss:.2f}</b>: {words.triplet_state(one)}"
        else:
            kind, tiles = "fs-triplet fs-couple", zip((one.one, one.other), words.PAIR_ROLES, strict=True)
            figures = f"p = <b>{one.probability:.2f}</b>, L = <b>{one.loss:.2f}</b><br>{words.pair_state(one)}"
        drawn = "".join(self._tile(row, role) for row, role in tiles)
        return f'<div class="{kind}">{drawn}<p>{figures}</p></div>'

    def _tile(self, row: int, role: str) -> str:
        name = self.data.names[row % len(self.data.names)]
        pictures = self.data.thumbnails
        return html.figure(
            html.picture(pictures[row], role, 72, 80) if pictures else html.avatar(name), role, title=name
        )

    def _curves(self) -> str:
        high = self.last.steps if not self.last.done else self.last.step
        steps = [step.step for step in self.history]
        sums, means = [step.cost for step in self.history], [step.mean for step in self.history]
        costs = charts.draw(steps, {words.SUM: sums, words.MEAN: means}, high)
        # Below a head is a map that is learned from triplets.
        name = words.VIOLATING if self.chosen.kind == "triplet" else words.VIOLATING_THEN_WRONG
        lines: dict[str, Sequence[float | None]] = {name: [step.violating for step in self.history]}
        held = html.note(words.NOBODY_HELD_OUT)
        if self.last.accuracy is not None:
            lines[words.HELD_OUT], held = [step.accuracy for step in self.history], ""
        shares = charts.shares(steps, lines, high, words.SHARES)
        return f'<div class="fs-two">{costs}<div>{shares}{held}</div></div>'


def _table(report: Report) -> str:
    """Plain d against the trained model, on clean and on degraded pictures."""
    if report.trained.clean is None:
        return ""
    rows = [(words.PLAIN, report.plain), (f"<b>{words.TRAINED}</b>", report.trained)]
    heads = [words.right_of(report), words.CLEAN, words.DEGRADED]
    figures = [(name, words.share(row.clean), words.share(row.degraded)) for name, row in rows]
    return html.table(heads, figures) + html.note(words.GUESSING)
