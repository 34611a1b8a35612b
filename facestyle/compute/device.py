"""Which device the networks run on, and one lock for it."""

from __future__ import annotations

import os
import threading
from functools import lru_cache

import torch

from facestyle.errors import OptionError

#: Held while a network runs: Gradio serves many visitors from threads, and one accelerator (or two CPU cores)
#: serves them faster in turn than all at once. Re-entrant, so that a step may call another.
lock = threading.RLock()


@lru_cache(maxsize=1)
def device() -> torch.device:
    """Return the device that the networks run on: CUDA, Apple's MPS or the CPU, in that order.

    The environment variable ``FACESTYLE_DEVICE`` (``cpu``, ``cuda``, ``cuda:1``, ``mps``) chooses another.

    Raises:
        OptionError: ``FACESTYLE_DEVICE`` names a device that is not here. Nothing falls back in silence.
    """
    wanted = os.environ.get("FACESTYLE_DEVICE", "").strip()
    if wanted:
        return _checked(wanted)
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def _checked(wanted: str) -> torch.device:
    try:
        chosen = torch.device(wanted)
        torch.zeros(1, device=chosen)
    except (RuntimeError, AssertionError, NotImplementedError) as problem:
        first_line = str(problem).splitlines()[0]
        raise OptionError(
            f"FACESTYLE_DEVICE={wanted} can't be used here ({first_line}); unset it, or choose cpu."
        ) from problem
    return chosen
