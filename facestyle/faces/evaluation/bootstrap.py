"""Intervals for figures of pairs that depend on one another: people are drawn again, not pairs.

A person stands in many pairs, so that pairs drawn again one by one would promise too much. Each draw takes as many
people as there are, with replacement, and a pair counts as often as its people allow: the subsets bootstrap of Bolle,
Ratha and Pankanti 2004, "Error analysis of pattern recognition systems - the subsets bootstrap", with the product
weights of Owen 2007, "The pigeonhole bootstrap".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

#: The share of the draws that lies inside an interval.
COVERAGE = 0.95
#: low and high, or None where too few draws have the figure.
Interval = tuple[float, float] | None


@dataclass(frozen=True)
class Difference:
    """One figure of an encoder minus that of another, on the same draws.

    Attributes:
        value: of everybody.
        interval: see `interval`. Where 0 lies inside, these people do not tell which encoder is better.
    """

    value: float | None
    interval: Interval

    @property
    def told(self) -> bool:
        """Whether the interval excludes 0."""
        return self.interval is not None and not self.interval[0] <= 0.0 <= self.interval[1]


def person_counts(people: int, draws: int, seed: int) -> np.ndarray:
    """How often each person is drawn: draws x people, whole numbers; each row sums to the number of people."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(people, np.full(people, 1.0 / people), size=draws)


def pair_weights(counts: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """How often each pair counts in each draw.

    Args:
        counts: draws x people, see `person_counts`.
        first, second: the person of either side of each of N pairs, as columns of `counts`.

    Returns:
        draws x N: the product of both counts for two people; the count for one person, since two copies of a person
        form no pairs with each other.
    """
    return counts[:, first] * np.where(first == second, 1, counts[:, second])


def interval(values: np.ndarray) -> Interval:
    """The middle `COVERAGE` of a figure's values over the draws; None where half of the draws or more have none."""
    known = values[np.isfinite(values)]
    if len(known) <= len(values) / 2:
        return None
    tail = 50.0 * (1.0 - COVERAGE)
    low, high = np.percentile(known, [tail, 100.0 - tail])
    return float(low), float(high)


def differences(
    values: Mapping[str, float | None],
    drawn: Mapping[str, np.ndarray],
    others: Mapping[str, float | None],
    others_drawn: Mapping[str, np.ndarray],
) -> dict[str, Difference]:
    """Each figure of an encoder minus that of another.

    Args:
        values, others: the figures of everybody.
        drawn, others_drawn: their values over the draws, which both have to share.
    """
    return {
        name: Difference(
            None if value is None or others[name] is None else float(value - others[name]),  # type: ignore[operator]
            interval(drawn[name] - others_drawn[name]),
        )
        for name, value in values.items()
    }
