"""Rows of an index in memory: a few in float32, or many by eight bits a number and three bytes more.

What gallery_index.py scans; it decides which kind holds what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

#: Rows split, or compared in float64, at a time: their numbers take eight bytes each.
AT_ONCE = 4096
#: A number is kept as 32 bits of fixed point: its first byte, by which rows are scanned, and three more.
_CODES = 127
_ONE = _CODES * 2.0**24
_HALF = 2**23


@dataclass
class Plain:
    """A few rows in float32, of which the first `count` are used; the whole of a small index."""

    values: np.ndarray
    ids: np.ndarray
    count: int = 0
    error: float = 0.0
    spread: float = 0.0

    @staticmethod
    def empty(rows: int, numbers: int, _device: str) -> Plain:
        """Room for rows, none of them used."""
        return Plain(np.empty((rows, numbers), dtype=np.float32), np.empty(rows, dtype=np.int64))

    def taken(self, rows: np.ndarray, room: int) -> Plain:
        """A block of the given rows of this one, with room for as many."""
        other = Plain.empty(room, self.values.shape[1], "cpu")
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

    def scores(self, asked: Asked, start: int, stop: int) -> np.ndarray:
        """Inner products with some rows, probes x rows."""
        return asked.probes @ self.values[start:stop].T

    def unit(self, asked: Asked) -> np.ndarray:
        """What these have to be multiplied by, for each probe."""
        return np.ones(len(asked.probes))


@dataclass
class Coded:
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
    def empty(rows: int, numbers: int, device: str) -> Coded:
        """Room for rows, none of them used."""
        return Coded(
            torch.empty((rows, numbers), dtype=torch.int8, device=device),
            torch.empty(rows, device=device),
            np.empty((rows, numbers, 3), dtype=np.uint8),
            np.empty(rows, dtype=np.int64),
        )

    def taken(self, rows: np.ndarray, room: int) -> Coded:
        """A block of the given rows of this one, with room for as many."""
        other = Coded.empty(room, self.codes.shape[1], str(self.codes.device))
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
        codes = self.codes[torch.from_numpy(rows)].cpu().numpy()
        fixed = np.empty((*codes.shape, 4), dtype=np.uint8)
        fixed[..., :3], fixed[..., 3] = self.rest[rows], codes.view(np.uint8)
        whole = fixed.view("<i4")[..., 0].astype(np.float64) - _HALF
        return whole * (self.scales[torch.from_numpy(rows)].cpu().numpy().astype(np.float64) / _ONE)[:, None]

    def scores(self, asked: Asked, start: int, stop: int) -> np.ndarray:
        """Inner products with some rows by the first bytes, probes x rows, each within `asked.off` of the true one."""
        products = _products(asked.on(self.codes.device), self.codes[start:stop])
        return (products * self.scales[start:stop]).cpu().numpy()

    def unit(self, asked: Asked) -> np.ndarray:
        """What these have to be multiplied by, for each probe."""
        return asked.unit


Block = Plain | Coded


class Asked:
    """Probes as a search needs them."""

    def __init__(self, probes: np.ndarray) -> None:
        self.probes = np.ascontiguousarray(probes, dtype=np.float32)
        self._split: tuple[torch.Tensor, np.ndarray, float] | None = None

    @property
    def _coded(self) -> tuple[torch.Tensor, np.ndarray, float]:
        if self._split is None:  # a small index never asks
            codes, _, scales, error = _split(self.probes)
            self._split = torch.from_numpy(codes), scales.astype(np.float64) / _CODES**2, error
        return self._split

    def on(self, device: torch.device) -> torch.Tensor:
        """The first bytes."""
        return self._coded[0].to(device)

    @property
    def unit(self) -> np.ndarray:
        """What a product of first bytes, times a row's scale, has to be multiplied by; one for each probe."""
        return self._coded[1]

    def off(self, blocks: Sequence[Block]) -> np.ndarray:
        """How far from half of 2 - d the score of a row may be, at most, for each probe."""
        length = np.linalg.norm(self.probes.astype(np.float64), axis=1)
        spread = max(block.spread for block in blocks)
        rounding = spread / 2 + 2e-6  # of float32, in products of some hundred numbers
        if all(isinstance(block, Plain) for block in blocks):
            return np.full(len(length), rounding)
        error, error_x = self._coded[2], max(block.error for block in blocks)
        return error * (1 + spread + error_x) + length * error_x + rounding


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


def _spread(encodings: np.ndarray) -> float:
    """How far squared lengths are from 1, at most."""
    return float(np.abs(np.einsum("ij,ij->i", encodings, encodings, dtype=np.float64) - 1).max(initial=0.0))


def _products(asked: torch.Tensor, codes: torch.Tensor) -> torch.Tensor:
    """Inner products of whole numbers, exact: probes x rows, float32."""
    if codes.device.type == "cpu":
        return torch._int_mm(asked, codes.T)
    return asked.float() @ codes.float().T  # up to 2^24, below which float32 holds every whole number
