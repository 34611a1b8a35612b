"""The work behind the tab Live, on ZeroGPU's GPU if there is one."""

from __future__ import annotations

import numpy as np

from facestyle.images import Picture
from facestyle.style.instant import instant
from facestyle.ui.server.gpu import on_gpu
from facestyle.ui.shared.work import fetch


def read_style(style: Picture) -> np.ndarray:
    """See `instant.style_numbers`; networks that are absent are fetched first, with their progress on the page."""
    for network in ("instant-predictor", "instant-painter"):
        fetch(network)
    return _read_style(style)


@on_gpu(lambda *_: 5)
def _read_style(style: Picture) -> np.ndarray:
    return instant.style_numbers(style)


@on_gpu(lambda *_: 5)
def paint(pixels: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """See `instant.painted`."""
    return instant.painted(pixels, numbers)
