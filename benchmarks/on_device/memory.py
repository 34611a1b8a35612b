"""Whether runs give their memory back, get along with one another, and say so where there is too little of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import torch

from benchmarks import faces as faces_benchmark
from benchmarks.on_device import pictures
from benchmarks.on_device.bench import Bench, LeftOut, Row, at_most, cuda_index
from benchmarks.on_device.equal import SHARE
from facestyle.compute.device import device
from facestyle.errors import FacestyleError
from facestyle.style.options import StyleOptions
from facestyle.style.transfer import stylize

MEGA = 1e6
#: Megabytes that may be left after a run: workspaces of the GPU's libraries; on the CPU, what the C library keeps.
LEFT_OVER = {"cuda": 32.0, "mps": 32.0, "cpu": 100.0}
#: Seconds in which a run that is cancelled between two steps has ended.
ENDS_IN = 1.0
#: Bytes that are left free where memory is to be too small: less than any run takes, enough for the device's driver.
SPARED = 400_000_000


def used() -> dict[str, float]:
    """Megabytes in use now, by kind; of the process where it runs on the CPU.

    Raises:
        LeftOut: the system does not say.
    """
    if device().type == "cuda":
        return {
            "allocated": torch.cuda.memory_allocated(device()) / MEGA,
            "reserved": torch.cuda.memory_reserved(device()) / MEGA,
        }
    if device().type == "mps":
        return {
            "allocated": torch.mps.current_allocated_memory() / MEGA,
            "of the driver": torch.mps.driver_allocated_memory() / MEGA,
        }
    try:
        return {"resident": faces_benchmark.resident() / MEGA}
    except OSError as problem:
        raise LeftOut("how much memory is resident is read from Linux's /proc") from problem


def given_back(bench: Bench) -> Iterator[Row]:
    """Memory after a run, after one that was cancelled in its middle, and how long that takes to end."""
    options = _options(bench)
    _run(options)  # what libraries set up once stays
    before = used()
    _run(options)
    yield from _left_over("a run", before)
    ended = time.perf_counter()
    for step in stylize(pictures.content(), pictures.style(), options):
        if step.iteration == options.steps // 2:
            ended = time.perf_counter()
            break
    del step
    yield at_most("a cancelled run has ended after", time.perf_counter() - ended, ENDS_IN, " s")
    yield from _left_over("a cancelled run", before)


def _left_over(after: str, before: dict[str, float]) -> Iterator[Row]:
    bound = LEFT_OVER[device().type]
    for kind, megabytes in used().items():
        what = f"memory left over after {after}, {kind} ({megabytes:,.0f} MB in use)"
        yield at_most(what, megabytes - before[kind], bound, " MB", "{:+.1f}")


def together(bench: Bench) -> Iterator[Row]:
    """Two runs at once."""
    options = _options(bench)
    alone = _run(options)
    found: list[float] = []
    problems: list[Exception] = []

    def one() -> None:
        try:
            found.append(_run(options))
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    off = max(abs(cost / alone - 1) for cost in found)
    yield Row("J of two runs at once, against one alone", f"{off:.2%} off", f"within {SHARE:.0%}", off <= SHARE)


def too_little(_bench: Bench) -> Iterator[Row]:
    """What is said where another program holds the GPU's memory, and where memory runs out in the middle."""
    if device().type != "cuda":
        raise LeftOut("running out of memory is tried on CUDA alone")
    torch.cuda.empty_cache()
    free, total = torch.cuda.mem_get_info(device())
    held = torch.empty(max(0, free - SPARED), dtype=torch.uint8, device=device())
    yield _refused("a run where another program holds the memory", StyleOptions(size=1024, steps=2))
    del held
    torch.cuda.empty_cache()
    # The device has memory free, and says so, but this process gets no more of it.
    share = (torch.cuda.memory_reserved(device()) + SPARED) / total
    torch.cuda.set_per_process_memory_fraction(share, cuda_index())
    try:
        yield _refused("a run whose memory runs out in its middle", StyleOptions(size=1024, steps=2, init="content"))
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0, cuda_index())
    torch.cuda.empty_cache()
    cost = _run(StyleOptions(size=128, steps=2))
    yield Row("a run after that", f"ends with J {cost:.4g}", "ends", True)


def _refused(what: str, options: StyleOptions) -> Row:
    bound = "an error that says what to do"
    try:
        _run(options)
    except FacestyleError as problem:
        return Row(what, f"{problem.code}: {problem.message}", bound, True)
    except RuntimeError as problem:
        return Row(what, f"failed: {type(problem).__name__}", bound, False)
    return Row(what, "ran all the same", bound, False)


def _options(bench: Bench) -> StyleOptions:
    return StyleOptions(size=128, steps=8) if bench.small else StyleOptions(size=512, steps=30)


def _run(options: StyleOptions) -> float:
    """J at the end."""
    *_, last = stylize(pictures.content(), pictures.style(), options)
    return last.total_cost
