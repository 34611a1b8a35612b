"""The words and formulas of the tab Train."""

from __future__ import annotations

from facestyle.faces.siamese.model import Kind
from facestyle.faces.siamese.report import Report
from facestyle.faces.siamese.steps import PairExample, SiameseStep, TripletExample
from facestyle.ui import languages
from facestyle.ui.shared.words import CHI2, counted, duration, head

TAB = "Train"
INTRO = (
    "**Teach a network who resembles whom.** An anchor A should lie nearer to a positive P, another picture of the "
    "same person, than to a negative N, somebody else, by at least a margin α. The network learns a linear map on top "
    "of the encoder, which takes seconds, not days."
)
SET_CHOICES = [("sample pictures", "samples"), ("my ZIP", "zip"), ("my gallery", "gallery")]
SET_INFO = "Your ZIP is under More. The gallery of Identify gives its encodings, since it holds no pictures."
#: Labels of the options, their choices, and help for some.
LABELS = {
    "kind": "What is learned",
    "margin": "Margin α of triplets",
    "mining": "Triplets",
    "steps": "Steps at most",
    "seed": "Seed",
}
CHOICES = {
    "kind": [
        ("distance, by triplets", "triplet"),
        ("yes or no, by |f − f′|", "binary-l1"),
        ("yes or no, by χ²", "binary-chi2"),
    ],
    "mining": [
        ("hard: N nearer than P", "hard"),
        ("semi-hard: N within the margin", "semi-hard"),
        ("all that violate the margin", "all"),
        ("random", "random"),
    ],
}
INFOS = {"kind": "Yes or no: first the map by triplets, then weights on top of it."}
SET, DEGRADE = "Pictures", "Faces are seen"
RUN, CANCEL, USE, DOWNLOAD = "Train", "Cancel", "Use in Verify", "Download"
MORE_TITLE = "More: your ZIP, poor cameras, triplets, seed"
DEGRADE_CHOICES = [("as they are", "none"), ("also at 20 px, as a poor camera sees them", "20px")]
EMPTY = "Three people, six views of each, also at 20 pixels. Press Train: triplets, costs and the result appear here."
NEVER_BEGUN = "Cancelled before the first step: nothing was learned."
SAMPLES_NOTE = "The example: five photographs of three people, in several lights and positions."
ZIP_LABEL = "ZIP of NAME/*.jpg, a folder a person"
COLLAPSED = (
    "Collapsed: the loss is stuck at α, and all encodings lie in one point. Use semi-hard triplets or another α, or "
    "check that the pictures differ."
)
NONE_LEFT = "The last batch held no triplet of the chosen sort."
NO_TRIPLETS = (
    "There is no triplet of the chosen sort, so that there is nothing to learn. Under More choose all that violate the "
    "margin, or a poor camera; or choose a larger α."
)
SUM, MEAN = "J, the sum", "mean L"
VIOLATING = "triplets that violate α"
VIOLATING_THEN_WRONG = "triplets that violate α, then pairs answered wrongly"
HELD_OUT, SHARES = "right on held-out people", "Shares by step"
NOBODY_HELD_OUT = "Nobody is held out: there are too few people."
PLAIN, TRAINED = "plain d, of the encoder as it is", "trained"
CLEAN, DEGRADED = "clean", "degraded"
GUESSING = "Half of the pairs show one person: guessing gets 50 %."
TRIPLET_ROLES, PAIR_ROLES = ("anchor A", "positive P", "negative N"), ("one", "other")
TRIPLETS_MEAN = "L is the loss of the triplet. Training pulls P towards A, and pushes N away, until L = 0."
PAIRS_MEAN = "p is the probability of one person, by the head. L is the loss of the pair, its cross-entropy."
#: The triplet that can be moved.
PLANE_TITLE = "How it works: move P and N and watch L"
PLANE_SHOWN = "A triplet in a plane: A in the middle, P and N can be moved"
PLANE_MARGIN = "Margin α"
PLANE_PLACE = "d(A, {point}) = {d}"
PLANE_LOSS = "L = max(d(A, P) − d(A, N) + α, 0) = max({p} − {n} + {alpha}, 0) = {loss}."
PLANE_STATES = {
    "hard": "A hard triplet: N is nearer to A than P is, within the inner ring. It teaches most.",
    "semi-hard": "A semi-hard triplet: N is farther than P, but not by the margin: it lies between the rings.",
    "easy": "An easy triplet: N lies beyond the outer ring. L is 0, and there is nothing to learn from it.",
}
LEFT_OUT = "{count} pictures were left out, the first of them: {which}"
NOTHING_TO_DEGRADE = "A gallery holds encodings and no pictures, so that there is nothing to degrade or to show."
NO_ZIP = "No ZIP was given; drop one under More, or choose the sample pictures."
TOO_MANY = (
    "The gallery holds {encodings} encodings, more than the {most} that the page trains on; use a smaller one, or the "
    "command line."
)
#: In formulas.
OVER_PAIRS, WHERE_Y = r"\text{{ over }} {pairs} \text{{ pairs}}", r"\text{ where }"
#: The formula before a run.
TRIPLET_FORMULA = (
    r"$$\mathcal{L}(A,P,N) = \max\big(\lVert f(A)-f(P)\rVert^2 - \lVert f(A)-f(N)\rVert^2 + \alpha,\; 0\big), \qquad "
    r"J = \sum_{i=1}^{m} \mathcal{L}\big(A^{(i)},P^{(i)},N^{(i)}\big)$$"
)


def formula(kind: Kind, margin: float, step: SiameseStep | None = None) -> str:
    """The formula of what is learned, with the values of a step."""
    mapping = step is not None and bool(step.examples) and isinstance(step.examples[0], TripletExample)
    if kind == "triplet" or mapping:  # below a head is a map that is learned first
        return TRIPLET_FORMULA + (f" {_triplet_values(step, margin)}" if step else "")
    cost = r"J = -\sum_i y^{(i)} \log \hat{y}^{(i)} + (1-y^{(i)}) \log (1-\hat{y}^{(i)})"
    more = CHI2 if kind == "binary-chi2" else ""
    return rf"$${head(kind)}, \qquad {cost}$$" + (_head_values(step) if step else "") + more


def _triplet_values(step: SiameseStep, margin: float) -> str:
    first = next((one for one in step.examples if isinstance(one, TripletExample)), None)
    total = rf"J = {step.cost:.2f}, \quad m = {step.used}"
    if first is None:
        return f"$${total}$$"
    inside = f"{first.d_positive:.2f} - {first.d_negative:.2f} + {margin:g}"
    return rf"$$\mathcal{{L}} = \max({inside},\; 0) = {first.loss:.2f}, \qquad {total}$$"


def _head_values(step: SiameseStep) -> str:
    first = next((one for one in step.examples if isinstance(one, PairExample)), None)
    total = rf"J = {step.cost:.2f} {OVER_PAIRS.format(pairs=step.used)}"
    if first is None:
        return f"$${total}$$"
    return rf"$$\hat{{y}} = {first.probability:.2f} {WHERE_Y} y = {int(first.same)}, \qquad {total}$$"


def encoding(read: int, total: int) -> str:
    """The progress of encoding."""
    return f"Encoding faces: {read} of {total} pictures" if read else f"Encoding the faces of {total} pictures …"


def going(step: SiameseStep) -> str:
    """The progress of a training."""
    left = duration(step.seconds / step.step * (step.steps - step.step))
    return f"step {step.step} of at most {step.steps} · {left} left"


def finished(step: SiameseStep, report: Report, cancelled: bool, time_over: bool) -> str:
    """How a training ended, and its result."""
    how = "ended" if time_over else "cancelled" if cancelled else "finished"
    return f"Trained: {how} after {counted(step.step, 'step')}. {verdict(report)}"


def used(step: SiameseStep) -> str:
    """Which of the triplets or pairs of a step are shown."""
    what = "triplet" if isinstance(step.examples[0], TripletExample) else "pair"
    if step.used == 1:
        return f"The one {what} that step {step.step} used"
    some = f"{len(step.examples)} of the" if step.used > len(step.examples) else "The"
    return f"{some} {step.used} {what}s that step {step.step} used"


def triplet_state(one: TripletExample) -> str:
    """Whether a triplet teaches something."""
    if one.loss <= 0:
        return "far enough: nothing to learn"
    return f"N is {'nearer than P' if one.d_negative <= one.d_positive else 'within the margin'}"


def pair_state(one: PairExample) -> str:
    """What a pair shows, and whether the head is right."""
    right = (one.probability >= 0.5) == one.same
    return f"{'one person' if one.same else 'two people'}: {'right' if right else 'wrong'}"


def right_of(report: Report) -> str:
    """The pairs that the table counts."""
    whom = f"{report.people} people it never saw" if report.unseen else f"the {report.people} people it learned from"
    return f"Right, of {report.pairs:,} pairs of {whom}"


def share(value: float | None) -> str:
    """A share of the table, as markup."""
    return "not asked for" if value is None else f"<b>{100 * value:.1f}\u00a0%</b>"


def verdict(report: Report) -> str:
    """What the table means, and no more than it shows."""
    if report.trained.clean is None:
        return (
            f"{report.pairs} pairs are too few to measure anything on. The model is there all the same; give more "
            "people, with several pictures of each."
        )
    if not report.unseen:
        return (
            f"Measured on the {report.people} people it learned from: this shows that it has learned, and says nothing "
            "about others. Holding some out takes a dozen people or more, with several pictures of each."
        )
    gains = [
        (name, after - before)
        for name in ("degraded", "clean")
        if (before := getattr(report.plain, name)) is not None and (after := getattr(report.trained, name)) is not None
    ]
    clear = [
        f"{abs(100 * gain):.1f} points {'better' if gain > 0 else 'worse'} on {name} pictures"
        for name, gain in gains
        if abs(gain) >= report.noise
    ]
    told = ", ".join(clear) or "these pairs show no difference from plain d"
    return (
        f"On people it never saw: {told}. With {report.pairs} pairs of {report.people} people, differences under "
        f"{100 * report.noise:.0f} points may be chance."
    )


languages.translate(__name__)
