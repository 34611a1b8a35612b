"""Pairs of pictures restyled by each preset, and the results measured (measures.py)."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from facestyle import images
from facestyle.compute import memory
from facestyle.folders import pictures_in
from facestyle.images import Picture
from facestyle.style.descent.sizes import sizes
from facestyle.style.evaluation.measures import UNCHANGED, Evaluator, Measures
from facestyle.style.evaluation.options import EvaluationOptions
from facestyle.style.features import fast_features
from facestyle.style.transfer import StyleOptions, stylize

_DEFAULTS = StyleOptions()

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class PairResult:
    """One pair, finished.

    Attributes:
        number, of: the pair's number, from 1, and the number of pairs.
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


def pairs_of(contents: Sequence[Path], styles: Sequence[Path], most: int | None = None) -> list[tuple[Path, Path]]:
    """Pair both lists: each picture as often as any other, no pair twice.

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
    """Restyle pairs by each preset and measure the results; yield each pair when it is finished.

    Args:
        contents, styles: folders of pictures.
        wanted: the default options where not given.
        progress: called as progress(steps done, steps in all).

    Raises:
        FileMissingError, MissingInputError: see `pictures_in`.
        FacestyleError: a picture can't be read, or is too elongated; raised before the first restyling.
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
    """Return G, and the seconds and the memory that it took."""
    memory.forget_peak()
    started = time.perf_counter()
    for step in stylize(content, style, replace(how, transparency="white")):
        last = step
        if tell is not None:
            tell(step.iteration)
    assert last.picture is not None
    return last.picture, time.perf_counter() - started, memory.peak()


def means(results: Sequence[PairResult]) -> list[dict[str, object]]:
    """Return the mean of each measure over pairs, a row for C unchanged and for each preset; of memory the highest."""
    return [_mean(measures) for measures in zip(*(result.measures for result in results), strict=True)]


def _mean(measures: Sequence[Measures]) -> dict[str, object]:
    first, rows = measures[0], [measure.as_row() for measure in measures]
    mean: dict[str, object] = {"preset": first.preset, "pairs": len(rows)}
    for name in ("content_costs", "style_costs"):
        mean[name] = {layer: _mean_of(row[name][layer] for row in rows) for layer in getattr(first, name)}
    for name in ("lpips", "gram_distance", "seconds"):
        mean[name] = _mean_of(row[name] for row in rows)
    mean["peak_bytes"] = max((row["peak_bytes"] for row in rows if row["peak_bytes"] is not None), default=None)
    return mean


def _mean_of(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))
