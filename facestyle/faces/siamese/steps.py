"""The steps of a training."""

from __future__ import annotations

from dataclasses import dataclass

from facestyle.faces.siamese.model import SiameseModel


@dataclass(frozen=True)
class TripletExample:
    """A triplet of pictures, and how far apart they are at this step.

    Attributes:
        anchor, positive, negative: rows among all views, the clean ones first.
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
class PairExample:
    """A pair of pictures, and what a head makes of it at this step.

    Attributes:
        one, other: rows, as in a `TripletExample`.
        same: whether they show one person.
        probability: that they do, according to the head.
        loss: cross-entropy, natural logarithm.
    """

    one: int
    other: int
    same: bool
    probability: float
    loss: float


@dataclass(frozen=True, eq=False)
class SiameseStep:
    """One step of training.

    Attributes:
        step, steps: its number, and the most there can be.
        cost: the sum of the losses over the triplets (or pairs) used.
        used: the number of these.
        violating: share of all triplets of the batch that violate the margin; for heads, share of the pairs used that
            would be answered wrongly.
        accuracy: on pairs of the validation people, as last measured; None where nobody is held out.
        collapsed: all encodings have come to lie in one point, see `triplets.collapsed`.
        seconds: since training began.
        examples: a few of the triplets (or pairs) used, at steps that measure accuracy.
        model: the best so far, at these steps and at the last.
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
    examples: tuple[TripletExample, ...] | tuple[PairExample, ...] = ()
    model: SiameseModel | None = None
    done: bool = False

    @property
    def mean(self) -> float:
        """The mean loss over the triplets (or pairs) used; 0 where there was none."""
        return self.cost / self.used if self.used else 0.0
