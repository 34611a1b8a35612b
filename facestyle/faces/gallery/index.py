"""Where encodings are kept and searched: a protocol, and the exact index in memory that is its reference.

Knows numbers only; who is who is gallery.py's business. An index spread over several machines would fill the protocol
the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch

from facestyle.errors import ContractError
from facestyle.faces.gallery.coded_index import AT_ONCE, Asked, Block, Coded, Plain
from facestyle.locked import Locked

#: Rows of one block: what bounds the memory of a search, beside the encodings themselves.
BLOCK = 65_536
#: Scores that one piece of a search may hold, so that 64 probes take no more than one.
_SCORES = 2**20
_FIRST_ROWS = 64
#: Up to so many rows an index is kept in float32 and compared as it is, which is quickest then.
PLAIN = 32_768


class GalleryIndex(Protocol):
    """Encodings by number. Safe to use from several threads; a copy is independent."""

    def add(self, ids: Sequence[int], encodings: np.ndarray) -> None:
        """Add N x numbers encodings, float32 and of unit length, under N numbers that are not in use."""

    def remove(self, ids: Sequence[int]) -> None:
        """Forget the encodings of these numbers."""

    def search(self, probes: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Find the k nearest encodings of each of N probes.

        Returns:
            d = ||f(x1) - f(x2)||^2, N x min(k, len), float64, the nearest first, and the numbers in the same order.
        """

    def __len__(self) -> int: ...

    def close(self) -> None:
        """Give back what the index holds; it is empty afterwards."""


@dataclass(frozen=True)
class _Hits:
    """Rows of a block that may be among the nearest: of which probe, which row, and its score."""

    block: Plain | Coded
    probes: np.ndarray
    rows: np.ndarray
    scores: np.ndarray


class ExactIndex(Locked):
    """Every probe against every encoding; the answer is that of comparing all of them in full precision.

    A small index is compared as it is. In a larger one rows are scanned by eight bits a number, with whole-number
    arithmetic: a quarter of the memory traffic. How far
    such a score can be off is known (Cauchy-Schwarz on what rounding took away), so that every row which could belong
    to the k nearest is compared again in float64. No number takes more memory than in float32.

    Args:
        numbers: length of an encoding.
        device: where rows are scanned, such as ``cpu`` or ``cuda``.
        block: rows kept beside one another.
    """

    def __init__(self, numbers: int, device: str = "cpu", block: int = BLOCK) -> None:
        super().__init__()
        self.numbers = numbers
        self.device = device
        self.block = block
        self._blocks: list[Block] = []

    def __len__(self) -> int:
        return sum(block.count for block in self._blocks)

    def __copy__(self) -> ExactIndex:
        other = ExactIndex(self.numbers, self.device, self.block)
        with self._lock:
            other._blocks = [block.taken(np.arange(block.count), len(block.ids)) for block in self._blocks]
        return other

    def __deepcopy__(self, _memo: dict[int, Any]) -> ExactIndex:
        return self.__copy__()

    def add(self, ids: Sequence[int], encodings: np.ndarray) -> None:
        """See `GalleryIndex`.

        Raises:
            ContractError: the encodings differ in length from those held.
        """
        self._check(encodings)
        numbers = np.asarray(ids, dtype=np.int64)
        with self._lock:
            start = 0
            while start < len(numbers):
                block = self._with_room(len(numbers) - start)
                piece = slice(start, start + len(block.ids) - block.count)
                block.append(numbers[piece], encodings[piece])
                start = piece.stop

    def _with_room(self, rows: int) -> Block:
        """The last block, which grows until it is full; only it holds rows that are not used."""
        if len(self) + rows > PLAIN:
            self._encode_blocks()
        kind: type[Plain] | type[Coded] = Plain if len(self) + rows <= PLAIN else Coded
        if not self._blocks or self._blocks[-1].count >= self.block:
            # The first block starts small; whoever has filled one will fill another.
            room = self.block if self._blocks else min(self.block, max(rows, _FIRST_ROWS))
            self._blocks.append(kind.empty(room, self.numbers, self.device))
        last = self._blocks[-1]
        if last.count == len(last.ids):
            room = min(self.block, max(last.count + rows, last.count + last.count // 2))
            self._blocks[-1] = last.taken(np.arange(last.count), room)
        return self._blocks[-1]

    def _encode_blocks(self) -> None:
        """The index has outgrown float32."""
        for number, block in enumerate(self._blocks):
            if isinstance(block, Coded):
                continue
            other = Coded.empty(block.count, self.numbers, self.device)
            other.append(block.ids[: block.count], block.encodings(np.arange(block.count)))
            self._blocks[number] = other

    def remove(self, ids: Sequence[int]) -> None:
        """See `GalleryIndex`."""
        gone = np.asarray(ids, dtype=np.int64)
        with self._lock:
            kept: list[Block] = []
            for block in self._blocks:
                rows = np.flatnonzero(~np.isin(block.ids[: block.count], gone))
                if len(rows):
                    kept.append(block if len(rows) == block.count else block.taken(rows, len(rows)))
            self._blocks = kept

    def search(self, probes: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """See `GalleryIndex`.

        Raises:
            ContractError: the probes differ in length from the encodings held.
        """
        self._check(probes)
        with self._lock:
            k = min(k, len(self))
            if not k or not len(probes):
                return np.zeros((len(probes), k)), np.zeros((len(probes), k), dtype=np.int64)
            parts = [_measured(probes, some) for some in self._candidates(probes, k) if len(some.rows)]
        which, d, ids = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.lexsort((ids, d, which))
        starts = np.searchsorted(which[order], np.arange(len(probes)))
        kept = order[starts[:, None] + np.arange(k)]
        return d[kept], ids[kept]

    def _candidates(self, probes: np.ndarray, k: int) -> list[_Hits]:
        """Every row that may be among the k nearest of a probe, by the scan."""
        asked = Asked(probes)
        window = 2 * asked.off(self._blocks)
        best = np.empty((len(probes), 0))
        hits = []
        for block, start, scores in self._scanned(asked):
            unit = block.unit(asked)
            lowest = best[:, -1] if best.shape[1] == k else _floor(best, scores, unit, k)
            which, rows = _at_least(scores, (lowest - window) / unit)
            found = _Hits(block, which, rows + start, scores[which, rows] * unit[which])
            best = _merged(best, found, min(k, best.shape[1] + scores.shape[1]))
            hits.append(found)
        lowest = best[:, -1] - window
        near = [some.scores >= lowest[some.probes] for some in hits]
        return [
            _Hits(some.block, some.probes[kept], some.rows[kept], some.scores[kept])
            for some, kept in zip(hits, near, strict=True)
        ]

    def _scanned(self, asked: Asked) -> Iterator[tuple[Block, int, np.ndarray]]:
        """Scores of pieces of the index, probes x rows, in the block's unit."""
        rows = max(1, _SCORES // len(asked.probes))
        for block in self._blocks:
            for start in range(0, block.count, rows):
                yield block, start, block.scores(asked, start, min(start + rows, block.count))

    def close(self) -> None:
        """See `GalleryIndex`."""
        with self._lock:
            self._blocks = []

    def _check(self, encodings: np.ndarray) -> None:
        if encodings.ndim != 2 or encodings.shape[1] != self.numbers:
            raise ContractError(
                f"Encodings of shape {encodings.shape} were given, the gallery holds {self.numbers} numbers each; "
                "these come from different encoders and can't be compared."
            )


def _at_least(scores: np.ndarray, lowest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of which probe and which row the scores are that reach the probe's lowest."""
    if len(scores) == 1:
        rows = np.flatnonzero(scores[0] >= lowest[0])
        return np.zeros(len(rows), dtype=np.int64), rows
    flat = np.flatnonzero(scores >= lowest.astype(np.float32)[:, None])
    return np.divmod(flat, scores.shape[1])


def _floor(best: np.ndarray, scores: np.ndarray, unit: np.ndarray, k: int) -> np.ndarray:
    """For each probe a score that k of those known and those given reach; minus infinity where there are not so many.

    Not always the k-th largest: of many scores only the largest of each group is looked at, which is far quicker.
    """
    size = max(1, scores.shape[1] // (16 * k))
    groups = scores.shape[1] // size
    if best.shape[1] + groups < k:
        return np.full(len(best), -np.inf)
    maxima = torch.from_numpy(scores[:, : groups * size]).unflatten(1, (groups, size)).amax(dim=2)
    top = maxima.topk(min(k, groups), dim=1).values.numpy() * unit[:, None]
    return -np.sort(-np.hstack([best, top]), axis=1)[:, k - 1]


def _merged(best: np.ndarray, found: _Hits, most: int) -> np.ndarray:
    """The largest scores of those known and those found, of each probe, the largest first."""
    if not len(found.scores):
        return best
    probes = np.arange(len(best))
    which = np.concatenate([found.probes, np.repeat(probes, best.shape[1])])
    scores = np.concatenate([found.scores, best.ravel()])
    order = np.lexsort((-scores, which))
    return scores[order][np.searchsorted(which[order], probes)[:, None] + np.arange(most)]


def _measured(probes: np.ndarray, some: _Hits) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each candidate its probe, d in float64, and its number."""
    d = np.empty(len(some.rows))
    for start in range(0, len(d), AT_ONCE):
        piece = slice(start, start + AT_ONCE)
        lacks = some.block.encodings(some.rows[piece]) - probes[some.probes[piece]].astype(np.float64)
        d[piece] = np.einsum("ij,ij->i", lacks, lacks)
    return some.probes, d, some.block.ids[some.rows]
