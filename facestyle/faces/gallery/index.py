"""The protocol by which a gallery keeps and searches encodings. An index knows numbers; names are in members.py.

`plain_index` compares everything and is the reference; `coded_index` gives the same answers faster and is the default.
An index in a file or on other machines is one more class that follows the protocol.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from facestyle.errors import ContractError


class GalleryIndex(Protocol):
    """Encodings by number. Safe to use from several threads; a copy by `copy.copy` is independent.

    There is no `close`: a gallery ends when its session is dropped. Code that opens an index in a file or on
    another machine also closes it.
    """

    def add(self, ids: Sequence[int], encodings: np.ndarray) -> None:
        """Add N x numbers encodings, float32 and of unit length, under N numbers that are not in use.

        Raises:
            ContractError: the encodings differ in length from those held.
        """

    def remove(self, ids: Sequence[int]) -> None:
        """Forget the encodings of these numbers."""

    def search(self, probes: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Find the k nearest encodings of each of N probes.

        Returns:
            d = ||f(x1) - f(x2)||^2, N x min(k, len), float64, the nearest first, and the numbers in the same order.
            Of equally near encodings the one with the lowest number comes first.

        Raises:
            ContractError: the probes differ in length from the encodings held.
        """

    def __len__(self) -> int: ...


def check_length(encodings: np.ndarray, numbers: int) -> None:
    """Refuse encodings of another length.

    Raises:
        ContractError: they are not N x numbers.
    """
    if encodings.ndim != 2 or encodings.shape[1] != numbers:
        raise ContractError(
            f"Encodings of shape {encodings.shape} were given, the gallery holds {numbers} numbers each; "
            "these come from different encoders and can't be compared."
        )
