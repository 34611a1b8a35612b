"""Memory that runs out in an event: that run ends with a sentence, what it held goes back, and the rest goes on."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from facestyle.compute.memory import ran_out, release
from facestyle.errors import BudgetError
from facestyle.ui.shared import words


@contextmanager
def within_memory() -> Iterator[None]:
    """Run an event in this context.

    Raises:
        BudgetError: the memory of the host or the GPU has run out; it says what to do.
    """
    try:
        yield
    except (MemoryError, RuntimeError) as problem:
        if not ran_out(problem):
            raise
        # The error is still handled by who called, and its frames would keep what filled the memory.
        traceback.clear_frames(problem.__traceback__)
        release()
        raise BudgetError(words.OUT_OF_MEMORY) from None
