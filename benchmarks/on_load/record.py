"""What happened during a load: every request, and what the server held every few seconds."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from benchmarks.on_load.server import Server


@dataclass(frozen=True)
class Request:
    """One request: what was done, when it began and how long it took, in seconds since the load began."""

    action: str
    began: float
    seconds: float
    answered: bool


@dataclass(frozen=True)
class Sample:
    """What the server held, at so many seconds since the load began, and how many restylings were asked for."""

    at: float
    resident: int
    files: int
    file_bytes: int
    threads: int
    styles: int


@dataclass
class Record:
    """All that is noted.

    Attributes:
        mixed: answers that were another visitor's, or wrong.
        faults: errors that no visitor understands.
        refusals: how often each polite sentence came.
        styles: how many restylings run or wait now.
    """

    requests: list[Request] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    styles: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def now(self) -> float:
        """Seconds since the load began."""
        return time.monotonic() - self.began

    def sample(self, server: Server) -> None:
        """Note what the server holds."""
        files, size = server.files()
        self.samples.append(Sample(self.now, server.resident(), files, size, server.threads(), self.styles))

    def seconds_of(self, action: str) -> list[float]:
        """How long each answered request of a kind took."""
        return [one.seconds for one in self.requests if one.action == action and one.answered]

    def while_styling(self, action: str) -> list[float]:
        """The same, of requests that began while a restyling ran or waited."""
        at = np.asarray([one.at for one in self.samples])
        ran = np.asarray([one.styles > 0 for one in self.samples])
        chosen = [one for one in self.requests if one.action == action and one.answered]
        if not len(at):
            return []
        return [one.seconds for one in chosen if ran[max(0, int(np.searchsorted(at, one.began)) - 1)]]
