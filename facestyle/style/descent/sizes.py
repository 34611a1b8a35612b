"""The size of G at each step: a large G grows from a small one.

Coarse-to-fine (Gatys, Ecker, Bethge, Hertzmann and Shechtman 2017, section 6). A layer of VGG sees a fixed number of
pixels. So the forms and strokes of a G that begins at 1024 px are a quarter as large, relative to its width, as those
of a G at 256 px. A G that begins small looks the same at every size, only finer, and most of its steps cost less.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from facestyle.compute.memory import release
from facestyle.errors import PictureTooSmallError
from facestyle.images import Picture
from facestyle.style.descent.descent import Descent
from facestyle.style.descent.start import scaled
from facestyle.style.options import StyleOptions

#: Long side at which a G from noise begins, if its full size is larger by this factor at least.
FIRST = 256
WORTH_GROWING = 1.25
#: Share of the remaining steps that is taken at one size before the next, and most steps. At 512 px, 80 steps at 256 px
#: leave J as low in the same time as 40 do (golden_gate with starry_night, in steps at full size: 2.31 after 101, 2.37
#: after 91). The look is then that of 256 px, which it is not after 30 steps; 130 steps waste a tenth of the time.
SHARE = 0.5
MOST = 80
#: With a shorter side block 5 has too few positions for a meaningful Gram matrix.
MIN_SHORT_SIDE = 32


def sizes(content: Picture, styles: Sequence[Picture], options: StyleOptions) -> list[int]:
    """Return the long side of G at each iteration, 0 to options.steps.

    It grows from `FIRST` to options.size, and at most doubles each time; a size at which a picture would be too thin is
    skipped. A run that starts from C does all steps at full size.

    Raises:
        PictureTooSmallError: a picture is too elongated for the size asked for.
    """
    for picture, long_side, step in _sized(content, styles, options, options.size):
        width, height = scaled(picture, long_side, step)
        if min(width, height) < MIN_SHORT_SIDE:
            raise PictureTooSmallError(
                f"{picture.name} is {picture.width} x {picture.height} pixels, too elongated: at size {options.size} "
                f"its short side would be {min(width, height)}, and {MIN_SHORT_SIDE} are needed. Crop it, or choose a "
                "larger size."
            )
    long_sides: list[int] = []
    for size in _coarse_sizes(options):
        shortest = min(min(scaled(*sized)) for sized in _sized(content, styles, options, size))
        if shortest >= MIN_SHORT_SIDE:
            long_sides += [size] * min(MOST, round(SHARE * (options.steps - len(long_sides))))
    return long_sides + [options.size] * (options.steps + 1 - len(long_sides))


def _coarse_sizes(options: StyleOptions) -> list[int]:
    """Return the sizes before the full one; each is larger than the one before by the same ratio."""
    if options.init == "content" or options.size < WORTH_GROWING * FIRST:
        return []
    count = math.ceil(math.log2(options.size / FIRST))
    return [round(FIRST * (options.size / FIRST) ** (number / count)) for number in range(count)]


def _sized(
    content: Picture, styles: Sequence[Picture], options: StyleOptions, size: int
) -> list[tuple[Picture, int, int]]:
    """Return every picture with its long side, for a G of this size, and what its sides are multiples of."""
    of_styles = ((style, round(size * options.style_scale), 1) for style in styles)
    return [(content, size, options.step_of_sides), *of_styles]


def descents(long_sides: Sequence[int], faces: bool) -> list[int]:
    """Return the number of the descent that each iteration belongs to: 0, then one more at each new size.

    Faces are put into the start of the last one. Before G has its style, its costs fall so steeply that a face would be
    lost in the first steps; so a run at one size has two descents.

    Args:
        long_sides: of G at each iteration.
        faces: whether faces are put into a G that has no style at the start.
    """
    if faces and len(set(long_sides)) == 1:
        half = round(SHARE * len(long_sides))
        return [0] * half + [1] * (len(long_sides) - half)
    ordered = list(dict.fromkeys(long_sides))
    return [ordered.index(size) for size in long_sides]


class GrowingDescent:
    """One descent after another, each from the best G of the one before.

    Args:
        long_sides: of G at each iteration.
        numbers: of `descents`.
        begin: makes the descent at a size, and is told whether it is the last.

    Attributes:
        descent: the one under way.
    """

    def __init__(
        self, long_sides: Sequence[int], numbers: Sequence[int], begin: Callable[[int, bool], Descent]
    ) -> None:
        self._long_sides = long_sides
        self._numbers = numbers
        self._begin = begin
        self._next: Descent | None = None
        self.descent = self._at(0)
        release()

    def go_to(self, iteration: int) -> None:
        """Change to the descent of an iteration, and get ready for that of the next one; called for each in turn.

        What a descent is compared with takes as long as a step of it, so it is computed one step ahead: whoever looks
        on never waits for both. Only at the start it is not, where they wait for the first picture.
        """
        number, *coming = self._numbers[iteration : iteration + 2]
        if iteration and number != self._numbers[iteration - 1]:
            finer = self._next or self._at(iteration)
            finer.go_on_from(self.descent)
            self.descent, self._next = finer, None
            release()
        if iteration and coming and coming[0] != number:
            self._next = self._at(iteration + 1)

    def _at(self, iteration: int) -> Descent:
        return self._begin(self._long_sides[iteration], self._numbers[iteration] == self._numbers[-1])
