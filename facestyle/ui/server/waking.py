"""The face networks wake up after the start, in the background; an event that comes before them says how long it waits.

How long it takes is measured at each start and kept in the cache, so that the next start can say it.
"""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from facestyle.compute.device import description
from facestyle.errors import OutputError
from facestyle.outputs import atomically
from facestyle.weights.cache import cache_folder

#: The file of seconds by machine, in the cache folder.
FILE = "waking.json"
#: Seconds that it takes where nothing is known yet: loading, the trial of number formats, and a first pass.
SECONDS = 8.0
#: Seconds from one look to the next while an event waits.
_PAUSE = 0.2
#: Of the progress bar; the rest is for what takes longer than the last time.
_MOST = 0.97

#: What `Waking.wait` tells while it waits: the share that is done, 0 to 1, and the seconds left, at least 1.
Told = Callable[[float, int], None]


class Waking:
    """The networks on their way into memory; they are taken to be awake until the context of `begun` is entered.

    Args:
        file: where seconds are kept; None takes FILE of the cache folder.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file, self._awake = file, threading.Event()
        self._awake.set()
        self._since, self._seconds, self._waker = 0.0, SECONDS, 0
        self._woken = False

    @property
    def state(self) -> Literal["loaded", "loading", "absent"]:
        """How far they are; absent before anything has begun, and where they can't be loaded."""
        return "loading" if not self._awake.is_set() else "loaded" if self._woken else "absent"

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Let others wait until the context ends; the seconds are kept if it ends well."""
        self._waker, self._since, self._seconds = threading.get_ident(), time.monotonic(), self._kept()
        self._awake.clear()
        try:
            yield
            self._woken = True
            self._keep(time.monotonic() - self._since)
        finally:
            self._awake.set()

    def wait(self, told: Told) -> None:
        """Return when the networks are awake, and tell how far they are until then. Who wakes them does not wait."""
        while threading.get_ident() != self._waker and not self._awake.is_set():
            passed = time.monotonic() - self._since
            # Neither at the end nor at zero seconds before it is over, however long it takes.
            told(min(passed / self._seconds, _MOST), max(1, math.ceil(self._seconds - passed)))
            self._awake.wait(_PAUSE)

    def _path(self) -> Path:
        return self._file or cache_folder() / FILE

    def _kept(self) -> float:
        seconds = _read(self._path()).get(description(), SECONDS)
        return float(seconds) if isinstance(seconds, (int, float)) and 0.5 <= seconds <= 600 else SECONDS

    def _keep(self, seconds: float) -> None:
        path = self._path()
        with suppress(OSError, OutputError), atomically(path) as new:
            new.write_text(json.dumps({**_read(path), description(): round(seconds, 1)}) + "\n", encoding="utf-8")


def _read(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


#: The face networks of this process.
FACES = Waking()
