"""The thread policy: set by importing facestyle, bounded by control groups, never over what the user has set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from facestyle.compute import threads

SHOW = "import torch, os; print(os.environ['OMP_WAIT_POLICY'], torch.get_num_threads())"


@pytest.fixture
def system(tmp_path, monkeypatch) -> Path:
    """A machine of eight cores with two threads each, and no limit."""
    for name in ("OMP_WAIT_POLICY", "OMP_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)), raising=False)
    for number in range(16):
        write(tmp_path / f"sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list", f"{number % 8}")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n")


def threads_in(system: Path) -> str | None:
    threads.set_thread_policy(system)
    return os.environ.get("OMP_NUM_THREADS")


def test_without_a_limit_torch_counts_for_itself(system):
    assert threads_in(system) is None
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("max 100000", None),
        ("200000 100000", "2"),
        ("150000 100000", "2"),
        ("5000 100000", "1"),
        ("900000 100000", None),
    ],
)
def test_a_container_computes_with_the_cores_that_its_limit_allows(system, limit, expected):
    write(system / "sys/fs/cgroup/cpu.max", limit)
    assert threads_in(system) == expected


def test_limits_of_the_first_version_count(system):
    write(system / "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "300000")
    write(system / "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000")
    assert threads_in(system) == "3"


def test_no_limit_of_the_first_version_is_none(system):
    write(system / "sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1")
    write(system / "sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000")
    assert threads_in(system) is None


@pytest.mark.parametrize(("line", "where"), [("0::/system/page", "system"), ("5:cpu:/system/page", "cpu/system/page")])
def test_the_smallest_limit_of_all_enclosing_groups_counts(system, line, where):
    write(system / "proc/self/cgroup", f"7:memory:/elsewhere\n{line}")
    write(system / "sys/fs/cgroup/cpu.max", "600000 100000")
    if line.startswith("0"):
        write(system / f"sys/fs/cgroup/{where}/cpu.max", "400000 100000")
    else:
        write(system / f"sys/fs/cgroup/{where}/cpu.cfs_quota_us", "400000")
        write(system / f"sys/fs/cgroup/{where}/cpu.cfs_period_us", "100000")
    assert threads_in(system) == "4"


def test_what_the_user_has_set_stays(system, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "6")
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    write(system / "sys/fs/cgroup/cpu.max", "200000 100000")
    assert threads_in(system) == "6"
    assert os.environ["OMP_WAIT_POLICY"] == "ACTIVE"


@pytest.mark.parametrize("module", ["facestyle", "facestyle.errors", "facestyle.cli.main", "facestyle.style.transfer"])
def test_whatever_is_imported_first_sets_the_policy(module):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OMP_")}
    found = subprocess.run(
        [sys.executable, "-c", f"import {module}; {SHOW}"], env=clean, capture_output=True, text=True, check=True
    )
    policy, count = found.stdout.split()
    assert policy == "PASSIVE"
    assert 1 <= int(count) <= (os.cpu_count() or 1)


def test_importing_the_package_loads_neither_torch_nor_numpy():
    program = "import sys, facestyle; sys.exit('torch' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
