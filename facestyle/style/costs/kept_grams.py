"""Gram matrices of style pictures, kept for the next run: many visitors choose the same few styles.

They are kept by the pixels that they were computed from, in memory only. A Gram matrix tells which channels fire
together, summed over the picture: no picture can be read from it.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence

import torch

#: Bytes that are kept at most: some 25 style pictures at five layers of VGG.
MOST_BYTES = 64 * 2**20

_kept: OrderedDict[Hashable, Mapping[str, torch.Tensor]] = OrderedDict()
_guard = threading.Lock()


def of(
    how: Hashable, pixels: Sequence[torch.Tensor | None], compute: Callable[[], Mapping[str, torch.Tensor]]
) -> Mapping[str, torch.Tensor]:
    """Return what `compute` gave for the same pixels, or gives.

    Args:
        how: all else that the Gram matrices depend on.
        pixels: the style picture, and how much each of its pixels counts; None where all count alike.

    Returns:
        n_C x n_C by layer. They are shared, so nobody may write into them.
    """
    key = (how, *map(_digest, pixels))
    with _guard:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    grams = compute()
    with _guard:
        _kept[key] = grams
        while len(_kept) > 1 and sum(map(_bytes, _kept.values())) > MOST_BYTES:
            _kept.popitem(last=False)
    return grams


def _digest(pixels: torch.Tensor | None) -> Hashable:
    if pixels is None:
        return None
    numbers = pixels.detach().cpu().contiguous().numpy()
    return hashlib.sha256(numbers.tobytes()).digest(), tuple(pixels.shape), str(pixels.device)


def _bytes(grams: Mapping[str, torch.Tensor]) -> int:
    return sum(gram.nbytes for gram in grams.values())
