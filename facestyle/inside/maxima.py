"""The strongest activation of every unit in one picture, remembered by the picture's content and the network.

That is all that the top patches of any set of pictures are made of: two numbers a unit, and no picture.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import torch

from facestyle.locked import Locked

#: Some 16,000 pictures, of one layer of 512 units.
LIMIT = 64 * 2**20
#: What Python keeps for a picture beside the numbers.
_PER_PICTURE = 400


@dataclass(frozen=True, eq=False)
class Maxima:
    """The strongest activation of each unit of a layer in one picture.

    Attributes:
        values: n_C, float32.
        positions: n_C x 2, int32: row and column in the layer; the first where several are as strong.
        size: height and width of the picture as the network saw it.
    """

    values: np.ndarray
    positions: np.ndarray
    size: tuple[int, int]


def maxima_of(activations: torch.Tensor, size: tuple[int, int]) -> list[Maxima]:
    """Return the maxima of each picture of a batch, N x n_C x n_H x n_W, all pictures being of one size."""
    width = activations.shape[-1]
    values, places = activations.flatten(2).max(dim=2)
    positions = torch.stack([places // width, places % width], dim=-1).to(torch.int32)
    pairs = zip(values.float().cpu().numpy(), positions.cpu().numpy(), strict=True)
    # Copies: a row of the batch's array would keep the whole of it alive.
    return [Maxima(one.copy(), places.copy(), size) for one, places in pairs]


#: Digest of a picture's bytes, network's contract with the size of its pictures, layer.
Key = tuple[str, str, str]


class MaximaCache(Locked):
    """Maxima by picture content, network and layer; the least recently used are dropped beyond `limit` bytes.

    Attributes:
        limit, bytes: most, and now.
        hits: answered from memory.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        super().__init__()
        self.limit = limit
        self.bytes = 0
        self.hits = 0
        self._known: OrderedDict[Key, Maxima] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: Key) -> Maxima | None:
        """What is known of a picture, or None."""
        with self._lock:
            found = self._known.get(key)
            if found is not None:
                self.hits += 1
                self._known.move_to_end(key)
            return found

    def keep(self, key: Key, found: Maxima) -> None:
        """Remember what was found."""
        with self._lock:
            self.bytes += _size(found) - _size(self._known.get(key))
            self._known[key] = found
            self._known.move_to_end(key)
            while self.bytes > self.limit:
                self.bytes -= _size(self._known.popitem(last=False)[1])


def _size(found: Maxima | None) -> int:
    return 0 if found is None else _PER_PICTURE + found.values.nbytes + found.positions.nbytes
