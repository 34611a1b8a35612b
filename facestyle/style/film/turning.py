"""How the pictures of a film are brought upright, by the matrix that a phone stores with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import av


@dataclass(frozen=True)
class Turn:
    """Quarter turns and a mirror.

    Attributes:
        sideways: whether width and height change places.
        flip_x, flip_y: whether columns and rows are then reversed.
    """

    sideways: bool = False
    flip_x: bool = False
    flip_y: bool = False

    @classmethod
    def of(cls, frame: av.VideoFrame) -> Turn:
        """Read the display matrix (ISO/IEC 14496-12, 8.3.2) of a picture; turns by other angles count for nothing."""
        data: Any = frame.side_data.get("DISPLAYMATRIX")
        if data is None:
            return cls()
        a, b, _, c, d, *_ = np.frombuffer(bytes(data), np.int32).tolist()
        if abs(a) + abs(d) >= abs(b) + abs(c):
            return cls(False, a < 0, d < 0)
        return cls(True, c < 0, b < 0)

    def turned(self, pixels: np.ndarray) -> np.ndarray:
        """Turn a picture, H x W x 3."""
        if self.sideways:
            pixels = pixels.transpose(1, 0, 2)
        return np.ascontiguousarray(pixels[:: -1 if self.flip_y else 1, :: -1 if self.flip_x else 1])
