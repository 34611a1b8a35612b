"""Style transfer against neural-style-pt, from a clone of it: seconds to the same cost.

`python benchmarks/style.py --peer DIR --data DIR [--sizes 256,512] [--pairs N] [--init coarse] [--json] [--plot FILE]`.
Both tools get the same PNG files, already of the right size, and the same VGG-16, converted to the peer's file format.
The peer runs its script: L-BFGS, content weight 1, style weight 1e5, total variation 0, seed 1, 500 iterations. Ours
minimises the same J, from the coarse forms of C in the colours of S (--init noise: from noise, as the peer does). One
evaluator measures the 8-bit pictures that both save, in float32. Winograd's filtering and torch's own convolution are
compared by benchmarks/winograd.py. Ends with 1 if a goal does not hold.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import numpy as np
import torch
from PIL import Image
from torchvision.models import vgg16

from facestyle import images
from facestyle.compute.device import device
from facestyle.compute.formats import computes_bfloat16
from facestyle.style.costs import losses
from facestyle.style.descent.start import scaled
from facestyle.style.features import fast_features, load_features
from facestyle.style.transfer import StyleOptions, stylize
from facestyle.weights.cache import tensors

ITERATIONS = 500
STEPS = {256: 220, 512: 420}  # of ours: enough to be past every target
EVERY = 10  # iterations between two pictures of the peer
CONTENT_LAYER = "relu4_2"
STYLE_LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")
CHANNELS = (64, 128, 256, 512, 512)
STYLE_WEIGHT = 1e5
# The peer's Gram matrices are divided by C N and its distances by C^2; ours by N and by 4 C^2. Its content distance is
# a mean, ours half of one.
OURS = {
    "alpha": 2.0,
    "beta": STYLE_WEIGHT * 4 / CHANNELS[0] ** 2,
    "layer_weights": tuple((CHANNELS[0] / channels) ** 2 for channels in CHANNELS),
    "color_weight": 0.0,
}
#: What has to hold at each size, as a geometric mean over the pairs: peer's seconds over ours, on any processor, and on
#: one that multiplies in bfloat16.
GOALS = {"within 5 % of its 500 iterations": 10.0, "its 200 iterations": 5.0, "its 500 iterations": 7.0}
GOALS_IN_BFLOAT16 = {"within 5 % of its 500 iterations": 12.0, "its 200 iterations": 6.0, "its 500 iterations": 9.0}
PAIRS = {256: 6, 512: 3}


@dataclass(frozen=True)
class Point:
    """A picture that a tool had made after so many seconds."""

    seconds: float
    cost: float
    step: int


@dataclass(frozen=True)
class Line:
    """Seconds to one J on one pair."""

    pair: str
    size: int
    target: str
    cost: float
    ours_s: float
    peer_s: float
    ratio: float


class Evaluator:
    """The peer's J of a picture, computed in float32."""

    def __init__(self, content: np.ndarray, style: np.ndarray) -> None:
        self._content = self._activations(content)[CONTENT_LAYER]
        of_style = self._activations(style)
        self._grams = {layer: losses.gram_per_position(of_style[layer][0]) for layer in STYLE_LAYERS}

    def __call__(self, picture: np.ndarray) -> float:
        """J of H x W x 3, uint8."""
        activations = self._activations(picture)
        cost = float((activations[CONTENT_LAYER] - self._content).square().mean())
        for layer in STYLE_LAYERS:
            gram = losses.gram_per_position(activations[layer][0])
            cost += STYLE_WEIGHT * float(((gram - self._grams[layer]) / len(gram)).square().mean())
        return cost

    @staticmethod
    def _activations(picture: np.ndarray) -> dict[str, torch.Tensor]:
        pixels = torch.from_numpy(picture.copy()).to(device()).float().permute(2, 0, 1)[None] / 255
        with torch.no_grad():
            return load_features("vgg16")(pixels, (*STYLE_LAYERS, CONTENT_LAYER))


def main() -> int:
    """Measure and print."""
    arguments = _arguments()
    lines: list[Line] = []
    curves: dict[tuple[str, int], tuple[list[Point], list[Point]]] = {}
    _prepare_ours()
    with tempfile.TemporaryDirectory() as folder:
        model = _converted_weights(Path(folder))
        for size in arguments.sizes:
            for content, style in pairs_of(arguments.data, arguments.pairs or PAIRS.get(size, 3)):
                pair = f"{content.stem} + {style.stem}"
                files = _resized(content, style, size, Path(folder))
                peer = peer_run(arguments.peer, model, *files, size, Path(folder))
                ours = our_run(*files, size, arguments.init)
                curves[pair, size] = (ours, peer)
                lines += compare(pair, size, ours, peer)
                for line in lines[-len(GOALS) :]:
                    print(_as_text(line), file=sys.stderr, flush=True)
    means = geometric_means(lines)
    if arguments.plot:
        _plot(curves, arguments.plot)
    if arguments.json:
        print(json.dumps({"lines": [asdict(line) for line in lines], "geomean": means, "machine": _machine()}))
    else:
        _print_table(lines, means)
    return 0 if all(mean >= _goals()[target] for by in means.values() for target, mean in by.items()) else 1


def _goals() -> dict[str, float]:
    return GOALS_IN_BFLOAT16 if computes_bfloat16(device()) else GOALS


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", type=Path, required=True, help="a clone of neural-style-pt")
    parser.add_argument("--data", type=Path, required=True, help="a folder with content/ and style/")
    parser.add_argument("--sizes", type=lambda text: [int(one) for one in text.split(",")], default=[256, 512])
    parser.add_argument("--pairs", type=int, help="pairs at each size; 6 at 256 px and 3 at others by default")
    parser.add_argument("--init", default="coarse", help="what ours starts from")
    parser.add_argument("--plot", type=Path, help="where to draw J against seconds")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def pairs_of(data: Path, most: int) -> list[tuple[Path, Path]]:
    """Pair the last pictures of both folders: in the development set those with names come last."""
    contents, styles = (sorted((data / kind).iterdir())[::-1] for kind in ("content", "style"))
    turned = contents[1:] + contents[:1]  # golden_gate first, with starry_night second of the styles
    return list(zip(turned[:most], (styles[1:] + styles[:1])[:most], strict=True))


def _resized(content: Path, style: Path, size: int, folder: Path) -> tuple[Path, Path]:
    """Save both as PNG files whose long side is `size`, so that neither tool resizes them."""
    made = []
    for kind, path in (("content", content), ("style", style)):
        picture = images.load(path)
        made.append(folder / f"{kind}.png")
        picture.image().resize(scaled(picture, size), Image.Resampling.LANCZOS).save(made[-1])
    return made[0], made[1]


def _prepare_ours() -> None:
    """Load the network and measure its formats, as the page does at its start."""
    load_features("vgg16")
    fast_features("vgg16")


def our_run(content: Path, style: Path, size: int, init: str = "coarse") -> list[Point]:
    """Run ours, and evaluate every preview at full size, with its seconds."""
    options = StyleOptions(size=size, steps=STEPS.get(size, max(STEPS.values())), init=init, **OURS)
    seen = [
        (step.seconds, step.picture, step.iteration)
        for step in stylize(images.load(content), images.load(style), options)
        if step.picture is not None
    ]
    shape = np.asarray(Image.open(content)).shape
    evaluator = Evaluator(*(np.asarray(Image.open(path).convert("RGB")) for path in (content, style)))
    return [Point(seconds, evaluator(picture), step) for seconds, picture, step in seen if picture.shape == shape]


def peer_run(
    peer: Path, model: Path, content: Path, style: Path, size: int, folder: Path, gpu: str = "c"
) -> list[Point]:
    """Run the peer's own script, and evaluate every picture that it writes, with its seconds.

    Args:
        gpu: number of the peer's GPU; c is the CPU.
    """
    out = folder / "peer"
    out.mkdir(exist_ok=True)
    for old in out.iterdir():
        old.unlink()
    command = [sys.executable, "-u", "neural_style.py", "-gpu", gpu, "-seed", "1", "-tv_weight", "0"]
    command += ["-content_weight", "1", "-style_weight", str(STYLE_WEIGHT), "-image_size", str(size)]
    command += ["-num_iterations", str(ITERATIONS), "-save_iter", str(EVERY), "-print_iter", "0"]
    command += ["-model_file", str(model), "-content_image", str(content), "-style_image", str(style)]
    command += ["-output_image", str(out / "g.png")]
    process = subprocess.Popen(command, cwd=peer, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    started, said = 0.0, []
    for line in process.stdout:
        said.append(line)
        if "Running optimization" in line:  # its clock starts when all is loaded, as ours does
            started = time.time()
    if process.wait() or not started:
        raise SystemExit(f"neural-style-pt failed:\n{''.join(said[-12:])}")
    evaluator = Evaluator(*(np.asarray(Image.open(path).convert("RGB")) for path in (content, style)))
    points = []
    for path in out.iterdir():
        _, _, number = path.stem.partition("_")
        made = np.asarray(Image.open(path).convert("RGB"))
        points.append(Point(path.stat().st_mtime - started, evaluator(made), int(number or ITERATIONS)))
    return sorted(points, key=lambda point: point.step)


def compare(pair: str, size: int, ours: list[Point], peer: list[Point]) -> Iterator[Line]:
    """Compare the seconds that both take to each target."""
    at = {point.step: point for point in peer}
    targets = {
        "within 5 % of its 500 iterations": (1.05 * at[500].cost, at[500].seconds),
        "its 200 iterations": (at[200].cost, at[200].seconds),
        "its 500 iterations": (at[500].cost, at[500].seconds),
    }
    for target, (cost, peer_seconds) in targets.items():
        seconds = reached(ours, cost)
        yield Line(pair, size, target, cost, seconds, peer_seconds, peer_seconds / seconds)


def reached(points: list[Point], cost: float) -> float:
    """Return the seconds until J was at most `cost`, interpolated between pictures; infinite if it never was."""
    if points and points[0].cost <= cost:
        return points[0].seconds
    for before, after in pairwise(points):
        if after.cost <= cost:
            share = (before.cost - cost) / (before.cost - after.cost)
            return before.seconds + share * (after.seconds - before.seconds)
    return math.inf


def geometric_means(lines: list[Line]) -> dict[str, dict[str, float]]:
    """Return the geometric means of the ratios, by size and target."""
    means: dict[str, dict[str, float]] = {}
    for size in sorted({line.size for line in lines}):
        for target in GOALS:
            ratios = [line.ratio for line in lines if line.size == size and line.target == target]
            mean = math.exp(sum(math.log(ratio) for ratio in ratios) / len(ratios)) if min(ratios) > 0 else 0.0
            means.setdefault(str(size), {})[target] = mean
    return means


def _converted_weights(folder: Path) -> Path:
    """Save our VGG-16 as the peer reads it: for BGR in 0 to 255 less a mean, which only the first layer sees."""
    state = {name: value.clone() for name, value in tensors("vgg16").items()}
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    taken = torch.tensor([123.68, 116.779, 103.939]) / 255
    first = state["features.0.weight"] / deviation.view(1, 3, 1, 1)
    state["features.0.bias"] = state["features.0.bias"] + (first.sum((2, 3)) * (taken - mean)).sum(1)
    state["features.0.weight"] = (first / 255).flip(1)
    full = vgg16(weights=None).state_dict()  # the peer needs a classifier, which it never uses
    full.update({name: value for name, value in state.items() if name in full})
    path = folder / "vgg16-converted.pth"
    torch.save(full, path)
    return path


def _machine() -> dict[str, object]:
    return {
        "cpu": torch.backends.cpu.get_cpu_capability(),
        "bfloat16": computes_bfloat16(device()),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "torch": str(torch.__version__),
    }


def _as_text(line: Line) -> str:
    ours = f"{line.ours_s:7.1f} s" if math.isfinite(line.ours_s) else "  never  "
    reached_by = f"{ours} {line.peer_s:7.1f} s {line.ratio:5.2f}"
    return f"{line.size:4} {line.pair:28} {line.target:34} J {line.cost:6.3f} {reached_by}"


def _print_table(lines: list[Line], means: dict[str, dict[str, float]]) -> None:
    print("size pair                         J to reach                                ours      peer  ratio")
    for line in lines:
        print(_as_text(line))
    for size, by in means.items():
        for target, mean in by.items():
            holds = "holds" if mean >= _goals()[target] else "FALLS SHORT"
            print(f"{size:>4} geometric mean, {target}: {mean:.2f} (goal {_goals()[target]}: {holds})")


def _plot(curves: dict[tuple[str, int], tuple[list[Point], list[Point]]], path: Path) -> None:
    from matplotlib.figure import Figure

    columns = min(3, len(curves))
    rows = math.ceil(len(curves) / columns)
    figure = Figure(figsize=(4 * columns, 3 * rows), layout="constrained")
    for number, ((pair, size), (ours, peer)) in enumerate(curves.items()):
        axes = figure.add_subplot(rows, columns, number + 1)
        for name, points in (("facestyle", ours), ("neural-style-pt", peer)):
            axes.plot([point.seconds for point in points], [point.cost for point in points], label=name)
        axes.set(title=f"{pair}, {size} px", xlabel="seconds", ylabel="J", xscale="log", yscale="log")
        axes.legend()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    sys.exit(main())
