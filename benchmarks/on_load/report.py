"""What has to hold under load, the table of what came of it, and its plot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.on_load.record import Record

#: Seconds within which 95 % of verifications have to be answered while restylings run.
VERIFICATION = 3.0
#: How much the memory may grow between the end of the first minute and the end.
GROWTH = 1.10
#: Temporary files at any time, and their bytes.
FILES, FILE_BYTES = 4000, 10**9
#: Seconds at the end of the first minute, and at the end, whose median of memory counts.
WINDOW = 30


def checks(record: Record, sequence: bool) -> Iterator[tuple[str, str, bool]]:
    """What has to hold, what was seen, and whether it holds.

    Args:
        sequence: whether one visitor verified without a pause, and nobody restyled.
    """
    answered = sum(one.answered for one in record.requests)
    yield "requests answered", f"{answered} of {len(record.requests)}", answered > 0
    yield "errors that are no sentence for a visitor: 0", str(len(record.faults)), not record.faults
    yield "answers mixed up or wrong: 0", str(len(record.mixed)), not record.mixed
    seconds = record.seconds_of("verify") if sequence else record.while_styling("verify")
    p95 = float(np.percentile(seconds, 95)) if seconds else float("inf")
    when = "" if sequence else " while restylings run"
    said = f"{p95:.2f} s of {len(seconds)}"
    yield f"95 % of verifications{when} within {VERIFICATION:g} s", said, p95 < VERIFICATION
    first, last = _memory(record)
    said = f"{first / 1e6:.0f} MB, then {last / 1e6:.0f} MB ({last / first - 1:+.1%})"
    yield "resident memory at the end within 10 % of that after the first minute", said, last <= GROWTH * first
    files, size = max(one.files for one in record.samples), max(one.file_bytes for one in record.samples)
    said = f"{files} files, {size / 1e6:.0f} MB"
    yield f"at most {FILES} temporary files and {FILE_BYTES / 1e9:g} GB", said, files <= FILES and size <= FILE_BYTES


def _memory(record: Record) -> tuple[float, float]:
    """Bytes after the first minute, or half the time of a short load, and at the end: medians of half a minute."""
    at = np.asarray([one.at for one in record.samples])
    resident = np.asarray([one.resident for one in record.samples], float)
    minute = min(60.0, at[-1] / 2)
    window = min(WINDOW, at[-1] / 4)
    after = resident[(at >= minute - window / 2) & (at <= minute + window / 2)]
    return float(np.median(after if len(after) else resident)), float(np.median(resident[at >= at[-1] - window]))


def table(record: Record, sequence: bool) -> str:
    """All that was seen, in Markdown."""
    lines = ["| What has to hold | Seen | Holds |", "| --- | --- | --- |"]
    lines += [f"| {what} | {seen} | {'yes' if holds else '**no**'} |" for what, seen, holds in checks(record, sequence)]
    lines += ["", "| Request | Answered | Median (s) | 95 % (s) | Longest (s) |", "| --- | --- | --- | --- | --- |"]
    for action in sorted({one.action for one in record.requests}):
        seconds = record.seconds_of(action)
        asked = sum(one.action == action for one in record.requests)
        told = f"{np.median(seconds):.2f} | {np.percentile(seconds, 95):.2f} | {max(seconds):.2f}" if seconds else "| |"
        lines.append(f"| {action} | {len(seconds)} of {asked} | {told} |")
    if record.refusals:
        lines += ["", "| Refused, in a sentence | Times |", "| --- | --- |"]
        lines += [f"| {said} | {times} |" for said, times in record.refusals.most_common()]
    for title, found in (("Mixed up or wrong", record.mixed), ("Errors that are no sentence", record.faults)):
        if found:
            lines += ["", f"{title}:", "", *(f"- {one}" for one in found[:50])]
            lines += [f"- and {len(found) - 50} more"] if len(found) > 50 else []
    return "\n".join(lines)


def plot(record: Record, path: Path, title: str) -> None:
    """Draw times of verifications, restylings, memory and temporary files over the minutes."""
    from matplotlib.figure import Figure

    minutes = np.asarray([one.at for one in record.samples]) / 60
    figure = Figure(figsize=(9, 10), layout="constrained")
    times, styles, memory, files = figure.subplots(4, 1, sharex=True)
    figure.suptitle(title)
    for action, colour in (("verify", "C0"), ("identify", "C2"), ("instant", "C4")):
        chosen = [one for one in record.requests if one.action == action and one.answered]
        times.plot([one.began / 60 for one in chosen], [one.seconds for one in chosen], ".", color=colour, label=action)
    times.axhline(
        VERIFICATION, color="C3", linestyle="--", label=f"goal: 95 % of verifications within {VERIFICATION:g} s"
    )
    times.set_ylabel("answered in (s)")
    times.legend(loc="upper right", fontsize=8)
    styles.step(minutes, [one.styles for one in record.samples], where="post", color="C1")
    styles.set_ylabel("restylings asked for")
    memory.plot(minutes, [one.resident / 1e9 for one in record.samples], color="C0", label="resident")
    first, _ = _memory(record)
    memory.axhline(GROWTH * first / 1e9, color="C3", linestyle="--", label="10 % above the first minute")
    memory.set_ylabel("memory (GB)")
    memory.set_ylim(bottom=0)
    memory.legend(loc="lower right", fontsize=8)
    files.plot(minutes, [one.file_bytes / 1e6 for one in record.samples], color="C0", label="MB")
    files.plot(minutes, [one.files for one in record.samples], color="C1", label="files")
    files.set_ylabel("temporary files")
    files.set_ylim(bottom=0)
    files.legend(loc="upper left", fontsize=8)
    files.set_xlabel("minutes")
    figure.savefig(path, dpi=110)
