"""The words and formulas of the tab Train."""

from __future__ import annotations

from facestyle.faces.siamese.model import Kind
from facestyle.faces.siamese.options import PairExample, SiameseStep, TripletExample
from facestyle.faces.siamese.report import Report
from facestyle.ui.shared.words import CHI2, head

INTRO = (
    "**Teach a network who resembles whom.** An anchor A should lie nearer to a positive P, another picture of the "
    "same person, than to a negative N, somebody else, by a margin α at least. What is learned is a linear map on top "
    "of the encoder: seconds, not days."
)
SET_CHOICES = [("sample pictures", "samples"), ("my ZIP", "zip"), ("my gallery", "gallery")]
SET_INFO = "The ZIP is given under More. The gallery is that of Identify: its encodings, since it holds no pictures."
KIND_CHOICES = [
    ("distance, by triplets", "triplet"),
    ("yes or no, by |f − f′|", "binary-l1"),
    ("yes or no, by χ²", "binary-chi2"),
]
KIND_INFO = "Yes or no: the map by triplets first, then weights on top."
MINING_CHOICES = [
    ("hard: N nearer than P", "hard"),
    ("semi-hard: N within the margin", "semi-hard"),
    ("all that violate the margin", "all"),
    ("random", "random"),
]
DEGRADE_CHOICES = [("as they are", "none"), ("also at 20 px, as a poor camera sees them", "20px")]
EMPTY = (
    "Three people, six views of each, also at 20 pixels. Press Train: the triplets, the cost and what came of it "
    "appear here."
)
NEVER_BEGUN = "Cancelled before the first step: nothing was learned."
SAMPLES_NOTE = "The example: five photographs of three people, in several lights and positions."
ZIP_LABEL = "ZIP of NAME/*.jpg, a folder a person"
COLLAPSED = (
    "Collapsed: the loss is stuck at α, all encodings lie in one point. Use semi-hard triplets, another α, or look "
    "whether the pictures differ."
)
NONE_LEFT = "The last batch held no triplet of the chosen sort any more."
NO_TRIPLETS = (
    "There is no triplet of the chosen sort, hence nothing to learn. Under More choose all that violate the margin, or "
    "a poor camera; or take a larger α."
)
#: Of a network without a run.
TRIPLET_FORMULA = (
    r"$$\mathcal{L}(A,P,N) = \max\big(\lVert f(A)-f(P)\rVert^2 - \lVert f(A)-f(N)\rVert^2 + \alpha,\; 0\big), \qquad "
    r"J = \sum_{i=1}^{m} \mathcal{L}\big(A^{(i)},P^{(i)},N^{(i)}\big)$$"
)


def formula(kind: Kind, margin: float, step: SiameseStep | None = None) -> str:
    """What is learned, with the values of a step put in."""
    mapping = step is not None and bool(step.examples) and isinstance(step.examples[0], TripletExample)
    if kind == "triplet" or mapping:  # a head's map is learned first
        return TRIPLET_FORMULA + (_triplet_values(step, margin) if step else "")
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
    total = rf"J = {step.cost:.2f} \text{{ over }} {step.used} \text{{ pairs}}"
    if first is None:
        return f"$${total}$$"
    return rf"$$\hat{{y}} = {first.probability:.2f} \text{{ where }} y = {int(first.same)}, \qquad {total}$$"


def verdict(report: Report) -> str:
    """What the table means, in words that claim no more than it does."""
    if report.trained.clean is None:
        return (
            f"{report.pairs} pairs are too few to measure anything on. The model is there all the same; give more "
            "people, with several pictures of each."
        )
    if not report.unseen:
        return (
            f"Measured on the very people it learned from, {report.people} of them: that shows that it has learned, "
            "and says nothing about others. To hold some out takes a dozen people or more, with several pictures each."
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
    told = ", ".join(clear) or "no difference to plain d that these pairs can tell"
    return (
        f"On people it never saw: {told}. With {report.pairs} pairs of {report.people} people, differences under "
        f"{100 * report.noise:.0f} points may be chance."
    )
