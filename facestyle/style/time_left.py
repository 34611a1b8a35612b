"""How long a run that is under way still takes: by the pace of its latest steps. Before it begins: pace.py."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import pairwise

#: The latest steps whose mean counts: enough for an even figure, few enough that a machine that gets busy shows.
LATEST = 20
#: In the last step before another size its targets are computed: forwards through C and S, about so many steps' time.
PREPARING = 1.0


class TimeLeft:
    """Told when each step was done, says how long the others will take.

    What came before the start does not count (networks are loaded once), nor do the last step at a size, in which the
    targets of the next one were computed, and the first at another, which asks for its memory.

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
            seconds: when it was done, since whenever.
        """
        size = self._sides[iteration]
        took, self._before = seconds - self._before, seconds
        around = self._sides[max(0, iteration - 1) : iteration + 2]
        if iteration and set(around) == {size}:
            if size != self._size_of_paces:  # small pictures cost more a pixel: only steps at this size count now
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
