"""How long a run under way will still take, by the pace of its latest steps. Before it begins: time_estimate.py."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import pairwise

#: Number of latest steps whose mean counts: enough for a steady figure, few enough to show that a machine gets busy.
LATEST = 20
#: Time of preparing another size, in steps at that size: C and S go through the network.
PREPARING = 1.0


class TimeLeft:
    """Estimates the time of the steps that remain from the times of those that are done.

    Three kinds of steps don't count: the start, before which networks are loaded; the last one at a size, in which the
    next size is prepared; and the first one at a size, which asks for its memory.

    Args:
        long_sides: of G at each iteration, from the start to the last step. A step's work grows with their square.
    """

    def __init__(self, long_sides: Sequence[int]) -> None:
        self._sides = list(long_sides)
        self._paces: deque[float] = deque(maxlen=LATEST)
        self._size_of_paces = 0
        self._before = 0.0

    def after(self, iteration: int, seconds: float) -> float | None:
        """Return the seconds that are left after this iteration; None after the start.

        Args:
            iteration: from 0 on, each once.
            seconds: when it was done, since any moment.
        """
        size = self._sides[iteration]
        took, self._before = seconds - self._before, seconds
        around = self._sides[max(0, iteration - 1) : iteration + 2]
        if iteration and set(around) == {size}:
            if size != self._size_of_paces:  # a pixel of a small picture costs more: forget other sizes
                self._paces.clear()
                self._size_of_paces = size
            self._paces.append(took / size**2)
        left = self._sides[iteration + 1 :]
        if not left:
            return 0.0
        if not iteration:
            return None
        pace = sum(self._paces) / len(self._paces) if self._paces else took / size**2
        work: float = sum(side**2 for side in left)
        work += sum(PREPARING * b**2 for a, b in pairwise(left) if a != b)
        return work * pace
