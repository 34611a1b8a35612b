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

#: Short work that waits goes before long work for so many times as long as the last step of long work took: however
#: many long runs there are, together they have a tenth of the time that others want too.
SHORT_TIMES = 9.0


@dataclass(eq=False)
class _Waiter:
    thread: int
    behind: bool
    shares: bool
    gate: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


@dataclass(eq=False)
class _Holder:
    behind: bool
    since: float = field(default_factory=time.monotonic)
    depth: int = 0


class FairLock:
    """A re-entrant lock. Those who wait sleep, and get it in the order in which they came.

    Of those who share it, at most one does long work, so that another seat is there for short work.

    Args:
        seats: how many may hold it at once by `beside` and `behind`.

    >>> lock = FairLock()
    >>> with lock, lock.behind():
    ...     lock.locked()
    True
    >>> lock.locked()
    False
    """

    def __init__(self, seats: int = 1) -> None:
        self.seats = seats
        self._inner = threading.Lock()
        #: The threads that hold it; more than one only where all of them share it.
        self._holders: dict[int, _Holder] = {}
        self._shared = False
        self._waiting: list[_Waiter] = []
        #: Until when short work that waits goes before every step of long work.
        self._short_until = 0.0

    def acquire(
        self, blocking: bool = True, timeout: float = -1, *, behind: bool = False, shares: bool = False
    ) -> bool:
        """Take it, and return whether that was possible. Who holds it already takes it once more, in the same way.

        Args:
            blocking, timeout: as those of `threading.RLock`.
            behind: whether to let short work go first, see `SHORT_TIMES`: for a step of long work.
            shares: whether others who share it may hold it too.
        """
        mine = _Waiter(threading.get_ident(), behind, shares)
        with self._inner:
            if mine.thread in self._holders:
                self._holders[mine.thread].depth += 1
                return True
            self._wait(mine)
        try:
            granted = mine.gate.acquire(blocking, timeout if blocking and timeout >= 0 else None)
        except BaseException:  # interrupted while it waited
            if not self._leave(mine):
                self.release()
            raise
        return granted or not self._leave(mine)

    def release(self) -> None:
        """Give it back; the next who waits has it at once."""
        me = threading.get_ident()
        with self._inner:
            if me not in self._holders:
                raise RuntimeError("the lock is held by another thread, or by none")
            self._holders[me].depth -= 1
            if not self._holders[me].depth:
                self._end(me)
                self._pass_on()

    def behind(self) -> AbstractContextManager[None]:
        """Hold it, as by `beside`, for a step of long work, which lets short work go first."""
        return self._held(behind=True)

    def beside(self) -> AbstractContextManager[None]:
        """Hold it for short work that some others may do at the same time."""
        return self._held(behind=False)

    def give_way(self) -> None:
        """Let others go first in the midst of a step of long work.

        In other work, and where nobody waits, nothing happens.
        """
        me = threading.get_ident()
        with self._inner:
            if me not in self._holders or not self._holders[me].behind or not self._waiting:
                return
            mine, depth = _Waiter(me, behind=True, shares=True), self._holders[me].depth
            self._end(me)
            self._wait(mine)
        mine.gate.acquire()
        self._holders[me].depth = depth

    def locked(self) -> bool:
        """Whether somebody holds it."""
        return bool(self._holders)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    @contextmanager
    def _held(self, behind: bool) -> Iterator[None]:
        self.acquire(behind=behind, shares=True)
        try:
            yield
        finally:
            self.release()

    def _wait(self, waiter: _Waiter) -> None:
        """Wait, or not at all where it is free."""
        self._waiting.append(waiter)
        self._pass_on()

    def _leave(self, waiter: _Waiter) -> bool:
        """Stop waiting; False where the lock has been passed on to this waiter meanwhile."""
        with self._inner:
            if waiter not in self._waiting:
                return False
            self._waiting.remove(waiter)
            self._pass_on()
            return True

    def _end(self, thread: int) -> None:
        holder = self._holders.pop(thread)
        if holder.behind:
            now = time.monotonic()
            self._short_until = now + SHORT_TIMES * (now - holder.since)

    def _pass_on(self) -> None:
        while (waiter := self._next()) is not None:
            self._waiting.remove(waiter)
            self._shared = waiter.shares
            self._holders[waiter.thread] = _Holder(waiter.behind, depth=1)
            waiter.gate.release()

    def _next(self) -> _Waiter | None:
        """Whose turn it is; None where there is no seat for them. They are not overtaken by who would need less."""
        long_runs = any(holder.behind for holder in self._holders.values())
        able = [waiter for waiter in self._waiting if not (waiter.behind and long_runs)]
        short_first = time.monotonic() < self._short_until
        urgent = [waiter for waiter in able if not (waiter.behind and short_first)]
        for waiter in urgent or able:
            free = not self._holders or (waiter.shares and self._shared and len(self._holders) < self.seats)
            return waiter if free else None
        return None
