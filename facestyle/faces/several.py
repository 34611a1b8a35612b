"""Several chances to be mistaken: tau and the probability where the nearest of k pairs of faces counts.

Of k pairs of strangers, the nearest passes more often than one pair does: a false match rate p becomes 1 - (1 - p)^k if
chances are independent, as for the K people of a gallery (`Calibration.gallery_threshold`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from facestyle.faces.calibration import GRID, Calibration, shipped
from facestyle.faces.encoders.registry import encoder_spec


def threshold_for_nearest(tau: float, pairs: int, encoder: str, calibration: Calibration | None = None) -> float:
    """Tau at which the nearest of k pairs of strangers passes as often as one pair does at `tau`.

    >>> threshold_for_nearest(1.0, 1, "facenet-128")
    1.0
    >>> threshold_for_nearest(1.0, 12, "facenet-128") < 0.9
    True

    Args:
        tau: for one pair, 0 to 4.
        pairs: k, how many pairs of faces are compared.
        encoder: whose distances they are.
        calibration: what d means; the encoder's own where not given, or where this one has too few pairs to tell.

    Returns:
        At most `tau`. Where there is too little data for so many pairs, the strictest tau known; where the encoder has
        no calibration, its tau for galleries.
    """
    if pairs <= 1:
        return tau
    spec = encoder_spec(encoder)
    known = [one for one in (calibration, shipped(encoder)) if one is not None and one.thresholds]
    for one in known:
        rate = 1.0 - (1.0 - _rate(tau, one)) ** (1.0 / pairs)
        if rate >= min(one.rates):
            d, rates = _table(one)
            return min(tau, float(np.interp(math.log(rate), np.log(rates), d)))
    return min(tau, spec.tau_gallery, *(min(one.thresholds) for one in known))


def _rate(tau: float, calibration: Calibration) -> float:
    """The false match rate at tau."""
    d, rates = _table(calibration)
    return float(np.exp(np.interp(tau, d, np.log(rates))))


def _table(calibration: Calibration) -> tuple[np.ndarray, np.ndarray]:
    """Distances and their false match rates, both ascending: finely where mistakes are rare, up to all that occurs."""
    fine = sorted(zip(calibration.thresholds, calibration.rates, strict=True))
    d, rate = fine[-1]
    coarse = [(at, fmr) for at, fmr in zip(GRID, calibration.fmr, strict=True) if at > d and fmr >= rate]
    d_all, rates = np.array([*fine, *coarse]).T
    return d_all, rates


def probability_of_any(distances: Sequence[float] | np.ndarray, calibration: Calibration) -> float:
    """The probability that one of k pairs shows one person, if it is one half beforehand, and any pair as likely.

    The odds are the mean of the odds of each pair: a pair that stands out among twelve says less than one alone.

    Args:
        distances: d of each pair.
        calibration: what d means.
    """
    given = np.asarray(distances, dtype=np.float64).ravel()
    logits = calibration.slope * given + calibration.offset
    top = float(logits.max())
    logit = top + math.log(float(np.exp(logits - top).mean()))
    # The distance that means these odds for one pair, so that one place knows how near 0 and 1 it may come.
    return calibration.probability((logit - calibration.offset) / calibration.slope) if calibration.slope else 0.5
