"""The end of the server: what runs gets some seconds, is then cancelled, and nothing new begins.

The first signal (SIGTERM or Ctrl-C) begins it, a second one ends the process at once.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn, TypeVar

import gradio as gr

from facestyle.errors import StoppingError
from facestyle.ui.shared import words

Value = TypeVar("Value")
#: Seconds for runs that were cancelled to end, after their time is over.
GRACE = 5.0
#: Seconds for the last answers to reach the browsers.
_LAST = 0.5


class Stopping:
    """Whether the server ends, and what still runs.

    Attributes:
        serving: whether it has begun to serve; before, there is nothing to wait for.
    """

    def __init__(self) -> None:
        self._begun, self._overdue = threading.Event(), threading.Event()
        self._idle = threading.Condition()
        self._running = 0
        self.serving = False

    @property
    def begun(self) -> bool:
        """Whether nothing new may begin."""
        return self._begun.is_set()

    @property
    def overdue(self) -> bool:
        """Whether what still runs has to end now."""
        return self._overdue.is_set()

    @property
    def running(self) -> int:
        """How many events run."""
        return self._running

    @contextmanager
    def work(self) -> Iterator[None]:
        """Count an event as running until the context ends.

        Raises:
            StoppingError: the server ends.
        """
        with self._idle:
            if self.begun:
                raise StoppingError("The server is about to restart, and begins nothing new. Try again in a minute.")
            self._running += 1
        try:
            yield
        finally:
            with self._idle:
                self._running -= 1
                self._idle.notify_all()

    def check(self) -> None:
        """For work that belongs to no job: raise `StoppingError` once it has to end."""
        if self.overdue:
            raise StoppingError("The server is about to restart, and has ended this work. Try again in a minute.")

    def begin(self) -> None:
        """Let nothing new begin. Takes no lock, since a signal may come while one is held."""
        self._begun.set()

    def wait(self) -> None:
        """Return once it has begun."""
        while not self._begun.wait(3600):
            pass

    def finish(self, seconds: float, grace: float = GRACE) -> bool:
        """Wait until nothing runs; what runs longer is told to end.

        Args:
            seconds: until what runs is told to end.
            grace: seconds that it then has.

        Returns:
            Whether all of it has ended.
        """
        if self._until_idle(seconds):
            return True
        self._overdue.set()
        return self._until_idle(grace)

    def _until_idle(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        with self._idle:
            while self._running and (left := end - time.monotonic()) > 0:
                self._idle.wait(left)
            return not self._running


#: That of this process.
STOPPING = Stopping()


def told(steps: Iterator[Value]) -> Iterator[Value]:
    """The steps of a run; its visitor is told once if the server ends meanwhile."""
    said = False
    for values in steps:
        if STOPPING.begun and not said:
            said = True
            gr.Warning(words.STOPPING)
        yield values


def on_signals(at_once: Callable[[], None]) -> None:
    """Begin to stop at the first signal, and end the process at the second one, or while it starts.

    Args:
        at_once: what has to be done before the process ends at once.
    """

    def signalled(number: int, _frame: FrameType | None) -> None:
        if not STOPPING.serving:
            raise SystemExit(128 + number)
        if STOPPING.begun:
            at_once()
            os._exit(128 + number)
        STOPPING.begin()

    with suppress(ValueError):  # in another thread than the first, where there are no signals
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, signalled)


def leave(clean: Callable[[], None]) -> NoReturn:
    """End the process with 0. A network that still computes would abort Python's own way to end.

    Args:
        clean: what has to be done before.
    """
    clean()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(0)


def until_stopped(page: gr.Blocks, seconds: float) -> bool:
    """Serve until a signal comes, let what runs end, and close the server.

    Returns:
        Whether all that ran has ended.
    """
    STOPPING.serving = True
    STOPPING.wait()
    ended = STOPPING.finish(seconds)
    time.sleep(_LAST)
    with suppress(AttributeError):  # open connections must not hold the server up
        page.server.config.timeout_graceful_shutdown = 2
    page.close(verbose=False)
    return ended
