"""Faces joined into groups by the mean distance between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from facestyle.faces.distance import distances


def linked(encodings: np.ndarray, pictures: Sequence[int], tau: float) -> list[list[int]]:
    """Join faces by average linkage (Sokal and Michener 1958) while the mean of d between two groups is at most tau.

    >>> linked(np.eye(3)[[0, 1, 0]], [0, 1, 2], 1.0)
    [[0, 2], [1]]

    Args:
        encodings: N x numbers, rows of unit length.
        pictures: the number of the picture that each face is in. Groups that hold faces of one picture are never
            joined: nobody is in a photograph twice.
        tau: 0 to 4.

    Returns:
        Groups of rows, by their first row; alone where nothing is near.
    """
    owner = np.asarray(pictures)
    d = distances(encodings, encodings)
    d[owner[:, None] == owner[None]] = np.inf
    groups: list[list[int]] = [[row] for row in range(len(owner))]
    sizes = np.ones(len(owner))
    while len(owner):
        one, other = divmod(int(d.argmin()), len(owner))
        if not d[one, other] <= tau:
            break
        mean = (sizes[one] * d[one] + sizes[other] * d[other]) / (sizes[one] + sizes[other])
        d[one], d[:, one] = mean, mean
        d[other], d[:, other] = np.inf, np.inf
        d[one, one] = np.inf
        sizes[one] += sizes[other]
        groups[one], groups[other] = groups[one] + groups[other], []
    return [group for group in groups if group]
