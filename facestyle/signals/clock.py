"""How fast a table's samples follow each other: from a column of times, or from the lines before the numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: What programs call a column that counts, and one of times.
_INDEX = re.compile(
    r"(index|idx|i|n|no|nr|#|n?seq|counter|count|frame|samples?|sample[ _#.-]*(no|nr|number|index|id)?)\.?", re.I
)
_TIME = re.compile(
    r"(.*[ _](time|zeit|timestamp)|t|time|zeit|temps|tiempo|uhrzeit|elapsed|timestamp|date|datum|ms|s|sec|seconds?)"
    r"(?![a-z])",
    re.I,
)
_UNIT = re.compile(
    r"(?:^|[\[(/ _-])(ms|msec|milliseconds?|us|µs|μs|usec|microseconds?|ns|nanoseconds?|min|minutes?|s|secs?|seconds?|"
    r"sekunden)(?:[\])]|$)",
    re.I,
)
_SECONDS = {"n": 1e-9, "u": 1e-6, "µ": 1e-6, "μ": 1e-6, "mic": 1e-6, "mil": 1e-3, "ms": 1e-3, "min": 60.0, "s": 1.0}
#: Times since 1970: what the first time exceeds, and seconds of its unit.
_EPOCHS = ((1e17, 1e-9), (1e14, 1e-6), (1e11, 1e-3), (1e8, 1.0))
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d\d(?:[.,]\d+)?)")
_RATE = re.compile(
    r"(?:\bs?fs\b|\bsfreq\b|sampl\w*[ _-]*(?:rate|freq\w*)|samples (?:per|a|/) ?s\w*|abtast(?:rate|frequenz))"
    r"[\"'\s]*(?:[\[(]\s*(k?hz)\s*[\])])?[\"'\s]*[:=,;\t ][\"'\s\[]*(\d+(?:[.,]\d+)?)\s*(k?hz|hertz)?",
    re.I,
)
#: An unnamed column whose steps would give fewer samples a second holds other units than seconds, or no times.
_SLOWEST = 20.0
_SLOW, _FAST = 1.0, 50_000.0


@dataclass(frozen=True, eq=False)
class Time:
    """The columns that hold times or an index, the times in seconds, and whether there are times of unknown unit."""

    columns: tuple[int, ...] = ()
    seconds: np.ndarray | None = None
    unknown: bool = False


def of_day(cell: str) -> bool:
    """Whether a cell holds a time such as 0:01.250 or 10:31:05."""
    return _CLOCK.search(cell) is not None


def counts(values: np.ndarray) -> bool:
    """Whether values are whole numbers that rise by the same step."""
    steps = np.diff(values)
    return len(steps) > 0 and steps[0] > 0 and bool((steps == steps[0]).all() and (values % 1 == 0).all())


def find(table: np.ndarray, labels: Sequence[str], cells: Sequence[str]) -> Time:
    """Find the times of a table.

    Args:
        table: rows x columns of numbers.
        labels: the name of each column, or empty.
        cells: the times of day of each row, as text; or empty.
    """
    columns: list[int] = []
    unknown = False
    seconds = _seconds_of_day(cells) if cells else None
    for place in range(table.shape[1] if table.shape[1] > 1 or cells else 0):
        label, values = labels[place].strip(" '\""), table[:, place]
        bare = re.sub(r"\s*[\[(].*", "", label)
        steps = np.diff(values)
        if not (steps >= 0).all() or not (steps > 0).any():
            continue
        if counts(values) and steps[0] == 1 and (_INDEX.fullmatch(bare) or (not label and place == 0)):
            columns.append(place)
        elif _TIME.match(bare) or _UNIT.fullmatch(bare) or (not label and place == 0 and _even(steps)):
            columns.append(place)
            if seconds is None:
                seconds = _in_seconds(values, label)
                unknown = seconds is None
    if len(columns) == table.shape[1]:
        columns.pop()
    return Time(tuple(columns), seconds, unknown)


def rate(time: Time, head: Sequence[str], default: float) -> tuple[float, list[str]]:
    """Return samples a second, and how they are known."""
    told = {
        float(number.replace(",", ".")) * (1000 if "k" in (before + after).lower() else 1)
        for before, number, after in _RATE.findall("\n".join(head))
        if not re.fullmatch(r"\d+,\d{3}", number)  # 1,024 may be either
    }
    said = told.pop() if len(told) == 1 else 0.0
    measured, notes = (0.0, []) if time.seconds is None else _measured(time.seconds)
    if _SLOW <= said <= _FAST:
        if measured and abs(measured / said - 1) > 0.02:
            notes.append(f"its times give {measured:.4g} samples a second, its first lines say {said:g}")
        return said, [f"{said:g} samples a second, as its first lines say", *notes]
    if _SLOW <= measured <= _FAST:
        return measured, [f"{measured:.6g} samples a second, from its times", *notes]
    doubt = ", since the unit of its times is not known" if time.unknown else ""
    return default, [f"{default:g} samples a second are assumed{doubt}"]


def _even(steps: np.ndarray) -> bool:
    usual = float(np.median(steps))
    return usual > 0 and bool((np.abs(steps - usual) < 0.6 * usual).mean() > 0.9)


def _in_seconds(values: np.ndarray, label: str) -> np.ndarray | None:
    unit = _UNIT.search(label)
    if unit:
        word = unit[1].lower()
        return values * next(factor for start, factor in _SECONDS.items() if word.startswith(start))
    since = next((factor for least, factor in _EPOCHS if values[0] > least), None)
    if since:
        return values * since
    usual = float(np.median(np.diff(values)))
    return values if 0 < usual <= 1 / _SLOWEST else None


def _seconds_of_day(cells: Sequence[str]) -> np.ndarray | None:
    found = [_CLOCK.search(cell) for cell in cells]
    if not all(found):
        return None
    parts = [one.groups(default="0") for one in found if one]
    seconds = np.array(
        [3600 * int(hours) + 60 * int(minutes) + float(rest.replace(",", ".")) for hours, minutes, rest in parts]
    )
    return seconds + 86_400 * np.concatenate([[0], np.cumsum(np.diff(seconds) < -43_200)])  # past midnight


def _measured(seconds: np.ndarray) -> tuple[float, list[str]]:
    """Return samples a second, 0 where times do not say it, and what is uneven."""
    steps = np.diff(seconds)
    usual = float(np.median(steps))
    if not usual > 0 or (steps < 0).any():
        return 0.0, []
    gaps, steps = steps[steps > 1.8 * usual], steps[steps <= 1.8 * usual]
    found = float(1 / steps.mean())
    # Times are rounded when they are printed, so that the rate is known up to that; a whole number within it is meant.
    error = (steps.max() - steps.min()) / steps.sum() + 1e-6
    if abs(found - round(found)) <= found * error:
        found = float(round(found))
    notes = []
    if len(gaps):
        notes.append(f"its times have {len(gaps)} gaps, the longest {gaps.max():.3g} s, which are not filled")
    return found, notes
