"""The nine patches of a set of pictures that excite each unit of a layer most (Zeiler and Fergus 2014, section 4).

`scan` reads the pictures once, a batch at a time, for all units of all layers asked for, and holds no more than nine
places a unit; `patches` then reads the winners again and cuts them out at the unit's receptive field.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from facestyle import fields, images
from facestyle.compute.device import lock
from facestyle.compute.memory import release
from facestyle.errors import BudgetError, FacestyleError, FileMissingError, MissingInputError
from facestyle.inside.layers import Layer, Network, as_input, layer_of, unit_of
from facestyle.inside.maxima import MaximaCache, maxima_of
from facestyle.inside.networks import look_into
from facestyle.inside.options import UnitsOptions
from facestyle.inside.receptive_field import Box
from facestyle.inside.top_patches import TOP, Found, Tops

#: Pictures in one pass; at 224 pixels the first block of VGG takes 26 MB for each.
BATCH = 8
#: What stands for pixels beyond the border.
GREY = 128
#: Most pictures of one set.
MOST_PICTURES = 100_000
ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic"}

Source = str | Path


@dataclass(frozen=True, eq=False)
class Scan:
    """What a pass over a set of pictures has found.

    Attributes:
        options: what was asked for.
        sources: of the pictures, as they were given.
        digests: of the pictures' bytes; empty for those that could not be used.
        found: by layer.
        unusable: source and sentence of each picture that could not be used.
        repeated: pictures that were there already, and are counted once.
    """

    options: UnitsOptions
    sources: tuple[Source, ...]
    digests: tuple[str, ...]
    found: dict[str, Found]
    unusable: tuple[tuple[Source, str], ...]
    repeated: int

    @property
    def usable(self) -> int:
        """Pictures that were looked at."""
        return len(self.sources) - len(self.unusable) - self.repeated


@dataclass(frozen=True, eq=False)
class ScanStep:
    """How far a pass has come.

    Attributes:
        done, total: pictures read, and in all.
        seconds: since the call.
        scan: at the last step, what was found.
    """

    done: int
    total: int
    seconds: float
    scan: Scan | None = None


@dataclass(frozen=True, eq=False)
class Patch:
    """What a unit saw where it fired most in one picture.

    Attributes:
        pixels: as large as the unit's receptive field, x 3, uint8; grey beyond the border of the picture.
        activation: of the unit, after the layer's ReLU.
        source: of the picture.
        box: in pixels of the picture as the network saw it; parts may lie beyond its borders.
        position: row and column in the layer.
        complete: no part lies beyond a border.
    """

    pixels: np.ndarray
    activation: float
    source: Source
    box: Box
    position: tuple[int, int]
    complete: bool


@dataclass
class _Batch:
    """Pictures of one size that wait for their pass."""

    numbers: list[int] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    pixels: list[np.ndarray] = field(default_factory=list)

    def fits(self, pixels: np.ndarray) -> bool:
        return not self.pixels or (len(self.pixels) < BATCH and self.pixels[0].shape == pixels.shape)


def pictures_in(folder: Path) -> list[Path]:
    """Every picture of a folder and the folders in it, by name.

    Raises:
        FileMissingError: there is no such folder.
        MissingInputError: it holds no picture.
        BudgetError: it holds more than `MOST_PICTURES`.
    """
    if not folder.is_dir():
        raise FileMissingError(f"{folder} is not a folder; give one that holds pictures.")
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
    if not paths:
        raise MissingInputError(f"{folder} holds no picture; give a folder of JPEG, PNG or WebP files.")
    return paths


def scan(
    sources: Sequence[Source], options: UnitsOptions | None = None, cache: MaximaCache | None = None
) -> Generator[ScanStep, None, None]:
    """Look for the nine places that excite each unit most, at most one a picture, in one pass over the pictures.

    Yields a step after each picture; the last one holds what was found. Closing the iterator ends the pass.
    Pictures that can't be read are left out and named in the result; two files of the same bytes count as one picture.

    Args:
        sources: paths.
        options: the default ones where not given.
        cache: what is known of pictures already; they are read, but not passed through the network.

    Raises:
        OptionError: there is no such layer.
        MissingInputError: no picture was given, or none could be used.
        BudgetError: more than `MOST_PICTURES`.
        WeightsMissingError, WeightsDamagedError.
    """
    options = options or UnitsOptions()
    network = look_into(options.network)
    layers = [layer_of(network, name) for name in options.layers]
    if not sources:
        raise MissingInputError("No picture was given; give the pictures that the units are shown.")
    if len(sources) > MOST_PICTURES:
        raise BudgetError(f"{len(sources)} pictures are more than the {MOST_PICTURES} that one pass may take.")
    one = _Pass(network, layers, options, cache if cache is not None else MaximaCache(0))
    started = time.perf_counter()
    try:
        yield ScanStep(0, len(sources), 0.0)
        for number, source in enumerate(sources):
            one.take(number, source)
            yield ScanStep(number, len(sources), time.perf_counter() - started)
        one.flush()
        result = one.result(sources)
        yield ScanStep(len(sources), len(sources), time.perf_counter() - started, result)
    finally:
        release()


class _Pass:
    """One pass over the pictures."""

    def __init__(self, network: Network, layers: list[Layer], options: UnitsOptions, cache: MaximaCache) -> None:
        self.network, self.layers, self.options, self.cache = network, layers, options, cache
        # Whatever the size, the face encoder sees 160 pixels.
        self.contract = f"{network.contract}@{network.side or options.size}"
        self.tops = {layer.name: Tops(layer) for layer in layers}
        self.digests: dict[int, str] = {}
        self.known: set[str] = set()
        self.unusable: list[tuple[Source, str]] = []
        self.batch = _Batch()

    def take(self, number: int, source: Source) -> None:
        """Take a picture in, and pass those that wait through the network where it does not fit to them."""
        try:
            picture = images.load(source, detail=max(self.options.size, images.DETAIL if self.network.side else 0))
            if picture.digest in self.known:
                self.digests[number] = ""
                return
            remembered = [self.cache.get((picture.digest, self.contract, layer.name)) for layer in self.layers]
            pixels = None if all(remembered) else self.network.seen(picture, self.options.size)
        except FacestyleError as problem:
            self.unusable.append((source, problem.message))
            return
        self.known.add(picture.digest)
        self.digests[number] = picture.digest
        if pixels is None:
            for layer, maxima in zip(self.layers, remembered, strict=True):
                self.tops[layer.name].add(number, maxima)  # type: ignore[arg-type]
            return
        if not self.batch.fits(pixels):
            self.flush()
        self.batch.numbers.append(number)
        self.batch.digests.append(picture.digest)
        self.batch.pixels.append(pixels)

    def flush(self) -> None:
        """Pass what waits through the network."""
        batch, self.batch = self.batch, _Batch()
        if not batch.pixels:
            return
        names = [layer.name for layer in self.layers]
        with lock, torch.inference_mode():
            activations = self.network.activations(as_input(self.network, batch.pixels), names, fast=True)
            maxima = {name: maxima_of(activations.pop(name), batch.pixels[0].shape[:2]) for name in names}
        for name in names:
            for number, digest, one in zip(batch.numbers, batch.digests, maxima[name], strict=True):
                self.tops[name].add(number, one)
                self.cache.keep((digest, self.contract, name), one)

    def result(self, sources: Sequence[Source]) -> Scan:
        if not self.known:
            _, sentence = self.unusable[0]
            raise MissingInputError(f"None of the {len(sources)} pictures could be used; the first: {sentence}")
        return Scan(
            options=self.options,
            sources=tuple(sources),
            digests=tuple(self.digests.get(number, "") for number in range(len(sources))),
            found={layer.name: self.tops[layer.name].found() for layer in self.layers},
            unusable=tuple(self.unusable),
            repeated=sum(not digest for digest in self.digests.values()),
        )


def patches(scan: Scan, layer: str, units: Sequence[int]) -> dict[int, list[Patch]]:
    """Cut out the patches of some units, strongest first; each picture is read once more.

    Returns:
        By unit at most nine; fewer where fewer pictures excite it. A picture that has changed since, or gone, is left
        out.

    Raises:
        OptionError: the layer was not looked at, or has no such unit.
    """
    fields.choice("layer", layer, scan.found)
    found = scan.found[layer]
    units = [unit_of(found.layer, unit) for unit in units]
    wanted: dict[int, list[tuple[int, int]]] = {}
    for unit in units:
        for rank in np.flatnonzero(np.isfinite(found.values[unit])).tolist():
            wanted.setdefault(int(found.pictures[unit, rank]), []).append((unit, rank))
    cut: dict[tuple[int, int], Patch] = {}
    for number, pixels in _again(scan, sorted(wanted)):
        for unit, rank in wanted[number]:
            row, column = (int(place) for place in found.positions[unit, rank])
            box = found.layer.field.box(row, column)
            value = float(found.values[unit, rank])
            cut[unit, rank] = Patch(
                cut_out(pixels, box),
                value,
                scan.sources[number],
                box,
                (row, column),
                bool(found.complete[unit, rank]),
            )
    return {unit: [cut[unit, rank] for rank in range(TOP) if (unit, rank) in cut] for unit in units}


def _again(scan: Scan, numbers: Sequence[int]) -> Iterator[tuple[int, np.ndarray]]:
    """The pictures of these numbers as the network saw them."""
    network = look_into(scan.options.network)
    detail = max(scan.options.size, images.DETAIL if network.side else 0)
    for number in numbers:
        try:
            picture = images.load(scan.sources[number], detail=detail)
            if picture.digest == scan.digests[number]:
                yield number, network.seen(picture, scan.options.size)
        except FacestyleError:
            continue


def cut_out(pixels: np.ndarray, box: Box) -> np.ndarray:
    """Return the pixels of a box, grey where it lies beyond the borders.

    Args:
        pixels: H x W x 3, uint8.
        box: see `ReceptiveField.box`.
    """
    height, width = pixels.shape[:2]
    left, top, right, bottom = box
    patch = np.full((bottom - top, right - left, 3), GREY, dtype=np.uint8)
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    patch[y0 - top : y1 - top, x0 - left : x1 - left] = pixels[y0:y1, x0:x1]
    return patch
