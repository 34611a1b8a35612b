"""What a cluster runs: how many processes of each kind, what each takes, and how much may wait."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from facestyle.errors import OptionError
from facestyle.fields import check, limits, option, whole


@dataclass(frozen=True)
class Part:
    """The processes of one kind.

    Raises:
        OptionError: a value is out of range.
    """

    replicas: int = option(1, 1, 1000, help="Processes that always run.")
    most: int = option(0, 0, 1000, help="Processes that run when much is asked; 0: no more than always.")
    on_a_machine: int = option(0, 0, 100, help="Processes on one machine at most; 0: any number.")
    cpus: float = option(1.0, 0.0, 256.0, help="Cores that a process reserves; it computes with as many threads.")
    gpus: float = option(0.0, 0.0, 16.0, help="GPUs that a process reserves; 0.25 lets four share one.")
    at_once: int = option(1, 1, 1000, help="Requests that a process works on at a time.")
    waiting: int = option(16, 1, 10_000, help="Requests of one page that may wait; more are refused.")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Cluster:
    """All that a cluster runs.

    Attributes:
        encoding: finds and encodes faces. What waits together passes through the networks together.
        styling: restyles by descent, one run a process at a time, so that a run's memory is its own.
        painting: paints in one pass, and computes the costs of a picture.
        studying: looks into networks, and trains Siamese networks.
        batch: requests to encode that are taken together, at most.
    """

    encoding: Part = field(default_factory=lambda: Part(at_once=16, waiting=64))
    styling: Part = field(default_factory=lambda: Part(waiting=8))
    painting: Part = field(default_factory=lambda: Part(at_once=2, waiting=32))
    studying: Part = field(default_factory=lambda: Part(at_once=2))
    batch: int = option(8, 1, 256, help="Requests to encode that are taken together, at most.")

    def __post_init__(self) -> None:
        object.__setattr__(self, "batch", whole("batch", self.batch, *limits(Cluster, "batch")))
        if self.styling.at_once != 1:
            raise OptionError("at_once of styling has to be 1: a run has its process for itself.")

    @property
    def parts(self) -> dict[str, Part]:
        """The kinds of processes, by name."""
        kinds = ("encoding", "styling", "painting", "studying")
        return {kind: getattr(self, kind) for kind in kinds}


def read(path: Path) -> Cluster:
    """Read a JSON file such as {"styling": {"replicas": 2, "gpus": 1}}; what it leaves out is as by default.

    Raises:
        OptionError: it can't be read, or holds something that is unknown or out of range.
    """
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise OptionError(f"The cluster's configuration, {path}, can't be read as JSON; check it.") from problem
    if not isinstance(given, dict):
        raise OptionError(f"The cluster's configuration, {path}, has to be a JSON object.")
    values: dict[str, Any] = {}
    for name, value in given.items():
        default = getattr(Cluster(), _known(name, Cluster, path))
        if isinstance(default, Part) and isinstance(value, dict):
            values[name] = Part(**asdict(default) | {_known(inner, Part, path): one for inner, one in value.items()})
        elif isinstance(default, Part):
            raise OptionError(f"{name} in {path} has to be a JSON object.")
        else:
            values[name] = value
    return Cluster(**values)


def _known(name: str, kind: type, path: Path) -> str:
    names = [one.name for one in fields(kind)]
    if name not in names:
        raise OptionError(f"{name[:40]!r} in {path} is unknown; use {', '.join(names)}.")
    return name
