"""How much memory is used and free; keeping it for a run and giving it back."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import torch

from facestyle.compute.device import device
from facestyle.compute.malloc import GIVE_BACK, KEEP, NOT_GLIBC, set_malloc, use_one_heap

_holders = 0
_holding = threading.Lock()


def hold_memory() -> None:
    """Keep what torch frees on the CPU with the process until `let_memory_go`, for runs that ask for it again.

    A step of a descent takes and frees some hundred large blocks. If they go back to the system, it clears each of
    their pages again: a quarter of the step's time at 512 px. Calls nest.
    """
    global _holders
    with _holding:
        _holders += 1
        use_one_heap()
        set_malloc(KEEP)


def let_memory_go() -> None:
    """End what `hold_memory` began; `release` then gives back what is left."""
    global _holders
    with _holding:
        _holders -= 1
        if not _holders:
            set_malloc(GIVE_BACK)


def release() -> None:
    """Give back the memory that torch and the C library keep for later: before and after a long run."""
    if device().type == "cuda":
        torch.cuda.empty_cache()
    elif device().type == "mps":
        torch.mps.empty_cache()
    with suppress(*NOT_GLIBC):  # it keeps some 200 MB once a network is loaded
        ctypes.CDLL(None).malloc_trim(0)


def peak() -> int | None:
    """Return the most bytes that this process has had resident; the accelerator's memory does not count.

    Counted since the last `forget_peak` where Linux allows that, otherwise since the process began.
    """
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def forget_peak() -> None:
    """Count the peak from here on: "5" resets VmHWM (Linux, proc(5)); other systems ignore this."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def available() -> int | None:
    """Return the bytes that the device has free now; None where the system does not say.

    On Linux's CPU: the least that the system and the control groups of the process (in a container) leave.
    """
    if device().type == "cuda":
        return int(torch.cuda.mem_get_info(device())[0])
    if device().type != "cpu":
        return None
    return min(_free_on_linux(), default=None)


def _free_on_linux() -> Iterator[int]:
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                yield int(line.split()[1]) * 1024
    for group in (Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")):
        for most, used in (("memory.max", "memory.current"), ("memory.limit_in_bytes", "memory.usage_in_bytes")):
            with suppress(OSError, ValueError):  # "max": no limit
                left = int((group / most).read_text()) - int((group / used).read_text())
                yield max(0, left + _cached(group))


def _cached(group: Path) -> int:
    """Return the bytes of cached files, which a control group counts as used and frees on demand."""
    named = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
    return int(named.get("active_file", 0)) + int(named.get("inactive_file", 0))
