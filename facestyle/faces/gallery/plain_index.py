"""The reference index: every probe against every encoding in float64. Tests hold other indexes equal to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from facestyle.faces.gallery.index import check_length
from facestyle.locked import Locked


class PlainIndex(Locked):
    """Encodings in a dictionary, compared one probe at a time.

    Args:
        numbers: length of an encoding.
    """

    def __init__(self, numbers: int) -> None:
        super().__init__()
        self.numbers = numbers
        self._rows: dict[int, np.ndarray] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, ids: Sequence[int], encodings: np.ndarray) -> None:
        """See `GalleryIndex`."""
        check_length(encodings, self.numbers)
        with self._lock:
            self._rows |= zip(ids, np.array(encodings, dtype=np.float32), strict=True)

    def remove(self, ids: Sequence[int]) -> None:
        """See `GalleryIndex`."""
        with self._lock:
            for number in ids:
                self._rows.pop(number, None)

    def search(self, probes: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """See `GalleryIndex`."""
        check_length(probes, self.numbers)
        with self._lock:
            ids = np.array(sorted(self._rows), dtype=np.int64)
            rows = np.array([self._rows[number] for number in ids.tolist()], dtype=np.float64)
        d = np.zeros((len(probes), len(ids)))
        for number, probe in enumerate(probes.astype(np.float64)):
            d[number] = np.square(rows.reshape(-1, self.numbers) - probe).sum(axis=1)
        nearest = np.argsort(d, axis=1, kind="stable")[:, :k]  # stable: the lowest number first
        return np.take_along_axis(d, nearest, axis=1), ids[nearest]
