"""Damaged and forged files for every reader: none may crash, hang or fill the memory; only our errors come out.

`python benchmarks/fuzz.py [--only TARGET] [--count N] [--first N] [--jobs J] [--keep FOLDER]`. A file is made from its
number, so that a finding can be made again: `--only TARGET --first NUMBER --count 1`. Exits 1 if there are findings.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.fuzzing.mutations import mutated
from benchmarks.fuzzing.targets import TARGETS
from facestyle.errors import FacestyleError

#: Seconds of a processor that a file may take.
MOST_SECONDS = 2.0
#: Seconds by the clock after which a reader hangs, on cores that others use too.
HANGS = 20.0
#: Bytes that a reader may take beside what it had before the first file: 64 megapixels, decoded and converted.
MOST_MEMORY = 1_500_000_000
_PROCESS_MEMORY = 6_000_000_000


@dataclass(frozen=True)
class Finding:
    """A file that a reader does not bear."""

    target: str
    number: int
    what: str


class Progress:
    """What a worker shares with its watcher: the number of its file, since when, how many are done, peak memory."""

    def __init__(self, context: Any) -> None:
        self.number, self.done = context.Value("q", -1), context.Value("q", 0)
        self.since, self.peak = context.Value("d", 0.0), context.Value("q", 0)


def attack(target: str, numbers: range, findings: Queue[Finding], progress: Progress, ended: Event) -> None:
    """Read the files of some numbers, in a process of its own."""
    resource.setrlimit(resource.RLIMIT_AS, (_PROCESS_MEMORY, _PROCESS_MEMORY))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what decoders say of each file
    one = TARGETS[target]
    seeds = one.seeds()
    with tempfile.TemporaryDirectory() as folder:
        for good in seeds:
            one.read(good, Path(folder)) if target != "checkpoints" else None
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        for number in numbers:
            progress.since.value, progress.number.value = time.monotonic(), number
            began = time.process_time()
            what = fault(target, mutated(target, number, seeds), Path(folder))
            took = time.process_time() - began
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
            if took > MOST_SECONDS:
                what = what or f"took {took:.1f} s"
            if peak > max(MOST_MEMORY, progress.peak.value):
                what = what or f"took {peak / 1e6:.0f} MB"
            progress.peak.value = max(progress.peak.value, peak)
            if what:
                findings.put(Finding(target, number, what))
            progress.done.value += 1
    ended.set()


def fault(target: str, data: bytes, folder: Path) -> str:
    """What is wrong with how a reader bears a file; empty where nothing is."""
    try:
        TARGETS[target].read(data, folder)
    except FacestyleError:
        return ""
    except BaseException as problem:
        where = traceback.extract_tb(problem.__traceback__)[-1]
        return f"{type(problem).__name__}: {str(problem)[:160]} ({Path(where.filename).name}:{where.lineno})"
    return ""


def watch(target: str, first: int, count: int, jobs: int) -> tuple[list[Finding], int, float]:
    """Attack a reader with `count` files, in `jobs` processes.

    Returns:
        The findings, the number of files read, and the peak of memory in bytes.
    """
    context = multiprocessing.get_context("spawn")
    findings: Queue[Finding] = context.Queue()
    left = [range(first + job, first + count, jobs) for job in range(jobs)]
    found: list[Finding] = []
    done, peak = 0, 0.0
    running: list[tuple[Any, Progress, Event, range]] = []
    while left or running:
        while left:
            numbers, progress, ended = left.pop(), Progress(context), context.Event()
            worker = context.Process(target=attack, args=(target, numbers, findings, progress, ended), daemon=True)
            worker.start()
            running.append((worker, progress, ended, numbers))
        time.sleep(0.1)
        for entry in list(running):
            worker, progress, ended, numbers = entry
            while not findings.empty():
                found.append(findings.get())
            hangs = progress.number.value >= 0 and time.monotonic() - progress.since.value > HANGS
            if worker.is_alive() and not hangs:
                continue
            if hangs and worker.is_alive():
                worker.kill()
            worker.join()
            running.remove(entry)
            done, peak = done + progress.done.value, max(peak, progress.peak.value)
            if not ended.is_set():
                at = progress.number.value
                what = "hangs" if hangs else f"ends the process ({worker.exitcode})"
                found.append(Finding(target, at, what))
                rest = range(numbers.start if at < 0 else at + numbers.step, numbers.stop, numbers.step)
                if at >= 0 and len(rest):
                    left.append(rest)
    while not findings.empty():
        found.append(findings.get())
    return found, done, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=TARGETS, action="append", help="a reader; all where not given")
    parser.add_argument("--count", type=int, help="files for each reader")
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--keep", type=Path, help="a folder for the files of findings")
    given = parser.parse_args()
    failed = False
    for name in given.only or TARGETS:
        began = time.monotonic()
        found, done, peak = watch(name, given.first, given.count or TARGETS[name].count, given.jobs)
        print(
            f"{name}: {done} files, {len(found)} findings, at most {peak / 1e6:.0f} MB more, "
            f"{time.monotonic() - began:.0f} s",
            flush=True,
        )
        for one in found:
            print(f"  {one.target} {one.number}: {one.what}", flush=True)
            if given.keep:
                given.keep.mkdir(parents=True, exist_ok=True)
                made = mutated(one.target, one.number, TARGETS[name].seeds())
                (given.keep / f"{one.target}-{one.number}").write_bytes(made)
        failed |= bool(found)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
