"""A recording from a table of numbers: CSV and other text, in the forms that programs and people write.

The separator and the decimal mark are found here: pandas' sniffing takes −0,050 for two columns, 0 and 50, and polars
has to be told. A layout counts if every line fits it. Where two fit that give other numbers, the file is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from facestyle.errors import SignalFileError
from facestyle.signals import clock
from facestyle.signals.ecg import Recording
from facestyle.signals.layouts import MAX_COLUMNS, Layout, cells_of, fit

SEPARATORS = (";", "\t", "|", ",", " ", "")
MAX_LINES, MAX_LINE = 2_000_000, 4 * 2**20
MARKS = {"auto": ".,", "point": ".", "comma": ","}
LARGEST = 1e12
#: So many lines from everywhere, and as many at the end, show how many columns there are, and which hold numbers.
_SAMPLE = 32
_COMMENTS = ("#", "%", "//")
#: Names between blanks, their units in brackets: time [s] ecg [mV].
_NAMES = re.compile(r"[^\s\[(]+(?:\s*[\[(][^\])]*[\])])?")
_UNITS = re.compile(r"|-|[a-zµμ]{1,2}|sec|hh:mm.*|.*volts?|adu|raw|a\.u\.|.*seconds?", re.I)
#: Columns that hold no samples.
_MARKERS = re.compile(r"label|class|marker|event|trigger|annotation|beat|quality|status|flag", re.I)


def read(data: bytes, name: str, rate: float, column: int = 0, decimal: str = "auto") -> Recording:
    """Read one column; missing samples are NaN.

    Args:
        data: the file's bytes.
        name: of the file, for display.
        rate: samples a second, where neither a column of times nor the lines before the numbers say it.
        column: from 1; 0 is the last that holds neither times nor an index nor, by its name, labels.
        decimal: `point` or `comma`; `auto` finds it.

    Raises:
        SignalFileError: it is no text, a line does not fit, the column does not exist, or numbers are ambiguous.
    """
    text, notes = _decoded(data, name)
    lines = [(place, line) for place, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1) if line.strip()]
    comments = [line for _, line in lines if line.lstrip().startswith(_COMMENTS)]
    lines = [(place, line) for place, line in lines if not line.lstrip().startswith(_COMMENTS)]
    layout = _chosen(lines, name, column, decimal)
    table = layout.rows
    names = _names(layout)
    if layout.across:
        notes.append(f"{len(table)} row{'s' * (len(table) > 1)} of {table.shape[1]:,} samples")
        table, names = table.T, []
    if table.shape[1] > MAX_COLUMNS:
        raise SignalFileError(f"{name} has {table.shape[1]} columns of numbers; at most {MAX_COLUMNS} are read.")
    places = list(range(table.shape[1])) if layout.across else layout.places
    labels = [names[place] if names else "" for place in places]
    time = clock.find(table, labels, layout.times)
    taken = _taken(places, labels, time, column, layout, name)
    values = table[:, taken]
    if np.nanmax(np.abs(values), initial=0) > LARGEST:
        raise SignalFileError(f"{name}: the numbers reach {np.nanmax(np.abs(values)):g}; {LARGEST:g} is the limit.")
    if layout.mark == ",":
        notes.append("commas read as decimal marks")
    if layout.head:
        notes.append(f"{len(layout.head)} line{'s' * (len(layout.head) > 1)} before the numbers left out")
    if len(places) > 1 or (layout.width > 1 and not layout.across):
        kind, of = ("row", len(places)) if layout.across else ("column", layout.width)
        label = f" ({labels[taken]})" if labels[taken] else ""
        notes.append(f"{kind} {places[taken] + 1} of {of}{label} was taken")
    told, how = clock.rate(time, [*comments, *layout.head], rate)
    return Recording(values, told, name=name, notes=(*notes, *how))


def _decoded(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text, and a note where its encoding is not certain."""
    notes = []
    zeros = data[:400].count(0)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif zeros > len(data[:400]) // 3:
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        notes.append("not UTF-8; read as Windows-1252")
    if re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text):
        raise SignalFileError(f"{name} is not a text file; give a CSV file with numbers.")
    return text.replace("−", "-").lstrip("\ufeff"), notes


def _chosen(lines: Sequence[tuple[int, str]], name: str, column: int, decimal: str) -> Layout:
    """Return the one layout that fits, or say why there is none or more than one."""
    if len(lines) > MAX_LINES or any(len(line) > MAX_LINE for _, line in lines):
        raise SignalFileError(
            f"{name} has {len(lines):,} lines; give at most {MAX_LINES:,}, each of at most {MAX_LINE:,} characters."
        )
    places = sorted({*range(0, len(lines), max(len(lines) // _SAMPLE, 1)), *range(len(lines))[-_SAMPLE:]})
    sample = [lines[place][1] for place in places]
    found = [
        layout
        for separator in SEPARATORS
        if not separator or any(separator in line for line in sample)
        for mark in MARKS[decimal]
        if (layout := fit(lines, sample, separator, mark)) is not None
    ]
    if column > 1 and any(layout.width > 1 for layout in found):
        found = [layout for layout in found if layout.width > 1]
    if not found:
        raise SignalFileError(f"{name} holds no column of numbers; give a CSV file with a sample in each line.")
    fitting = [layout for layout in found if not layout.wrong]
    if not fitting:
        raise SignalFileError(f"{name}: {max(found, key=lambda layout: len(layout.numbers)).wrong}.")
    signals = [layout for layout in fitting if layout.samples > 1]
    if not signals:
        raise SignalFileError(f"{name} holds {fitting[0].samples} samples; give at least 2, one in each line.")
    least = min(len(layout.head) for layout in signals)
    signals = _told_apart([layout for layout in signals if len(layout.head) == least])
    if all(np.array_equal(signals[0].rows, other.rows, equal_nan=True) for other in signals[1:]):
        return signals[0]
    example = next((cell for layout in signals for cell in layout.first if "," in cell or "." in cell), "a cell")
    if len({layout.mark for layout in signals}) > 1:
        raise SignalFileError(
            f"{name}: {example} can be read in two ways. Say whether the decimal mark is a point or a comma: --decimal "
            "point or --decimal comma; on the page, Decimal mark."
        )
    raise SignalFileError(
        f"{name}: {example} can be one number in groups of three digits, or two columns. Put the names of the columns "
        "into the first line, or write the numbers without such groups."
    )


def _told_apart(fitting: list[Layout]) -> list[Layout]:
    """Choose between one column with decimal commas and columns with commas between them, where the file decides."""
    columns = next((layout for layout in fitting if layout.separator == "," and layout.width > 1), None)
    single = [layout for layout in fitting if layout.width == 1]
    if columns is None or not single:
        return fitting
    names = len(columns.head[-1].split(",")) if columns.head else 0
    if names == columns.width or (len(columns.rows) > 9 and clock.counts(columns.rows[:, 0])):
        return [columns]
    return single if names or columns.first[0] == "-0" else fitting


def _names(layout: Layout) -> list[str]:
    """Return the names of the columns with their units, from the lines above the numbers; empty if there are none."""
    found: list[list[str]] = []
    for line in layout.head[-2:]:
        cells = _NAMES.findall(line) if layout.separator == " " else cells_of(line, layout.separator)
        if len(cells) == layout.width and re.search(r"[^\W\d_]", line):
            found.append(cells)
    if len(found) == 2 and all(map(_UNITS.fullmatch, found[1])):
        return [f"{name} [{unit}]"[:40] if unit else name[:40] for name, unit in zip(*found, strict=True)]
    return [name[:40] for name in found[-1]] if found else []


def _taken(places: list[int], labels: list[str], time: clock.Time, column: int, layout: Layout, name: str) -> int:
    """Return the place of the wanted column in the table."""
    if not column:
        aside = {place for place, label in enumerate(labels) if _MARKERS.match(label)} | set(time.columns)
        return max(set(range(len(places))) - aside, default=len(places) - 1)
    if column - 1 not in places:
        raise SignalFileError(
            f"{name} has {layout.width} columns, and no numbers in column {column}; choose another column."
        )
    return places.index(column - 1)
