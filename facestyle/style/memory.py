"""The most memory that the process has had resident: the process's, whatever else ran in it meanwhile."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path


def peak() -> int | None:
    """The most memory that this process, all of it, has had resident, in bytes; not an accelerator's.

    Since the last `forget_peak` where the system is Linux and allows that, else since the process began.
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
    """Count the peak from here on: "5" resets VmHWM (Linux, proc(5)); elsewhere nothing happens."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
