"""A Siamese network: the triplet loss, two binary heads, and a trained model of either kind.

Two pictures pass through one network f: the frozen encoder, and a linear map learned on top of it. triplets.py chooses
the triplets, training.py trains.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from facestyle.errors import ContractError
from facestyle.faces import metrics
from facestyle.faces.distance import MAX_DISTANCE, project
from facestyle.faces.options import Similarity
from facestyle.faces.siamese.options import Kind

#: A trained value is near 1; one beyond this would make encodings overflow.
MOST_VALUE = 1e6


def squared_distances(f: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Return d between each of N and each of M encodings of unit length: N x M, 0 to 4.

    d = 2 - 2 f.f' has a gradient for equal encodings too; a root (`torch.cdist`) has none there.
    """
    return (2.0 - 2.0 * f @ other.T).clamp(0.0, MAX_DISTANCE)


def triplet_losses(d_positive: torch.Tensor, d_negative: torch.Tensor, margin: float) -> torch.Tensor:
    """L(A, P, N) = max(d(A, P) - d(A, N) + alpha, 0) of each triplet (Schroff et al. 2015, equation 3).

    Args:
        d_positive, d_negative: squared distances of unit encodings, one for each triplet.
        margin: alpha.

    Returns:
        One loss for each triplet. The cost is their sum.
    """
    return (d_positive - d_negative + margin).clamp_min(0.0)


def chi_square_features(f: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """(h_k - h'_k)^2 / (h_k + h'_k) for each k: ... x numbers to ... x 2 numbers.

    The chi-square similarity of DeepFace (Taigman et al. 2014, section 5.1) compares histograms: its features come from
    a ReLU and are never negative. Half of an encoding's numbers are negative; h(f) = (max(f, 0), max(-f, 0)) puts the
    positive and the negative part in a row and loses nothing. Where h_k + h'_k = 0 both are 0: the term is 0.
    """
    h, h_other = (torch.cat([g.clamp_min(0.0), (-g).clamp_min(0.0)], dim=-1) for g in (f, other))
    total = h + h_other
    return (h - h_other).square() / torch.where(total > 0, total, torch.ones_like(total))


def head_features(kind: Kind, f: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """The features that a binary head weighs: ... x numbers to ... x `head_numbers`.

    Those of binary-l1 are |f_k - f'_k| for each k (Taigman et al. 2014, section 5.2; the course's formula).
    """
    return (f - other).abs() if kind == "binary-l1" else chi_square_features(f, other)


def head_numbers(kind: Kind, numbers: int) -> int:
    """The number of weights that a head has over encodings of so many numbers; 0 for a triplet loss."""
    return {"triplet": 0, "binary-l1": numbers, "binary-chi2": 2 * numbers}[kind]


def head_logits(kind: Kind, f: torch.Tensor, other: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Return z = sum_k w_k * feature_k + b: ... x numbers to ...; sigmoid(z) is the probability of one person."""
    return head_features(kind, f, other) @ w + b


@dataclass(frozen=True, eq=False)
class SiameseModel:
    """A trained comparison of encodings: a linear map on top of a frozen encoder, and for a binary head its weights.

    Attributes:
        kind: triplet, binary-l1 or binary-chi2.
        encoder, contract: the frozen encoder that it stands on, and what its encodings are made under.
        matrix: the map, numbers x numbers, float32.
        weights, bias: the head's; for a triplet model, no weights and 0.
        tau: the answer is yes where d <= tau (triplet), or where the probability is at least tau (heads).
        slope, offset: P(one person | d) of a triplet model, fitted on validation people; see `metrics.fit_platt`.
        split: the numbers of people and pictures that it was trained, validated and tested on, and the
            width that faces were degraded to.
        figures: what was measured on the test people; empty where there were too few to hold any out.
        settings: the options it was trained with.
    """

    kind: Kind
    encoder: str
    contract: str
    matrix: np.ndarray
    weights: np.ndarray
    bias: float
    tau: float
    slope: float = 0.0
    offset: float = 0.0
    split: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = len(self.matrix)
        weights = head_numbers(self.kind, numbers)
        if self.matrix.shape != (numbers, numbers) or self.weights.shape != (weights,):
            raise ContractError(f"A {self.kind} model of {numbers} numbers needs a square map and {weights} weights.")
        values = (self.matrix, self.weights, self.bias, self.tau, self.slope, self.offset)
        if not all(np.isfinite(part).all() and np.abs(part).max(initial=0.0) <= MOST_VALUE for part in values):
            raise ContractError("The trained values are not finite; train again with a lower learning rate.")

    @property
    def similarity(self) -> Similarity:
        """The name that `VerifyOptions.similarity` has for it."""
        return "distance" if self.kind == "triplet" else self.kind

    def project(self, encodings: np.ndarray) -> np.ndarray:
        """Map encodings: N x numbers, unit length, float32, to the same.

        Raises:
            ContractError: they differ in length from those that it was trained on.
        """
        if encodings.shape[-1] != len(self.matrix):
            raise ContractError(
                f"Encodings of {encodings.shape[-1]} numbers don't fit a model of {len(self.matrix)}, which was "
                f"trained on {self.encoder}; choose that encoder."
            )
        with torch.inference_mode():
            return project(_tensor(encodings), _tensor(self.matrix)).numpy()

    def measure(self, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
        """How unlike the sides of each pair are: d by a triplet model, -z by a head. Twice N x numbers to N float64."""
        f, other = _tensor(self.project(ones)).double(), _tensor(self.project(others)).double()
        with torch.inference_mode():
            if self.kind == "triplet":
                return (f - other).square().sum(-1).clamp(0.0, MAX_DISTANCE).numpy()
            w, b = _tensor(self.weights).double(), torch.tensor(self.bias, dtype=torch.float64)
            return -head_logits(self.kind, f, other, w, b).numpy()

    def probability(self, measure: float) -> float | None:
        """The probability of one person, from a `measure`; None where a triplet model had no people to fit it on."""
        if self.kind != "triplet":
            return 0.5 * (1.0 + math.tanh(-0.5 * measure))
        if self.slope >= 0:
            return None
        return float(metrics.platt_probability(np.array([measure]), self.slope, self.offset)[0])


def _tensor(values: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(values))
