"""What a check is: it yields rows of the table, within a budget of seconds, and its failure is a row too."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import torch

from benchmarks.on_device import reference
from facestyle.compute.device import device

#: Least cosine between what a network gives in float32 and what it gives in float32 on another device, where
#: convolutions may round to TF32. Formats of half the size have to come as near as where they are chosen.
COSINE = 0.9999


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        what: was measured.
        figure: as text, with its unit.
        bound: that it is held against; empty where there is none.
        ok: whether it holds; None where there is no bound, or where nothing was measured.
    """

    what: str
    figure: str
    bound: str = ""
    ok: bool | None = None


class LeftOut(Exception):
    """Why a check can't be made here, in words."""


@dataclass
class Bench:
    """What every check is given.

    Attributes:
        small: whether sizes are small, since there is no GPU.
        seconds: that all checks may take together.
        peer: a clone of neural-style-pt.
        asked: names of the answers that the reference is asked for.
    """

    small: bool
    seconds: float = 330.0
    peer: Path | None = None
    asked: tuple[str, ...] = ()
    started: float = field(default_factory=time.perf_counter)

    @property
    def left(self) -> float:
        """Seconds of the budget that remain."""
        return self.seconds - (time.perf_counter() - self.started)

    def expected(self, name: str) -> Any:
        """An answer of the CPU in float32; all that are needed are asked for at once.

        Raises:
            RuntimeError: the CPU could not say, and why.
        """
        return reference.said(self._reference, name)

    @cached_property
    def _reference(self) -> Mapping[str, object]:
        return reference.ask(self.asked, "cpu", seconds=0.5 * self.left)


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        name: what it is called on the command line.
        run: yields rows; may raise anything.
        takes: seconds, about, with a GPU; it is not begun where less is left.
        needs: names of the answers of the CPU that it compares with.
    """

    name: str
    run: Callable[[Bench], Iterable[Row]]
    takes: float
    needs: tuple[str, ...] = ()


def rows_of(check: Check, bench: Bench) -> Iterator[Row]:
    """Run one check. Whatever goes wrong in it is a row."""
    if bench.left < check.takes:
        yield Row(check.name, f"left out: it takes {check.takes:.0f} s, {max(bench.left, 0):.0f} s are left")
        return
    try:
        yield from check.run(bench)
    except LeftOut as why:
        yield Row(check.name, f"left out: {why}")
    except Exception as problem:
        sentence = " ".join(str(problem).split())[:300]
        yield Row(check.name, f"failed: {type(problem).__name__}: {sentence}", ok=False)


def at_least(what: str, figure: float, bound: float, shown: str = "{:.5f}") -> Row:
    """A row for a figure that must not be lower."""
    return Row(what, shown.format(figure), f"at least {bound:g}", figure >= bound)


def at_most(what: str, figure: float, bound: float, unit: str = "", shown: str = "{:.3g}") -> Row:
    """A row for a figure that must not be higher."""
    return Row(what, f"{shown.format(figure)}{unit}", f"at most {bound:g}{unit}", figure <= bound)


def synchronise() -> None:
    """Wait until the device has done all that it was given."""
    if device().type == "cuda":
        torch.cuda.synchronize(device())
    elif device().type == "mps":
        torch.mps.synchronize()


def cuda_index() -> int:
    """The number of the GPU, where the device is CUDA."""
    found = device().index
    return torch.cuda.current_device() if found is None else found


def fastest(run: Callable[[], object], rounds: int = 5) -> float:
    """Seconds of the fastest of some rounds, after one that does not count."""
    times = []
    for _ in range(rounds + 1):
        synchronise()
        started = time.perf_counter()
        run()
        synchronise()
        times.append(time.perf_counter() - started)
    return min(times[1:])
