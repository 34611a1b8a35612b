"""What the tab Train shows: the triplets in use as pictures, costs and shares as curves, a table of what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from facestyle.faces.siamese.data import TrainingData
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.report import Report
from facestyle.faces.siamese.steps import PairExample, SiameseStep, TripletExample
from facestyle.ui.shared import charts, html
from facestyle.ui.shared.html import initials
from facestyle.ui.train import words


def encoding(read: int, total: int) -> str:
    """While the pictures become encodings."""
    return f'<div class="fs-card fs-train">{html.progress(read / max(total, 1), words.encoding(read, total))}</div>'


class TrainView:
    """A training on its way."""

    def __init__(self, data: TrainingData, chosen: TrainOptions, notes: Sequence[str] = ()) -> None:
        self.data, self.chosen, self.notes = data, chosen, notes
        self.steps: list[int] = []
        self.costs: list[float] = []
        self.means: list[float] = []
        self.violating: list[float] = []
        self.accuracies: list[float | None] = []
        self.last: SiameseStep | None = None
        self.shown_step: SiameseStep | None = None

    def add(self, step: SiameseStep) -> None:
        """Take a step in."""
        if self.last is not None and step.step == self.last.step:  # told again as the end of a run that was stopped
            self.last = step
            return
        self.last = step
        self.steps.append(step.step)
        self.costs.append(step.cost)
        self.means.append(step.mean)
        self.violating.append(step.violating)
        self.accuracies.append(step.accuracy)
        if step.examples:
            self.shown_step = step

    def shown(self) -> str:
        """While it runs."""
        assert self.last is not None
        head = html.progress(self.last.step / self.last.steps, words.going(self.last))
        return f'<div class="fs-card fs-train">{head}{self._warning()}{self._triplets()}{self._curves()}</div>'

    def finished(self, report: Report, cancelled: bool) -> str:
        """What came of it."""
        assert self.last is not None
        notes = [*self.notes]
        if self.data.problems:
            notes.append(words.LEFT_OUT.format(count=len(self.data.problems), first=self.data.problems[0]))
        return (
            f'<div class="fs-card fs-train">{html.done(words.finished(self.last, report, cancelled))}{self._warning()}'
            f"{_table(report)}{self._triplets()}{self._curves()}{html.note(*notes)}</div>"
        )

    def _warning(self) -> str:
        assert self.last is not None
        if self.last.collapsed:
            return f'<p class="fs-flaw" role="status">{escape(words.COLLAPSED)}</p>'
        if not any(self.costs) and self.chosen.kind == "triplet":
            return f'<p class="fs-flaw" role="status">{escape(words.NO_TRIPLETS)}</p>'
        return html.note(words.NONE_LEFT) if self.last.done and not self.last.used else ""

    def _triplets(self) -> str:
        step = self.shown_step
        if step is None:
            return ""
        items = "".join(
            self._triplet(one) if isinstance(one, TripletExample) else self._pair(one) for one in step.examples
        )
        explained = words.TRIPLETS_MEAN if isinstance(step.examples[0], TripletExample) else words.PAIRS_MEAN
        return f'<h4>{words.used(step)}</h4><div class="fs-triplets">{items}</div>{html.note(explained)}'

    def _triplet(self, one: TripletExample) -> str:
        roles = zip((one.anchor, one.positive, one.negative), words.TRIPLET_ROLES, strict=True)
        return (
            f'<div class="fs-triplet">{"".join(self._tile(row, role) for row, role in roles)}'
            f"<p>d(A, P) = <b>{one.d_positive:.2f}</b>, d(A, N) = <b>{one.d_negative:.2f}</b><br>"
            f"L = <b>{one.loss:.2f}</b>: {words.triplet_state(one)}</p></div>"
        )

    def _pair(self, one: PairExample) -> str:
        roles = zip((one.one, one.other), words.PAIR_ROLES, strict=True)
        return (
            f'<div class="fs-triplet fs-couple">{"".join(self._tile(row, role) for row, role in roles)}'
            f"<p>p = <b>{one.probability:.2f}</b>, L = <b>{one.loss:.2f}</b><br>{words.pair_state(one)}</p></div>"
        )

    def _tile(self, row: int, role: str) -> str:
        name = self.data.names[row % len(self.data.names)]
        inner = f'<span class="fs-avatar" aria-hidden="true">{escape(initials(name))}</span>'
        if self.data.thumbnails:
            inner = f'<img src="{html.data_uri(self.data.thumbnails[row], 72, 80)}" alt="{escape(role)}">'
        return f'<figure title="{escape(name)}">{inner}<figcaption>{escape(role)}</figcaption></figure>'

    def _curves(self) -> str:
        assert self.last is not None
        high = self.last.steps if not self.last.done else self.last.step
        costs = charts.draw(self.steps, {words.SUM: self.costs, words.MEAN: self.means}, high)
        # A head stands on a map that triplets make.
        name = words.VIOLATING if self.chosen.kind == "triplet" else words.VIOLATING_THEN_WRONG
        lines: dict[str, Sequence[float | None]] = {name: self.violating}
        held = html.note(words.NOBODY_HELD_OUT)
        if self.accuracies[-1] is not None:
            lines[words.HELD_OUT], held = self.accuracies, ""
        shares = charts.shares(self.steps, lines, high, words.SHARES)
        return f'<div class="fs-two">{costs}<div>{shares}{held}</div></div>'


def _table(report: Report) -> str:
    """Plain d against what was trained, clean and degraded."""
    if report.trained.clean is None:
        return ""
    rows = [(words.PLAIN, report.plain), (f"<b>{words.TRAINED}</b>", report.trained)]
    heads = [words.right_of(report), words.CLEAN, words.DEGRADED]
    figures = [(name, words.share(row.clean), words.share(row.degraded)) for name, row in rows]
    return html.table(heads, figures) + html.note(words.GUESSING)
