"""Style transfer in one pass: ours against onnxruntime on the original files, in turns in one run, and its memory.

`python benchmarks/instant.py [--sizes 256,384,512,1024] [--rounds 9] [--threads 2] [--json]`. The peer runs the files
as they are published, which fixes 384 x 384; at other sizes ours is timed alone. Both get the same picture, already
decoded, and the same style. First, in float, ours has to equal the peer within 1e-3 on real pictures. Memory is that of
float32, which takes most. Ends with 1 if a goal does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import numpy as np
import torch

from benchmarks.instant_reference import CONTENTS, STYLE, in_float, numbers_of, original, painted, session, square
from benchmarks.lines import Line, printed
from facestyle import images
from facestyle.folders import assets
from facestyle.style.instant import instant as passes
from facestyle.style.instant.loading import painter, plain_painter, predictor
from facestyle.style.instant.options import InstantOptions
from facestyle.weights.cache import sample

#: The one side that the published file takes.
PEER_SIDE = 384
#: Goals: how near ours has to be, how fast against the peer, and seconds and bytes of one picture at most.
NEAR = 1e-3
NOT_SLOWER = 1.0
SECONDS_AT_512 = 0.5


def main() -> int:
    """Measure and print."""
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    print(json.dumps(_machine()), file=sys.stderr)
    return printed(_lines(arguments), arguments.json)


def _lines(arguments: argparse.Namespace) -> Iterator[Line]:
    yield from _nearness()
    yield from _against_peer(arguments.rounds, arguments.threads)
    for size in arguments.sizes:
        yield from _alone(size, arguments.rounds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--sizes", type=lambda text: [int(one) for one in text.split(",")], default=[256, 384, 512, 1024]
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _nearness() -> list[Line]:
    """The largest difference of any number, on real pictures, to onnxruntime in float."""
    theirs = {name: session(in_float(original(f"instant-{name}"))) for name in ("predictor", "painter")}
    style = square(assets() / "styles" / STYLE, 256)
    numbers = numbers_of(theirs["predictor"], style)
    with torch.inference_mode():
        read = predictor()(torch.from_numpy(style).permute(0, 3, 1, 2).to(next(predictor().parameters()).device))
        worst = float(np.abs(read.cpu().numpy() - numbers).max())
        for name in CONTENTS:
            pixels = square(sample(name), PEER_SIDE)
            made = plain_painter()(torch.from_numpy(pixels).permute(0, 3, 1, 2), torch.from_numpy(numbers))
            apart = np.abs(made.permute(0, 2, 3, 1).numpy() - painted(theirs["painter"], pixels, numbers))
            worst = max(worst, float(apart.max()))
    return [Line("largest difference to onnxruntime in float", worst, None, None, NEAR, worst <= NEAR)]


def _against_peer(rounds: int, threads: int) -> list[Line]:
    """Seconds for the style's numbers and for G at the peer's size, both in turns."""
    theirs = {name: session(original(f"instant-{name}"), threads) for name in ("predictor", "painter")}
    style, content = square(assets() / "styles" / STYLE, 256), square(sample("china"), PEER_SIDE)
    numbers = numbers_of(theirs["predictor"], style)
    eight_bits = np.rint(content * 255).astype(np.uint8)
    tensor = torch.from_numpy(style).permute(0, 3, 1, 2)

    def read() -> None:
        with torch.inference_mode():
            predictor()(tensor.to(next(predictor().parameters()).device)).cpu()

    return [
        # No goal: the peer reads in 8 bits, ours in float, once for each picture.
        _ratio("style numbers", read, lambda: numbers_of(theirs["predictor"], style), rounds, None),
        _ratio(
            f"G at {PEER_SIDE} x {PEER_SIDE}",
            lambda: passes.painted(eight_bits, numbers),
            lambda: painted(theirs["painter"], content, numbers),
            rounds,
            NOT_SLOWER,
        ),
    ]


def _ratio(name: str, ours: Callable[[], object], peer: Callable[[], object], rounds: int, goal: float | None) -> Line:
    seconds: dict[str, list[float]] = {"ours": [], "peer": []}
    ours(), peer()
    for number in range(rounds):
        for who, run in (("ours", ours), ("peer", peer))[:: 1 if number % 2 else -1]:
            seconds[who].append(_timed(run))
    own, other = (statistics.median(seconds[who]) for who in ("ours", "peer"))
    return Line(f"{name}, s", own, other, other / own, goal, goal is None or other / own >= goal)


def _alone(size: int, rounds: int) -> list[Line]:
    """Seconds from a decoded photograph and a style seen before to G, and the memory beyond that of the networks."""
    content, style = images.load(sample("china")), images.load(assets() / "styles" / STYLE)
    options = InstantOptions(size=size)
    passes.instant(content, style, options)
    seconds = statistics.median(_timed(lambda: passes.instant(content, style, options)) for _ in range(rounds))
    goal = SECONDS_AT_512 if size == 512 else None
    height = round(size * content.height / content.width)
    peak = _peak(size)
    most = passes.BYTES_PER_PIXEL * size * height / 2**20
    return [
        Line(f"G with a long side of {size}, s", seconds, None, None, goal, goal is None or seconds <= goal),
        Line(f"memory at {size}, MiB", peak, None, None, most, peak <= most),
    ]


_PEAK = """
import sys
import facestyle
from facestyle import images
from facestyle.compute import memory
from facestyle.folders import assets
from facestyle.style.instant.instant import InstantOptions, instant
from facestyle.weights.cache import sample
content, style = images.load(sample("china")), images.load(assets() / "styles" / "mosaic.jpg")
instant(content, style, InstantOptions(size=64))
memory.forget_peak()
before = memory.peak()
instant(content, style, InstantOptions(size=int(sys.argv[1])))
print((memory.peak() - before) / 2**20)
"""


def _peak(size: int) -> float:
    """MiB of one picture beyond what the process has with its networks loaded, in a process of its own."""
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-c", _PEAK, str(size)]
    in_float32 = {**os.environ, "FACESTYLE_FORMAT": "float32"}
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=root, env=in_float32)
    return float(run.stdout)


def _timed(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def _machine() -> dict[str, object]:
    return {
        "cpu": torch.backends.cpu.get_cpu_capability(),
        "form": painter().format.name,
        "threads": torch.get_num_threads(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "torch": str(torch.__version__),
    }


if __name__ == "__main__":
    sys.exit(main())
