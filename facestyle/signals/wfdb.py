"""Records of PhysioNet's WFDB: the header, and one signal from its files.

Formats are those of the WFDB Applications Guide, header(5) and signal(5). The package wfdb gives the same numbers. It
is not used, because it needs an HTTP client and libsndfile, and opens whatever files a header names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np

from facestyle.errors import FileMissingError, SignalFileError
from facestyle.signals.ecg import Recording

MAX_LEADS = 32
#: By format: samples in a block, bytes in a block, and the value of a missing sample.
FORMATS: dict[int, tuple[int, int, int | None]] = {
    8: (1, 1, None),
    16: (1, 2, -(2**15)),
    24: (1, 3, -(2**23)),
    32: (1, 4, -(2**31)),
    61: (1, 2, -(2**15)),
    80: (1, 1, -(2**7)),
    160: (1, 2, -(2**15)),
    212: (2, 3, -(2**11)),
    310: (3, 4, -(2**9)),
    311: (3, 4, -(2**9)),
}
#: The most samples that are decoded at once; of a longer file only the wanted part is, and its checksum not compared.
MAX_DECODED = 8_000_000
_FORMAT = re.compile(r"(\d+)(?:x(\d+))?(?::(\d+))?(?:\+(\d+))?")
#: The first and the last sample to read of so many at such a rate, and what to say about it.
Part = Callable[[int, float], tuple[int, int, tuple[str, ...]]]


@dataclass(frozen=True)
class Signal:
    """A signal line of a header.

    Attributes:
        file: the name of its file.
        format: how the file holds samples.
        per_frame: samples of this signal in a frame.
        skew: frames by which the file holds this signal too late.
        offset: bytes before the samples.
        gain, baseline: the physical value is (sample - baseline) / gain.
        calibrated: whether the header gives the gain.
        initial: the value before the first sample, for format 8.
        checksum: of all its samples, modulo 2**16.
        place: of its first sample in a frame of its file.
        frame: samples of all signals in a frame of its file.
    """

    name: str
    file: str
    format: int
    per_frame: int
    skew: int
    offset: int
    gain: float
    baseline: float
    calibrated: bool
    units: str
    initial: int
    checksum: int | None
    place: int = 0
    frame: int = 1


@dataclass(frozen=True)
class Header:
    """A header: frames a second, frames (each None if it is not given), and signals."""

    rate: float | None
    length: int | None
    signals: tuple[Signal, ...]


def read(header: bytes, name: str, files: Sequence[Path], rate: float, lead: int, part: Part) -> Recording:
    """Read a part of one signal, in physical units; missing samples are NaN.

    Args:
        header: the bytes of the .hea file.
        name: of that file.
        files: the signal files. They are recognised by their names, or one file stands for the only one of a header.
        rate: samples a second, where the header gives none.
        lead: the signal, from 1.
        part: which samples are read.

    Raises:
        SignalFileError: the header is none, or does not fit the file; the format is not read; the file is not there.
    """
    parsed = parse(header, name)
    if lead > len(parsed.signals):
        raise SignalFileError(f"{name} has {len(parsed.signals)} leads; there is no lead {lead}.")
    signal = parsed.signals[lead - 1]
    path = _file_of(parsed, signal, lead, name, files)
    notes = _notes(parsed, signal, lead, rate)
    frames, there, size = _frames(parsed, signal, path, name)
    told = (parsed.rate or rate) * signal.per_frame
    first, last, cut = part(there * signal.per_frame, told)
    samples, whole = _samples(signal, path, frames, first, last)
    if whole is not None and parsed.length and signal.checksum is not None and (whole - signal.checksum) % 2**16:
        # The last block may be filled up.
        if size - signal.offset - _bytes(signal.format, frames * signal.frame) >= FORMATS[signal.format][1]:
            raise SignalFileError(f"{path.name} has neither the length nor the checksum that {name} gives.")
        notes.append(f"its samples do not have the checksum in {name}: one of the files may be damaged")
    missing = FORMATS[signal.format][2]
    values = np.where(samples == missing, np.nan, (samples - signal.baseline) / signal.gain)
    return Recording(values, told, name=f"{Path(name).stem}, {signal.name} ({signal.units})", notes=(*notes, *cut))


def parse(data: bytes, name: str) -> Header:
    """Read a header.

    Raises:
        SignalFileError: it is none, has several segments, no signals or too many, or a format that is not read.
    """
    lines = [line for line in data.decode("latin-1").splitlines() if line.strip() and not line.lstrip().startswith("#")]
    try:
        record, *rest = lines[0].split()
        count = int(rest[0])
        rate = float(re.split(r"[/(]", rest[1])[0]) if len(rest) > 1 else None
        length = int(rest[2]) if len(rest) > 2 else None
        if "/" in record:
            segments = [line.split()[0] for line in lines[1:] if not line.startswith("~")]
            raise SignalFileError(
                f"{name} joins segments ({', '.join(segments[:4])} and so on); give the files of one of them."
            )
        signals = [_signal(line.split(), number) for number, line in enumerate(lines[1 : max(count, 0) + 1], start=1)]
    except (IndexError, ValueError, OverflowError) as problem:
        raise SignalFileError(
            f"{name} is not the header of a WFDB record; give the .hea file as it was published."
        ) from problem
    if not 1 <= count <= MAX_LEADS or len(signals) != count:
        raise SignalFileError(f"{name} promises {count} leads, but has {len(signals)}; 1 to {MAX_LEADS} are read.")
    if rate is not None and not 0.1 <= rate <= 50_000:
        raise SignalFileError(f"{name} promises {rate:g} frames a second; 0.1 to 50,000 are read.")
    if length is not None and length < 0:
        raise SignalFileError(f"{name} promises {length} samples, which is no length.")
    return Header(rate, length or None, tuple(_placed(signals, name)))


def _signal(fields: list[str], number: int) -> Signal:
    """Parse file, format, gain(baseline)/units, resolution, zero, first value, checksum, block size, description."""
    kind = _FORMAT.fullmatch(fields[1])
    if kind is None:
        raise ValueError(fields[1])
    scale, _, units = (fields[2] if len(fields) > 2 else "0").partition("/")
    scale, bracket, inside = scale.partition("(")
    gain, zero = float(scale), int(fields[4]) if len(fields) > 4 else 0
    baseline = float(inside.rstrip(")")) if bracket else float(zero)
    if not math.isfinite(gain) or not math.isfinite(baseline):
        raise ValueError(fields[2])
    return Signal(
        name=" ".join(fields[8:])[:24] or f"lead {number}",
        file=fields[0],
        format=int(kind[1]),
        per_frame=int(kind[2] or 1),
        skew=int(kind[3] or 0),
        offset=int(kind[4] or 0),
        gain=gain or 200.0,
        baseline=baseline,
        calibrated=gain != 0,
        units=units[:12] or "mV",
        initial=int(fields[5]) if len(fields) > 5 else zero,
        checksum=int(fields[6]) if len(fields) > 6 else None,
    )


def _placed(signals: list[Signal], name: str) -> list[Signal]:
    """Give each signal its place among those that share its file."""
    found = []
    for file, group in groupby(signals, lambda one: one.file):
        together = list(group)
        frame = sum(one.per_frame for one in together)
        if len({(one.format, one.offset) for one in together}) > 1 or not 1 <= frame <= 4096:
            raise SignalFileError(f"{name} gives several formats for {file}, or no samples; it can't be read.")
        if together[0].format not in FORMATS:
            formats = ", ".join(map(str, FORMATS))
            raise SignalFileError(f"{name} says format {together[0].format}; formats {formats} are read.")
        place = 0
        for one in together:
            found.append(replace(one, place=place, frame=frame))
            place += one.per_frame
    return found


def _file_of(header: Header, signal: Signal, lead: int, name: str, files: Sequence[Path]) -> Path:
    needed = {one.file for one in header.signals}
    if len(needed) == len(files) == 1:
        return files[0]
    wanted = re.split(r"[/\\]", signal.file)[-1]
    for path in files:
        if path.name.lower() == wanted.lower():
            return path
    raise SignalFileError(f"Lead {lead} of {name} lies in {wanted[:60]}, which was not given; give both files.")


def _notes(header: Header, signal: Signal, lead: int, rate: float) -> list[str]:
    others = ", ".join(one.name for one in header.signals if one is not signal)
    notes = [f"lead {lead} of {len(header.signals)} was taken; the others are {others}"] if others else []
    if header.rate is None:
        notes.append(f"its header gives no rate: {rate:g} samples a second are assumed")
    if not signal.calibrated:
        notes.append("its header gives no gain: 200 units a millivolt are assumed, as in WFDB")
    if signal.per_frame > 1:
        notes.append(f"{signal.per_frame} samples in each of {header.rate or rate:g} frames a second")
    if signal.skew:
        notes.append(f"moved to the left by {signal.skew} frames, as its header says")
    return notes


def _frames(header: Header, signal: Signal, path: Path, name: str) -> tuple[int, int, int]:
    """Return the frames that the record has, those of the signal that are in its file, and the bytes of the file."""
    try:
        size = path.stat().st_size
    except OSError as problem:
        raise FileMissingError(f"There is no readable file {path.name}; check its name.") from problem
    in_block, of_block, _ = FORMATS[signal.format]
    there = max(size - signal.offset, 0) * in_block // of_block // signal.frame
    promised = header.length or there
    if 0 <= there - promised < in_block:
        there = promised  # the last block is filled up
    if there < promised:
        needed = signal.offset + _bytes(signal.format, promised * signal.frame)
        raise SignalFileError(
            f"{path.name} is cut off: {name} promises {promised:,} × {signal.frame} samples, {needed:,} bytes; it has "
            f"{size:,}."
        )
    return promised, min(promised, max(there - signal.skew, 0)), size


def _bytes(kind: int, samples: int) -> int:
    """Return the bytes of so many samples; the last block may be incomplete."""
    in_block, of_block, _ = FORMATS[kind]
    more = samples % in_block
    # In format 310 the second sample of a block ends in its fourth byte.
    return samples // in_block * of_block + (2 * more if kind == 310 else -(-more * of_block // in_block))


def _samples(signal: Signal, path: Path, frames: int, first: int, last: int) -> tuple[np.ndarray, int | None]:
    """Return a part of a signal, int64, and the sum of all its samples if all are decoded.

    Args:
        signal: which signal.
        path: its file.
        frames: of the record.
        first, last: samples of the signal, the last one exclusive.
    """
    begin, end = first // signal.per_frame + signal.skew, -(-last // signal.per_frame) + signal.skew
    whole = max(frames, end) * signal.frame <= MAX_DECODED
    if whole or signal.format == 8:  # its samples are differences from the ones before
        begin, end = 0, max(frames, end)
    if (end - begin) * signal.frame > 4 * MAX_DECODED:
        raise SignalFileError(f"{path.name} is too large to be read at once; choose a shorter part by from and to.")
    in_block, of_block, _ = FORMATS[signal.format]
    block = begin * signal.frame // in_block
    count = end * signal.frame - block * in_block
    with path.open("rb") as file:
        file.seek(signal.offset + block * of_block)
        data = file.read(_bytes(signal.format, count))
    flat = _decoded(data, signal.format, count)[begin * signal.frame - block * in_block :]
    samples = flat.reshape(-1, signal.frame)[:, signal.place : signal.place + signal.per_frame].ravel()
    if signal.format == 8:
        samples = signal.initial + samples.cumsum()
    moved = (signal.skew - begin) * signal.per_frame
    return samples[first + moved : last + moved], int(samples[: frames * signal.per_frame].sum()) if whole else None


def _decoded(data: bytes, kind: int, count: int) -> np.ndarray:
    """Return the first `count` samples, int64. Low bytes come first but in format 61."""
    if kind in (16, 61, 160, 32):
        found = np.frombuffer(data, {16: "<i2", 61: ">i2", 160: "<u2", 32: "<i4"}[kind]).astype(np.int64)
        return found - 2**15 if kind == 160 else found
    in_block, of_block, _ = FORMATS[kind]
    bytes_ = np.zeros(-(-count // in_block) * of_block, np.int64)
    bytes_[: len(data)] = np.frombuffer(data, np.uint8)
    a, b, c, d = [*bytes_.reshape(-1, of_block).T, None, None, None][:4]
    if kind in (8, 80):
        found, bits = (a - 128, 9) if kind == 80 else (a, 8)
    elif kind == 24:
        found, bits = a | b << 8 | c << 16, 24
    elif kind == 212:
        found, bits = np.stack([a | (b & 15) << 8, c | b >> 4 << 8], axis=1), 12
    elif kind == 310:
        found, bits = np.stack([a >> 1 | (b & 7) << 7, c >> 1 | (d & 7) << 7, b >> 3 | d >> 3 << 5], axis=1), 10
    else:
        found, bits = np.stack([a | (b & 3) << 8, b >> 2 | (c & 15) << 6, c >> 4 | (d & 63) << 4], axis=1), 10
    found = found.ravel()[:count]
    return np.where(found >= 2 ** (bits - 1), found - 2**bits, found)
