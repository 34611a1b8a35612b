"""Work that a visitor asks for: it waits in a queue, then runs, and can be cancelled at any time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from facestyle.locked import Locked
from facestyle.ui.server.settings import settings
from facestyle.ui.server.stopping import STOPPING
from facestyle.ui.shared import words


class Job(Locked):
    """One kind of work of one visitor, such as restyling: when each event asked for it, and when it was cancelled.

    Times are ticks of a counter, so that their order is certain. Several events may start the same job; each asks under
    its own name, and its next run takes the time of that request. A page sends no second request of an event while the
    first one waits or runs, so that one time for each event is enough.
    """

    def __init__(self) -> None:
        super().__init__()
        self._ticks = 0
        self._cancelled = 0
        self._asked: dict[str, int] = {}
        self._running: list[Run] = []

    def ask(self, event: str = "") -> None:
        """Note that a run is wanted, before it waits in a queue."""
        with self._lock:
            self._asked[event] = self._tick()

    @contextmanager
    def run(self, event: str = "", replaces: bool = False) -> Iterator[Run]:
        """Begin a run that `ask` has announced, or that is asked for now; it counts as running until the context ends.

        Args:
            event: the name of the event that asks for it.
            replaces: whether this run ends the runs that were asked for earlier.
        """
        with self._lock:
            run = Run(self, event, self._asked.pop(event, 0) or self._tick())
            self._running.append(run)
            if replaces:
                self._cancelled = max(self._cancelled, run.since)
        try:
            yield run
        finally:
            with self._lock:
                self._running.remove(run)
                # A second press while this ran has started nothing, and its time is not that of the next run.
                self._asked.pop(event, None)

    def cancel(self) -> None:
        """End all runs that are running or waiting; later requests are not affected."""
        with self._lock:
            self._cancelled = self._tick()

    def cancelled(self, since: int) -> bool:
        """Whether a run that was asked for at this tick has to end."""
        with self._lock:
            return since < self._cancelled

    @property
    def waiting(self) -> bool:
        """Whether a run was asked for that has not begun."""
        with self._lock:
            return bool(self._asked.keys() - {run.event for run in self._running})

    @property
    def busy(self) -> bool:
        """Whether a run that has not been cancelled is running or waiting."""
        with self._lock:
            return any(since >= self._cancelled for since in (*self._asked.values(), *(r.since for r in self._running)))

    def _tick(self) -> int:
        self._ticks += 1
        return self._ticks


class Run:
    """One run of a job; its time counts from when it begins, not from when it was asked for.

    Attributes:
        event: the name of the event that it belongs to.
        since: the tick at which it was asked for.
    """

    def __init__(self, job: Job, event: str, since: int) -> None:
        self._job, self.event, self.since = job, event, since
        self._seconds = settings().run_seconds
        self._ends = time.monotonic() + self._seconds

    @property
    def out_of_time(self) -> bool:
        """Whether it has taken as long as whoever keeps the page lets one run take."""
        return time.monotonic() >= self._ends

    @property
    def time_over(self) -> str:
        """The sentence for a run that had to end because its time is over; empty for all others."""
        return words.time_over(self._seconds) if self.out_of_time else ""

    @property
    def cancelled(self) -> bool:
        """Whether it has to end: it was cancelled, a newer run replaces it, its time is over, or the server stops."""
        return STOPPING.overdue or self.out_of_time or self._job.cancelled(self.since)
