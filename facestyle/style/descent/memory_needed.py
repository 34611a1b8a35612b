"""How much memory a run will take, and whether it has to compute in strips (strips.py).

The figures are measured peaks in float32, by the convolution that takes most, rounded up.
"""

from __future__ import annotations

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
#: Bytes for each pixel of G while its gradient is computed: with all activations, and with the first blocks in strips.
PLAIN = 3100
STRIPPED = 700
#: Bytes for each pixel of G of the style layers within the faces, where people are to be kept recognisable.
IN_FACES = 500
#: Bytes while a strip is computed, forwards or backwards: of the strip, and for each pixel of G of what it passes on.
STRIP = 500_000_000
PASSED_ON = 100
#: Bytes for each pixel of G of everything else: G and its gradient, the best of both, their Fourier transforms, and
#: where each of its colours belongs.
VECTORS = 290
#: Bytes for each pixel of S while its Gram matrices are computed: forwards only, and freed before the descent.
STYLE_PLAIN = 1100
STYLE_STRIPPED = 260
#: Bytes of all that a run on the CPU may take before it computes in strips, which cost time.
COMFORTABLE = 5_000_000_000


def needed(content: Picture, styles: Sequence[Picture], options: StyleOptions, size: int, in_strips: bool) -> int:
    """Return the bytes that the process takes for a G of this long side, at most."""
    pixels = _pixels(content, size)
    largest = max(_pixels(style, round(size * options.style_scale)) for style in styles)
    kept = VECTORS * pixels
    descent = max(STRIPPED * pixels, PASSED_ON * pixels + STRIP) if in_strips else PLAIN * pixels
    if options.identity and not in_strips:
        descent += IN_FACES * pixels
    if options.optimizer == "lbfgs":
        descent += 2 * secants(3 * pixels) * 3 * pixels * 4
    preparing = (STYLE_STRIPPED if in_strips else STYLE_PLAIN) * largest + (STRIP if in_strips else 0)
    return BASE + kept + max(descent, preparing)


def needs_strips(content: Picture, styles: Sequence[Picture], options: StyleOptions, size: int) -> bool:
    """Whether a run at this size would take more memory than it should without strips."""
    free = available()
    most = COMFORTABLE if device().type != "cuda" else None
    if free is not None:
        most = free + BASE if most is None else min(most, free + BASE)
    return most is not None and needed(content, styles, options, size, in_strips=False) > most


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
    return min(needed(content, styles, options, size, in_strips) for in_strips in (False, True))


def _pixels(picture: Picture, size: int) -> int:
    ratio = min(picture.width, picture.height) / max(picture.width, picture.height)
    return round(ratio * size * size)
