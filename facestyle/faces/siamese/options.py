"""The options of a training, and its steps."""

from __future__ import annotations

from dataclasses import dataclass

from facestyle import fields
from facestyle.faces.siamese.model import KINDS, Kind, SiameseModel
from facestyle.faces.siamese.triplets import MININGS, Mining

LIMITS = {
    "margin": (0.01, 2.0),
    "steps": (1, 5000),
    "learning_rate": (1e-6, 1.0),
    "people": (2, 256),
    "seed": (0, 2**31 - 1),
}


@dataclass(frozen=True)
class TrainOptions:
    """How a Siamese network is trained.

    Attributes:
        kind: triplet, binary-l1 or binary-chi2.
        mining: which triplets are used: random, semi-hard, hard or all. A binary head uses it for the map below it.
        margin: alpha of the triplet loss, a squared distance: 0.01 to 2. FaceNet's is 0.2.
        steps: at most, of the map or of a head alone; training ends sooner where the validation people gain nothing.
        learning_rate: Adam's, for the map where a head is trained on one.
        people: people in a batch.
        projection: whether the linear map is trained; for a head it is trained first, by triplets. Without it only the
            weights of the head are.
        seed: decides the batches.

    Raises:
        OptionError: a value is not finite, out of range or not one of the choices.
    """

    kind: Kind = "triplet"
    mining: Mining = "hard"
    margin: float = 0.2
    steps: int = 150
    learning_rate: float = 5e-4
    people: int = 64
    projection: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        fields.choice("kind", self.kind, KINDS)
        fields.choice("mining", self.mining, MININGS)
        for name in ("margin", "learning_rate"):
            object.__setattr__(self, name, fields.number(name, getattr(self, name), *LIMITS[name]))
        for name in ("steps", "people", "seed"):
            low, high = LIMITS[name]
            object.__setattr__(self, name, fields.whole(name, getattr(self, name), int(low), int(high)))
        if not self.projection and self.kind == "triplet":
            raise fields.OptionError("A triplet loss trains the projection and nothing else; leave it on.")


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
        probability: what the head says that it is.
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
