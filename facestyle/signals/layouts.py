"""The table that a separator and a decimal mark make of lines of text, checked line by line."""

from __future__ import annotations

import contextlib
import csv
import math
import re
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from facestyle.signals import clock

MAX_COLUMNS = 32
#: Words for a missing sample.
MISSING = {"", "nan", "na", "n/a", "null", "none", "-", "--", "?"}
#: Lines that are read at once where all are plain numbers.
_CHUNK = 2000
_NUMBER = {
    # Plain digits; or digits in groups of three: 1,024.5 or 1'024.5.
    mark: re.compile(
        rf"[+-]?(?:\d+(?:[{mark}]\d+)?{trailing}|[{mark}]\d+)(?:[eE][+-]?\d+)?"
        rf"|[+-]?[1-9]\d{{0,2}}(?:(?:[{other}]\d{{3}})+|(?:['’\u00a0\u202f]\d{{3}})+)(?:[{mark}]\d+)?"
    ).fullmatch
    for mark, other, trailing in ((".", ",", r"|\d+\."), (",", ".", ""))
}


@dataclass
class Layout:
    """The table that a separator and a decimal mark make of the lines.

    Attributes:
        width: cells of a line.
        places: of the columns that hold numbers.
        numbers: what these columns hold, line by line, NaN where it is missing.
        first: the cells of the first row.
        times: the cells of the column that holds times of day; else empty.
        head: the lines before the numbers.
        wrong: which line does not fit, in words; empty where all do.
    """

    separator: str
    mark: str
    width: int
    places: list[int]
    numbers: array[float] = field(default_factory=lambda: array("d"))
    first: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    wrong: str = ""

    @property
    def rows(self) -> np.ndarray:
        """The numbers, rows x columns."""
        return np.array(self.numbers).reshape(-1, len(self.places))

    @property
    def across(self) -> bool:
        """Whether each row is a signal: there is one row, or rows are few and columns too many."""
        rows, columns = len(self.rows), len(self.places)
        return columns > 2 and (rows == 1 or (rows <= MAX_COLUMNS < columns))

    @property
    def samples(self) -> int:
        """Samples of a signal."""
        return len(self.places) if self.across else len(self.rows)


def fit(lines: Sequence[tuple[int, str]], sample: Sequence[str], separator: str, mark: str) -> Layout | None:
    """Read the lines in one way; None if a sample of them holds no column of numbers, or none that this way is for."""
    if not sample or (separator == mark and not any('"' in line for line in sample)):
        return None
    table = [cells_of(line, separator) for line in sample]
    width = Counter(map(len, table)).most_common(1)[0][0]
    number = _NUMBER[mark]
    places, timed = [], None
    for place, column in enumerate(zip(*(cells for cells in table if len(cells) == width), strict=True)):
        cells = [cell for cell in column if cell.lower() not in MISSING]
        if cells and 2 * sum(map(bool, map(number, cells))) >= len(cells):
            places.append(place)
        elif not all(map(_is_text, cells)):
            return None
        elif timed is None and cells and 2 * sum(map(clock.of_day, cells)) >= len(cells):
            timed = place
    if not places:
        return None
    layout = Layout(separator, mark, width, places)
    plain = _plain(layout)
    commas = False
    for start in range(0, len(lines), _CHUNK):
        chunk = lines[start : start + _CHUNK]
        if layout.first and plain and all(plain(line) for _, line in chunk):
            text = " ".join(line for _, line in chunk).replace(separator or " ", " ")
            commas = commas or "," in text
            layout.numbers.extend(map(float, text.replace(",", ".").split()))
            continue
        for at, line in chunk:
            cells = cells_of(line, separator)
            row = _row(cells, layout, number)
            if isinstance(row, str):
                if layout.first:
                    layout.wrong = f"line {at} {row}"
                    return layout
                layout.head.append(line)
                continue
            if not layout.first and (np.isnan(row).all() or _numbers_columns(cells, mark, lines)):
                layout.head.append(line)
                continue
            if separator == "," and (odd := next((cell for cell in cells if re.fullmatch(r"[+-]?0\d+", cell)), "")):
                layout.wrong = f"line {at} holds {odd!r}: commas seem to be decimal marks there, and separators too"
                return layout
            layout.first = layout.first or cells
            layout.numbers.extend(row)
            if timed is not None:
                layout.times.append(cells[timed])
            commas = commas or any("," in cell for cell in cells)
    # Points in groups of three (1.024) are looked for only where a semicolon hints at decimal commas.
    return None if mark == "," and not commas and separator != ";" else layout


def _plain(layout: Layout) -> Callable[[str], Any] | None:
    """Return a test for lines of plain numbers alone, which many can be read of at once."""
    if layout.separator == layout.mark or len(layout.places) < layout.width:
        return None
    number = rf"[+-]?(?:0|[1-9]\d*)(?:[{layout.mark}]\d+)?(?:[eE][+-]?\d+)?"
    between = r"[ \t]+" if layout.separator == " " else rf"[ \t]*{re.escape(layout.separator)}[ \t]*"
    return re.compile(rf"[ \t]*{number}(?:{between}{number}){{{layout.width - 1}}}[ \t]*").fullmatch


def _row(cells: list[str], layout: Layout, number: Callable[[str], Any]) -> list[float] | str:
    """Return the numbers of a line, or what is wrong with it."""
    if len(cells) != layout.width:
        return f"has {len(cells)} columns, the others have {layout.width}"
    row = []
    for place in layout.places:
        cell = cells[place]
        if not number(cell):
            if cell.lower() not in MISSING:
                return f"holds {cell[:30]!r} where a number is wanted"
            row.append(math.nan)
            continue
        if layout.mark == "," or "," in cell:
            cell = cell.replace("." if layout.mark == "," else ",", "").replace(",", ".")
        row.append(float(re.sub("['’\u00a0\u202f]", "", cell)))
    return row


def _numbers_columns(cells: list[str], mark: str, lines: Sequence[tuple[int, str]]) -> bool:
    """Whether a first line only numbers the columns, 0, 1, 2 and so on, as pandas writes them."""
    bare = cells[1:] if not cells[0] else cells
    numbered = bare == [str(place) for place in range(len(bare))]
    return numbered and (bare != cells or all(mark in line for _, line in lines[1:]))


def cells_of(line: str, separator: str) -> list[str]:
    """Return the cells of a line, without blanks and quotes around them; a blank separates as often as it stands."""
    if separator == " ":
        cells = line.split()
    elif not separator:
        cells = [line]
    else:
        cells = line.split(separator)
        if '"' in line:
            with contextlib.suppress(csv.Error):
                cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True))
    return [cell.strip(" \t'\"") for cell in cells]


def _is_text(cell: str) -> bool:
    """Whether a cell is a word, a date or a time, and not numbers that another separator would part."""
    return clock.of_day(cell) or bool(
        re.search(r"[^\W\d_]|\d[-/]\d|\d\.\d+\.\d", cell) and not re.search(r"[;\t|]", cell)
    )
