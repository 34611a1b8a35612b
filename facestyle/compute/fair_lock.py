"""A lock that is passed on in turn, to short work before the steps of long work; short work may share it.

Not about what it guards: that is device.py. `threading.RLock` lets whoever gives it back take it again at once, so that
a long run's steps keep everybody else waiting.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

#: Seconds after which a step of long work goes before short work, so that it gets on.
PATIENCE = 2.0


@dataclass(eq=False)
class _Waiter:
    thread: int
    behind: bool
    shares: bool
    since: float = field(default_factory=time.monotonic)
    gate: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


def _is_urgent(waiter: _Waiter) -> bool:
    return not waiter.behind or waiter.since < time.monotonic() - PATIENCE


class FairLock:
    """A re-entrant lock. Those who wait sleep, and get it in the order in which they came.

    Args:
        seats: how many may hold it at once by `beside`.

    >>> lock = FairLock()
    >>> with lock, lock.behind():
    ...     lock.locked()
    True
    >>> lock.locked()
    False
    """

    def __init__(self, seats: int = 1) -> None:
        self._seats = seats
        self._inner = threading.Lock()
        #: How often each thread holds it; more than one thread only where all of them share it.
        self._depths: dict[int, int] = {}
        self._shared = False
        self._waiting: list[_Waiter] = []

    def acquire(
        self, blocking: bool = True, timeout: float = -1, *, behind: bool = False, shares: bool = False
    ) -> bool:
        """Take it, and return whether that was possible. Who holds it already takes it once more, in the same way.

        Args:
            blocking, timeout: as those of `threading.RLock`.
            behind: whether to let short work go first, for at most `PATIENCE` seconds: for a step of long work.
            shares: whether others who share it may hold it too.
        """
        mine = _Waiter(threading.get_ident(), behind, shares)
        with self._inner:
            if mine.thread in self._depths or self._free_for(mine):
                self._give(mine)
                return True
            if not blocking:
                return False
            self._waiting.append(mine)
        try:
            granted = mine.gate.acquire(timeout=None if timeout < 0 else timeout)
        except BaseException:  # interrupted while it waited
            if not self._leave(mine):
                self.release()
            raise
        return granted or not self._leave(mine)

    def release(self) -> None:
        """Give it back; the next who waits has it at once."""
        me = threading.get_ident()
        with self._inner:
            if me not in self._depths:
                raise RuntimeError("the lock is held by another thread, or by none")
            self._depths[me] -= 1
            if not self._depths[me]:
                del self._depths[me]
                self._pass_on()

    def behind(self) -> AbstractContextManager[None]:
        """Hold it for a step of long work, which lets short work go first."""
        return self._held(behind=True)

    def beside(self) -> AbstractContextManager[None]:
        """Hold it for short work that some others may do at the same time."""
        return self._held(shares=True)

    @contextmanager
    def _held(self, behind: bool = False, shares: bool = False) -> Iterator[None]:
        self.acquire(behind=behind, shares=shares)
        try:
            yield
        finally:
            self.release()

    def locked(self) -> bool:
        """Whether somebody holds it."""
        return bool(self._depths)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def _free_for(self, waiter: _Waiter) -> bool:
        if not self._depths:
            return True
        # Those who share it overtake no other short work: otherwise they might hold it among themselves for ever.
        return waiter.shares and self._has_seat() and not any(map(_is_urgent, self._waiting))

    def _has_seat(self) -> bool:
        return self._shared and len(self._depths) < self._seats

    def _give(self, waiter: _Waiter) -> None:
        if not self._depths:
            self._shared = waiter.shares
        self._depths[waiter.thread] = self._depths.get(waiter.thread, 0) + 1

    def _leave(self, waiter: _Waiter) -> bool:
        """Stop waiting; False where the lock has been passed on to this waiter meanwhile."""
        with self._inner:
            if waiter not in self._waiting:
                return False
            self._waiting.remove(waiter)
            return True

    def _pass_on(self) -> None:
        while self._waiting:
            first = self._next()
            if self._depths and not (first.shares and self._has_seat()):
                return
            self._waiting.remove(first)
            self._give(first)
            first.gate.release()

    def _next(self) -> _Waiter:
        return next(filter(_is_urgent, self._waiting), self._waiting[0])
