"""Whose turn it is: one restyling runs at a time, and who waits is told for how long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from facestyle.locked import Locked
from facestyle.ui.shared.html import duration
from facestyle.ui.style.view import RunView


class Turns(Locked):
    """The restylings that are running now."""

    def __init__(self) -> None:
        super().__init__()
        self._running: list[RunView] = []

    @contextmanager
    def taken(self, run: RunView) -> Iterator[None]:
        """While it lasts, `run` is what others wait for."""
        with self._lock:
            self._running.append(run)
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(run)

    def said(self) -> str:
        """What a visitor who has to wait reads; nothing where he has not."""
        with self._lock:
            if not self._running:
                return ""
            left = self._running[0].seconds_left
        wait = "" if left is None else f", {duration(left)} to go"
        return f"Another restyling is running{wait}. Yours is next in the queue and begins by itself."


#: Of this process; the page's queue lets one restyling run at a time.
TURNS = Turns()
