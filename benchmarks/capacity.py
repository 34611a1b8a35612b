"""What a cluster carries: a model from measured costs, held against a simulation of the queue and against a cluster.

`python benchmarks/capacity.py [--clients 6] [--seconds 25]`, in an environment with Ray and SimPy (make test-cluster
makes one). Clients verify without a pause, by one, two and three processes on this machine. docs/scale.md explains the
model. Exits 1 where the cluster is farther from the model than `WITHIN`.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
# Here as in the processes of the cluster, each of which reserves one core.
os.environ["OMP_NUM_THREADS"] = "1"

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import numpy as np

from benchmarks.on_load import pictures
from facestyle import images
from facestyle.engine.local import LocalEngine
from facestyle.engine.protocol import Engine
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.images import Picture

#: The cluster's verifications a second are within this share of the model's.
WITHIN = 0.3
#: Verifications whose cost is measured, and seconds of computing between two turns of a process in the simulation.
MEASURED, SLICE = 40, 0.005
REPLICAS = (1, 2, 3)


@dataclass(frozen=True)
class Costs:
    """What a verification costs, in seconds of one core.

    Attributes:
        process: in the process that encodes both pictures.
        caller: in the process that asks: it decodes both pictures, and sends them through Ray Serve.
    """

    process: float
    caller: float


def predicted(costs: Costs, replicas: int, cores: int) -> float:
    """Verifications a second where there is always one to do.

    A process does one after the other on one core; all of them and the caller share the cores.
    """
    return min(replicas / costs.process, cores / (costs.process + costs.caller), 1 / costs.caller)


def simulated(costs: Costs, replicas: int, cores: int, clients: int, seconds: float = 200.0) -> tuple[float, float]:
    """Verifications a second, and the seconds within which 95 % are answered, of clients who ask without a pause.

    The caller is one process of Python, which does one thing at a time; cores are taken in turns of `SLICE`.
    """
    import simpy

    world = simpy.Environment()
    core, caller, encoding = (simpy.Resource(world, number) for number in (cores, 1, replicas))
    taken: list[float] = []
    random = np.random.default_rng(0)

    def computing(work: float) -> Any:
        while work > 0:
            with core.request() as turn:
                yield turn
                yield world.timeout(min(SLICE, work))
            work -= SLICE

    def client() -> Any:
        while True:
            begun = world.now
            with caller.request() as turn:
                yield turn
                yield from computing(costs.caller)
            with encoding.request() as turn:
                yield turn
                yield from computing(costs.process * random.uniform(0.7, 1.3))
            taken.append(world.now - begun)

    for _ in range(clients):
        world.process(client())
    world.run(seconds)
    return len(taken) / seconds, float(np.percentile(taken, 95))


def measured(engine: Engine, clients: int, seconds: float) -> tuple[float, float]:
    """What `simulated` gives, of a real engine."""
    taken: list[float] = []
    until = time.monotonic() + seconds

    def client(number: int) -> None:
        asked = _pairs(number)
        while time.monotonic() < until:
            begun = time.monotonic()
            _verify(engine, asked[len(taken) % len(asked)])
            if time.monotonic() < until:
                taken.append(time.monotonic() - begun)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return len(taken) / seconds, float(np.percentile(taken, 95))


def _pairs(seed: int, count: int = 12) -> list[tuple[bytes, bytes]]:
    """New photographs, made beforehand."""
    random = np.random.default_rng(seed)
    people = list(pictures.PEOPLE)
    made = [pictures.of(str(random.choice(people)), random) for _ in range(2 * count)]
    return list(zip(made[::2], made[1::2], strict=True))


def _verify(engine: Engine, pair: tuple[bytes, bytes]) -> None:
    loaded: list[Picture] = [images.load(one) for one in pair]
    engine.encode(loaded, DEFAULT_ENCODER)


def _cost_here() -> float:
    """Seconds of a core that both pictures take in a process that encodes, without decoding."""
    engine, loaded = LocalEngine(), [[images.load(one) for one in pair] for pair in _pairs(99, MEASURED)]
    for pair in loaded[:3]:
        engine.encode(pair, DEFAULT_ENCODER)
    begun = time.process_time()
    for pair in loaded:
        engine.encode(pair, DEFAULT_ENCODER)
    return (time.process_time() - begun) / MEASURED


def _cost_of_asking(engine: Engine) -> float:
    """Seconds of a core that a verification takes in the process that asks."""
    asked = _pairs(98, MEASURED)
    for pair in asked[:3]:
        _verify(engine, pair)
    begun = time.process_time()
    for pair in asked:
        _verify(engine, pair)
    return (time.process_time() - begun) / MEASURED


def main() -> int:
    """Print the costs, and what was predicted, simulated and measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=25)
    arguments = parser.parse_args()
    cores, here, costs = len(os.sched_getaffinity(0)), _cost_here(), None
    rows, holds = [], True
    for replicas in REPLICAS:
        with _cluster(replicas) as engine:
            costs = costs or Costs(here, _cost_of_asking(engine))
            _verify(engine, _pairs(97, 1)[0])
            real, real_95 = measured(engine, arguments.clients, arguments.seconds)
        model = predicted(costs, replicas, cores)
        queue, queue_95 = simulated(costs, replicas, cores, arguments.clients)
        holds &= abs(real / model - 1) <= WITHIN
        rows.append(f"| {replicas} | {model:.2f} | {queue:.2f} | {real:.2f} | {queue_95:.2f} | {real_95:.2f} |")
        print(rows[-1], file=sys.stderr, flush=True)
    assert costs is not None
    print(
        f"A verification: {1000 * costs.process:.0f} ms of a core in the process, {1000 * costs.caller:.0f} ms here.\n"
    )
    print("| Processes | A second, by the model | simulated | measured | 95 % (s), simulated | measured |")
    print("| --- | --- | --- | --- | --- | --- |")
    print("\n".join(rows))
    return 0 if holds else 1


class _cluster:
    """A cluster of three nodes whose processes encode, as many as asked for."""

    def __init__(self, replicas: int) -> None:
        from benchmarks.on_cluster.nodes import Nodes
        from facestyle.engine.ray.configuration import Cluster, Part

        # More at a time than one: with the next request at hand a process does not wait until Ray Serve finds it free.
        self._nodes = Nodes(Cluster(Part(replicas, at_once=4, waiting=64), styling=Part(), painting=Part(), batch=4))

    def __enter__(self) -> Engine:
        return self._nodes.engine

    def __exit__(self, *_: object) -> None:
        self._nodes.end()


if __name__ == "__main__":
    sys.exit(main())
