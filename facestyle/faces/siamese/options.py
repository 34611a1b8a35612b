"""The options of a training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from facestyle import fields
from facestyle.fields import option

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

    kind: Kind = option("triplet", help="What is learned.")
    mining: Mining = option("hard", help="Which triplets are used. For a binary head, by the map below it.")
    margin: float = option(0.2, 0.01, 2.0, help="alpha of the triplet loss, a squared distance. FaceNet's is 0.2.")
    steps: int = option(
        150, 1, 5000, help="Steps of each training, at most. It ends sooner where the validation people gain nothing."
    )
    learning_rate: float = option(
        5e-4, 1e-6, 1.0, help="Learning rate of Adam. For the map, where a head is trained on one."
    )
    people: int = option(64, 2, 256, help="People in a batch.")
    projection: bool = option(True, help="Train the linear map; without it, a binary head's weights alone are trained.")
    seed: int = option(0, 0, 2**31 - 1, help="Seed of the split of people and of the batches.")

    def __post_init__(self) -> None:
        fields.check(self)
        if not self.projection and self.kind == "triplet":
            raise fields.OptionError("A triplet loss trains the projection and nothing else; leave it on.")
