"""Galleries in Milvus Lite: recall against the reference, seconds, bytes, and kills during writes.

    python benchmarks/milvus.py [--people 100000] [--kills 20] [--index FLAT HNSW IVF_FLAT]

Each person has one encoding of 128 numbers. Probes are people's encodings with noise, as another picture of them. The
answers are compared with those of the reference, which compares everything in float64.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from facestyle.faces.detection import Face
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery.milvus.filters import new_id
from facestyle.faces.gallery.milvus.index import MilvusIndex, kept_gallery
from facestyle.faces.gallery.milvus.store import open_store
from facestyle.faces.gallery.milvus.sweep import sweep
from facestyle.faces.gallery.people import template
from facestyle.faces.gallery.plain_index import PlainIndex
from facestyle.faces.pipeline import EncodedFace

HOUSE = Path(__file__).resolve().parents[1]
#: Standard deviation of a probe's noise in each number; d to one's own encoding is then 0.3 or so.
NOISE = 0.05
PROBES = 200


def unit(values: np.ndarray) -> np.ndarray:
    """Rows of unit length."""
    return (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    print(f"  {what}: {time.perf_counter() - began:.2f} s", flush=True)


def recall(kind: str, known: np.ndarray, probes: np.ndarray, expected: tuple[np.ndarray, np.ndarray]) -> bool:
    """Print how many of the nearest people an index finds; whether FLAT finds all."""
    with tempfile.TemporaryDirectory() as folder:
        address = str(Path(folder) / "people.db")
        store = open_store(address, index=kind)
        index = MilvusIndex(store, new_id(), kept=True)
        print(f"{kind}, {len(known)} people", flush=True)
        with timed("added and flushed"):
            index.add(range(len(known)), known)
            store.flush(index._in.people)
        with timed("reopened, with its index"):
            store.close()
            store = open_store(address, index=kind)
            index = MilvusIndex(store, index.gallery, kept=True)
        seconds, numbers, distances = [], [], []
        for probe in probes:
            began = time.perf_counter()
            d, ids = index.search(probe[None], 3)
            seconds.append(time.perf_counter() - began)
            numbers.append(ids[0])
            distances.append(d[0])
        first = np.mean(np.array(numbers)[:, 0] == expected[1][:, 0])
        same = np.mean([set(one) == set(other) for one, other in zip(np.array(numbers), expected[1], strict=True)])
        off = np.abs(np.array(distances)[:, 0] - expected[0][:, 0]).max()
        size = sum(path.stat().st_size for path in Path(address).rglob("*") if path.is_file())
        print(f"  recall@1 {first:.4f}, the same three people {same:.4f}, largest difference of d {off:.1e}")
        print(f"  a search: {1000 * np.median(seconds):.1f} ms, the slowest {1000 * max(seconds):.1f} ms")
        print(f"  on disk: {size / 1e6:.1f} MB, {size / len(known):.0f} bytes a person", flush=True)
        with timed("one person removed, and swept from the files"):
            index.remove([0])
            sweep(store)
        store.close()
    return bool(first == 1.0 and same == 1.0) or kind != "FLAT"


def faces(count: int) -> list[EncodedFace]:
    contract = encoder_spec(DEFAULT_ENCODER).contract
    vectors = unit(np.random.default_rng(0).normal(size=(count, 128)))
    return [EncodedFace(Face((0.0, 0.0, 9.0, 9.0), (), 1.0), one, contract) for one in vectors]


def enrol_until_killed(address: str, gallery: str) -> None:
    """Enrol, merge and rename without end, and print each acknowledgement: how many pictures there are."""
    ours = kept_gallery(open_store(address), gallery)
    start = ours.encodings
    for number, one in enumerate(faces(20_000)[start:], start):
        ours.enrol(f"person {number % 9}", one, f"picture {number}")
        if number % 10 == 9:
            ours.merge(f"person {number % 9}", f"person {(number + 1) % 9}")
        print(number, flush=True)


def kills(times: int) -> bool:
    """Kill a process that enrols, again and again; whether all that it acknowledged is there, and nothing twice."""
    fine, done, chance = True, -1, random.Random(0)
    with tempfile.TemporaryDirectory() as folder:
        address, gallery = str(Path(folder) / "people.db"), new_id()
        command = [sys.executable, __file__, "--enrol", address, gallery]
        for turn in range(1, times + 1):
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HOUSE) as writer:
                assert writer.stdout is not None
                done = int(writer.stdout.readline())
                killer = threading.Timer(chance.uniform(0.02, 1.5), writer.kill)
                killer.start()
                for line in writer.stdout:
                    done = int(line)
            store = open_store(address)
            people = kept_gallery(store, gallery)._members.values()
            digests = [one.source.partition(":")[0] for person in people for one in person.enrolled]
            whole = sorted(digests) == sorted(f"picture {number}" for number in range(len(digests)))
            right = whole and done + 1 <= len(digests) <= done + 2 and templates_hold(store, gallery, list(people))
            fine &= right
            told = "all there, none twice" if right else "WRONG"
            print(f"kill {turn}: {done + 1} acknowledged, {len(digests)} found: {told}", flush=True)
            store.close()
    return fine


def templates_hold(store, gallery: str, people: list) -> bool:
    """Whether what is searched is the template of each person's pictures."""
    index = MilvusIndex(store, gallery, kept=True)
    d, numbers = index.search(np.stack([template(person.encodings) for person in people]), 1)
    return bool(d.max() < 1e-9 and numbers[:, 0].tolist() == [person.number for person in people])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--index", nargs="*", default=["FLAT", "HNSW", "IVF_FLAT"])
    parser.add_argument("--enrol", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.enrol:
        enrol_until_killed(*given.enrol)
        return
    rng = np.random.default_rng(1)
    known = unit(rng.normal(size=(given.people, 128)))
    chosen = rng.choice(given.people, PROBES, replace=False)
    probes = unit(known[chosen] + rng.normal(scale=NOISE, size=(PROBES, 128)))
    fine = True
    if given.index:
        plain = PlainIndex(128)
        plain.add(range(len(known)), known)
        expected = plain.search(probes, 3)
        for kind in given.index:
            fine &= recall(kind, known, probes, expected)
    fine &= kills(given.kills)
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
