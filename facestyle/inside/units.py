"""The nine places in a set of pictures that excite each unit of a layer most (Zeiler and Fergus 2014, section 4).

`scan` reads the pictures once, a batch at a time, for all units of all layers asked for, and holds no more than nine
places a unit; patches.py then cuts them out.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facestyle import images
from facestyle.compute.memory import release
from facestyle.errors import BudgetError, FacestyleError, MissingInputError, NoFaceError, PictureTooSmallError
from facestyle.inside.layers import Layer, layer_of
from facestyle.inside.looking import HERE, About, Look
from facestyle.inside.maxima import Maxima, MaximaCache
from facestyle.inside.options import UnitsOptions
from facestyle.inside.top_patches import Found, Tops

#: Pictures in one pass; at 224 pixels the first block of VGG takes 26 MB for each.
BATCH = 8
#: Most pictures of one set.
MOST_PICTURES = 100_000

Source = str | Path


@dataclass(frozen=True, eq=False)
class Scan:
    """What a pass over a set of pictures has found.

    Attributes:
        options: of the pass.
        sources: of the pictures, as they were given.
        digests: of the pictures' bytes; empty for those that could not be used.
        found: by layer.
        unusable: source of each picture that could not be used, and why.
        repeated: number of pictures that had been there before; each counts once.
    """

    options: UnitsOptions
    sources: tuple[Source, ...]
    digests: tuple[str, ...]
    found: dict[str, Found]
    unusable: tuple[tuple[Source, str], ...]
    repeated: int

    @property
    def usable(self) -> int:
        """Return the number of pictures that were looked at."""
        return len(self.sources) - len(self.unusable) - self.repeated


@dataclass(frozen=True, eq=False)
class ScanStep:
    """How far a pass has come.

    Attributes:
        done, total: number of pictures read, and of all.
        seconds: since the call.
        scan: the result, at the last step.
    """

    done: int
    total: int
    seconds: float
    scan: Scan | None = None


def detail_for(network: About, options: UnitsOptions) -> int:
    """Return the long side in pixels that pictures are decoded to; for a face encoder enough to find faces."""
    return max(options.size, images.DETAIL if network.side else 0)


def scan(
    sources: Sequence[Source],
    options: UnitsOptions | None = None,
    cache: MaximaCache | None = None,
    look: Look = HERE,
) -> Generator[ScanStep, None, None]:
    """Look for the nine places that excite each unit most, at most one a picture, in one pass over the pictures.

    Yields a step after each picture; the last one holds what was found. Closing the iterator ends the pass.
    Pictures that can't be read are left out and named in the result; two files of the same bytes count as one picture.

    Args:
        sources: paths.
        options: the default ones where not given.
        cache: of pictures that have been looked at before; they are read, but don't go through the network again.
        look: what has the network.

    Raises:
        OptionError: there is no such layer.
        MissingInputError: no picture was given, or none could be used.
        BudgetError: more than `MOST_PICTURES`.
        WeightsMissingError, WeightsDamagedError.
    """
    options = options or UnitsOptions()
    network = look.about(options.network)
    layers = [layer_of(network, name) for name in options.layers]
    if not sources:
        raise MissingInputError("No picture was given; give the pictures that the units are shown.")
    if len(sources) > MOST_PICTURES:
        raise BudgetError(f"{len(sources)} pictures are more than the {MOST_PICTURES} that one pass may take.")
    progress = _Pass(look, network, layers, options, cache if cache is not None else MaximaCache(0))
    started = time.perf_counter()
    try:
        yield ScanStep(0, len(sources), 0.0)
        for number, source in enumerate(sources):
            progress.take(number, source)
            yield ScanStep(number, len(sources), time.perf_counter() - started)
        result = progress.result(sources)
        yield ScanStep(len(sources), len(sources), time.perf_counter() - started, result)
    finally:
        release()


class _Pass:
    """One pass over the pictures."""

    def __init__(
        self, look: Look, network: About, layers: list[Layer], options: UnitsOptions, cache: MaximaCache
    ) -> None:
        self.look, self.network, self.layers, self.options, self.cache = look, network, layers, options, cache
        # Whatever the size, the face encoder sees 160 pixels.
        self.contract = f"{network.contract}@{network.side or options.size}"
        self.tops = {layer.name: Tops(layer) for layer in layers}
        self.digests: dict[int, str] = {}
        self.known: set[str] = set()
        self.unusable: list[tuple[Source, str]] = []
        #: Number, digest and pixels of pictures of one size that wait to go through the network.
        self.waiting: list[tuple[int, str, np.ndarray]] = []

    def take(self, number: int, source: Source) -> None:
        """Take a picture in; those that wait go through the network first where its size differs from theirs."""
        try:
            picture = images.load(source, detail=detail_for(self.network, self.options))
        except FacestyleError as problem:
            self.unusable.append((source, problem.message))
            return
        if picture.digest in self.known:
            self.digests[number] = ""
            return
        remembered = self._remembered(picture.digest)
        try:
            pixels = None if remembered else self.look.seen(picture, self.network.name, self.options.size)
        except (PictureTooSmallError, NoFaceError) as problem:  # any other one is none of the picture's
            self.unusable.append((source, problem.message))
            return
        self.known.add(picture.digest)
        self.digests[number] = picture.digest
        if pixels is None:
            for name, maxima in remembered.items():
                self.tops[name].add(number, maxima)
            return
        if len(self.waiting) == BATCH or any(waiting.shape != pixels.shape for *_, waiting in self.waiting):
            self.flush()
        self.waiting.append((number, picture.digest, pixels))

    def _remembered(self, digest: str) -> dict[str, Maxima]:
        """The maxima of a picture by layer; empty where those of one layer are not known."""
        known = {layer.name: self.cache.get((digest, self.contract, layer.name)) for layer in self.layers}
        return {name: maxima for name, maxima in known.items() if maxima is not None} if all(known.values()) else {}

    def flush(self) -> None:
        """Let the pictures that wait go through the network."""
        batch, self.waiting = self.waiting, []
        if not batch:
            return
        pictures = [pixels for *_, pixels in batch]
        names = [layer.name for layer in self.layers]
        maxima = self.look.maxima(pictures, self.network.name, names)
        for name in names:
            for (number, digest, _), of_picture in zip(batch, maxima[name], strict=True):
                self.tops[name].add(number, of_picture)
                self.cache.keep((digest, self.contract, name), of_picture)

    def result(self, sources: Sequence[Source]) -> Scan:
        """What was found, once the pictures that still wait have been through the network."""
        self.flush()
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
