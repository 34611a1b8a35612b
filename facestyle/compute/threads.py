"""How many threads torch computes with, and how they wait; set once, before torch is loaded, by `import facestyle`."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def set_thread_policy(system: Path = Path("/")) -> None:
    """Set OMP_WAIT_POLICY, and OMP_NUM_THREADS if a control group allows fewer cores; what the user has set stays.

    The libraries read both when torch is loaded: afterwards nothing changes.

    Args:
        system: where /proc and /sys are found.
    """
    # Threads that wait by spinning starve each other, and everything else that runs on the same cores.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    allowed = math.ceil(min(_allowed_by_groups(system), default=0))  # 0: no limit
    if 0 < allowed < _cores(system):  # torch respects affinity, but counts the host's cores in a container
        os.environ.setdefault("OMP_NUM_THREADS", str(allowed))


def _cores(system: Path) -> int:
    """Count the physical cores that the process may run on, as torch does."""
    numbers = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    with suppress(OSError):
        cpus = system / "sys/devices/system/cpu"
        return len({(cpus / f"cpu{number}/topology/thread_siblings_list").read_text() for number in numbers})
    return len(numbers)


def _allowed_by_groups(system: Path) -> Iterator[float]:
    """The processor time that each of the process's control groups may use, in cores; version 2, then version 1."""
    groups = {"", "cpu", "cpu,cpuacct"}  # as a container sees its own
    with suppress(OSError):
        for line in (system / "proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if controllers in groups:
                groups |= {f"{controllers}/{path}" for path in (path, *map(str, Path(path).parents))}
    for group in groups:
        folder = system / "sys/fs/cgroup" / group.strip("/")
        for files in (("cpu.max",), ("cpu.cfs_quota_us", "cpu.cfs_period_us")):
            with suppress(OSError, ValueError):  # no limit is "max", and -1 in version 1
                quota, period = (int(number) for name in files for number in (folder / name).read_text().split())
                if quota > 0:
                    yield quota / period
