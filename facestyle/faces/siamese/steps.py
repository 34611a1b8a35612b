"""What each step of a training tells."""

from __future__ import annotations

from dataclasses import dataclass

from facestyle.faces.siamese.model import SiameseModel


@dataclass(frozen=True)
class Triplet:
    """Three views of pictures, and how far apart they are now.

    Attributes:
        anchor, positive, negative: rows of all views in a row, clean ones first.
        d_positive, d_negative: d(A, P) and d(A, N), 0 to 4.
        loss: L(A, P, N).
    """

    anchor: int
    positive: int
    negative: int
    d_positive: float
    d_negative: float
    loss: float


@dataclass(frozen=True)
class Pair:
    """Two views of pictures, and what a head says of them now.

    Attributes:
        one, other: rows, as those of a `Triplet`.
        same: whether they show one person.
        probability: of that, as the head sees it.
        loss: cross-entropy, natural logarithm.
    """

    one: int
    other: int
    same: bool
    probability: float
    loss: float


@dataclass(frozen=True, eq=False)
class TrainStep:
    """What one step tells.

    Attributes:
        step, steps: which, of at most how many.
        cost: the sum of the losses over the triplets (or pairs) used.
        used: how many.
        violating: share of all triplets of the batch that violate the margin; for heads, of the pairs used that would
            be answered wrongly.
        accuracy: on pairs of the validation people, when they were last looked at; None where nobody is held out.
        collapsed: all encodings have come to lie in one point, see `triplets.collapsed`.
        seconds: since training began.
        examples: a few of the triplets (or pairs) used; of a step that looks at the validation people.
        model: the best so far; of such a step, and of the last.
        done: nothing follows.
    """

    step: int
    steps: int
    cost: float
    used: int
    violating: float
    accuracy: float | None
    collapsed: bool
    seconds: float
    examples: tuple[Triplet, ...] | tuple[Pair, ...] = ()
    model: SiameseModel | None = None
    done: bool = False

    @property
    def mean(self) -> float:
        """The mean loss over the triplets (or pairs) used; 0 where there was none."""
        return self.cost / self.used if self.used else 0.0
