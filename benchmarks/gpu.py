"""Every path through a GPU, measured and checked: `python benchmarks/gpu.py [--peer CLONE] [--seconds 330]`.

Prints one table in Markdown; progress goes to stderr. Ends with 1 where a check fails. What the networks say is
compared with the CPU in float32, which a second process runs. Without a GPU the checks run on the CPU, in small.
CLONE is a clone of neural-style-pt. A check that the budget of seconds has no room for is left out, and named.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import torch

from benchmarks.on_device import equal, memory, pictures, reference, speed
from benchmarks.on_device.answers import ANSWERS
from benchmarks.on_device.bench import Bench, Check, Row, rows_of
from facestyle.compute.device import device

CHECKS = (
    Check("formats", speed.chosen_formats, 15),
    Check("detection", equal.detection, 15, ("faces",)),
    Check("encodings", equal.encodings, 10, ("faces", "encodings")),
    Check("vgg", equal.vgg, 5, ("activations",)),
    Check("lpips", equal.lpips, 5, ("lpips",)),
    Check("descent", equal.descent, 25, ("descent",)),
    Check("face-costs", equal.face_costs, 10, ("faces", "face_costs", "descent_with_faces")),
    Check("patches", equal.patches, 10, ("patches",)),
    Check("unit-picture", equal.unit_picture, 5, ("unit_gradient", "unit_picture")),
    Check("memory", memory.given_back, 10),
    Check("two-at-once", memory.together, 10),
    Check("too-little-memory", memory.too_little, 10),
    Check("encoder-speed", speed.encoder, 15),
    Check("style-speed", speed.steps, 20),
    Check("patches-speed", speed.patches, 20),
    Check("search", speed.search, 40),
    Check("peer", speed.peer, 0),
)
MARKS = {True: "yes", False: "**NO**", None: ""}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where a check fails."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.answers:
        reference.answer(given.only or list(ANSWERS), given.answers)
        return 0
    names = given.only or [check.name for check in CHECKS]
    if unknown := set(names) - {check.name for check in CHECKS}:
        parser.error(f"there is no check {', '.join(sorted(unknown))}; choose from {', '.join(c.name for c in CHECKS)}")
    checks = [check for check in CHECKS if check.name in names]
    bench = bench_for(checks, given.seconds, given.peer)
    holds = True
    print("| what | figure | bound | ok |\n| --- | --- | --- | --- |")
    for row in [*where(bench), *missing()]:
        _print(row)
    for row in rows(checks, bench):
        _print(row)
        holds = holds and row.ok is not False
    _print(Row("seconds in all", f"{bench.seconds - bench.left:.0f} s"))
    return 0 if holds else 1


def bench_for(checks: Iterable[Check], seconds: float, peer: Path | None = None) -> Bench:
    """What these checks are given, in small where there is no GPU."""
    asked = {name for check in checks for name in check.needs}
    return Bench(device().type == "cpu", seconds, peer, tuple(name for name in ANSWERS if name in asked))


def rows(checks: Iterable[Check], bench: Bench) -> Iterator[Row]:
    """Those of all checks, each as soon as it is known."""
    for check in checks:
        print(f"{bench.seconds - bench.left:4.0f} s  {check.name}", file=sys.stderr, flush=True)
        yield from rows_of(check, bench)


def where(bench: Bench) -> Iterator[Row]:
    """The device, its driver, and torch."""
    threads = f"{torch.get_num_threads()} threads"
    if bench.small:
        yield Row("device", f"no GPU is used: the checks run on the CPU, in small ({_processor()}, {threads})")
    elif device().type == "cuda":
        about = torch.cuda.get_device_properties(device())
        yield Row("device", f"{about.name}, {about.total_memory / 1e9:.0f} GB; {_processor()}, {threads}")
        yield Row("driver", f"{_driver()}; CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}")
    else:
        yield Row("device", f"{device().type} of {_processor()}, {threads}")
        yield Row("driver", f"macOS {platform.mac_ver()[0]}")
    yield Row("torch", f"{torch.__version__}, Python {platform.python_version()}")


def missing() -> Iterator[Row]:
    """The sample pictures that can't be had."""
    if sentence := pictures.fetch():
        yield Row("pictures", f"left out: {sentence}")


def _driver() -> str:
    command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "unknown"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _print(row: Row) -> None:
    cells = (row.what, row.figure, row.bound, MARKS[row.ok])
    print(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=330.0, help="that all checks may take together")
    parser.add_argument("--peer", type=Path, help="a clone of neural-style-pt")
    parser.add_argument("--only", nargs="+", metavar="CHECK", help="names of checks: all where not given")
    parser.add_argument("--answers", type=Path, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
