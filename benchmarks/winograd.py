"""What a step of the descent takes by Winograd's filtering, by torch's convolution, and in bfloat16, in turns.

`python benchmarks/winograd.py [--sizes 256,512] [--rounds 9] [--threads 1] [--forms ...] [--json]`. One process, one
descent (default options, the sample pictures); every round takes a step in each form, in an order that moves on. For
each form the median over rounds of its processor seconds, and of its processor and wall seconds over torch's own in
float32. Processors with less are emulated by ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2
MKL_ENABLE_INSTRUCTIONS=AVX2, set before the process starts.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import torch

from facestyle import images
from facestyle.compute.formats import CANDIDATES
from facestyle.style.descent.descent import Descent
from facestyle.style.features import Features, load_features
from facestyle.style.options import StyleOptions
from facestyle.weights.cache import sample

PLAIN = "float32"
FORMS: dict[str, Callable[[Features], Features]] = {
    PLAIN: lambda exact: exact,
    "float32, Winograd": lambda exact: exact.by_winograd(),
    "bfloat16": lambda exact: exact.in_format(CANDIDATES["cpu"][-1]),
}
#: Steps of each form before the clock starts.
WARM_UP = 2


@dataclass(frozen=True)
class Line:
    """One form at one size: seconds of a step, and its ratios to float32."""

    size: int
    form: str
    processor_s: float
    processor_ratio: float
    wall_ratio: float


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    print(json.dumps(_machine()), file=sys.stderr)
    lines = [line for size in arguments.sizes for line in measured(size, arguments.forms, arguments.rounds)]
    if arguments.json:
        print(json.dumps({"machine": _machine(), "lines": [asdict(line) for line in lines]}))
        return
    for line in lines:
        print(
            f"{line.size:4} px, {line.form:18} {line.processor_s:6.3f} processor s a step, "
            f"{line.processor_ratio:5.3f} of float32's (wall {line.wall_ratio:5.3f})"
        )


def measured(size: int, forms: list[str], rounds: int) -> list[Line]:
    """A line for each form."""
    exact = load_features()
    networks = {form: FORMS[form](exact) for form in forms}
    content, style = images.load(sample("china")), images.load(sample("coffee"))
    descent = Descent(content, [style], StyleOptions(size=size), size)
    seconds: dict[str, list[tuple[float, float]]] = {form: [] for form in forms}
    for number in range(WARM_UP + rounds):
        start = number % len(forms)
        for form in forms[start:] + forms[:start]:
            descent._targets._network = networks[form]
            seconds[form].append(step(descent))
    kept = {form: taken[WARM_UP:] for form, taken in seconds.items()}
    return [
        Line(size, form, statistics.median(cpu for cpu, _ in taken), *_ratios(taken, kept[PLAIN]))
        for form, taken in kept.items()
    ]


def step(descent: Descent) -> tuple[float, float]:
    """Processor and wall seconds of one step."""
    processor, wall = time.process_time(), time.perf_counter()
    descent.costs()
    descent.advance()
    return time.process_time() - processor, time.perf_counter() - wall


def _ratios(taken: list[tuple[float, float]], plain: list[tuple[float, float]]) -> tuple[float, float]:
    pairs = list(zip(taken, plain, strict=True))
    processor, wall = (statistics.median(ours[k] / theirs[k] for ours, theirs in pairs) for k in (0, 1))
    return processor, wall


def _machine() -> dict[str, object]:
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "processor": names[0].split(":")[1].strip() if names else "unknown",
        "torch": str(torch.__version__),
        "torch_uses": torch.backends.cpu.get_cpu_capability(),
        "onednn_at_most": os.environ.get("ONEDNN_MAX_CPU_ISA", "all"),
        "threads": torch.get_num_threads(),
        "load": os.getloadavg()[0],
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=lambda text: [int(one) for one in text.split(",")], default=[256, 512])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS), help=f"{PLAIN} is needed")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
