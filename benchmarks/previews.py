"""How soon and how often a restyling shows a picture, and whether its estimate of the time left is right.

`python benchmarks/previews.py [--sizes 256,512] [--steps N] [--json]`. A sample picture in a style of ours, with the
network loaded, as on an open page. For each size: seconds from the call to the first picture, the longest wait between
two, the seconds left as estimated after a tenth of the steps over the true ones, and the most memory of the process.
Ends with 1 if the first picture takes more than 1.5 s, another one more than 2 s, or the estimate is a quarter off.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from facestyle import images
from facestyle.compute.memory import peak
from facestyle.style.features import fast_features
from facestyle.style.transfer import StyleOptions, stylize
from facestyle.weights.cache import sample

STYLE = Path(__file__).resolve().parents[1] / "assets" / "styles" / "swirling-strokes.jpg"
FIRST, BETWEEN, OFF = 1.5, 2.0, 0.25


@dataclass(frozen=True)
class Line:
    """One run: seconds but for `told_over_true` and `peak_gb`."""

    size: int
    steps: int
    first: float
    longest_wait: float
    told_over_true: float
    total: float
    peak_gb: float

    @property
    def holds(self) -> bool:
        """Whether it is within the limits."""
        return self.first <= FIRST and self.longest_wait <= BETWEEN and abs(self.told_over_true - 1) <= OFF


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=lambda text: [int(one) for one in text.split(",")], default=[256, 512])
    parser.add_argument("--steps", type=int, default=StyleOptions().steps)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    fast_features()
    lines = [measured(size, arguments.steps) for size in arguments.sizes]
    if arguments.json:
        print(json.dumps([asdict(line) for line in lines]))
    else:
        for line in lines:
            print(
                f"{line.size} px, {line.steps} steps in {line.total:.0f} s: first picture after {line.first:.2f} s, "
                f"longest wait {line.longest_wait:.2f} s, time left told / true {line.told_over_true:.2f}, "
                f"at most {line.peak_gb:.2f} GB: {'holds' if line.holds else 'FALLS SHORT'}"
            )
    return 0 if all(line.holds for line in lines) else 1


def measured(size: int, steps: int) -> Line:
    """One run."""
    content, style = images.load(sample("china")), images.load(STYLE)
    started = time.perf_counter()
    seen: list[float] = []
    told, said_at = 0.0, 0.0
    for step in stylize(content, style, StyleOptions(size=size, steps=steps)):
        now = time.perf_counter() - started
        if step.picture is not None:
            seen.append(now)
        if step.iteration == max(1, steps // 10):
            told, said_at = step.seconds_left or 0.0, now
    total = time.perf_counter() - started
    waits = [after - before for before, after in pairwise(seen)]
    return Line(size, steps, seen[0], max(waits), told / (total - said_at), total, (peak() or 0) / 1e9)


if __name__ == "__main__":
    sys.exit(main())
