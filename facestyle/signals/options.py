"""Which samples of a recording are read from its file; this module loads without numpy, for the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from facestyle.errors import OptionError
from facestyle.fields import check, option

Decimal = Literal["auto", "point", "comma"]


@dataclass(frozen=True)
class ReadOptions:
    """Which samples of a file are read, and what a CSV file does not say itself.

    Raises:
        OptionError: a value out of its range, or an end that does not come after the start.
    """

    rate: float = option(250.0, 1.0, 50_000.0, help="Samples a second, where the file does not say it.")
    column: int = option(0, 0, 32, help="Column or lead, from 1. 0: the last column, or the first lead.")
    start: float = option(0.0, 0.0, 604_800.0, help="Second of the recording at which to begin.", called="from")
    end: float | None = option(
        None, 0.0, 604_800.0, help="Second at which to end. Without it, all is read.", called="to"
    )
    decimal: Decimal = option(
        "auto", help="Decimal mark of a CSV file. auto finds it, and asks where numbers could be read in two ways."
    )

    def __post_init__(self) -> None:
        check(self)
        if self.end is not None and self.end <= self.start:
            raise OptionError(f"'to' is {self.end:g} s and 'from' is {self.start:g} s; give a 'to' after 'from'.")
