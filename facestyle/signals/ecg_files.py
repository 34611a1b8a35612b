"""Recordings from files: tables of numbers such as CSV, and records of WFDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from facestyle.errors import FileMissingError, SignalFileError
from facestyle.signals import tables, wfdb
from facestyle.signals.ecg import Recording
from facestyle.signals.options import Decimal, ReadOptions

#: Of a CSV file or a header. The signal files of a record are not read further than the wanted part.
MAX_BYTES = 16 * 2**20
MAX_SAMPLES = 500_000
#: Missing samples are interpolated if at most this share is missing,
MOST_MISSING = 0.01
#: and for at most this long in a row: a fifth of a narrow QRS complex, whose shape still shows. Others are refused.
LONGEST_GAP_S = 0.02


def read_recording(
    paths: Sequence[str | Path],
    rate: float = ReadOptions.rate,
    column: int = ReadOptions.column,
    start: float = ReadOptions.start,
    end: float | None = ReadOptions.end,
    decimal: Decimal = ReadOptions.decimal,
) -> Recording:
    """Read a recording, or a part of it: a table of numbers, or the .hea and the signal files of a WFDB record.

    Notes say what was taken, left out, assumed or interpolated. At most `MAX_SAMPLES` are read.

    Args:
        paths: the file, or the files of the record.
        rate, column, start, end, decimal: see `ReadOptions`.

    Raises:
        SignalFileError: the files hold no signal in these forms, are damaged, cut off or ambiguous, exceed the limits,
            or too many samples are missing.
        FileMissingError, OptionError.
    """
    options = ReadOptions(rate, column, start, end, decimal)
    files = [Path(path) for path in paths]
    headers = [path for path in files if path.suffix.lower() == ".hea"]
    if headers:
        recording = _record(headers, [path for path in files if path not in headers], options)
    elif any(path.suffix.lower() == ".dat" for path in files):
        raise SignalFileError("A .dat file alone does not say its format; give the .hea file of the record too.")
    elif len(files) != 1:
        raise SignalFileError(f"{len(files)} files were given; give one CSV file, or one .hea with its signal files.")
    else:
        table = tables.read(_bytes_of(files[0]), files[0].name, options.rate, options.column, options.decimal)
        first, last, cut = _part(len(table.samples), table.rate, options, files[0].name)
        recording = replace(table, samples=table.samples[first:last], notes=(*table.notes, *cut))
    return _mended(recording)


def files_of(path: Path) -> list[Path]:
    """Return a file itself, or a WFDB header and those signal files in its folder that it names."""
    if path.suffix.lower() != ".hea":
        return [path]
    names = {Path(one.file).name for one in wfdb.parse(_bytes_of(path), path.name).signals}
    return [path, *(path.parent / name for name in sorted(names) if (path.parent / name).is_file())]


def _record(headers: list[Path], signals: list[Path], options: ReadOptions) -> Recording:
    if len(headers) != 1 or not signals:
        raise SignalFileError(
            f"A WFDB record is one .hea file and its signal files (.dat); {len(headers)} and {len(signals)} were given."
        )
    name = headers[0].name
    lead = max(options.column, 1)

    def part(total: int, rate: float) -> tuple[int, int, tuple[str, ...]]:
        return _part(total, rate, options, name)

    return wfdb.read(_bytes_of(headers[0]), name, signals, options.rate, lead, part)


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


def _part(total: int, rate: float, options: ReadOptions, name: str) -> tuple[int, int, tuple[str, ...]]:
    """Return the first sample to read, the one after the last, and what to say if these are not all."""
    first = round(options.start * rate)
    wanted = total if options.end is None else min(round(options.end * rate), total)
    last = min(wanted, first + MAX_SAMPLES)
    if last - first < 2:
        raise SignalFileError(
            f"{name} has {total:,} samples, {total / rate:g} s; fewer than 2 lie in the part that is wanted."
        )
    if last - first == total:
        return first, last, ()
    limit = f"; more than {MAX_SAMPLES:,} samples are not read at once" if last < wanted else ""
    return first, last, (f"{first / rate:g} to {last / rate:g} s of {total / rate:g}{limit}",)


def _mended(recording: Recording) -> Recording:
    """Leave out missing samples at both ends, and interpolate the few between others."""
    samples, gaps = recording.samples, np.isnan(recording.samples)
    if not gaps.any():
        return recording
    there = np.flatnonzero(~gaps)
    if len(there) < 2:
        raise SignalFileError(f"{recording.name}: all samples are missing there; choose another part or column.")
    before, after = int(there[0]), len(samples) - 1 - int(there[-1])
    inside = slice(before, len(samples) - after)
    samples, gaps = samples[inside].copy(), gaps[inside]
    missing, longest = int(gaps.sum()), int(np.diff(there).max()) - 1
    if missing > max(MOST_MISSING * len(samples), 1) or longest > max(LONGEST_GAP_S * recording.rate, 1):
        raise SignalFileError(
            f"{recording.name} lacks {missing:,} of {len(samples):,} samples, {longest:,} of them in a row; single "
            "ones are interpolated, so many are not. Choose another part or column."
        )
    samples[gaps] = np.interp(np.flatnonzero(gaps), np.flatnonzero(~gaps), samples[~gaps])
    notes = [f"{missing} missing sample{'s' * (missing > 1)} interpolated"] if missing else []
    if before or after:
        notes.append(f"{before} samples missing at the start and {after} at the end, left out")
    return replace(recording, samples=samples, notes=(*recording.notes, *notes))
