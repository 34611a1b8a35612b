"""The strongest activation of every unit in a picture, remembered by the picture's content and the network.

The top patches of any set of pictures are made of these: an activation and a position for each unit, and no picture.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import torch

from facestyle.locked import Locked

#: Some 16,000 pictures, of one layer of 512 units.
LIMIT = 64 * 2**20
#: Bytes that Python takes for a picture besides the numbers.
_PER_PICTURE = 400


@dataclass(frozen=True, eq=False)
class Maxima:
    """The strongest activation of each unit of a layer in one picture.

    Attributes:
        values: n_C, float32.
        positions: n_C x 2, int32: row and column in the layer; the first of several that are as strong.
        size: height and width of the picture as the network saw it.
    """

    values: np.ndarray
    positions: np.ndarray
    size: tuple[int, int]


def maxima_of(activations: torch.Tensor, size: tuple[int, int]) -> list[Maxima]:
    """Return the maxima of each picture of a batch, N x n_C x n_H x n_W; `size` is that of all pictures."""
    width = activations.shape[-1]
    values, places = activations.flatten(2).max(dim=2)
    positions = torch.stack([places // width, places % width], dim=-1).to(torch.int32)
    pairs = zip(values.float().cpu().numpy(), positions.cpu().numpy(), strict=True)
    # Copies: a row of the batch's array would keep the whole of it alive.
    return [Maxima(values.copy(), places.copy(), size) for values, places in pairs]


#: Digest of a picture's bytes, contract of the network and size of its pictures, name of the layer.
Key = tuple[str, str, str]


class MaximaCache(Locked):
    """Maxima by picture content, network and layer; the least recently used are dropped beyond `limit` bytes.

    Attributes:
        limit, bytes: the most bytes, and the present ones.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        super().__init__()
        self.limit = limit
        self.bytes = 0
        self._known: OrderedDict[Key, Maxima] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: Key) -> Maxima | None:
        """Return the maxima of a picture, or None."""
        with self._lock:
            maxima = self._known.get(key)
            if maxima is not None:
                self._known.move_to_end(key)
            return maxima

    def keep(self, key: Key, maxima: Maxima) -> None:
        """Remember the maxima of a picture."""
        with self._lock:
            self.bytes += _size(maxima) - _size(self._known.get(key))
            self._known[key] = maxima
            self._known.move_to_end(key)
            while self.bytes > self.limit:
                self.bytes -= _size(self._known.popitem(last=False)[1])


def _size(maxima: Maxima | None) -> int:
    return 0 if maxima is None else _PER_PICTURE + maxima.values.nbytes + maxima.positions.nbytes
