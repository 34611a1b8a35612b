"""Whose turn it is: one restyling or film runs at a time, and visitors who wait learn for how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from facestyle.locked import Locked
from facestyle.ui.shared import words


class Turns(Locked):
    """The restylings and films that are running, by the function that returns their seconds left, where known."""

    def __init__(self) -> None:
        super().__init__()
        self._running: list[Callable[[], float | None]] = []

    @contextmanager
    def taken(self, seconds_left: Callable[[], float | None]) -> Iterator[None]:
        """Let others wait for a restyling or a film until the context ends."""
        with self._lock:
            self._running.append(seconds_left)
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(seconds_left)

    def waiting_message(self) -> str:
        """The message for a visitor who has to wait; empty while nothing runs."""
        with self._lock:
            return words.another_restyles(self._running[0]()) if self._running else ""


#: The turns of this process; the page's queue lets one restyling or film run at a time.
TURNS = Turns()
