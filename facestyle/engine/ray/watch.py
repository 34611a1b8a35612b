"""Whether the cluster answers, and which kinds of processes run: looked up now and then, so that asking is free."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from facestyle.engine.protocol import State
from facestyle.errors import ComputeError

#: Seconds between two looks, and those without an answer after which the cluster counts as lost.
LOOK_EVERY, LOST_AFTER = 2.0, 30.0
#: Seconds that work waits for a kind of process of which none runs; one that was lost is replaced in some ten.
PATIENCE = 120.0


class Watch:
    """Looks at the cluster from a thread of its own.

    Args:
        look: returns the running processes by kind; it may block, or raise anything.
    """

    def __init__(self, look: Callable[[], Mapping[str, int]]) -> None:
        self._look = look
        self._answered = time.monotonic()
        self._found: dict[str, int] = {}
        #: Since when each kind has had no process.
        self._none_since: dict[str, float] = {}
        self._ended = threading.Event()
        threading.Thread(target=self._run, name="cluster-watch", daemon=True).start()

    @property
    def state(self) -> State:
        """How the cluster does, see `State`."""
        if time.monotonic() - self._answered > LOST_AFTER:
            return "lost"
        return "incomplete" if self._none_since else "reachable"

    def check(self, kind: str) -> None:
        """Go on waiting for a kind of process, or not.

        Raises:
            ComputeError: the cluster is lost, or has had no such process for `PATIENCE` seconds.
        """
        if self.state == "lost":
            raise lost()
        if time.monotonic() - self._none_since.get(kind, time.monotonic()) > PATIENCE:
            raise ComputeError("No machine of the cluster does this work at present. Try again in some minutes.")

    def close(self) -> None:
        """Look no more."""
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            with suppress(Exception):
                self._note(self._look())
            self._ended.wait(LOOK_EVERY)

    def _note(self, found: Mapping[str, int]) -> None:
        self._answered = now = time.monotonic()
        self._none_since = {kind: self._none_since.get(kind, now) for kind, count in found.items() if not count}


def lost() -> ComputeError:
    """The error of a cluster that can't be reached any more."""
    return ComputeError("The cluster that computes can't be reached any more. Try again in some minutes.")
