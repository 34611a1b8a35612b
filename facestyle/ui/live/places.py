"""Whose camera is looked at: as many at once as the machine has cores, the others in line, the silent not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from facestyle.locked import Locked
from facestyle.style.instant.live import Live

#: Seconds of a turn.
TURN = 180.0
#: Seconds after which a visitor who has sent nothing is taken to be gone: a closed tab, a lost network.
SILENCE = 5.0
MOST_WAITING = 20


class Turn:
    """A visitor's turn.

    Attributes:
        live: their stream: what paints it, or names its faces.
        busy: held while a picture of theirs is painted.
    """

    def __init__(self, live: Any, now: float) -> None:
        self.live, self.busy = live, threading.Lock()
        self._until = now + TURN

    def over(self, now: float) -> bool:
        """Whether its time has passed."""
        return now > self._until


class Places(Locked):
    """The visitors in front of their cameras and in line, by the name that their page has made up.

    Args:
        at_once: how many are painted at once.
        begin: makes a stream.
    """

    def __init__(
        self, at_once: int, begin: Callable[[], Any] = Live, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.at_once, self._begin, self._now = at_once, begin, now
        self._turns: dict[str, Turn] = {}
        self._line: list[str] = []
        self._heard: dict[str, float] = {}
        self._watched = False

    def ask(self, visitor: str) -> Turn | int | None:
        """Return the visitor's turn, their place in line from 1 on, or None where the line is full."""
        with self._lock:
            self._drop_silent()
            if visitor not in self._heard:
                if len(self._line) >= MOST_WAITING:
                    return None
                self._line.append(visitor)
            self._heard[visitor] = self._now()
            while self._line and len(self._turns) < self.at_once:
                self._turns[self._line.pop(0)] = Turn(self._begin(), self._now())
            self._watch()
            return self._turns.get(visitor) or self._line.index(visitor) + 1

    def over(self, turn: Turn) -> bool:
        """Whether the time of a turn has passed."""
        return turn.over(self._now())

    def leave(self, visitor: str) -> None:
        """Give the place back, with all that was held for it."""
        with self._lock:
            self._heard.pop(visitor, None)
            self._turns.pop(visitor, None)
            if visitor in self._line:
                self._line.remove(visitor)

    def __len__(self) -> int:
        with self._lock:
            return len(self._heard)

    def _drop_silent(self) -> None:
        for visitor, heard in list(self._heard.items()):
            if self._now() - heard > SILENCE:
                self.leave(visitor)

    def _watch(self) -> None:
        """Drop the silent even if nobody else asks; the thread ends with the last visitor."""
        if not self._watched:
            self._watched = True
            threading.Thread(target=self._drop_while_any, name="live-places", daemon=True).start()

    def _drop_while_any(self) -> None:
        while True:
            time.sleep(1)
            with self._lock:
                self._drop_silent()
                if not self._heard:
                    self._watched = False
                    return
