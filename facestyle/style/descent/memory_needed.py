"""How much memory a run will take, and whether it has to compute in strips (strips.py).

The figures are measured peaks in float32, by the convolution that takes most, rounded up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from facestyle import fields
from facestyle.compute.device import device
from facestyle.compute.memory import available
from facestyle.errors import BudgetError
from facestyle.images import Picture
from facestyle.style.descent.optimizers import secants
from facestyle.style.options import StyleOptions

#: Bytes of the process before a run: libraries, the network, and what loading it leaves behind.
BASE = 1_200_000_000
#: Bytes for each pixel of G while its gradient is computed, by the number of blocks that are computed in strips.
GRADIENT = {0: 3100, 2: 700, 4: 170}
#: Bytes for each pixel of G of the style layers within the faces, where people are to be kept recognisable.
IN_FACES = 500
#: Bytes while a strip is computed, forwards or backwards: of the strip, and for each pixel of G of what it passes on.
STRIP = {0: 0, 2: 500_000_000, 4: 900_000_000}
PASSED_ON = 100
#: Bytes for each pixel of G of everything else: G and its gradient, the best of both, their Fourier transforms, and
#: where each of its colours belongs.
VECTORS = 290
#: Bytes for each pixel of S while its Gram matrices are computed: forwards only, and freed before the descent.
STYLE = {0: 1100, 2: 260, 4: 120}
#: Bytes of all that a run on the CPU may take before it computes two blocks in strips, and four, which cost time.
COMFORTABLE, ROOMY = 5_000_000_000, 8_000_000_000


def needed(content: Picture, styles: Sequence[Picture], options: StyleOptions, size: int, in_strips: int) -> int:
    """Return the bytes that the process takes for a G of this long side, at most.

    Args:
        content, styles, options: of the run.
        size: long side of G.
        in_strips: the number of blocks that are computed in strips: 0, 2 or 4.
    """
    pixels = _pixels(content, size)
    largest = max(_pixels(style, round(size * options.style_scale)) for style in styles)
    kept = VECTORS * pixels
    descent = GRADIENT[in_strips] * pixels
    if in_strips:
        descent = max(descent, PASSED_ON * pixels + STRIP[in_strips])
    elif options.identity:
        descent += IN_FACES * pixels
    if options.optimizer == "lbfgs":
        descent += 2 * secants(3 * pixels) * 3 * pixels * 4
    preparing = STYLE[in_strips] * largest + STRIP[in_strips]
    return BASE + kept + max(descent, preparing)


def blocks_in_strips(content: Picture, styles: Sequence[Picture], options: StyleOptions, size: int) -> int:
    """Return how many blocks a run at this size computes in strips, so that it takes no more memory than it should."""
    free = available()
    there = math.inf if free is None else free + BASE
    on_cpu = device().type != "cuda"
    for blocks, most in ((0, COMFORTABLE), (2, ROOMY)):
        if needed(content, styles, options, size, blocks) <= (min(most, there) if on_cpu else there):
            return blocks
    return 4


def check(content: Picture, styles: Sequence[Picture], options: StyleOptions) -> None:
    """Refuse a run that there is not the memory for, before any work.

    Raises:
        BudgetError: says how much is needed, and which size fits.
    """
    free = available()
    if free is None or _smallest(content, styles, options, options.size) <= free + BASE:
        return
    low, high = fields.limits(StyleOptions, "size")[0], options.size
    fitting = [size for size in range(low, high, 16) if _smallest(content, styles, options, size) <= free + BASE]
    advice = f"choose size {fitting[-1]} at most, or close other programs" if fitting else "close other programs"
    more = _smallest(content, styles, options, options.size) - BASE
    raise BudgetError(
        f"Size {options.size} takes {more / 1e9:.1f} GB of memory more, and {free / 1e9:.1f} GB are free: {advice}."
    )


def _smallest(content: Picture, styles: Sequence[Picture], options: StyleOptions, size: int) -> int:
    return min(needed(content, styles, options, size, in_strips) for in_strips in STRIP)


def _pixels(picture: Picture, size: int) -> int:
    ratio = min(picture.width, picture.height) / max(picture.width, picture.height)
    return round(ratio * size * size)
