"""Rows of the coded index in memory: a few in float32, or many by eight bits a number and three bytes more.

coded_index.py scans them, and decides which kind of block holds which rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

#: Rows that are split, or compared in float64, at a time; there a number takes eight bytes.
AT_ONCE = 4096
#: A number is kept as 32 bits of fixed point: its first byte, by which rows are scanned, and three more.
_CODES = 127
_ONE = _CODES * 2.0**24
_HALF = 2**23


@dataclass
class FloatBlock:
    """A few rows in float32, of which the first `count` are used; the whole of a small index."""

    values: np.ndarray
    ids: np.ndarray
    count: int = 0
    error: float = 0.0
    spread: float = 0.0

    @staticmethod
    def empty(rows: int, numbers: int) -> FloatBlock:
        """Room for rows, none of them used."""
        return FloatBlock(np.empty((rows, numbers), dtype=np.float32), np.empty(rows, dtype=np.int64))

    def taken(self, rows: np.ndarray, room: int) -> FloatBlock:
        """A block with the given rows of this one, and with room for `room` rows."""
        other = FloatBlock.empty(room, self.values.shape[1])
        other.append(self.ids[rows], self.values[rows])
        return other

    def append(self, ids: np.ndarray, encodings: np.ndarray) -> None:
        """Write rows behind the used ones; there has to be room."""
        rows = slice(self.count, self.count + len(ids))
        self.values[rows], self.ids[rows] = encodings, ids
        self.count += len(ids)
        self.spread = max(self.spread, _spread(encodings))

    def encodings(self, rows: np.ndarray) -> np.ndarray:
        """The rows as they were given, N x numbers."""
        return self.values[rows]

    def scores(self, probes: Probes, start: int, stop: int) -> np.ndarray:
        """Inner products with the rows from start to stop, probes x rows."""
        return probes.values @ self.values[start:stop].T

    def factors(self, probes: Probes) -> np.ndarray:
        """What the scores of each probe have to be multiplied by."""
        return np.ones(len(probes.values))


@dataclass
class CodedBlock:
    """Rows beside one another, of which the first `count` are used.

    A row x is scale * fixed / _ONE, with `fixed` a 32-bit whole number whose rounded first byte is in `codes` and whose
    remainder is in `rest`. The codes alone give x within `error`, in length; its squared length is 1 within `spread`.
    """

    codes: torch.Tensor
    scales: torch.Tensor
    rest: np.ndarray
    ids: np.ndarray
    count: int = 0
    error: float = 0.0
    spread: float = 0.0

    @staticmethod
    def empty(rows: int, numbers: int) -> CodedBlock:
        """Room for rows, none of them used."""
        return CodedBlock(
            torch.empty((rows, numbers), dtype=torch.int8),
            torch.empty(rows),
            np.empty((rows, numbers, 3), dtype=np.uint8),
            np.empty(rows, dtype=np.int64),
        )

    def taken(self, rows: np.ndarray, room: int) -> CodedBlock:
        """A block with the given rows of this one, and with room for `room` rows."""
        other = CodedBlock.empty(room, self.codes.shape[1])
        at = torch.from_numpy(rows)
        other.codes[: len(rows)], other.scales[: len(rows)] = self.codes[at], self.scales[at]
        other.rest[: len(rows)], other.ids[: len(rows)] = self.rest[rows], self.ids[rows]
        other.count, other.error, other.spread = len(rows), self.error, self.spread
        return other

    def append(self, ids: np.ndarray, encodings: np.ndarray) -> None:
        """Write rows behind the used ones; there has to be room."""
        for start in range(0, len(ids), AT_ONCE):
            piece = slice(start, start + AT_ONCE)
            self._append(ids[piece], encodings[piece])

    def _append(self, ids: np.ndarray, encodings: np.ndarray) -> None:
        rows = slice(self.count, self.count + len(ids))
        codes, rest, scales, error = _split(encodings)
        self.codes[rows], self.scales[rows] = torch.from_numpy(codes), torch.from_numpy(scales)
        self.rest[rows], self.ids[rows] = rest, ids
        self.count += len(ids)
        self.error = max(self.error, error)
        self.spread = max(self.spread, _spread(encodings))

    def encodings(self, rows: np.ndarray) -> np.ndarray:
        """The rows as they were given, N x numbers, float64."""
        at = torch.from_numpy(rows)
        codes = self.codes[at].numpy()
        fixed = np.empty((*codes.shape, 4), dtype=np.uint8)
        fixed[..., :3], fixed[..., 3] = self.rest[rows], codes.view(np.uint8)
        whole = fixed.view("<i4")[..., 0].astype(np.float64) - _HALF
        return whole * (self.scales[at].numpy().astype(np.float64) / _ONE)[:, None]

    def scores(self, probes: Probes, start: int, stop: int) -> np.ndarray:
        """Inner products with the rows from start to stop by the first bytes, exact in whole numbers: probes x rows."""
        return (torch._int_mm(probes.coded[0], self.codes[start:stop].T) * self.scales[start:stop]).numpy()

    def factors(self, probes: Probes) -> np.ndarray:
        """What the scores of each probe have to be multiplied by."""
        return probes.coded[1]


Block = FloatBlock | CodedBlock


class Probes:
    """Probes as a search needs them; they are coded when the first coded block asks."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = np.ascontiguousarray(values, dtype=np.float32)

    @cached_property
    def coded(self) -> tuple[torch.Tensor, np.ndarray, float]:
        """The first bytes, the factor of each probe's products with coded rows, and the error."""
        codes, _, scales, error = _split(self.values)
        return torch.from_numpy(codes), scales.astype(np.float64) / _CODES**2, error

    def tolerance(self, blocks: Sequence[Block]) -> np.ndarray:
        """For each probe, how far the score of a row may be from half of 2 - d, at most (Cauchy-Schwarz)."""
        length = np.linalg.norm(self.values.astype(np.float64), axis=1)
        spread = max(block.spread for block in blocks)
        rounding = spread / 2 + 2e-6  # of float32, in products of some hundred numbers
        if all(isinstance(block, FloatBlock) for block in blocks):
            return np.full(len(length), rounding)
        error, error_of_rows = self.coded[2], max(block.error for block in blocks)
        return error * (1 + spread + error_of_rows) + length * error_of_rows + rounding


def _split(encodings: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Code encodings.

    Returns:
        First bytes (N x numbers, int8), the other three (N x numbers x 3, uint8), scales (N), and the largest length of
        what the first bytes lack.
    """
    values = encodings.astype(np.float64)
    scales = np.abs(values).max(axis=1, initial=1e-30).astype(np.float32)
    # Rounded to float32, the scale may be a little less than the largest value.
    fixed = np.rint(values / scales[:, None].astype(np.float64) * _ONE).clip(-_ONE, _ONE).astype(np.int64) + _HALF
    parts = np.ascontiguousarray(fixed.astype("<i4")).view(np.uint8).reshape(*values.shape, 4)
    codes = np.ascontiguousarray(parts[..., 3]).view(np.int8)
    lost = values - codes * (scales.astype(np.float64) / _CODES)[:, None]
    error = float(np.sqrt(np.square(lost).sum(axis=1)).max(initial=0.0))
    return codes, np.ascontiguousarray(parts[..., :3]), scales, error


def _spread(encodings: np.ndarray) -> float:
    """How far squared lengths are from 1, at most."""
    return float(np.abs(np.einsum("ij,ij->i", encodings, encodings, dtype=np.float64) - 1).max(initial=0.0))
