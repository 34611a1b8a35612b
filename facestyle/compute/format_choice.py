"""The form in which a network runs fastest on this machine: measured once, then kept in a file.

A second start chooses the same form without a trial, so the same request gives the same picture whatever else the
machine is doing. Not about how forms are compared (formats.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path

import torch
from filelock import FileLock

from facestyle.compute import formats
from facestyle.compute.device import description
from facestyle.compute.formats import Form
from facestyle.errors import OutputError
from facestyle.outputs import atomically

#: The file's name in the cache folder.
FILE = "formats.json"
#: Raised when the forms or their trial change: choices made under another number are not used.
TRIAL = 1
#: Seconds to wait for another process that writes its choice.
_PATIENCE = 5


def fastest_of(
    network: str,
    folder: Path,
    forms: Mapping[str, Callable[[], Form]],
    run: Callable[[Form, torch.Tensor], torch.Tensor],
    example: torch.Tensor,
    agrees: float,
) -> Form:
    """Return the form that was chosen for a network on this machine; the first time, try all and keep the choice.

    A choice holds for one device, number of threads and release of torch. A file that is damaged, or can't be written,
    costs a trial and nothing else.

    Args:
        network: names the network and what it is run for.
        folder: where choices are kept.
        forms, run, example, agrees: see `formats.fastest_of`.
    """
    if len(forms) == 1:
        [make] = forms.values()
        return make()
    path = folder / FILE
    key = f"{network}; {description()}; torch {torch.__version__}; trial {TRIAL}"
    kept = _read(path).get(key, "")
    if kept in forms:
        return forms[kept]()
    name, form = formats.fastest_of(forms, run, example, agrees)
    kept = _keep(path, key, name, forms)
    return form if kept == name else forms[kept]()


def _read(path: Path) -> dict[str, str]:
    """The choices by key; none, where the file is absent or holds something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: name for key, name in found.items() if isinstance(name, str)}


def _keep(path: Path, key: str, name: str, names: Collection[str]) -> str:
    """Write a choice, unless another process was first; returns the one that is kept."""
    with suppress(OSError, OutputError, NotImplementedError):  # not implemented: locks, on some network's disk
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=_PATIENCE):
            choices = _read(path)
            if choices.get(key) in names:
                return choices[key]
            with atomically(path) as new:
                new.write_text(json.dumps({**choices, key: name}, indent=1) + "\n", encoding="utf-8")
    return name
