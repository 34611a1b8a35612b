"""What a training is asked, and what each of its steps tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from facestyle import fields
from facestyle.fields import option

if TYPE_CHECKING:  # the command line reads the options, and answers --help without torch
    from facestyle.faces.siamese.model import SiameseModel

Kind = Literal["triplet", "binary-l1", "binary-chi2"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Mining = Literal["random", "semi-hard", "hard", "all"]
MININGS: tuple[Mining, ...] = get_args(Mining)


@dataclass(frozen=True)
class TrainOptions:
    """How a Siamese network is trained.

    Raises:
        OptionError: a value is not finite, out of range or not one of the choices.
    """

    kind: Kind = option("triplet", help="What is learned: a distance, or a binary head.")
    mining: Mining = option("hard", help="Which triplets are used; for a binary head, by the map below it.")
    margin: float = option(0.2, 0.01, 2.0, help="alpha of the triplet loss, a squared distance; FaceNet's is 0.2.")
    steps: int = option(
        150, 1, 5000, help="At most, of each training; it ends sooner where the validation people gain nothing."
    )
    learning_rate: float = option(5e-4, 1e-6, 1.0, help="Of Adam; for the map, where a head is trained on one.")
    people: int = option(64, 2, 256, help="In a batch.")
    projection: bool = option(True, help="Train the linear map; without it, a binary head's weights alone are trained.")
    seed: int = option(0, 0, 2**31 - 1, help="Of the split of people and of the batches.")

    def __post_init__(self) -> None:
        fields.check(self)
        if not self.projection and self.kind == "triplet":
            raise fields.OptionError("A triplet loss trains the projection and nothing else; leave it on.")


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
