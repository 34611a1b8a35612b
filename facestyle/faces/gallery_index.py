"""Where encodings are kept and searched: a protocol, and the exact index in memory that is its reference.

Knows numbers only; who is who is gallery.py's business. An index spread over several machines would fill the protocol
the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import torch

from facestyle.errors import ContractError
from facestyle.locked import Locked

#: Rows of one block: what bounds the memory of a search, beside the encodings themselves.
BLOCK = 65_536
#: Scores that one piece of a search may hold, so that 64 probes take no more than one.
_SCORES = 2**21
_FIRST_ROWS = 64
#: A number is kept as 32 bits of fixed point: its first byte, by which rows are scanned, and three more.
_CODES = 127
_ONE = _CODES * 2.0**24
_HALF = 2**23


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


@dataclass
class _Block:
    """Rows beside one another, of which the first `count` are used.

    A row x is scale * fixed / _ONE, with `fixed` a 32-bit whole number whose rounded first byte is in `codes` and whose
    remainder is in `rest`. The codes alone are x within `error`, in length; the squared length is 1 within `spread`.
    """

    codes: torch.Tensor
    scales: torch.Tensor
    rest: np.ndarray
    ids: np.ndarray
    count: int = 0
    error: float = 0.0
    spread: float = 0.0

    @staticmethod
    def empty(rows: int, numbers: int, device: str) -> _Block:
        return _Block(
            torch.empty((rows, numbers), dtype=torch.int8, device=device),
            torch.empty(rows, device=device),
            np.empty((rows, numbers, 3), dtype=np.uint8),
            np.empty(rows, dtype=np.int64),
        )

    def taken(self, rows: np.ndarray, room: int) -> _Block:
        """A block of the given rows of this one, with room for as many."""
        other = _Block.empty(room, self.codes.shape[1], str(self.codes.device))
        at = torch.from_numpy(rows)
        other.codes[: len(rows)], other.scales[: len(rows)] = self.codes[at], self.scales[at]
        other.rest[: len(rows)], other.ids[: len(rows)] = self.rest[rows], self.ids[rows]
        other.count, other.error, other.spread = len(rows), self.error, self.spread
        return other

    def append(self, ids: np.ndarray, encodings: np.ndarray) -> None:
        """Write rows behind the used ones; there has to be room."""
        rows = slice(self.count, self.count + len(ids))
        codes, rest, scales, error = _split(encodings)
        self.codes[rows], self.scales[rows] = torch.from_numpy(codes), torch.from_numpy(scales)
        self.rest[rows], self.ids[rows] = rest, ids
        self.count += len(ids)
        self.error = max(self.error, error)
        self.spread = max(self.spread, float(np.abs(np.square(encodings, dtype=np.float64).sum(axis=1) - 1).max()))

    def encodings(self, rows: np.ndarray) -> np.ndarray:
        """The rows as they were given, N x numbers, float64."""
        codes = self.codes[torch.from_numpy(rows)].cpu().numpy()
        fixed = np.empty((*codes.shape, 4), dtype=np.uint8)
        fixed[..., :3], fixed[..., 3] = self.rest[rows], codes.view(np.uint8)
        whole = fixed.view("<i4")[..., 0].astype(np.float64) - _HALF
        return whole * (self.scales[torch.from_numpy(rows)].cpu().numpy().astype(np.float64) / _ONE)[:, None]


@dataclass
class _Found:
    """Rows that may be among the nearest of one probe: their scores, and where they lie."""

    scores: list[np.ndarray] = field(default_factory=list)
    places: list[tuple[_Block, np.ndarray]] = field(default_factory=list)


class ExactIndex(Locked):
    """Every probe against every encoding; the answer is that of comparing all of them in full precision.

    Rows are scanned by eight bits a number, with whole-number arithmetic: a quarter of the memory traffic. How far
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
        self._blocks: list[_Block] = []

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

    def _with_room(self, rows: int) -> _Block:
        """The last block, which doubles until it is full; only it holds rows that are not used."""
        if not self._blocks or self._blocks[-1].count >= self.block:
            self._blocks.append(_Block.empty(min(self.block, max(rows, _FIRST_ROWS)), self.numbers, self.device))
        last = self._blocks[-1]
        if last.count == len(last.ids):
            room = min(self.block, max(last.count + rows, 2 * last.count))
            self._blocks[-1] = last.taken(np.arange(last.count), room)
        return self._blocks[-1]

    def remove(self, ids: Sequence[int]) -> None:
        """See `GalleryIndex`."""
        gone = np.asarray(ids, dtype=np.int64)
        with self._lock:
            kept: list[_Block] = []
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
            d, ids = np.zeros((len(probes), k)), np.zeros((len(probes), k), dtype=np.int64)
            if k:
                for row, found in enumerate(self._candidates(probes, k)):
                    d[row], ids[row] = _nearest(probes[row].astype(np.float64), found, k)
        return d, ids

    def _candidates(self, probes: np.ndarray, k: int) -> list[_Found]:
        """For each probe every row that may be among its k nearest, by the scan."""
        if not len(probes):
            return []
        codes, _, scales, error = _split(probes)
        asked, unit = torch.from_numpy(codes).to(self.device), scales.astype(np.float64) / _CODES**2
        length = np.linalg.norm(probes.astype(np.float64), axis=1)
        found = [_Found() for _ in probes]
        best = np.full((len(probes), k), -np.inf)
        # 1e-6: the scores are products of whole numbers and a float32.
        error_x, spread = max(block.error for block in self._blocks), max(block.spread for block in self._blocks)
        window = 2 * (error * (1 + spread + error_x) + length * error_x + spread / 2 + 1e-6) / unit
        for block, start, scores in self._scanned(asked):
            best = _best(best, scores, k)
            floors = best[:, -1] - window
            for probe, floor in enumerate(floors):
                rows = np.flatnonzero(scores[probe] >= floor)
                if len(rows):
                    found[probe].scores.append(scores[probe, rows])
                    found[probe].places.append((block, rows + start))
        for one, floor in zip(found, best[:, -1] - window, strict=True):
            one.places = [
                (block, rows[near >= floor]) for (block, rows), near in zip(one.places, one.scores, strict=True)
            ]
        return found

    def _scanned(self, asked: torch.Tensor) -> Iterator[tuple[_Block, int, np.ndarray]]:
        """Scores of pieces of the index, probes x rows: inner products by the first bytes."""
        rows = max(1, _SCORES // len(asked))
        for block in self._blocks:
            for start in range(0, block.count, rows):
                stop = min(start + rows, block.count)
                products = _products(asked, block.codes[start:stop])
                yield block, start, (products * block.scales[start:stop]).cpu().numpy()

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


def _split(encodings: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """First bytes (N x numbers, int8), the other three (N x numbers x 3, uint8), scales (N), and the largest length of
    what the first bytes lack."""
    values = encodings.astype(np.float64)
    scales = np.abs(values).max(axis=1, initial=1e-30).astype(np.float32)
    # Rounded to float32, the scale may be a little less than the largest value.
    fixed = np.rint(values / scales[:, None].astype(np.float64) * _ONE).clip(-_ONE, _ONE).astype(np.int64) + _HALF
    parts = np.ascontiguousarray(fixed.astype("<i4")).view(np.uint8).reshape(*values.shape, 4)
    codes = np.ascontiguousarray(parts[..., 3]).view(np.int8)
    lost = values - codes * (scales.astype(np.float64) / _CODES)[:, None]
    error = float(np.sqrt(np.square(lost).sum(axis=1)).max(initial=0.0))
    return codes, np.ascontiguousarray(parts[..., :3]), scales, error


def _products(asked: torch.Tensor, codes: torch.Tensor) -> torch.Tensor:
    """Inner products of whole numbers, exact: probes x rows, float32."""
    if codes.device.type == "cpu":
        return torch._int_mm(asked, codes.T)
    return asked.float() @ codes.float().T  # up to 2^24, below which float32 holds every whole number


def _best(best: np.ndarray, scores: np.ndarray, k: int) -> np.ndarray:
    """The k largest scores so far, the largest first."""
    top = torch.from_numpy(scores).topk(min(k, scores.shape[1]), dim=1).values.numpy()
    return -np.sort(-np.hstack([best, top]), axis=1)[:, :k]


def _nearest(probe: np.ndarray, found: _Found, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k nearest of the candidates by d in float64; of equally near ones the lower number."""
    ids = np.concatenate([block.ids[rows] for block, rows in found.places])
    d = np.concatenate([np.square(block.encodings(rows) - probe).sum(axis=1) for block, rows in found.places])
    order = np.lexsort((ids, d))[:k]
    return d[order], ids[order]
