"""What the tab Train shows: the triplets in use as pictures, costs and shares as curves, a table of what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from facestyle.faces.siamese.data import TrainingData
from facestyle.faces.siamese.options import PairExample, SiameseStep, TrainOptions, TripletExample
from facestyle.faces.siamese.report import Report, Row
from facestyle.ui.shared import charts, html
from facestyle.ui.shared.html import duration, initials
from facestyle.ui.signals.view import done, note, progress
from facestyle.ui.train import words

WIDTH, HEIGHT = 560, 200
LEFT, RIGHT, TOP, BOTTOM = 46, 8, 10, 24


def encoding(read: int, total: int) -> str:
    """While the pictures become encodings."""
    told = f"Encoding faces: {read} of {total} pictures" if read else f"Encoding the faces of {total} pictures …"
    return f'<div class="fs-card fs-train">{progress(read / max(total, 1), told)}</div>'


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
        step = self.last
        left = step.seconds / step.step * (step.steps - step.step)
        head = progress(step.step / step.steps, f"step {step.step} of at most {step.steps} · {duration(left)} left")
        return f'<div class="fs-card fs-train">{head}{self._warning()}{self._triplets()}{self._curves()}</div>'

    def finished(self, report: Report, cancelled: bool) -> str:
        """What came of it."""
        assert self.last is not None
        step = self.last
        how = "cancelled after" if cancelled else "finished after"
        told = f"Trained: {how} {step.step} steps. {words.verdict(report)}"
        notes = [*self.notes]
        if self.data.problems:
            notes.append(f"{len(self.data.problems)} pictures were left out: {self.data.problems[0]}")
        return (
            f'<div class="fs-card fs-train">{done(told)}{self._warning()}{table(report)}{self._triplets()}'
            f"{self._curves()}{note(*notes)}</div>"
        )

    def _warning(self) -> str:
        assert self.last is not None
        if self.last.collapsed:
            return f'<p class="fs-flaw" role="status">{escape(words.COLLAPSED)}</p>'
        if not any(self.costs) and self.chosen.kind == "triplet":
            return f'<p class="fs-flaw" role="status">{escape(words.NO_TRIPLETS)}</p>'
        return note(words.NONE_LEFT) if self.last.done and not self.last.used else ""

    def _triplets(self) -> str:
        step = self.shown_step
        if step is None:
            return ""
        items = "".join(
            self._triplet(one) if isinstance(one, TripletExample) else self._pair(one) for one in step.examples
        )
        triplets = isinstance(step.examples[0], TripletExample)
        what = "triplet" if triplets else "pair"
        some = f"{len(step.examples)} of the {step.used} {what}s" if step.used > 1 else f"The one {what}"
        return (
            f'<h4>{some} that step {step.step} used</h4><div class="fs-triplets">{items}</div>'
            f'<p class="fs-note">{_explained(triplets)}</p>'
        )

    def _triplet(self, one: TripletExample) -> str:
        near = "nearer than P" if one.d_negative <= one.d_positive else "within the margin"
        state = f"N is {near}" if one.loss > 0 else "far enough: nothing to learn"
        return (
            f'<div class="fs-triplet">{self._tile(one.anchor, "anchor A")}{self._tile(one.positive, "positive P")}'
            f"{self._tile(one.negative, 'negative N')}<p>d(A, P) = <b>{one.d_positive:.2f}</b>, d(A, N) = "
            f"<b>{one.d_negative:.2f}</b><br>L = <b>{one.loss:.2f}</b>: {state}</p></div>"
        )

    def _pair(self, one: PairExample) -> str:
        truth = "one person" if one.same else "two people"
        right = (one.probability >= 0.5) == one.same
        return (
            f'<div class="fs-triplet fs-couple">{self._tile(one.one, "one")}{self._tile(one.other, "other")}'
            f"<p>p = <b>{one.probability:.2f}</b>, L = <b>{one.loss:.2f}</b><br>"
            f"{truth}: {'right' if right else 'wrong'}</p></div>"
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
        costs = charts.draw(self.steps, {"J, the sum": self.costs, "mean L": self.means}, high)
        name = "triplets that violate α"
        if self.chosen.kind != "triplet":  # a head, on a map that triplets make
            name += ", then pairs answered wrongly"
        lines: dict[str, Sequence[float | None]] = {name: self.violating}
        if self.accuracies[-1] is not None:
            lines["right on held-out people"] = self.accuracies
        held = "" if self.accuracies[-1] is not None else note("No held-out people: there are too few to spare any.")
        return f'<div class="fs-two">{costs}<div>{shares(self.steps, lines, high)}{held}</div></div>'


def shares(steps: Sequence[int], lines: dict[str, Sequence[float | None]], last: int) -> str:
    """Shares by step, on an axis from 0 to 100 %."""

    def x(step: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * step / max(last, 1)

    def y(share: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(max(share, 0.0), 1.0))

    grid = "".join(
        f'<path class="fs-grid" d="M{LEFT} {y(share):.1f}H{WIDTH - RIGHT}"/>'
        f'<text class="fs-tick" x="{LEFT - 6}" y="{y(share) + 3:.1f}" text-anchor="end">{share:.0%}</text>'
        for share in (0.0, 0.5, 1.0)
    )
    grid += (
        f'<text class="fs-tick" x="{LEFT}" y="{HEIGHT - 6}">0</text>'
        f'<text class="fs-tick" x="{WIDTH - RIGHT}" y="{HEIGHT - 6}" text-anchor="end">step {last}</text>'
    )
    paths, legend = [], []
    stride = max(1, len(steps) // charts.MOST_POINTS)
    kept = sorted({*range(0, len(steps), stride), len(steps) - 1})
    for number, (name, values) in enumerate(lines.items()):
        known = [(steps[i], value) for i in kept if (value := values[i]) is not None]
        points = " ".join(f"{x(step):.1f},{y(value):.1f}" for step, value in known)
        paths.append(f'<polyline class="fs-line fs-line-{number}" points="{points}"/>')
        legend.append(f'<li class="fs-line-{number}">{escape(name)}<b>{known[-1][1]:.0%}</b></li>')
    return (
        f'<div class="fs-curves"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Shares by step">'
        f"{grid}{''.join(paths)}</svg><ul>{''.join(legend)}</ul></div>"
    )


def table(report: Report) -> str:
    """Plain d against what was trained, clean and degraded."""
    if report.trained.clean is None:
        return ""
    whom = f"{report.people} people it never saw" if report.unseen else f"the {report.people} people it learned from"
    rows = "".join(
        f"<tr><td>{name}</td><td>{_share(row.clean)}</td><td>{_share(row.degraded)}</td></tr>"
        for name, row in _named(report)
    )
    return (
        f'<div class="fs-scroll"><table class="fs-table"><thead><tr><th>Right, of {report.pairs:,} pairs of '
        f"{whom}</th><th>clean</th><th>degraded</th></tr></thead><tbody>{rows}</tbody></table></div>"
        '<p class="fs-note">Half of the pairs show one person: guessing gets 50 %.</p>'
    )


def _named(report: Report) -> tuple[tuple[str, Row], tuple[str, Row]]:
    return ("plain d, of the encoder as it is", report.plain), ("<b>trained</b>", report.trained)


def _share(value: float | None) -> str:
    return "not asked for" if value is None else f"<b>{100 * value:.1f}\u00a0%</b>"


def _explained(triplets: bool) -> str:
    if triplets:
        return "L is what the triplet costs. Training pulls P towards A, and pushes N away, until L = 0."
    return "p is the probability of one person, as the head sees it. L is what the pair costs: its cross-entropy."
