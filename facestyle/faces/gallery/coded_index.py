"""The fast exact index: it scans rows by eight bits a number, and compares in full those that may be among the nearest.

Its answers are those of `plain_index`; tests hold the two equal.

Rows are in the computer's memory, not on an accelerator: a visitor's gallery outlives each loan of a GPU.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from facestyle.faces.gallery.blocks import AT_ONCE, Block, CodedBlock, FloatBlock, Probes
from facestyle.faces.gallery.index import check_length
from facestyle.locked import Locked

#: Rows of one block: what bounds the memory of a search, beside the encodings themselves.
BLOCK = 65_536
#: Scores that one piece of a search may hold, so that 64 probes take no more than one.
_SCORES = 2**20
_FIRST_ROWS = 64
#: Up to so many rows are kept in float32 and compared as they are, which is quickest.
PLAIN = 32_768


@dataclass(frozen=True)
class _Hits:
    """Rows of a block that may be among the nearest: the probe, the row and the score of each."""

    block: Block
    probes: np.ndarray
    rows: np.ndarray
    scores: np.ndarray

    def at_least(self, lowest: np.ndarray) -> _Hits:
        """Those whose score reaches the lowest of their probe."""
        kept = self.scores >= lowest[self.probes]
        return _Hits(self.block, self.probes[kept], self.rows[kept], self.scores[kept])

    def measured(self, probes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The probe, d in float64 and the number of each."""
        d = np.empty(len(self.rows))
        for start in range(0, len(d), AT_ONCE):
            piece = slice(start, start + AT_ONCE)
            lacks = self.block.encodings(self.rows[piece]) - probes[self.probes[piece]].astype(np.float64)
            d[piece] = np.einsum("ij,ij->i", lacks, lacks)
        return self.probes, d, self.block.ids[self.rows]


class CodedIndex(Locked):
    """Every probe against every encoding; the answer is that of comparing all of them in full precision.

    A small index is compared as it is. In a larger one rows are scanned by eight bits a number, with whole-number
    arithmetic: a quarter of the memory traffic. How far such a score can be off is known (Cauchy-Schwarz on what
    rounding took away), so that every row which could belong to the k nearest is compared again in float64. No number
    takes more memory than in float32.

    Args:
        numbers: length of an encoding.
    """

    def __init__(self, numbers: int) -> None:
        super().__init__()
        self.numbers = numbers
        self._blocks: list[Block] = []

    def __len__(self) -> int:
        return sum(block.count for block in self._blocks)

    def __copy__(self) -> CodedIndex:
        other = CodedIndex(self.numbers)
        with self._lock:
            other._blocks = [block.taken(np.arange(block.count), len(block.ids)) for block in self._blocks]
        return other

    def __deepcopy__(self, _memo: dict[int, Any]) -> CodedIndex:
        return self.__copy__()

    def add(self, ids: Sequence[int], encodings: np.ndarray) -> None:
        """See `GalleryIndex`."""
        check_length(encodings, self.numbers)
        numbers = np.asarray(ids, dtype=np.int64)
        with self._lock:
            start = 0
            while start < len(numbers):
                block = self._with_room(len(numbers) - start)
                piece = slice(start, start + len(block.ids) - block.count)
                block.append(numbers[piece], encodings[piece])
                start = piece.stop

    def _with_room(self, rows: int) -> Block:
        """The last block, which grows until it is full; only it has room for more rows."""
        if len(self) + rows > PLAIN:
            self._encode_blocks()
        kind: type[FloatBlock] | type[CodedBlock] = FloatBlock if len(self) + rows <= PLAIN else CodedBlock
        if not self._blocks or self._blocks[-1].count >= BLOCK:
            # The first block starts small; where one is full, another will be filled too.
            room = BLOCK if self._blocks else min(BLOCK, max(rows, _FIRST_ROWS))
            self._blocks.append(kind.empty(room, self.numbers))
        last = self._blocks[-1]
        if last.count == len(last.ids):
            room = min(BLOCK, max(last.count + rows, last.count + last.count // 2))
            self._blocks[-1] = last.taken(np.arange(last.count), room)
        return self._blocks[-1]

    def _encode_blocks(self) -> None:
        """Code the blocks that are in float32, once the index has outgrown them."""
        for number, block in enumerate(self._blocks):
            if isinstance(block, FloatBlock):
                self._blocks[number] = coded = CodedBlock.empty(block.count, self.numbers)
                coded.append(block.ids[: block.count], block.values[: block.count])

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
        """See `GalleryIndex`."""
        check_length(probes, self.numbers)
        with self._lock:
            k = min(k, len(self))
            if not k or not len(probes):
                return np.zeros((len(probes), k)), np.zeros((len(probes), k), dtype=np.int64)
            parts = [hits.measured(probes) for hits in self._candidates(probes, k) if len(hits.rows)]
        which, d, ids = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.lexsort((ids, d, which))
        starts = np.searchsorted(which[order], np.arange(len(probes)))
        nearest = order[starts[:, None] + np.arange(k)]
        return d[nearest], ids[nearest]

    def _candidates(self, values: np.ndarray, k: int) -> list[_Hits]:
        """Every row that may be among the k nearest of a probe, by the scan."""
        probes = Probes(values)
        window = 2 * probes.tolerance(self._blocks)
        best = np.empty((len(values), 0))
        candidates = []
        for block, start, scores in self._scanned(probes):
            factors = block.factors(probes)
            lowest = best[:, -1] if best.shape[1] == k else _floor(best, scores, factors, k)
            which, rows = _at_least(scores, (lowest - window) / factors)
            hits = _Hits(block, which, rows + start, scores[which, rows] * factors[which])
            best = _merged(best, hits, min(k, best.shape[1] + scores.shape[1]))
            candidates.append(hits)
        return [hits.at_least(best[:, -1] - window) for hits in candidates]

    def _scanned(self, probes: Probes) -> Iterator[tuple[Block, int, np.ndarray]]:
        """The scores of the index piece by piece: a block, the first row of the piece, and probes x rows."""
        rows = max(1, _SCORES // len(probes.values))
        for block in self._blocks:
            for start in range(0, block.count, rows):
                yield block, start, block.scores(probes, start, min(start + rows, block.count))


def _at_least(scores: np.ndarray, lowest: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The probes and the rows of the scores that reach the probe's lowest."""
    if len(scores) == 1:
        rows = np.flatnonzero(scores[0] >= lowest[0])
        return np.zeros(len(rows), dtype=np.int64), rows
    flat = np.flatnonzero(scores >= lowest.astype(np.float32)[:, None])
    return np.divmod(flat, scores.shape[1])


def _floor(best: np.ndarray, scores: np.ndarray, factors: np.ndarray, k: int) -> np.ndarray:
    """For each probe a score that k of those known and those given reach; minus infinity where there are not so many.

    Not always the k-th largest: only the largest of each group of scores is looked at, which is far quicker.
    """
    size = max(1, scores.shape[1] // (16 * k))
    groups = scores.shape[1] // size
    if best.shape[1] + groups < k:
        return np.full(len(best), -np.inf)
    maxima = torch.from_numpy(scores[:, : groups * size]).unflatten(1, (groups, size)).amax(dim=2)
    top = maxima.topk(min(k, groups), dim=1).values.numpy() * factors[:, None]
    return -np.sort(-np.hstack([best, top]), axis=1)[:, k - 1]


def _merged(best: np.ndarray, hits: _Hits, most: int) -> np.ndarray:
    """The largest scores of each probe, among those known and the hits', the largest first."""
    if not len(hits.scores):
        return best
    probes = np.arange(len(best))
    which = np.concatenate([hits.probes, np.repeat(probes, best.shape[1])])
    scores = np.concatenate([hits.scores, best.ravel()])
    order = np.lexsort((-scores, which))
    return scores[order][np.searchsorted(which[order], probes)[:, None] + np.arange(most)]
