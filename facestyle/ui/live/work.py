"""The work behind the tab Live, by the engine of this process; on ZeroGPU's GPU if there is one."""

from __future__ import annotations

import numpy as np

from facestyle.engine.choice import engine
from facestyle.images import Picture
from facestyle.ui.server.gpu import on_gpu
from facestyle.ui.shared.work import PAINTER, needs


def read_style(style: Picture) -> np.ndarray:
    """See `Engine.style_numbers`; networks that are absent are fetched first, with their progress on the page."""
    needs(*PAINTER)
    return _read_style(style)


@on_gpu(lambda *_: 5)
def _read_style(style: Picture) -> np.ndarray:
    return engine().style_numbers(style)


@on_gpu(lambda *_: 5)
def paint(pixels: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """See `Engine.painted`."""
    return engine().painted(pixels, numbers)
