"""How much memory a run takes, told before it begins, and whether it goes through pictures in strips (strips.py).

Figures are measured peaks, in float32 and by Winograd's filtering, rounded up; other formats and arithmetic take less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import torch

from facestyle.device import device
from facestyle.errors import BudgetError
from facestyle.images import Picture
from facestyle.style.optimizers import secants
from facestyle.style.options import LIMITS, StyleOptions

#: Bytes of the process before a run: libraries, the network, and what is left of loading it.
BASE = 1_200_000_000
#: Bytes for each pixel of G while its gradient is computed: all activations; with those of the first blocks in strips.
PLAIN = 3100
STRIPPED = 700
#: While a strip is gone through, forwards or backwards: of the strip, and for each pixel of G of what it passes on.
STRIP = 500_000_000
PASSED_ON = 100
#: Bytes for each pixel of G of everything else: G, its gradient, the best of either, their Fourier transforms.
VECTORS = 240
#: Bytes for each pixel of S while its Gram matrices are computed: forwards only, and gone before the descent.
STYLE_PLAIN = 1100
STYLE_STRIPPED = 260
#: A run on the CPU that takes less, all in all, never goes in strips, which cost time.
COMFORTABLE = 5_000_000_000


def needed(content: Picture, styles: Sequence[Picture], options: StyleOptions, size: int, in_strips: bool) -> int:
    """Return the bytes that the process takes at most for a G of this long side: an upper bound, not a promise."""
    pixels = _pixels(content, size)
    largest = max(_pixels(style, round(size * options.style_scale)) for style in styles)
    kept = VECTORS * pixels
    descent = max(STRIPPED * pixels, PASSED_ON * pixels + STRIP) if in_strips else PLAIN * pixels
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
        BudgetError: it says how much is needed, and which size there is room for.
    """
    free = available()
    if free is None or _smallest(content, styles, options, options.size) <= free + BASE:
        return
    low, high = int(LIMITS["size"][0]), options.size
    fitting = [size for size in range(low, high, 16) if _smallest(content, styles, options, size) <= free + BASE]
    advice = f"choose size {fitting[-1]} at most, or close other programs" if fitting else "close other programs"
    more = _smallest(content, styles, options, options.size) - BASE
    raise BudgetError(
        f"Size {options.size} takes {more / 1e9:.1f} GB of memory more, and {free / 1e9:.1f} GB are free: {advice}."
    )


def _smallest(content: Picture, styles: Sequence[Picture], options: StyleOptions, size: int) -> int:
    return min(needed(content, styles, options, size, in_strips) for in_strips in (False, True))


def available() -> int | None:
    """Bytes that the run's device has free now; None where nobody says.

    On the CPU of Linux: of the system and of every control group that the process is in, as in a container.
    """
    if device().type == "cuda":
        return int(torch.cuda.mem_get_info(device())[0])
    if device().type != "cpu":
        return None
    return min(_free_on_linux(), default=None)


def _free_on_linux() -> Iterator[int]:
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                yield int(line.split()[1]) * 1024
    for group in (Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")):
        for most, used in (("memory.max", "memory.current"), ("memory.limit_in_bytes", "memory.usage_in_bytes")):
            with suppress(OSError, ValueError):  # "max": no limit
                left = int((group / most).read_text()) - int((group / used).read_text())
                yield max(0, left + _cached(group))


def _cached(group: Path) -> int:
    """Bytes of files that a control group counts as used, and gives up when asked."""
    named = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
    return int(named.get("active_file", 0)) + int(named.get("inactive_file", 0))


def _pixels(picture: Picture, size: int) -> int:
    ratio = min(picture.width, picture.height) / max(picture.width, picture.height)
    return round(ratio * size * size)
