"""Which device the networks run on, and one lock for it."""

from __future__ import annotations

import os
import platform
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import torch

from facestyle.compute.fair_lock import FairLock
from facestyle.errors import OptionError

#: How many share a CPU at a time, where it has as many cores: finding faces keeps one core busy.
MOST_AT_ONCE = 4
#: Held while a network runs: Gradio serves many visitors from threads, and an accelerator serves them faster in turn
#: than all at once. A CPU has more than one seat, once `device` has chosen it: work shares them by `lock.beside()`, and
#: steps of long work by `lock.behind()`, so that short work goes first. Re-entrant, so that a step may call another.
lock = FairLock()
_loading = threading.RLock()

# What tells a processor's model in /proc/cpuinfo: of x86, then of Arm.
_MODEL = ("model name", "cpu family", "model", "stepping", "CPU implementer", "CPU part", "CPU variant")


@contextmanager
def alone() -> Iterator[None]:
    """Hold the device to load a network, or to measure: two visitors who come first must not load it twice."""
    with lock, _loading:  # whoever shares the lock already still shares it here, so a second one is needed
        yield


@lru_cache(maxsize=1)
def device() -> torch.device:
    """Return the device that the networks run on: CUDA, Apple's MPS or the CPU, in that order.

    The environment variable ``FACESTYLE_DEVICE`` (``cpu``, ``cuda``, ``cuda:1``, ``mps``) chooses another.

    Raises:
        OptionError: ``FACESTYLE_DEVICE`` names a device that is not here. Nothing falls back in silence.
    """
    chosen = _chosen()
    lock.seats = min(MOST_AT_ONCE, torch.get_num_threads()) if chosen.type == "cpu" else 1
    return chosen


def _chosen() -> torch.device:
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
