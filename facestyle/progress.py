"""Progress bars in the terminal, on standard error: standard output is for results."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

from facestyle.weights.archives import Progress


@contextmanager
def bytes_bar() -> Iterator[Progress]:
    """Show a bar for each file that is downloaded; without downloads nothing is drawn."""
    bars: dict[str, tqdm] = {}

    def progress(what: str, done: int, total: int) -> None:
        if what not in bars:
            bars[what] = tqdm(total=total, desc=what, unit="B", unit_scale=True, file=sys.stderr)
        bars[what].update(done - bars[what].n)

    try:
        yield progress
    finally:
        for bar in bars.values():
            bar.close()


@contextmanager
def count_bar(what: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar for a known number of things; update it with progress(done, total)."""
    bar = tqdm(desc=what, unit=f" {unit}", file=sys.stderr)

    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    try:
        yield progress
    finally:
        bar.close()


@contextmanager
def beside_bars() -> Iterator[None]:
    """Clear bars from the terminal while a line is printed on standard output."""
    with tqdm.external_write_mode(file=sys.stdout):
        yield
