"""Pairs of pictures restyled by each preset, and what can be measured of the results.

One evaluator for all, in float32, on the 8-bit picture as it would be saved, at layers that the descent saw and at
layers that it did not. What is measured here is not beauty; the README says what it can't tell.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch

from facestyle import images
from facestyle.compute import memory as compute_memory
from facestyle.compute.device import device, lock
from facestyle.errors import FileMissingError, MissingInputError
from facestyle.images import Picture
from facestyle.style.costs import losses
from facestyle.style.descent.sizes import sizes
from facestyle.style.descent.start import pixels_of
from facestyle.style.evaluation import lpips
from facestyle.style.evaluation.options import EvaluationOptions
from facestyle.style.features import fast_features, load_features
from facestyle.style.transfer import StyleOptions, stylize

#: The row for C as it is, which every measure is to be read against.
UNCHANGED = "unchanged"
_DEFAULTS = StyleOptions()
#: Layers that the descent lowers J at, and others that tell whether it only pleased those. The other style layers are
#: those at which Johnson et al. 2016 compare Gram matrices.
CONTENT_LAYERS = {"optimised": (_DEFAULTS.content_layer,), "not optimised": ("relu3_3", "relu5_2")}
STYLE_LAYERS = {
    "optimised": _DEFAULTS.style_layers,
    "not optimised": ("relu1_2", "relu2_2", "relu3_3", "relu4_3"),
}
_TAPS = {
    *lpips.TAPS,
    *(layer for kinds in (CONTENT_LAYERS, STYLE_LAYERS) for layers in kinds.values() for layer in layers),
}
#: Files beside pictures, such as a list of where they come from, are passed over.
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Measures:
    """What is measured of one G.

    Attributes:
        preset: the preset it was made by, or `UNCHANGED`.
        content_costs: J_content by layer, without alpha.
        style_costs: J_style by layer, without beta and lambda.
        lpips: LPIPS from G to C: 0 for C itself.
        gram_distance: ||Gram(S) - Gram(G)|| / ||Gram(S)||, the mean over the style layers that are not optimised: 0
            where textures have the same statistics.
        seconds: of the run, from the pictures in memory to the last step.
        peak_bytes: see `memory.peak`; None where the system doesn't tell.
        picture: G, H x W x 3, uint8.
    """

    preset: str
    content_costs: dict[str, float]
    style_costs: dict[str, float]
    lpips: float
    gram_distance: float
    seconds: float
    peak_bytes: int | None
    picture: np.ndarray

    def as_row(self) -> dict[str, object]:
        """All of it but the picture, for JSON."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "picture"}


@dataclass(frozen=True, eq=False)
class PairResult:
    """One pair, finished.

    Attributes:
        number, of: which pair, from 1, of how many.
        content, style: names of the files.
        style_picture: S as it was used, H x W x 3, uint8.
        measures: of C unchanged, then of each preset.
    """

    number: int
    of: int
    content: str
    style: str
    style_picture: np.ndarray
    measures: tuple[Measures, ...]


def pictures_in(folder: Path) -> list[Path]:
    """Pictures in a folder, by name: files that are called like one (.jpg, .png, ...) and not hidden.

    Raises:
        FileMissingError: there is no such folder.
        MissingInputError: it holds no picture.
    """
    if not folder.is_dir():
        raise FileMissingError(f"The folder {folder} was not found; give a folder that holds pictures.")
    files = sorted(path for path in folder.iterdir() if path.is_file() and _is_called_a_picture(path))
    if not files:
        raise MissingInputError(f"{folder} holds no pictures; give a folder that does.")
    return files


def _is_called_a_picture(path: Path) -> bool:
    return not path.name.startswith(".") and path.suffix.lower() in ENDINGS


def pairs_of(contents: Sequence[Path], styles: Sequence[Path], most: int | None = None) -> list[tuple[Path, Path]]:
    """Pair both lists, each picture as often as any other, no pair twice.

    >>> pairs_of(["a", "b"], ["1", "2"], 3)
    [('a', '1'), ('b', '2'), ('a', '2')]
    """
    among = len(contents), len(styles)
    count = min(max(among) if most is None else most, math.prod(among))
    # After a round that ends where both lists do, the next starts one style further.
    turned = [number + number // math.lcm(*among) for number in range(count)]
    return [(contents[number % among[0]], styles[style % among[1]]) for number, style in enumerate(turned)]


def evaluate_style(
    contents: Path, styles: Path, wanted: EvaluationOptions | None = None, progress: Progress | None = None
) -> Generator[PairResult, None, None]:
    """Restyle pairs by each preset and measure the results; yields each pair when it is finished.

    Args:
        contents, styles: folders of pictures.
        wanted: the default options where not given.
        progress: called as progress(steps done, steps in all).

    Raises:
        FileMissingError, MissingInputError: see `pictures_in`.
        FacestyleError: a picture can't be read, or is too elongated; said before the first restyling.
    """
    wanted = wanted or EvaluationOptions()
    pairs = pairs_of(pictures_in(contents), pictures_in(styles), wanted.pairs)
    for pair in pairs:
        content, style = _loaded(pair, wanted.size)
        sizes(content, [style], wanted.style_options(wanted.presets[0]))
    fast_features(_DEFAULTS.network)  # loaded, and its formats measured, before the first clock starts
    done, steps = 0, len(pairs) * len(wanted.presets) * wanted.steps
    for number, (path_c, path_s) in enumerate(pairs, start=1):
        content, style = _loaded((path_c, path_s), wanted.size)
        evaluator = Evaluator(content, style, wanted.size)
        measures = [evaluator.measure(UNCHANGED, evaluator.content, 0.0, None)]
        for preset in wanted.presets:
            tell = None if progress is None else _from(progress, done, steps)
            measures.append(evaluator.measure(preset, *_restyled(content, style, wanted.style_options(preset), tell)))
            done += wanted.steps
        yield PairResult(number, len(pairs), path_c.name, path_s.name, evaluator.style, tuple(measures))


def _loaded(pair: tuple[Path, Path], size: int) -> tuple[Picture, Picture]:
    content, style = (images.load(path, detail=2 * size) for path in pair)
    return content, style


def _from(progress: Progress, done: int, steps: int) -> Callable[[int], None]:
    return lambda iteration: progress(done + iteration, steps)


def _restyled(
    content: Picture, style: Picture, how: StyleOptions, tell: Callable[[int], None] | None
) -> tuple[np.ndarray, float, int | None]:
    """G, and the seconds and the memory that it took."""
    compute_memory.forget_peak()
    started = time.perf_counter()
    for step in stylize(content, style, how):
        last = step
        if tell is not None:
            tell(step.iteration)
    assert last.picture is not None
    return last.picture, time.perf_counter() - started, compute_memory.peak()


class Evaluator:
    """Measures every G of one pair alike, in float32.

    Args:
        content, style: C and S.
        size: long side that both are brought to.
    """

    def __init__(self, content: Picture, style: Picture, size: int) -> None:
        pixels_c, pixels_s = (pixels_of(picture, size) for picture in (content, style))
        self.content, self.style = _eight_bits(pixels_c), _eight_bits(pixels_s)
        self._content = self._activations(self.content)
        found = self._activations(self.style)
        self._grams = {layer: losses.gram_per_position(found[layer][0]) for layer in _both(STYLE_LAYERS)}

    def measure(self, preset: str, picture: np.ndarray, seconds: float, peak_bytes: int | None) -> Measures:
        """Measure G, H x W x 3, uint8, of the size of C."""
        with lock, torch.no_grad():
            found = self._activations(picture)
            grams = {layer: losses.gram_per_position(found[layer][0]) for layer in self._grams}
            return Measures(
                preset,
                {
                    layer: float(losses.content_cost(self._content[layer], found[layer]))
                    for layer in _both(CONTENT_LAYERS)
                },
                {layer: float(losses.style_cost(gram, found[layer][0])) for layer, gram in self._grams.items()},
                lpips.of_activations(found, self._content),
                float(np.mean([self._distance(layer, grams[layer]) for layer in STYLE_LAYERS["not optimised"]])),
                seconds,
                peak_bytes,
                picture,
            )

    def _distance(self, layer: str, gram: torch.Tensor) -> float:
        wanted = self._grams[layer]
        return float((gram - wanted).norm() / wanted.norm().clamp_min(1e-12))

    @staticmethod
    def _activations(picture: np.ndarray) -> Mapping[str, torch.Tensor]:
        pixels = torch.from_numpy(picture.copy()).to(device()).permute(2, 0, 1)[None].float() / 255.0
        with lock, torch.no_grad():
            return load_features(lpips.NETWORK)(pixels, _TAPS)


def _both(layers: Mapping[str, Sequence[str]]) -> list[str]:
    return [layer for some in layers.values() for layer in some]


def _eight_bits(pixels: torch.Tensor) -> np.ndarray:
    return (pixels[0].permute(1, 2, 0) * 255.0).round().clamp(0, 255).to(torch.uint8).cpu().numpy()


def means(results: Sequence[PairResult]) -> list[dict[str, object]]:
    """The mean of each measure over pairs, a row for C unchanged and for each preset; of memory, the highest."""
    rows: list[dict[str, object]] = []
    for same in zip(*(result.measures for result in results), strict=True):
        peaks = [one.peak_bytes for one in same if one.peak_bytes is not None]
        rows.append(
            {
                "preset": same[0].preset,
                "pairs": len(same),
                "content_costs": _mean_by_layer([one.content_costs for one in same]),
                "style_costs": _mean_by_layer([one.style_costs for one in same]),
                "lpips": float(np.mean([one.lpips for one in same])),
                "gram_distance": float(np.mean([one.gram_distance for one in same])),
                "seconds": float(np.mean([one.seconds for one in same])),
                "peak_bytes": max(peaks, default=None),
            }
        )
    return rows


def _mean_by_layer(costs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {layer: float(np.mean([one[layer] for one in costs])) for layer in costs[0]}
