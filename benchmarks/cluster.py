"""A cluster of three nodes on this machine, one of which is killed: no answer may be wrong, mixed up or lost.

`python benchmarks/cluster.py --data DIR [--pairs 100] [--json]`, where DIR holds a folder of pictures for each person.
Verifications and three restylings run while a node is killed. Before that the same verifications are timed, each here
and through Ray Serve, in turn: what the way there and back costs. Exits 1 where a goal does not hold.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
# Here as in the processes of the cluster: in float32, and with one thread, since each of those reserves one core.
os.environ["FACESTYLE_FORMAT"] = "float32"
os.environ["OMP_NUM_THREADS"] = "1"

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import numpy as np

from benchmarks.lines import Line, printed
from benchmarks.on_cluster.nodes import RUNS, Nodes
from facestyle import images
from facestyle.engine.local import LocalEngine
from facestyle.engine.protocol import Engine
from facestyle.faces.distance import distance
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.images import Picture
from facestyle.style.transfer import Step, StyleOptions

#: Milliseconds that a verification through the cluster may take more than one here.
GOAL = 30.0
#: Pairs that are timed; verifications and restylings that are under way at a time.
TIMED, AT_ONCE, RESTYLINGS = 40, 4, 3
#: Encodings of one face differ by less, and those of two pictures by more.
CLOSE = 1e-3
STEPS = 60

Pair = tuple[Picture, Picture]
Verdict = tuple[np.ndarray, np.ndarray, bool]


def main() -> int:
    """Print what was counted and timed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder with a folder of pictures for each person")
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--json", action="store_true", help="print one JSON value")
    arguments = parser.parse_args()
    pairs = pairs_of(arguments.data, arguments.pairs)
    nodes = Nodes(replace(RUNS, styling=replace(RUNS.styling, waiting=RESTYLINGS)))
    try:
        return printed(_lines(nodes, pairs), arguments.json)
    finally:
        nodes.end()


def pairs_of(folder: Path, count: int) -> list[Pair]:
    """Pairs of pictures, one half of one person and one of two, in turn."""
    several = [found for one in sorted(folder.iterdir()) if len(found := sorted(one.glob("*.jpg"))) > 1]
    same = [(one[0], one[1]) for one in several]
    different = [(one[0], other[0]) for one, other in itertools.pairwise(several)]
    paths = [pair for both in zip(same, different, strict=False) for pair in both][:count]
    return [(images.load(one), images.load(other)) for one, other in paths]


def verdict(engine: Engine, pair: Pair) -> Verdict | None:
    """Both encodings of the first faces, and whether they are one person's; None where there is no face."""
    one, other = engine.encode(pair, DEFAULT_ENCODER)
    if not one or not other:
        return None
    f, g = one[0].encoding, other[0].encoding
    return f, g, distance(f, g) <= encoder_spec(DEFAULT_ENCODER).tau


def _lines(nodes: Nodes, pairs: Sequence[Pair]) -> Iterator[Line]:
    here: Engine = LocalEngine()
    for engine in (here, nodes.engine):
        verdict(engine, pairs[0])
    middle, low, high = _overhead(here, nodes.engine, pairs[:TIMED])
    yield Line("a verification through the cluster, more than here (ms)", middle, None, None, GOAL, middle < GOAL)
    yield Line("of that without any work, there and back (ms)", _way(nodes.engine), None, None, None, True)
    yield Line("of that the lower end of 95 % (ms)", low, None, None, None, True)
    yield Line("of that the upper end of 95 % (ms)", high, None, None, None, True)
    expected = [verdict(here, pair) for pair in pairs]
    wrong, mixed, lost, ended = _killed(nodes, pairs, expected)
    yield Line(f"verifications of {len(pairs)} that are wrong", wrong, None, None, 0, not wrong)
    yield Line(f"verifications of {len(pairs)} with another's encoding", mixed, None, None, 0, not mixed)
    yield Line(f"verifications of {len(pairs)} that are lost", lost, None, None, 0, not lost)
    yield Line(f"restylings of {RESTYLINGS} that are complete", ended, None, None, RESTYLINGS, ended == RESTYLINGS)


def _way(there: Engine) -> float:
    """The median milliseconds of a request that asks for nothing."""
    taken = []
    for _ in range(TIMED):
        begun = time.perf_counter()
        there.encode_found([], DEFAULT_ENCODER)
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


def _overhead(here: Engine, there: Engine, pairs: Sequence[Pair]) -> tuple[float, float, float]:
    """The median of the differences in milliseconds, and the ends of the 95 % interval of that median."""
    differences = []
    for number, pair in enumerate(pairs):
        taken = {}
        for engine in (here, there) if number % 2 else (there, here):
            begun = time.perf_counter()
            verdict(engine, pair)
            taken[engine] = 1000 * (time.perf_counter() - begun)
        differences.append(taken[there] - taken[here])
    draws = np.random.default_rng(0).choice(differences, (2000, len(differences)))
    low, high = np.percentile(np.median(draws, axis=1), (2.5, 97.5))
    return statistics.median(differences), float(low), float(high)


def _killed(nodes: Nodes, pairs: Sequence[Pair], expected: Sequence[Verdict | None]) -> tuple[int, int, int, int]:
    """Verifications that are wrong, mixed up and lost, and restylings that are complete, though a node is killed."""
    with ThreadPoolExecutor(AT_ONCE + RESTYLINGS) as pool:
        runs = [pool.submit(_restyled, nodes.engine, pairs[number]) for number in range(RESTYLINGS)]
        answers = [pool.submit(verdict, nodes.engine, pair) for pair in pairs]
        while sum(one.done() for one in answers) < len(pairs) // 4:
            time.sleep(0.05)
        nodes.kill("styling")
        wrong = mixed = lost = 0
        for answer, right in zip(answers, expected, strict=True):
            if answer.exception() is not None:
                lost += 1
                continue
            found = answer.result()
            if found is None or right is None:
                wrong += found is not right
                continue
            wrong += found[2] != right[2]
            mixed += max(np.abs(ours - theirs).max() for ours, theirs in zip(found[:2], right[:2], strict=True)) > CLOSE
        return wrong, mixed, lost, sum(_complete(run.result()) for run in runs if run.exception() is None)


def _restyled(engine: Engine, pair: Pair) -> list[Step]:
    return list(engine.stylize(pair[0], [pair[1]], StyleOptions(size=128, steps=STEPS)))


def _complete(steps: Sequence[Step]) -> bool:
    return [step.iteration for step in steps] == list(range(STEPS + 1)) and steps[-1].picture is not None


if __name__ == "__main__":
    sys.exit(main())
