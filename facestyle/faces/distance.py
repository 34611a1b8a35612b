"""The distance d between encodings, and linear maps of encodings."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as F

from facestyle.errors import ContractError

#: Unit vectors are at most this far apart.
MAX_DISTANCE = 4.0


def project(f: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    """Return matrix f, brought to unit length: N x numbers to the same. The identity leaves encodings as they are."""
    return F.normalize(f @ matrix.T, dim=-1)


def distance(f: np.ndarray, other: np.ndarray) -> float:
    """Return d = ||f(x1) - f(x2)||^2 of two encodings (DeepFace 2014, FaceNet 2015): 0 to 4.

    >>> distance(np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    2.0

    Raises:
        ContractError: the encodings differ in length.
    """
    return float(distances(f[None], other[None])[0, 0])


def distances(ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return d between each of N and each of M encodings.

    Args:
        ones: N x numbers, rows of unit length.
        others: M x numbers, rows of unit length.

    Returns:
        N x M, float64, 0 to 4.

    Raises:
        ContractError: the encodings differ in length.
    """
    if ones.shape[1] != others.shape[1]:
        raise ContractError(
            f"Encodings of {ones.shape[1]} and of {others.shape[1]} numbers come from different encoders and can't be "
            "compared; encode both pictures with one."
        )
    # ||a - b||^2 = 2 - 2 a.b for unit vectors: one matrix product instead of N x M differences. In float64, since
    # the subtraction would leave few digits of a small d in float32.
    products = ones.astype(np.float64) @ others.astype(np.float64).T
    return np.clip(2.0 - 2.0 * products, 0.0, MAX_DISTANCE)


def cosine(d: float) -> float:
    """Cosine of the angle between two unit encodings at distance d: 1 - d/2."""
    return 1.0 - d / 2.0
