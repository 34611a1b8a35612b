"""Which triplets of a batch are used: random, semi-hard, hard or all; and whether training has collapsed.

An anchor A, a positive P (the same person) and a negative N (somebody else). The choices are those of FaceNet
(Schroff et al. 2015, section 3.2), made by pytorch-metric-learning's miners with squared distances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from facestyle.faces.siamese.model import squared_distances, triplet_losses
from facestyle.faces.siamese.options import Mining

_TYPES = {"semi-hard": "semihard", "hard": "hard", "all": "all"}

#: Collapse: for so many steps in a row, the mean loss over all triplets differs from alpha by at most this share of it,
#: and the mean d(A, N) is at most this.
STUCK_STEPS = 5
STUCK_SHARE = 0.05
STUCK_DISTANCE = 0.02

#: Indices of anchors, positives and negatives, of one length.
Indices = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


@dataclass(frozen=True)
class BatchFigures:
    """Figures over all triplets of a batch, whether or not they are used.

    Attributes:
        violating: share in which d(A, P) - d(A, N) + alpha > 0.
        mean_loss: the mean of L over all of them.
        mean_negative: the mean of d(A, N).
    """

    violating: float
    mean_loss: float
    mean_negative: float


def choose(z: torch.Tensor, labels: torch.Tensor, how: Mining, margin: float, generator: torch.Generator) -> Indices:
    """Choose triplets of a batch.

    Args:
        z: N x numbers, unit length.
        labels: N whole numbers, the person that each shows.
        how: ``all`` takes every triplet that violates the margin (the others have neither loss nor gradient);
            ``hard`` those of them with d(A, N) <= d(A, P); ``semi-hard`` those with
            d(A, P) < d(A, N) <= d(A, P) + alpha; ``random`` one negative at random for each anchor and positive.
        margin: alpha.
        generator: draws the random ones.
    """
    if how == "random":
        return _random(labels, generator)
    from pytorch_metric_learning.distances import LpDistance
    from pytorch_metric_learning.miners import TripletMarginMiner

    # power=2: the course's d is the squared distance; the miner's own default is its root.
    miner = TripletMarginMiner(margin=margin, type_of_triplets=_TYPES[how], distance=LpDistance(p=2, power=2))
    with torch.no_grad():
        anchors, positives, negatives = miner(z.detach(), labels)
    return anchors, positives, negatives


def _random(labels: torch.Tensor, generator: torch.Generator) -> Indices:
    same = labels[:, None] == labels[None]
    anchors, positives = torch.where(same & ~torch.eye(len(labels), dtype=torch.bool))
    strangers = ~same[anchors]
    kept = strangers.any(1)
    anchors, positives, strangers = anchors[kept], positives[kept], strangers[kept]
    if not len(anchors):
        return anchors, positives, anchors
    return anchors, positives, torch.multinomial(strangers.float(), 1, generator=generator)[:, 0]


def figures(z: torch.Tensor, labels: torch.Tensor, margin: float) -> BatchFigures:
    """Figures over all triplets of a batch; zeros where it holds none."""
    from pytorch_metric_learning.utils.loss_and_miner_utils import get_all_triplets_indices

    anchors, positives, negatives = get_all_triplets_indices(labels)
    if not len(anchors):
        return BatchFigures(0.0, 0.0, 0.0)
    with torch.no_grad():
        d = squared_distances(z, z)
        d_negative = d[anchors, negatives]
        losses = triplet_losses(d[anchors, positives], d_negative, margin)
    return BatchFigures(float((losses > 0).double().mean()), float(losses.mean()), float(d_negative.mean()))


def collapsed(history: Sequence[BatchFigures], margin: float) -> bool:
    """Whether all encodings have come to lie in one point: d(A, P) = d(A, N), hence L = alpha whatever the triplet."""
    last = history[-STUCK_STEPS:]
    return len(last) == STUCK_STEPS and all(
        abs(step.mean_loss - margin) <= STUCK_SHARE * margin and step.mean_negative <= STUCK_DISTANCE for step in last
    )
