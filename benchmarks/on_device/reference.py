"""Answers of another process, in float32: a process has one device for all networks, so a comparison takes two."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = Path(__file__).resolve().parents[1] / "gpu.py"


@dataclass(frozen=True)
class NoAnswer:
    """Why there is none."""

    why: str


def ask(names: Sequence[str], device: str, seconds: float) -> dict[str, object]:
    """Have `answers.ANSWERS` of these names given on a device in float32, by a process of its own.

    Args:
        names: those that others need among them.
        device: as for ``FACESTYLE_DEVICE``.
        seconds: after which it is ended; what it has answered until then counts.
    """
    environment = {**os.environ, "FACESTYLE_DEVICE": device, "FACESTYLE_FORMAT": "float32"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers"
        command = [sys.executable, str(COMMAND), "--answers", str(path), "--only", *names]
        try:
            run = subprocess.run(
                command, env=environment, timeout=max(seconds, 1), check=False, stderr=subprocess.PIPE, text=True
            )
            why = f"the process on {device} ended with {run.returncode}: {run.stderr[-300:]}"
        except subprocess.TimeoutExpired:
            why = f"{device} had not answered after {seconds:.0f} s"
        # Written by the process that was just started, into a folder of its own.
        given = pickle.loads(path.read_bytes()) if path.is_file() else {}
    return {name: given.get(name, NoAnswer(why)) for name in names}


def said(given: Mapping[str, object], name: str) -> Any:
    """One of the answers.

    Raises:
        RuntimeError: there is none.
    """
    found = given.get(name, NoAnswer("it was not asked"))
    if isinstance(found, NoAnswer):
        raise RuntimeError(f"no answer to compare with: {found.why}")
    return found


def answer(names: Sequence[str], path: Path) -> None:
    """Give answers, in the process that `ask` starts: each is written to the file as soon as it is there."""
    from benchmarks.on_device.answers import ANSWERS

    given: dict[str, object] = {}
    for name, function in ANSWERS.items():
        if name not in names:
            continue
        try:
            given[name] = function(lambda other: said(given, other))
        except Exception as problem:
            given[name] = NoAnswer(f"{type(problem).__name__}: {problem}")
        new = path.with_suffix(".new")
        new.write_bytes(pickle.dumps(given))
        new.replace(path)
