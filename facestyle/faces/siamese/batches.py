"""The cost of a batch of encodings: the triplet loss over chosen triplets, or a head's cross-entropy over pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from facestyle.faces.siamese import triplets
from facestyle.faces.siamese.model import head_logits, squared_distances, triplet_losses
from facestyle.faces.siamese.options import TrainOptions
from facestyle.faces.siamese.steps import PairExample, TripletExample
from facestyle.faces.siamese.triplets import BatchFigures

#: Triplets or pairs of a batch that are shown.
SHOWN = 3


@dataclass(frozen=True)
class Batch:
    """The cost of a batch, and its figures; see `SiameseStep`."""

    cost: torch.Tensor
    used: int
    violating: float
    figures: BatchFigures
    examples: tuple[TripletExample, ...] | tuple[PairExample, ...] = ()


def cost_of(
    z: torch.Tensor,
    labels: torch.Tensor,
    rows: np.ndarray,
    values: Mapping[str, torch.Tensor],
    chosen: TrainOptions,
    generator: torch.Generator,
) -> Batch:
    """Return the cost of a batch, differentiable in z and in the head's weights.

    Args:
        z: N x numbers, unit length.
        labels: N, the person that each shows.
        rows: N, the row of each among all views, for the examples.
        values: weights and bias of a head.
        chosen: the kind of cost, and how triplets are chosen.
        generator: draws the triplets, the pairs and the examples.
    """
    if chosen.kind == "triplet":
        return _triplets(z, labels, rows, chosen, generator)
    return _pairs(z, labels, rows, values, chosen, generator)


def _triplets(
    z: torch.Tensor, labels: torch.Tensor, rows: np.ndarray, chosen: TrainOptions, generator: torch.Generator
) -> Batch:
    anchors, positives, negatives = triplets.choose(z, labels, chosen.mining, chosen.margin, generator)
    d = squared_distances(z, z)
    d_positive, d_negative = d[anchors, positives], d[anchors, negatives]
    losses = triplet_losses(d_positive, d_negative, chosen.margin)
    figures = triplets.figures(z, labels, chosen.margin)
    shown = torch.randperm(len(anchors), generator=generator)[:SHOWN]
    places = (rows[index[shown].numpy()].tolist() for index in (anchors, positives, negatives))
    numbers = (value.detach()[shown].tolist() for value in (d_positive, d_negative, losses))
    examples = tuple(map(TripletExample, *places, *numbers))
    return Batch(losses.sum(), len(anchors), figures.violating, figures, examples)


def _pairs(
    z: torch.Tensor,
    labels: torch.Tensor,
    rows: np.ndarray,
    values: Mapping[str, torch.Tensor],
    chosen: TrainOptions,
    generator: torch.Generator,
) -> Batch:
    """Cross-entropy over all pairs of one person, and as many of two."""
    first, second = torch.triu_indices(len(z), len(z), 1)
    same = labels[first] == labels[second]
    matched, mismatched = torch.where(same)[0], torch.where(~same)[0]
    count = min(len(matched), len(mismatched))
    kept = torch.cat([part[torch.randperm(len(part), generator=generator)[:count]] for part in (matched, mismatched)])
    first, second, same = first[kept], second[kept], same[kept]
    logits = head_logits(chosen.kind, z[first], z[second], values["weights"], values["bias"])
    losses = F.binary_cross_entropy_with_logits(logits, same.to(logits.dtype), reduction="none")
    wrong = float(((logits > 0) != same).double().mean()) if count else 0.0
    shown = torch.randperm(len(kept), generator=generator)[:SHOWN]
    places = (rows[index[shown].numpy()].tolist() for index in (first, second))
    numbers = (value.detach()[shown].tolist() for value in (same, torch.sigmoid(logits), losses))
    examples = tuple(map(PairExample, *places, *numbers))
    return Batch(losses.sum(), 2 * count, wrong, BatchFigures(wrong, 0.0, 4.0), examples)
