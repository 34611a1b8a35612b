"""A thing that several threads use at once, and that is copied and pickled without its lock."""

from __future__ import annotations

import copy
import threading
from typing import Any


class Locked:
    """Base of the objects that a visitor's session holds: their methods run under `_lock`.

    A lock can be neither copied nor pickled, and sessions are both; a copy starts with a lock of its own.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def __getstate__(self) -> dict[str, Any]:
        with self._lock:
            return {name: copy.copy(value) for name, value in self.__dict__.items() if name != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock = threading.RLock()
