"""How well distances tell labelled pairs apart, and how far a probability can be trusted."""

from __future__ import annotations

import numpy as np

from facestyle.faces import distance

#: Bins of equal width in which a probability is compared with what happened.
BINS = 15


def best_threshold(distances: np.ndarray, same: np.ndarray) -> float:
    """The tau that gets the most pairs right; where several do, the middle of the widest gap between two distances."""
    usable = ~np.isnan(distances)
    order = np.argsort(distances[usable], kind="stable")
    d, matched = distances[usable][order], same[usable][order]
    # A cut after k pairs gets the matched ones before it and the mismatched ones behind it right.
    right = np.concatenate([[0], np.cumsum(matched)]) + np.concatenate([np.cumsum(~matched[::-1])[::-1], [0]])
    edges = np.concatenate([[0.0], d, [distance.MAX_DISTANCE]])
    gaps = np.diff(edges)
    cut = int(np.argmax(np.where(right == right[gaps > 0].max(initial=0), gaps, -1.0)))
    return float((edges[cut] + edges[cut + 1]) / 2)


def area_under_roc(distances: np.ndarray, same: np.ndarray) -> float:
    """The chance that a matched pair lies nearer than a mismatched one; ties count half (Mann and Whitney 1947)."""
    matched, mismatched = np.sort(distances[same]), np.sort(distances[~same])
    if not len(matched) or not len(mismatched):
        return float("nan")
    below = np.searchsorted(mismatched, matched, side="left")
    up_to = np.searchsorted(mismatched, matched, side="right")
    farther = len(mismatched) - (below + up_to) / 2
    return float(farther.sum() / (len(matched) * len(mismatched)))


def equal_error_rate(distances: np.ndarray, same: np.ndarray) -> float:
    """The rate at which the false match rate equals the false non-match rate.

    Both are taken at every distance that occurs; where they cross between two of these, the result is the mean of both
    at the nearer one. NaN where a kind of pair is absent.
    """
    matched, mismatched = np.sort(distances[same]), np.sort(distances[~same])
    if not len(matched) or not len(mismatched):
        return float("nan")
    cuts = np.unique(distances)
    fmr = np.searchsorted(mismatched, cuts, side="right") / len(mismatched)
    fnmr = 1 - np.searchsorted(matched, cuts, side="right") / len(matched)
    nearest = int(np.argmin(np.abs(fmr - fnmr)))
    return float((fmr[nearest] + fnmr[nearest]) / 2)


def true_accept_rate(distances: np.ndarray, same: np.ndarray, false_accept_rate: float) -> float | None:
    """Share of the matched pairs accepted at the largest tau that accepts at most this share of the mismatched.

    None where there are fewer than 1 / `false_accept_rate` mismatched pairs: too few to know.
    """
    matched, mismatched = distances[same], np.sort(distances[~same])
    if not len(matched) or len(mismatched) * false_accept_rate < 1:
        return None
    allowed = int(np.floor(len(mismatched) * false_accept_rate + 1e-9))
    if allowed >= len(mismatched):
        return 1.0
    # tau lies just below the first mismatched pair that is one too many.
    return float((matched < mismatched[allowed]).mean())


def fit_platt(distances: np.ndarray, same: np.ndarray) -> tuple[float, float]:
    """Fit P(same person | d) = 1 / (1 + exp(-(slope d + offset))) by maximum likelihood.

    Platt 1999, "Probabilistic outputs for support vector machines", with its smoothed targets, by Newton's method as in
    Lin, Lin and Weng 2007.

    Returns:
        slope (negative: far apart means unlikely) and offset.
    """
    positive, negative = int(same.sum()), int((~same).sum())
    target = np.where(same, (positive + 1) / (positive + 2), 1 / (negative + 2))
    x = np.stack([distances, np.ones_like(distances)], axis=1)
    weights = np.array([0.0, np.log((positive + 1) / (negative + 1))])
    cost = _cross_entropy(x @ weights, target)
    for _ in range(100):
        p = _sigmoid(x @ weights)
        gradient = x.T @ (p - target)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-9 * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        scale = 1.0
        while (new := _cross_entropy(x @ (weights - scale * step), target)) > cost and scale > 1e-10:
            scale /= 2
        weights = weights - scale * step
        if cost - new < 1e-10 * max(cost, 1e-12):
            break
        cost = new
    return float(weights[0]), float(weights[1])


def platt_probability(distances: np.ndarray, slope: float, offset: float) -> np.ndarray:
    """The probability that pairs at these distances show one person; see `fit_platt`."""
    return _sigmoid(slope * distances + offset)


def held_out_probability(distances: np.ndarray, same: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """The probability of each pair, by a line fitted on the pairs of the other folds.

    Args:
        distances: d of each pair, all of them finite.
        same: whether it shows one person.
        fold: the number of its fold.
    """
    probability = np.empty(len(distances))
    for number in np.unique(fold):
        inside = fold == number
        line = fit_platt(distances[~inside], same[~inside])
        probability[inside] = platt_probability(distances[inside], *line)
    return probability


def expected_calibration_error(probability: np.ndarray, same: np.ndarray) -> float:
    """The mean difference between probability and frequency, over `BINS` bins of equal width, weighted by their pairs.

    Naeini et al. 2015, "Obtaining well calibrated probabilities using Bayesian binning".
    """
    if not len(probability):
        return float("nan")
    index = np.minimum((probability * BINS).astype(int), BINS - 1)
    gaps = [abs(probability[index == b].sum() - same[index == b].sum()) for b in range(BINS)]
    return float(sum(gaps) / len(probability))


def brier_score(probability: np.ndarray, same: np.ndarray) -> float:
    """The mean squared difference between probability and outcome (Brier 1950): 0 is best."""
    return float(np.mean((probability - same) ** 2)) if len(probability) else float("nan")


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 0.5 * (1.0 + np.tanh(0.5 * z))  # exp() of a large negative would overflow


def _cross_entropy(z: np.ndarray, target: np.ndarray) -> float:
    return float(np.sum(np.logaddexp(0.0, z) - target * z))
