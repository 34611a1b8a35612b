"""How fast: formats, encoders, steps of a descent, seconds to the peer's J, patches, search."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from benchmarks import faces as faces_benchmark
from benchmarks import style as style_benchmark
from benchmarks.on_device import pictures
from benchmarks.on_device.answers import LAYER, own_encoders
from benchmarks.on_device.bench import Bench, LeftOut, Row, at_most, cuda_index, fastest
from facestyle import images
from facestyle.compute.device import device
from facestyle.faces.encoders import encode, loading, registry
from facestyle.faces.gallery.coded_index import CodedIndex
from facestyle.inside import patches as cut_patches
from facestyle.inside import units
from facestyle.style.descent.sizes import sizes
from facestyle.style.features import fast_features
from facestyle.style.options import StyleOptions
from facestyle.style.transfer import stylize

#: Seconds to within 5 % of the peer's J at 512 px, on the card that `GOAL_ON` is part of the name of.
GOAL, GOAL_ON = 2.0, "H100"
#: Seconds that the peer's run and ours take, libraries loaded and pictures judged.
PEER_TAKES = 90
#: J as the descent has it and J of its picture by the benchmark's evaluator: they differ by rounding to 8 bits.
SAME_J = 0.03
NEAREST = 10


def chosen_formats(_bench: Bench) -> Iterator[Row]:
    """In which format each network runs here, and how long loading and measuring took."""
    for name in own_encoders():
        if not registry.encoder_spec(name).parts:
            started = time.perf_counter()
            chosen = loading.network(name).format.name
            yield Row(f"format of {name}", f"{chosen} (loaded in {time.perf_counter() - started:.1f} s)")
    started = time.perf_counter()
    chosen = fast_features().format.name
    yield Row("format of vgg16", f"{chosen} (loaded in {time.perf_counter() - started:.1f} s)")


def encoder(bench: Bench) -> Iterator[Row]:
    """Faces a second through each encoder's network, and as it is used."""
    for name in own_encoders():
        spec = registry.encoder_spec(name)
        if spec.parts:
            continue
        network = loading.network(name)
        for count in (1, 8) if bench.small else (1, 32, 256):
            x = torch.rand(count, 3, spec.size, spec.size, device=device()) * (255.0 if name == "dlib" else 1.0)
            seconds = fastest(lambda x=x, network=network: _forward(network, x), 2 if bench.small else 8)
            yield Row(f"{name}, network alone, {count} at once", f"{count / seconds:,.0f} faces/s")
        count = 8 if bench.small else 256
        crops = list(np.random.default_rng(1).integers(0, 256, (count, spec.size, spec.size, 3), dtype=np.uint8))
        seconds = fastest(lambda crops=crops, name=name: encode.encode(crops, name), 1 if bench.small else 3)
        yield Row(f"{name}, from {count} crops, with mirror images", f"{count / seconds:,.0f} faces/s")


def _forward(network: torch.nn.Module, x: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        return network(x)


def steps(bench: Bench) -> Iterator[Row]:
    """Steps a second, all at one size."""
    for size in (128,) if bench.small else (256, 512, 1024):
        options = StyleOptions(size=size, steps=8 if bench.small else 60, init="content")
        seconds = [step.seconds for step in stylize(pictures.content(), pictures.style(), options)]
        # Neither the first steps, which set things up, nor the last, whose costs are evaluated once more.
        pace = float(np.median(np.diff(seconds)[2:-1]))
        yield Row(f"style at {size} px, L-BFGS", f"{1 / pace:.1f} steps/s; {seconds[-1]:.1f} s for {options.steps}")


def peer(bench: Bench) -> Iterator[Row]:
    """Seconds to within 5 % of what neural-style-pt reaches in 500 iterations."""
    if bench.peer is None:
        raise LeftOut("seconds to the J of neural-style-pt need a clone of it: --peer CLONE")
    if bench.small:
        raise LeftOut("neural-style-pt takes minutes on a CPU; benchmarks/style.py compares them there")
    if bench.left < PEER_TAKES:
        raise LeftOut(f"neural-style-pt takes some {PEER_TAKES} s, {max(bench.left, 0):.0f} s are left")
    size = 512
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = pictures.every()
        content = next((path for path in sources if path.stem == "china"), sources[0])
        files = style_benchmark._resized(content, pictures.STYLES / "swirling-strokes.jpg", size, folder)
        model = style_benchmark._converted_weights(folder)
        on = str(cuda_index()) if device().type == "cuda" else "c"
        try:
            theirs = style_benchmark.peer_run(bench.peer, model, *files, size, folder, gpu=on)
        except SystemExit as ended:
            raise RuntimeError(str(ended)) from ended
        at = {point.step: point for point in theirs}
        last = at[style_benchmark.ITERATIONS]
        ours = _seconds_by_j(*files, size)
    where = "the CPU" if on == "c" else "the GPU"
    yield Row("neural-style-pt, 500 iterations at 512 px", f"J {last.cost:.3f} in {last.seconds:.1f} s on {where}")
    for share, name in ((1.05, "within 5 % of that J"), (1.0, "that J")):
        seconds = next((seconds for seconds, cost in ours if cost <= share * last.cost), math.inf)
        if not math.isfinite(seconds):
            yield Row(f"ours, to {name}", f"never; J {ours[-1][1]:.3f} at the end", ok=False)
        elif share > 1 and GOAL_ON in card():
            yield at_most(f"ours, to {name}", seconds, GOAL, " s")
        else:
            yield Row(f"ours, to {name}", f"{seconds:.2f} s, {last.seconds / seconds:.1f} times as fast")


def _seconds_by_j(content: Path, style: Path, size: int) -> list[tuple[float, float]]:
    """Seconds and J after each step at full size of the run that benchmarks/style.py makes.

    Raises:
        RuntimeError: the run's J is not the peer's, as its evaluator has it.
    """
    options = StyleOptions(size=size, steps=style_benchmark.STEPS[size], **style_benchmark.OURS)  # type: ignore[arg-type]
    style_benchmark._prepare_ours()
    pair = images.load(content), images.load(style)
    long_sides = sizes(pair[0], [pair[1]], options)
    made = list(stylize(*pair, options))
    last = made[-1]
    evaluator = style_benchmark.Evaluator(*(np.asarray(Image.open(path).convert("RGB")) for path in (content, style)))
    assert last.picture is not None
    judged = evaluator(last.picture)
    if abs(last.total_cost / judged - 1) > SAME_J:
        raise RuntimeError(f"J is {last.total_cost:.4f} by the descent and {judged:.4f} by the evaluator")
    return [(one.seconds, one.total_cost) for one in made if long_sides[one.iteration] == size]


def patches(bench: Bench) -> Iterator[Row]:
    """Pictures a second in the pass that finds the nine patches."""
    count = 16 if bench.small else 400
    with tempfile.TemporaryDirectory() as name:
        paths = _cut_out(Path(name), count)
        options = units.UnitsOptions(layers=(LAYER,))
        started = time.perf_counter()
        *_, last = units.scan(paths, options)
        scanned = time.perf_counter() - started
        assert last.scan is not None
        cut = cut_patches.patches(last.scan, LAYER, range(last.scan.found[LAYER].layer.units))
        seconds = time.perf_counter() - started
    what = f"nine patches of the {len(cut)} units of {LAYER} from {count} pictures"
    yield Row(what, f"{seconds:.1f} s; the pass {count / scanned:.0f} pictures/s")


def _cut_out(folder: Path, count: int) -> list[Path]:
    """Pieces of the pictures there are, as JPEG files of 256 pixels."""
    wholes = [images.load(path).image() for path in pictures.every()]
    random, paths = np.random.default_rng(1), []
    for number in range(count):
        whole = wholes[number % len(wholes)]
        left, top = (int(random.integers(0, max(1, side - 256))) for side in whole.size)
        paths.append(folder / f"{number:04d}.jpg")
        whole.crop((left, top, left + 256, top + 256)).save(paths[-1], quality=90)
    return paths


def search(bench: Bench) -> Iterator[Row]:
    """One probe and 64 among a million encodings. The gallery is searched on the CPU, whatever the device."""
    count, numbers = (100_000 if bench.small else 1_000_000), 128
    index, asked = CodedIndex(numbers), faces_benchmark.units(64, numbers, 1)
    nearest = np.full((len(asked), NEAREST), -np.inf, dtype=np.float32)

    def add(start: int, rows: np.ndarray) -> None:
        nonlocal nearest
        index.add(range(start, start + len(rows)), rows)
        nearest = np.sort(np.hstack([nearest, asked @ rows.T]), axis=1)[:, -NEAREST:]

    faces_benchmark.filled(add, count, numbers)
    d, _ = index.search(asked, NEAREST)
    off = float(np.abs(d - (2 - 2 * nearest[:, ::-1])).max())
    yield at_most(f"search among {count:,} encodings of {numbers}, on the CPU: d, furthest off numpy's", off, 1e-5)
    for probes in (1, 64):
        seconds = fastest(lambda some=asked[:probes]: index.search(some, NEAREST), 5)
        yield Row(f"… {probes} probe{'s' if probes > 1 else ''}", f"{1000 * seconds:.1f} ms")


def card() -> str:
    """The name of the GPU, or nothing."""
    return torch.cuda.get_device_name(device()) if device().type == "cuda" else ""
