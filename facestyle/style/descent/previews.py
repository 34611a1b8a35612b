"""When a picture of G is due: often enough to watch it form, rarely enough that showing it costs little."""

from __future__ import annotations

from collections.abc import Sequence

#: Seconds between two previews at most, as long as a step takes less and the next one as long as the last.
PREVIEW_EVERY = 1.0


class Previews:
    """Decides after each step whether its picture is shown.

    Args:
        long_sides: of G at each iteration, from the start to the last step.
    """

    def __init__(self, long_sides: Sequence[int]) -> None:
        self._long_sides = long_sides
        self._shown = -PREVIEW_EVERY
        self._before = 0.0

    def due(self, iteration: int, seconds: float) -> bool:
        """Return whether this iteration, which is done after so many seconds, shows a picture; asked once for each.

        A picture comes before the next step would be late, and before whatever takes long: preparing another size,
        its first step, and the last costs in float32.
        """
        size, *coming = self._long_sides[iteration : iteration + 3]
        changing = any(other != size for other in coming)
        ending = len(coming) < 2
        due = ending or changing or 2 * seconds - self._before - self._shown >= PREVIEW_EVERY
        self._before = seconds
        if due:
            self._shown = seconds
        return due
