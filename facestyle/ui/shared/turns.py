"""Whose turn it is: one restyling runs at a time, and who waits learns for how long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from facestyle.locked import Locked
from facestyle.ui.shared import words


class Run(Protocol):
    """What others wait for."""

    @property
    def seconds_left(self) -> float | None:
        """To its end, as far as that is known."""


class Turns(Locked):
    """The restylings that are running now."""

    def __init__(self) -> None:
        super().__init__()
        self._running: list[Run] = []

    @contextmanager
    def taken(self, run: Run) -> Iterator[None]:
        """While it lasts, `run` is what others wait for."""
        with self._lock:
            self._running.append(run)
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(run)

    def waiting_message(self) -> str:
        """What a visitor who has to wait reads; nothing where nobody has to."""
        with self._lock:
            if not self._running:
                return ""
            return words.another_restyles(self._running[0].seconds_left)


#: Of this process; the page's queue lets one restyling run at a time.
TURNS = Turns()
