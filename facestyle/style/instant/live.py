"""A camera's pictures, painted one after the other: at the size that the machine keeps up with, and without flicker.

Whoever shows them sends the newest picture when it has the last one back: so none waits, and a slow machine leaves
pictures out. Nothing of a picture outlives its stream.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image

from facestyle import fields
from facestyle.errors import OptionError
from facestyle.fields import option
from facestyle.images import Picture
from facestyle.style.descent.start import scaled
from facestyle.style.film.options import FilmOptions
from facestyle.style.film.smoothing import Steady
from facestyle.style.instant.instant import check, painted, read_numbers, towards
from facestyle.style.instant.networks import NUMBERS

#: Long sides that pictures are painted at.
SIZES = (512, 448, 384, 320, 256, 224, 192, 160, 128)
#: Seconds for a picture: when it takes longer the next ones are smaller, and larger if those would take less than that.
SLOW, FAST = 0.13, 0.08
#: Pictures of one size before the next smaller one is tried, and before the next larger one.
_SOON, _PATIENT = 4, 16
#: How often the wait for a larger size is doubled, when that size was too slow.
_MOST_DOUBLED = 5
#: What the newest picture counts in the mean of the seconds.
_SHARE = 0.3
#: Seconds for which the camera's own numbers hold: a change of light takes as long to be seen.
_OWN_FOR = 2.0
#: Numbers of paintings lie between -6 and 6.
_LARGEST_NUMBER = 100.0

#: Share of the last painting that stays where the camera sees no change, as in films.
STEADINESS = FilmOptions.steadiness

#: See `instant.painted`.
Paint = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class LiveOptions:
    """How a camera's pictures are painted.

    Raises:
        OptionError: a value is not finite or out of range.
    """

    strength: float = option(
        1.0, 0.0, 1.0, help="How far to go from the camera's own manner to that of S. 0 repaints what the camera sees."
    )
    largest: int = option(
        256, SIZES[-1], SIZES[0], help="Largest long side in pixels. A machine that is too slow for it paints smaller."
    )

    def __post_init__(self) -> None:
        fields.check(self)


class FrameSize:
    """The size that a machine keeps up with, found while pictures are painted.

    Attributes:
        pixels: long side of the next picture, one of SIZES.
        seconds: mean of those that the last pictures of this size took; None where there are too few.
    """

    def __init__(self) -> None:
        self.pixels = self._largest = LiveOptions.largest
        self.seconds: float | None = None
        self._count, self._doubled, self._climbed = 0, 0, False

    def limit(self, largest: int) -> None:
        """Paint no larger than this from now on: at the next of SIZES."""
        self._largest = largest
        if self.pixels > largest:
            self._to(next(size for size in SIZES if size <= largest))

    def note(self, seconds: float) -> None:
        """Take note of a picture of the present size, and choose the size of the next one."""
        self._count += 1
        if self._count == 1:  # the libraries prepare themselves for a size that is new to them
            return
        self.seconds = seconds if self.seconds is None else (1 - _SHARE) * self.seconds + _SHARE * seconds
        smaller = next((size for size in SIZES if size < self.pixels), None)
        larger = next((size for size in reversed(SIZES) if self.pixels < size <= self._largest), None)
        if smaller and self.seconds > SLOW and self._count > _SOON:
            if self._climbed:  # this size was tried too soon
                self._doubled = min(self._doubled + 1, _MOST_DOUBLED)
            self._climbed = False
            self._to(smaller)
        elif larger and self.seconds * (larger / self.pixels) ** 2 < FAST and self._count > _PATIENT << self._doubled:
            self._climbed = True
            self._to(larger)

    def _to(self, size: int) -> None:
        self.pixels, self.seconds, self._count = size, None, 0


class Live:
    """One stream: the size of its pictures, the last picture and its painting, and the camera's own numbers.

    Args:
        paint: what paints, for pages whose networks run in another process.
    """

    def __init__(self, paint: Paint = painted, now: Callable[[], float] = time.perf_counter) -> None:
        self.size = FrameSize()
        self._paint, self._now = paint, now
        self._steady, self._steady_for = Steady(0), b""
        self._own: np.ndarray | None = None
        self._own_since = 0.0

    def paint(self, frame: Picture, numbers: np.ndarray, options: LiveOptions) -> np.ndarray:
        """Paint the newest picture.

        Args:
            frame: the picture; a larger one than `size` says is reduced.
            numbers: of the style: 100.
            options: they may change from picture to picture.

        Returns:
            H x W x 3, uint8.

        Raises:
            PictureTooSmallError: the picture is too elongated.
            BudgetError: there is too little memory.
            WeightsMissingError, WeightsDamagedError.
        """
        started = self._now()
        self.size.limit(options.largest)
        check(frame, self.size.pixels)
        pixels = _reduced(frame, self.size.pixels)
        steady = self._steady_in(pixels.shape, numbers, options.strength)
        if options.strength < 1:
            numbers = towards(self._own_numbers(frame, started), numbers, options.strength)
        aligned = steady.before(pixels)
        picture = steady.after(self._paint(aligned.pixels[None], numbers)[0], aligned)
        self.size.note(self._now() - started)
        return picture

    def _steady_in(self, shape: tuple[int, ...], numbers: np.ndarray, strength: float) -> Steady:
        """What keeps the pictures steady; it begins anew with another size or style, which shows at once."""
        asked = repr((shape, strength)).encode() + numbers.tobytes()
        if asked != self._steady_for:
            self._steady, self._steady_for = Steady(STEADINESS), asked
        return self._steady

    def _own_numbers(self, frame: Picture, now: float) -> np.ndarray:
        if self._own is None:
            self._own, self._own_since = read_numbers(frame), now
        elif now - self._own_since > _OWN_FOR:  # half way, so that nothing jumps
            self._own, self._own_since = towards(self._own, read_numbers(frame), 0.5), now
        return self._own


def numbers_of(given: Any) -> np.ndarray:
    """Check the numbers of a style as they come back from the page: 100, float32.

    Raises:
        OptionError: they are not 100 finite numbers of the size that styles have.
    """
    if isinstance(given, Sequence) and len(given) == NUMBERS and all(type(one) in (int, float) for one in given):
        numbers = np.asarray(given, np.float64)
        if (np.abs(numbers) <= _LARGEST_NUMBER).all():
            return numbers.astype(np.float32)
    raise OptionError("The numbers of the style did not arrive; choose a style again.")


def streams_at_once() -> int:
    """How many streams the machine serves at once: one for each core that torch computes with."""
    return max(1, torch.get_num_threads())


def _reduced(frame: Picture, size: int) -> np.ndarray:
    if max(frame.pixels.shape[:2]) <= size:
        return np.array(frame.pixels)
    return np.array(frame.image().resize(scaled(frame, size), Image.Resampling.BILINEAR, reducing_gap=2.0))
