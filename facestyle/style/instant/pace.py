"""How fast the painter is here, learnt while it paints: the size that can be painted while somebody waits."""

from __future__ import annotations

import math

from facestyle.images import Picture
from facestyle.locked import Locked
from facestyle.style.instant.instant import MIN_SHORT_SIDE, Instant

#: A smaller G shows too little of the style to be of use.
SMALLEST = 192
#: Share of the latest picture in the pace: other work on the machine makes single ones slow.
_LATEST = 0.5


class Pace(Locked):
    """Seconds per pixel of the latest pictures."""

    def __init__(self) -> None:
        super().__init__()
        self._seconds: float | None = None

    def note(self, made: Instant) -> None:
        """Learn from a picture."""
        latest = made.seconds / (made.picture.shape[0] * made.picture.shape[1])
        with self._lock:
            known = latest if self._seconds is None else self._seconds
            self._seconds = known + _LATEST * (latest - known)

    def size(self, content: Picture, size: int, seconds: float) -> int:
        """Return the size, at most `size`, whose G takes about so many seconds; `size` while no pace is known.

        It is never below `SMALLEST`, nor so small that nothing would be left of an elongated C.
        """
        with self._lock:
            known = self._seconds
        if not known:
            return size
        ratio = min(content.width, content.height) / max(content.width, content.height)
        fits = math.isqrt(max(1, int(seconds / known / ratio)))
        return min(size, max(fits, SMALLEST, math.ceil((MIN_SHORT_SIDE + 1) / ratio)))
