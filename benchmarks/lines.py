"""The figures that a benchmark prints: ours beside a peer's, and whether a goal holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Line:
    """One figure.

    Attributes:
        name: what is measured, with its unit.
        ours, peer: what was measured; None where there is no peer.
        ratio: of both; the benchmark says which is over which.
        goal: what has to hold, a bound or a bound with its direction; None where the figure has none.
        holds: whether it does.
    """

    name: str
    ours: float
    peer: float | None
    ratio: float | None
    goal: float | str | None
    holds: bool


def printed(lines: Iterable[Line], as_json: bool) -> int:
    """Print figures as they come, or all as one JSON value; returns the exit status: 1 where a goal does not hold."""
    told = []
    for line in lines:
        told.append(line)
        if not as_json:
            print(as_text(line), flush=True)
    if as_json:
        print(json.dumps([asdict(line) for line in told]))
    return 0 if all(line.holds for line in told) else 1


def as_text(line: Line) -> str:
    """One figure in a line."""
    peer = "" if line.peer is None or line.ratio is None else f", peer {line.peer:.4g} (ratio {line.ratio:.2f})"
    goal = "" if line.goal is None else f"; goal {line.goal}" if isinstance(line.goal, str) else f"; goal {line.goal:g}"
    return f"{line.name}: {line.ours:.4g}{peer}{goal}{'' if line.holds else ': FALLS SHORT'}"
