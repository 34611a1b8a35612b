"""Recordings from files: CSV, and WFDB records in formats 16 and 212.

The two formats are those of PhysioNet's MIT-BIH databases, described in the WFDB Applications Guide, signal(5) and
header(5). The package wfdb reads more formats, but needs pandas, aiohttp and soundfile.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from facestyle.errors import FileMissingError, SignalFileError
from facestyle.signals.ecg import Recording
from facestyle.signals.options import Decimal, ReadOptions

MAX_BYTES = 16 * 2**20
MAX_SAMPLES = 500_000
MAX_LEADS = 32
#: The value of a missing sample, by format.
_MISSING = {16: -32768, 212: -2048}


def read_recording(
    paths: Sequence[str | Path],
    rate: float = ReadOptions.rate,
    column: int = ReadOptions.column,
    start: float = ReadOptions.start,
    end: float | None = ReadOptions.end,
    decimal: Decimal = ReadOptions.decimal,
) -> Recording:
    """Read a recording: one CSV file, or the two files (.hea and .dat) of a WFDB record.

    Args:
        paths: the file, or the files of the record.
        rate, column, start, end, decimal: see `ReadOptions`.

    Raises:
        SignalFileError: the file holds no signal in these formats, is damaged or cut off, or exceeds the limits.
        FileMissingError, OptionError.
    """
    options = ReadOptions(rate, column, start, end, decimal)
    return _part(_read([Path(path) for path in paths], options.rate, options.column), options)


def _part(recording: Recording, options: ReadOptions) -> Recording:
    """Cut a recording, and say so."""
    total, rate = len(recording.samples), recording.rate
    first, last = round(options.start * rate), total if options.end is None else min(round(options.end * rate), total)
    if last - first < 2:
        raise SignalFileError(f"{recording.name} ends at {total / rate:g} s; there is nothing to read from there on.")
    if last - first == total:
        return recording
    note = f"{first / rate:g} to {last / rate:g} s of {total / rate:g}"
    return replace(recording, samples=recording.samples[first:last], notes=(*recording.notes, note))


def _read(files: list[Path], rate: float, column: int) -> Recording:
    headers = [path for path in files if path.suffix.lower() == ".hea"]
    if headers:
        signals = [path for path in files if path.suffix.lower() == ".dat"]
        if len(headers) != 1 or len(signals) != 1:
            raise SignalFileError(
                f"A WFDB record is one .hea file and one .dat file; {len(headers)} and {len(signals)} were given."
            )
        return read_wfdb(headers[0], signals[0], max(column, 1))
    if any(path.suffix.lower() == ".dat" for path in files):
        raise SignalFileError("A .dat file alone does not say its format; give the .hea file of the record too.")
    if len(files) != 1:
        raise SignalFileError(f"{len(files)} files were given; give one CSV file, or one .hea with its .dat.")
    return read_csv(files[0], rate, column)


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SignalFileError(
                f"{path.name} has {size / 2**20:.0f} MB; give a file of at most {MAX_BYTES // 2**20}."
            )
        data = path.read_bytes()
    except OSError as problem:
        raise FileMissingError(f"There is no readable file {path.name}; check its name.") from problem
    if not data.strip():
        raise SignalFileError(f"{path.name} is empty; give a file with a sample in each line.")
    return data


def read_csv(path: Path, rate: float, column: int = 0) -> Recording:
    """Read one column of numbers; a first line of names is skipped.

    Args:
        path: of a file with one sample a line, separated by commas, semicolons, tabs or blanks.
        rate: samples a second.
        column: from 1; 0 is the last.

    Raises:
        SignalFileError: a line has no number there or too few columns, or there are too few or too many samples.
    """
    try:
        text = _bytes_of(path).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise SignalFileError(f"{path.name} is not a text file; give a CSV file with numbers.") from problem
    lines = text.splitlines()
    first = next(line for line in lines if line.strip())
    separator = next((mark for mark in (";", "\t", ",") if mark in first), " ")
    values: list[float] = []
    for line, row in enumerate(_rows(lines, separator, path), start=1):
        if not row:
            continue
        value = _value(row, column, line, path)
        if value is None:
            if values or line > 1:
                shown = row[column - 1][:30]
                raise SignalFileError(f"{path.name}: line {line} holds {shown!r} where a number is wanted.")
            continue
        values.append(value)
        if len(values) > MAX_SAMPLES:
            raise SignalFileError(f"{path.name} has more than {MAX_SAMPLES:,} samples; give a shorter part.")
    if len(values) < 2:
        raise SignalFileError(f"{path.name} holds {len(values)} samples; give at least 2, one in each line.")
    return Recording(np.array(values), rate, name=path.name)


def _rows(lines: list[str], separator: str, path: Path) -> list[list[str]]:
    try:
        rows = csv.reader(lines, delimiter=separator, skipinitialspace=True)
        return [[cell.strip() for cell in row if separator != " " or cell] for row in rows]
    except csv.Error as problem:
        raise SignalFileError(f"{path.name} is not a CSV file ({problem}); give lines of numbers.") from problem


def _value(row: list[str], column: int, line: int, path: Path) -> float | None:
    """Return the number in a column, or None if it holds text."""
    if column > len(row):
        raise SignalFileError(f"{path.name}: line {line} has {len(row)} columns, and column {column} is wanted.")
    try:
        value = float(row[column - 1])
    except ValueError:
        return None
    if not math.isfinite(value) or abs(value) > 1e12:
        raise SignalFileError(f"{path.name}: line {line} holds {row[column - 1][:30]}, which is not a finite number.")
    return value


@dataclass(frozen=True)
class _Lead:
    """A signal line of a WFDB header."""

    format: int
    gain: float
    baseline: int
    units: str
    checksum: int | None
    name: str


def read_wfdb(header: Path, signals: Path, lead: int = 1) -> Recording:
    """Read one lead of a WFDB record in format 16 or 212, in physical units.

    The signals are read from the file that is given; the file that the header names is never opened.

    Raises:
        SignalFileError: the format is another one, the lead does not exist, the file is cut off or its checksum wrong,
            or samples are missing.
    """
    leads, rate, length = _header(_bytes_of(header), header.name)
    if lead > len(leads):
        raise SignalFileError(f"{header.name} has {len(leads)} leads; there is no lead {lead}.")
    chosen = leads[lead - 1]
    data = np.frombuffer(_bytes_of(signals), np.uint8)
    samples = _decoded(data, chosen.format, length * len(leads), signals.name).reshape(-1, len(leads))[:, lead - 1]
    if chosen.checksum is not None and (int(samples.sum()) - chosen.checksum) % 2**16:
        raise SignalFileError(f"{signals.name} is damaged: its samples do not have the checksum in {header.name}.")
    missing = int((samples == _MISSING[chosen.format]).sum())
    if missing:
        raise SignalFileError(
            f"{signals.name} lacks {missing} of {length} samples of lead {lead}; choose another part."
        )
    values = (samples - chosen.baseline) / chosen.gain
    return Recording(values.astype(np.float64), rate, name=f"{header.stem}, {chosen.name} ({chosen.units})")


def _header(data: bytes, name: str) -> tuple[list[_Lead], float, int]:
    """Return the leads, samples a second, and samples of each lead."""
    lines = [line for line in data.decode("latin-1").splitlines() if line.strip() and not line.startswith("#")]
    try:
        record, *rest = lines[0].split()
        count, rate, length = int(rest[0]), float(rest[1].split("/")[0].split("(")[0]), int(rest[2])
        leads = [_lead(line.split()) for line in lines[1 : count + 1]]
        files = {line.split()[0] for line in lines[1 : count + 1]}
    except (IndexError, ValueError) as problem:
        raise SignalFileError(
            f"{name} is not the header of a WFDB record; give the .hea file as it was published."
        ) from problem
    if "/" in record:
        raise SignalFileError(f"{name} describes a record of several segments; give one segment.")
    if not 1 <= count <= MAX_LEADS or len(leads) != count or len(files) != 1:
        raise SignalFileError(f"{name} promises {count} leads in one file, but its lines say something else.")
    if not 2 <= length <= MAX_SAMPLES or not 1 <= rate <= 10_000:
        raise SignalFileError(
            f"{name} promises {length:,} samples at {rate:g} a second; 2 to {MAX_SAMPLES:,}, at 1 to 10,000, are read."
        )
    if len({lead.format for lead in leads}) != 1 or leads[0].format not in _MISSING:
        formats = ", ".join(sorted({str(lead.format) for lead in leads}))
        raise SignalFileError(f"{name} says format {formats}; formats 16 and 212 are read.")
    return leads, rate, length


def _lead(fields: list[str]) -> _Lead:
    """Parse file, format, gain(baseline)/units, resolution, zero, first value, checksum, block size, description."""
    kind = int(fields[1])  # several samples a frame, a skew or an offset make it more than a number
    gain, units, baseline = 200.0, "mV", None
    if len(fields) > 2:
        scale, _, unit = fields[2].partition("/")
        units = unit or units
        scale, bracket, inside = scale.partition("(")
        gain = float(scale) or gain
        baseline = int(inside.rstrip(")")) if bracket else None
    zero = int(fields[4]) if len(fields) > 4 else 0
    if not math.isfinite(gain):
        raise ValueError(gain)
    return _Lead(
        kind,
        gain,
        zero if baseline is None else baseline,
        units[:12],
        int(fields[6]) if len(fields) > 6 else None,
        " ".join(fields[8:])[:24] or "lead",
    )


def _decoded(data: np.ndarray, kind: int, count: int, name: str) -> np.ndarray:
    """Return the first `count` samples, int64.

    Format 16: two bytes a sample, the low one first, two's complement. Format 212: two samples of twelve bits in three
    bytes; the low half of the second byte holds the high bits of the first sample, its high half those of the second.
    """
    needed = 2 * count if kind == 16 else 3 * (count // 2) + 2 * (count % 2)
    if len(data) < needed:
        raise SignalFileError(
            f"{name} is cut off: its header promises {count:,} samples in {needed:,} bytes, and it has {len(data):,}."
        )
    if kind == 16:
        return np.frombuffer(data[:needed].tobytes(), "<i2").astype(np.int64)
    bytes_ = np.zeros(3 * -(-count // 2), np.int64)
    bytes_[: min(needed, len(bytes_))] = data[:needed]
    low, middle, high = bytes_.reshape(-1, 3).T
    pairs = np.stack([low | (middle & 0x0F) << 8, high | (middle >> 4) << 8], axis=1).ravel()[:count]
    return np.where(pairs >= 2048, pairs - 4096, pairs)
