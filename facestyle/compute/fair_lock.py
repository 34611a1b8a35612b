"""A lock that is passed on in turn, to short work before the steps of long work.

Not about what it guards: that is device.py. `threading.RLock` lets whoever gives it back take it again at once, so that
a long run's steps keep everybody else waiting.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

#: Seconds after which a step of long work goes before short work, so that it gets on.
PATIENCE = 2.0


@dataclass(eq=False)
class _Waiter:
    thread: int
    behind: bool
    since: float = field(default_factory=time.monotonic)
    gate: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


class FairLock:
    """A re-entrant lock. Those who wait sleep, and get it in the order in which they came.

    >>> lock = FairLock()
    >>> with lock, lock.behind():
    ...     lock.locked()
    True
    >>> lock.locked()
    False
    """

    def __init__(self) -> None:
        self._inner = threading.Lock()
        self._holder: int | None = None
        self._depth = 0
        self._waiting: list[_Waiter] = []

    def acquire(self, blocking: bool = True, timeout: float = -1, behind: bool = False) -> bool:
        """Take it, and return whether that was possible.

        Args:
            blocking, timeout: as those of `threading.RLock`.
            behind: whether to let short work go first, for at most `PATIENCE` seconds: for a step of long work.
        """
        me = threading.get_ident()
        with self._inner:
            if self._holder in (None, me):
                self._holder = me
                self._depth += 1
                return True
            if not blocking:
                return False
            mine = _Waiter(me, behind)
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
        with self._inner:
            if self._holder != threading.get_ident():
                raise RuntimeError("the lock is held by another thread, or by none")
            self._depth -= 1
            if not self._depth:
                self._holder = None
                self._pass_on()

    @contextmanager
    def behind(self) -> Iterator[None]:
        """Hold it for a step of long work, which lets short work go first."""
        self.acquire(behind=True)
        try:
            yield
        finally:
            self.release()

    def locked(self) -> bool:
        """Whether somebody holds it."""
        return self._holder is not None

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def _leave(self, waiter: _Waiter) -> bool:
        """Stop waiting; False where the lock has been passed on to this waiter meanwhile."""
        with self._inner:
            if waiter not in self._waiting:
                return False
            self._waiting.remove(waiter)
            return True

    def _pass_on(self) -> None:
        if not self._waiting:
            return
        late = time.monotonic() - PATIENCE
        first = next((one for one in self._waiting if not one.behind or one.since < late), self._waiting[0])
        self._waiting.remove(first)
        self._holder, self._depth = first.thread, 1
        first.gate.release()
