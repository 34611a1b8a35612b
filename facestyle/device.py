"""Which device the networks run on, and one lock for it. Not about number formats (formats.py)."""

from __future__ import annotations

import ctypes
import os
import platform
import re
import threading
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import torch

from facestyle.errors import OptionError

#: Held while a network runs: Gradio serves many visitors from threads, and one accelerator (or two CPU cores)
#: serves them faster in turn than all at once. Re-entrant, so that a step may call another.
lock = threading.RLock()

# glibc's mallopt: above how many bytes a block is the system's own mapping, gone when freed; and above how many free
# bytes at the end of the heap these go back.
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
# How many heaps there are. Each thread has its own otherwise, and what one keeps no other can use: with a single one a
# run at 512 px peaks 60 MB lower and takes up to a tenth less time; at 256 px nothing changes.
_ARENAS = -8
# Measured at 512 px: 0.3 s a step less of the system's time, and a lower peak than where everything is kept.
_KEEP = {_MMAP_THRESHOLD: 1 << 25, _TRIM_THRESHOLD: 1 << 28}
#: Where glibc's own rule settles once large blocks have been freed.
_GIVE_BACK = {_MMAP_THRESHOLD: 1 << 25, _TRIM_THRESHOLD: 1 << 26}
# What tells a processor's model in /proc/cpuinfo: of x86, then of Arm.
_MODEL = ("model name", "cpu family", "model", "stepping", "CPU implementer", "CPU part", "CPU variant")
_NOT_GLIBC = (OSError, AttributeError, TypeError)
_holders = 0
_holding = threading.Lock()


@lru_cache(maxsize=1)
def device() -> torch.device:
    """Return the device that the networks run on: CUDA, Apple's MPS or the CPU, in that order.

    The environment variable ``FACESTYLE_DEVICE`` (``cpu``, ``cuda``, ``cuda:1``, ``mps``) chooses another.

    Raises:
        OptionError: ``FACESTYLE_DEVICE`` names a device that is not here. Nothing falls back in silence.
    """
    _set_malloc({_ARENAS: 1})
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


def description() -> str:
    """The device in words that stay the same as long as what was measured on it holds: model, instructions, threads."""
    where = device()
    if where.type == "cuda":
        return torch.cuda.get_device_name(where)
    if where.type != "cpu":
        return f"{where.type}, {platform.platform()}"
    return f"{_processor()}, {torch.backends.cpu.get_cpu_capability()}, {torch.get_num_threads()} threads"


def _processor() -> str:
    """Its model; a name alone is not enough, for a virtual machine may tell no more than the maker's."""
    try:
        first, *_ = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split("\n\n", 1)
    except OSError:
        return platform.processor() or platform.machine()
    told = dict(re.split(r"\s*:\s*", line, maxsplit=1) for line in first.splitlines() if ":" in line)
    return " ".join(told[name] for name in _MODEL if told.get(name)) or platform.machine()


def hold_memory() -> None:
    """Let what torch frees on the CPU stay with the process until `let_memory_go`: for runs that ask for it again.

    A step of a descent takes and frees some hundred large blocks. Handed to the system and back, each page of them is
    cleared anew: at 512 px a quarter of the step. May be called again before `let_memory_go`, which then counts down.
    """
    global _holders
    with _holding:
        _holders += 1
        _set_malloc(_KEEP)


def let_memory_go() -> None:
    """End what `hold_memory` began; `release` gives back what is left."""
    global _holders
    with _holding:
        _holders -= 1
        if not _holders:
            _set_malloc(_GIVE_BACK)


def release() -> None:
    """Give memory that is kept for later back, the accelerator's and the C library's: before and after a long run."""
    if device().type == "cuda":
        torch.cuda.empty_cache()
    elif device().type == "mps":
        torch.mps.empty_cache()
    with suppress(*_NOT_GLIBC):  # it keeps some 200 MB once a network is loaded
        ctypes.CDLL(None).malloc_trim(0)


def _set_malloc(values: dict[int, int]) -> None:
    with suppress(*_NOT_GLIBC):
        for parameter, value in values.items():
            ctypes.CDLL(None).mallopt(parameter, value)
