"""Error rates of pairs that count differently, for many draws at once.

With every weight 1 these are the figures of metrics.py, and LFW's accuracy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from facestyle.faces import distance


@dataclass(frozen=True, eq=False)
class Rates:
    """Weights of pairs at or below each of C distances, for D draws and F folds.

    Attributes:
        cuts: C distances, ascending.
        matched, mismatched: D x F x C, the weight of the pairs of each fold at or below each distance.
        unusable: D x F, the weight of the pairs that have no distance.
    """

    cuts: np.ndarray
    matched: np.ndarray
    mismatched: np.ndarray
    unusable: np.ndarray

    @property
    def fmr(self) -> np.ndarray:
        """D x C, the false match rate at each distance; NaN where no mismatched pair counts."""
        return _share(self.mismatched.sum(axis=1))

    @property
    def fnmr(self) -> np.ndarray:
        """D x C, the false non-match rate at each distance; NaN where no matched pair counts."""
        return 1.0 - _share(self.matched.sum(axis=1))

    def auc(self) -> np.ndarray:
        """D areas under the ROC curve; pairs at one distance count half."""
        fmr, tmr = self.fmr, 1.0 - self.fnmr
        farther = 1.0 - (fmr + _before(fmr)) / 2.0
        return (np.diff(tmr, axis=1, prepend=0.0) * farther).sum(axis=1)

    def equal_error_rate(self) -> np.ndarray:
        """D equal error rates, see `metrics.equal_error_rate`."""
        fmr, fnmr = self.fmr, self.fnmr
        gap = np.abs(fmr - fnmr)
        nearest = np.where(np.isnan(gap), np.inf, gap).argmin(axis=1)
        rows = np.arange(len(fmr))
        return (fmr[rows, nearest] + fnmr[rows, nearest]) / 2.0

    def true_accept_rate(self, far: float) -> np.ndarray:
        """D shares of the matched pairs accepted at the largest distance that accepts this share of the mismatched."""
        fmr, tmr = self.fmr, 1.0 - self.fnmr
        allowed = (fmr <= far + 1e-12).sum(axis=1)
        found = tmr[np.arange(len(fmr)), np.maximum(allowed, 1) - 1]
        return np.where(np.isnan(tmr[:, -1]) | np.isnan(fmr[:, -1]), np.nan, np.where(allowed > 0, found, 0.0))

    def accuracy(self) -> np.ndarray:
        """D accuracies by LFW's protocol: the mean over the folds, each judged at the tau that the others choose.

        Tau is the middle of the widest gap among those with the most right, as in `metrics.best_threshold`. A pair
        without a distance is an error. Folds in which no pair counts are left out.
        """
        draws, folds, _ = self.matched.shape
        # Right at a cut before the first distance, behind the first, and so on.
        right = _padded(self.matched) + (self.mismatched[..., -1:] - _padded(self.mismatched))
        everything = self.matched[..., -1] + self.mismatched[..., -1] + self.unusable
        total = right.sum(axis=1)
        accuracies = np.full((draws, folds), np.nan)
        for fold in range(folds):
            chosen = self._best_cut(total - right[:, fold])
            with np.errstate(invalid="ignore"):
                accuracies[:, fold] = right[np.arange(draws), fold, chosen] / everything[:, fold]
        counted = (~np.isnan(accuracies)).sum(axis=1)
        return np.where(counted, np.nansum(accuracies, axis=1) / np.maximum(counted, 1), np.nan)

    def _best_cut(self, right: np.ndarray) -> np.ndarray:
        """D numbers of distances below tau, from D x (C + 1) weights of right answers.

        Cuts between which no pair counts are one gap.
        """
        edges = np.concatenate([[0.0], self.cuts, [distance.MAX_DISTANCE]])
        best = right.max(axis=1, keepdims=True)
        among = right >= best - 1e-9 * np.maximum(best, 1.0)
        place = np.arange(right.shape[1])
        start = np.maximum.accumulate(np.where(among, -1, place), axis=1) + 1  # of the run that a cut belongs to
        end = np.where(among, edges[place + 1] - edges[np.minimum(start, place)], -1.0).argmax(axis=1)
        start = start[np.arange(len(right)), end]
        return np.searchsorted(self.cuts, (edges[start] + edges[end + 1]) / 2.0, side="right")


def rates_of(distances: np.ndarray, same: np.ndarray, fold: np.ndarray, weights: np.ndarray) -> Rates:
    """Sum the weights of a list of pairs.

    Args:
        distances: d of each of N pairs; NaN marks one with an unusable picture.
        same: whether it shows one person.
        fold: the number of its fold, from 0.
        weights: D x N, how often it counts in each draw.
    """
    usable = ~np.isnan(distances)
    cuts, position = np.unique(distances[usable], return_inverse=True)
    folds = int(fold.max()) + 1
    matched, mismatched = (np.zeros((len(weights), folds, len(cuts))) for _ in range(2))
    for sums, kind in ((matched, same[usable]), (mismatched, ~same[usable])):
        where = (slice(None), fold[usable][kind], position[kind])
        np.add.at(sums, where, weights[:, usable][:, kind])  # type: ignore[arg-type]
        np.cumsum(sums, axis=2, out=sums)
    unusable = np.stack([weights[:, ~usable & (fold == number)].sum(axis=1) for number in range(folds)], axis=1)
    return Rates(cuts, matched, mismatched, unusable)


def figures(rates: Rates) -> dict[str, np.ndarray]:
    """The figures that have intervals, each D values."""
    return {
        "accuracy": rates.accuracy(),
        "auc": rates.auc(),
        "eer": rates.equal_error_rate(),
        "tar_at_far_1e2": rates.true_accept_rate(1e-2),
        "tar_at_far_1e3": rates.true_accept_rate(1e-3),
    }


def known(value: float) -> float | None:
    """None for NaN."""
    return None if math.isnan(value) else float(value)


def _share(sums: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return sums / np.where(sums[:, -1:] > 0, sums[:, -1:], np.nan)


def _before(values: np.ndarray) -> np.ndarray:
    return np.concatenate([np.zeros_like(values[:, :1]), values[:, :-1]], axis=1)


def _padded(sums: np.ndarray) -> np.ndarray:
    return np.concatenate([np.zeros_like(sums[..., :1]), sums], axis=-1)
