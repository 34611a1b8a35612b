"""film(): a film painted in the manner of pictures, an iterator of FilmStep."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from facestyle.compute.device import device
from facestyle.compute.memory import hold_memory, let_memory_go, release
from facestyle.images import Picture
from facestyle.outputs import atomically
from facestyle.style.descent.colours import with_colours_of
from facestyle.style.film.numbers import film_numbers, seen_of
from facestyle.style.film.opening import opened
from facestyle.style.film.options import FilmOptions
from facestyle.style.film.reading import FilmFrame, FilmReader
from facestyle.style.film.smoothing import Steady
from facestyle.style.film.writing import FilmWriter
from facestyle.style.instant.instant import painted

#: Pictures that are painted at once. On a CPU more gain nothing, and whoever stops a film waits for them.
_AT_ONCE = {"cpu": 4}
_AT_ONCE_ELSEWHERE = 16

Paint = Callable[[np.ndarray], np.ndarray]


class Painter(Protocol):
    """Has the networks that paint; an `Engine` does, and `PaintHere`."""

    def film_numbers(self, seen: Sequence[np.ndarray], styles: Sequence[Picture], options: FilmOptions) -> np.ndarray:
        """See `numbers.film_numbers`."""

    def painted(self, pixels: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """See `instant.painted`."""


class PaintHere:
    """Paints with the networks of this process; see `Painter`."""

    def film_numbers(self, seen: Sequence[np.ndarray], styles: Sequence[Picture], options: FilmOptions) -> np.ndarray:
        """See `Painter.film_numbers`."""
        return film_numbers(seen, styles, options)

    def painted(self, pixels: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """See `Painter.painted`."""
        return painted(pixels, numbers)


#: What paints where nothing else is said.
HERE = PaintHere()


@dataclass(frozen=True, eq=False)
class FilmStep:
    """Where a film stands.

    Attributes:
        frame: pictures written so far.
        frames: pictures in all, about; None where the film does not say it.
        seconds: since the call.
        seconds_left: to the end, about; None before the first picture, and where the film does not say its length.
        preview: the latest picture, H x W x 3, uint8; None before the first, and at the last step.
        film_seconds: length of what is written so far.
        width, height: of the pictures.
        sound: what becomes of the sound: copied, encoded as AAC, or none.
        left_out: what the film lacks, a sentence each: damaged pictures, pictures beyond options.rate.
        last: whether the film is complete, and lies where it was asked for.
    """

    frame: int
    frames: int | None
    seconds: float
    seconds_left: float | None
    preview: np.ndarray | None
    film_seconds: float
    width: int
    height: int
    sound: str
    left_out: tuple[str, ...]
    last: bool = False


def film(
    source: Path,
    style: Picture | Sequence[Picture],
    output: Path,
    options: FilmOptions | None = None,
    keep: bool = True,
    painter: Painter = HERE,
) -> Generator[FilmStep, None, None]:
    """Paint a film in the manner of `style`, or of several styles mixed, with its sound and its times.

    Yields a record before the first picture, one after each few pictures, and one at the end. The memory that it takes
    does not grow with the length of the film. What is written lies beside `output` under another name until the end;
    an older `output` is replaced then.

    Args:
        source: the film.
        style: S, or several.
        output: where the painted film goes, see `outputs.check` with `writing.ENDINGS`.
        options: the default ones where not given.
        keep: what closing the iterator before its end does: what is painted so far becomes the film, or nothing does.
        painter: what has the networks.

    Raises:
        FileMissingError, FilmFileError, PictureTooLargeError, PictureTooSmallError: see `opening.opened`.
        OptionError: the number of weights differs from that of the styles.
        OutputError: the film can't be written.
        BudgetError: the memory runs out.
        WeightsMissingError, WeightsDamagedError.
    """
    options = options or FilmOptions()
    styles = [style] if isinstance(style, Picture) else list(style)
    options.shares(len(styles))
    started = time.perf_counter()
    with opened(source, options) as reader:
        numbers = painter.film_numbers(seen_of(source, options), styles, options)
        yield from _painted(reader, lambda pixels: painter.painted(pixels, numbers), output, options, keep, started)


def _painted(
    reader: FilmReader, paint: Paint, output: Path, options: FilmOptions, keep: bool, started: float
) -> Generator[FilmStep, None, None]:
    steady, pace = Steady(options.steadiness), _Pace(reader.frames)
    hold_memory()
    try:
        with atomically(output) as new, FilmWriter.like(reader, new) as writer:
            step = partial(_step, reader, writer, pace, started)
            try:
                yield step()
                for batch in _batches(reader, writer):
                    yield step(_written(batch, paint, steady, options, writer))
            except GeneratorExit:
                if not keep or not writer.frames:
                    raise
                writer.cut(reader)
                return
        yield step(last=True)
    finally:
        let_memory_go()
        release()


def _step(
    reader: FilmReader,
    writer: FilmWriter,
    pace: _Pace,
    started: float,
    shown: np.ndarray | None = None,
    last: bool = False,
) -> FilmStep:
    done, frames, seconds = writer.frames, reader.frames, time.perf_counter() - started
    left = 0.0 if last else pace.left(done, seconds)
    if frames is not None:
        frames = done if last else max(frames, done)
    size, left_out = (reader.width, reader.height), (*reader.left_out, *writer.left_out)
    return FilmStep(done, frames, seconds, left, shown, writer.seconds, *size, writer.sound, left_out, last)


def _batches(reader: FilmReader, writer: FilmWriter) -> Iterator[list[FilmFrame]]:
    """Collect pictures to be painted at once; sound goes to the writer."""
    count = _AT_ONCE.get(device().type, _AT_ONCE_ELSEWHERE)
    batch: list[FilmFrame] = []
    for item in reader:
        if not isinstance(item, FilmFrame):
            writer.add_sound(item)
            continue
        batch.append(item)
        if len(batch) == count:
            yield batch
            batch = []
    if batch:
        yield batch


def _written(
    batch: list[FilmFrame], paint: Paint, steady: Steady, options: FilmOptions, writer: FilmWriter
) -> np.ndarray:
    """Paint pictures and write them; returns the last."""
    aligned = [steady.before(frame.pixels) for frame in batch]
    for frame, before, made in zip(batch, aligned, paint(np.stack([one.pixels for one in aligned])), strict=True):
        shown = steady.after(made, before)
        if options.keep_colors == "luminance":
            shown = with_colours_of(shown, before.pixels)
        writer.add(shown, frame.time, frame.duration)
    return shown


class _Pace:
    """The time left of a film, by the pace of its latest pictures.

    Args:
        frames: in all, about; None where that is not known.
    """

    def __init__(self, frames: int | None) -> None:
        self._frames = frames
        self._latest: deque[tuple[int, float]] = deque(maxlen=20)

    def left(self, done: int, seconds: float) -> float | None:
        """Return the seconds left after so many pictures and seconds; None where it can't be told."""
        self._latest.append((done, seconds))
        if self._frames is None or not done:
            return None
        # The network is loaded before the first pictures, which therefore count only while there are no others.
        if len(self._latest) == 3 and not self._latest[0][0]:
            self._latest.popleft()
        (before, began), (now, ended) = self._latest[0], self._latest[-1]
        return max(0, self._frames - now) * (ended - began) / (now - before)
