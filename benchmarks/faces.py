"""The speed of faces compared with peers: `python benchmarks/faces.py [--images DIR] [--json]`.

For each line, ours and the peer run in turns, in one process, on the same work; the fastest round of each counts.
DIR holds NAME/*.jpg (LFW) for the line that enrols a thousand pictures. Ends with 1 if a goal does not hold.
Needs faiss-cpu besides the development packages.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import numpy as np
import torch
from PIL import Image

from benchmarks.peers import FacenetPytorch
from facestyle import images
from facestyle.faces import detection, pipeline
from facestyle.faces.encoders import encode, loading, registry
from facestyle.faces.gallery.coded_index import CodedIndex
from facestyle.faces.metrics import area_under_roc
from facestyle.faces.verification import verify
from facestyle.weights.cache import sample

SIZES = ((10_000, 128), (100_000, 128), (1_000_000, 128), (10_000, 512), (100_000, 512), (1_000_000, 512))
NEAREST = 10


@dataclass(frozen=True)
class Line:
    """One comparison; times in seconds, unless the name says otherwise.

    `ratio` is peer over ours if more is better, and ours over the peer or the limit if less is better.
    """

    name: str
    ours: float
    peer: float | None
    ratio: float
    goal: str
    holds: bool


def turns(ours: Callable[[], object], peer: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the seconds of the fastest round of each; they run in turns, and the first rounds don't count."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for run, kept in zip((ours, peer), times, strict=True):
            started = time.perf_counter()
            run()
            if number:
                kept.append(time.perf_counter() - started)
    return min(times[0]), min(times[1])


def faster(name: str, ours: float, peer: float, goal: float | None) -> Line:
    ratio = peer / ours
    words = f"at least {goal:g} times as fast" if goal else "none: for information"
    return Line(name, ours, peer, ratio, words, goal is None or ratio >= goal)


def encoder(peer: FacenetPytorch) -> Iterator[Line]:
    spec = registry.encoder_spec("facenet-128")
    crops = []
    for name in ("obama", "obama2", "obama3", "biden", "astronaut"):
        picture = images.load(sample(name))
        crops.append(encode.cut(picture, detection.detect(picture)[0], spec))
    pixels = torch.from_numpy(np.stack([crops[number % 5] for number in range(32)])).permute(0, 3, 1, 2).float()
    # As MTCNN returns crops: channels first, contiguous.
    x = encode.standardise(pixels, spec.standardisation).contiguous()
    ours = loading.network("facenet-128")

    def run(batch: torch.Tensor) -> torch.Tensor:
        with torch.inference_mode():
            return torch.nn.functional.normalize(ours(batch))

    kind = ours.format.name
    for size, goal in ((1, None), (32, 3.0)):
        times = turns(lambda size=size: run(x[:size]), lambda size=size: peer.encode(x[:size]), 6)
        yield faster(f"encoder, batch of {size}, {kind}; peer facenet-pytorch, float32", *times, goal)
    cosine = float((run(x) * peer.encode(x)).sum(dim=1).min())
    yield Line("encoder, cosine to float32", cosine, 1.0, cosine, "at least 0.9995", cosine >= 0.9995)
    both = turns(lambda: encode.encode([crops[number % 5] for number in range(32)]), lambda: peer.encode(x), 4)
    yield faster("encoder as used, from 32 crops, mirror image averaged in; peer one pass", *both, None)


def phone(peer: FacenetPytorch, folder: Path) -> Iterator[Line]:
    paths = []
    for name in ("obama", "obama2"):
        picture = Image.open(sample(name)).convert("RGB")
        side = max(picture.size)
        frame = Image.new("RGB", (side * 4 // 3, side), (90, 96, 104))
        frame.paste(picture, ((frame.width - picture.width) // 2, 0))
        frame.resize((4032, 3024), Image.Resampling.BICUBIC).save(folder / f"{name}.jpg", quality=92)
        paths.append(folder / f"{name}.jpg")
    path = paths[0]
    [found] = pipeline.main_faces_of_files([path])
    same = found.face is not None and _overlap(np.array(found.face.face.box), peer.box(path)) > 0.5
    times = turns(lambda: list(pipeline.main_faces_of_files([path])), lambda: peer.file(path), 4)
    line = faster("12-megapixel JPEG, file to encoding; peer facenet-pytorch", *times, 15.0)
    yield Line(line.name, line.ours, line.peer, line.ratio, f"{line.goal}, the same face", line.holds and same)
    seconds, _ = turns(lambda: verify(images.load(paths[0]), images.load(paths[1])), lambda: None, 4)
    yield Line("two 12-megapixel JPEGs to a verdict, warm", seconds, None, seconds / 0.5, "under 0.5 s", seconds < 0.5)


def _overlap(box: np.ndarray, other: np.ndarray) -> float:
    common = np.prod((np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2])).clip(0))
    return float(common / (np.prod(box[2:] - box[:2]) + np.prod(other[2:] - other[:2]) - common))


def enrolment(peer: FacenetPytorch, folder: Path) -> Iterator[Line]:
    """Encode a thousand pictures of people who have several, in pieces taken in turns."""
    people = [person for person in sorted(folder.iterdir()) if person.is_dir() and len(list(person.iterdir())) >= 2]
    paths = [path for person in people for path in sorted(person.iterdir())[:4]][:1000]
    ours_s = peer_s = 0.0
    rows: tuple[dict[Path, np.ndarray], dict[Path, np.ndarray]] = ({}, {})
    list(pipeline.main_faces_of_files(paths[:8]))
    for start in range(0, len(paths), 200):
        piece = paths[start : start + 200]
        started = time.perf_counter()
        rows[0].update(pipeline.encode_files(piece))
        middle = time.perf_counter()
        rows[1].update({path: found for path in piece if (found := peer.file(path)) is not None})
        ours_s, peer_s = ours_s + middle - started, peer_s + time.perf_counter() - middle
    line = faster(f"{len(paths)} pictures of LFW encoded, one face of each; peer facenet-pytorch", ours_s, peer_s, 3.0)
    print(f"# {len(paths) / ours_s:.1f} pictures a second, peer {len(paths) / peer_s:.1f}", file=sys.stderr)
    yield line
    ours, theirs = (_area(of_tool) for of_tool in rows)
    yield Line(
        "… the same, area under ROC of all their pairs", ours, theirs, ours / theirs, "not lower", ours >= theirs
    )


def _area(rows: dict[Path, np.ndarray]) -> float:
    matrix, who = np.stack(list(rows.values())), np.array([path.parent.name for path in rows])
    above = np.triu(np.ones((len(who), len(who)), dtype=bool), 1)
    return area_under_roc((2 - 2 * matrix @ matrix.T)[above], (who[:, None] == who[None])[above])


def units(count: int, numbers: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, numbers), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def filled(add: Callable[[int, np.ndarray], None], count: int, numbers: int) -> None:
    for start in range(0, count, 50_000):
        add(start, units(min(50_000, count - start), numbers, start))


def search() -> Iterator[Line]:
    import faiss

    for count, numbers in SIZES:
        ours, peer = CodedIndex(numbers), faiss.IndexFlatIP(numbers)
        filled(lambda start, rows, ours=ours: ours.add(range(start, start + len(rows)), rows), count, numbers)
        filled(lambda _, rows, peer=peer: peer.add(rows), count, numbers)
        for probes in (1, 64):
            asked = units(probes, numbers, 1)
            rounds = max(3, min(60, 20_000_000 // (count * probes)))
            goal = 1 / 0.6 if (count, probes) == (1_000_000, 1) else 1.0
            times = turns(
                lambda a=asked, o=ours: o.search(a, NEAREST), lambda a=asked, p=peer: p.search(a, NEAREST), rounds
            )
            line = faster(f"{count} encodings of {numbers}, {probes} probes; peer faiss-cpu IndexFlatIP", *times, goal)
            agrees = _agrees(ours, peer, asked)
            yield Line(
                line.name, line.ours, line.peer, line.ratio, f"{line.goal}, the same answer", line.holds and agrees
            )
        del ours, peer
        gc.collect()


def _agrees(ours: CodedIndex, peer: object, asked: np.ndarray) -> bool:
    """Whether the same rows are found, apart from ties in float32."""
    d, ids = ours.search(asked, NEAREST)
    scores, theirs = peer.search(asked, NEAREST)
    return bool((np.abs(d - (2 - 2 * scores)) < 1e-5).all() and (ids == theirs).mean() > 0.99)


def memory() -> Iterator[Line]:
    for count, numbers in SIZES:
        if count < 1_000_000:
            continue
        program = [sys.executable, __file__, "--memory", str(count), str(numbers)]
        ratio = float(subprocess.run(program, capture_output=True, text=True, check=True).stdout)
        name = f"{count} encodings of {numbers}: resident memory over the encodings in float32"
        yield Line(name, ratio, None, ratio, "at most 1.1", ratio <= 1.1)


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def measure_memory(count: int, numbers: int) -> None:
    index = CodedIndex(numbers)
    index.add(range(50_000), units(50_000, numbers, 0))  # what numpy and torch keep for themselves
    index.search(units(64, numbers, 1), NEAREST)
    index.remove(range(50_000))
    gc.collect()
    before = resident()
    filled(lambda start, rows: index.add(range(start, start + len(rows)), rows), count, numbers)
    index.search(units(1, numbers, 1), NEAREST)
    index.search(units(64, numbers, 1), NEAREST)
    gc.collect()
    print((resident() - before) / (count * numbers * 4))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=Path, help="LFW's pictures, NAME/*.jpg")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", choices=("encoder", "phone", "enrolment", "search", "memory"))
    parser.add_argument("--memory", nargs=2, type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory:
        measure_memory(*arguments.memory)
        return
    peer = FacenetPytorch()
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        parts: dict[str, Callable[[], Iterator[Line]]] = {
            "encoder": lambda: encoder(peer),
            "phone": lambda: phone(peer, Path(folder)),
            "enrolment": lambda: enrolment(peer, arguments.images) if arguments.images else iter(()),
            "search": search,
            "memory": memory,
        }
        for name, part in parts.items():
            if arguments.only in (None, name):
                for line in part():
                    lines.append(line)
                    both = f"{line.ours:.5g}" + ("" if line.peer is None else f" against {line.peer:.5g}")
                    holds = "holds" if line.holds else "FAILS"
                    print(f"{holds}  {line.name}: {both}, {line.ratio:.3g} ({line.goal})", file=sys.stderr, flush=True)
    if arguments.json:
        print(json.dumps([asdict(line) for line in lines]))
    sys.exit(0 if all(line.holds for line in lines) else 1)


if __name__ == "__main__":
    main()
