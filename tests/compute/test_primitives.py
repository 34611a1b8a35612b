"""Compiled convolutions are kept for a bounded number of shapes."""

from __future__ import annotations

import subprocess
import sys

from support.places import HOUSE

NAMES = ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY")
PROGRAM = f"import os, facestyle; print(*(os.environ[name] for name in {NAMES!r}))"
#: Convolutions of ever new sizes; prints how many MB the process has grown by since the first ones.
GROWING = """
import facestyle, torch
def resident():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1]) / 1024
layer = torch.nn.Conv2d(3, 10, 3)
with torch.inference_mode():
    for size in range(100, 1300):
        if size == 500:
            before = resident()
        layer(torch.zeros(1, 3, 60, size))
print(resident() - before)
"""


def _printed(program: str, **more: str) -> str:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(HOUSE), "OMP_NUM_THREADS": "1"} | more
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    return run.stdout.strip()


def test_what_the_user_has_set_stays():
    assert _printed(PROGRAM) == "256 256"
    assert _printed(PROGRAM, **{NAMES[0]: "12"}) == "12 256"


def test_pictures_of_ever_new_sizes_do_not_fill_the_memory():
    unbounded = float(_printed(GROWING, **dict.fromkeys(NAMES, "100000")))
    assert float(_printed(GROWING)) < 0.5 * unbounded
