"""The base of objects that several threads use at once, and that are copied and pickled without their lock."""

from __future__ import annotations

import copy
import threading
from typing import Any


class Locked:
    """Base of the objects in a visitor's session, whose methods run under `_lock`.

    Sessions are copied and pickled, which a lock can't be; so each copy has a lock of its own.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def __getstate__(self) -> dict[str, Any]:
        with self._lock:
            return {name: copy.copy(value) for name, value in self.__dict__.items() if name != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock = threading.RLock()
