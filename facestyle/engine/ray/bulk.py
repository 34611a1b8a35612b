"""Many picture files read by several processes at a time, by Ray Data: for enrolling large folders.

Each process finds and encodes faces as `faces_of_files` does. The answers come in the order of the files, so that what
is made of them is what one process would make. Processes read the files themselves, by their paths: on several
machines the folder has to lie at the same place on each.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from facestyle.engine.ray.answers import answered, told
from facestyle.engine.ray.connection import environment, imported, last_line
from facestyle.engine.ray.contracts import under
from facestyle.engine.ray.problems import reason
from facestyle.engine.ray.streams import Lost
from facestyle.errors import ComputeError, FacestyleError
from facestyle.faces.encoders.registry import check_anywhere, encoder_spec
from facestyle.faces.file_faces import FileFaces, faces_of_files
from facestyle.faces.gallery.enrolment import Read

#: Blocks that Ray Data keeps account of, at most; a block is read again where its process was lost.
MOST_BLOCKS = 1000
Batch = list[tuple[Path, str]]


def reader(compute: str, workers: int | None = None) -> Read:
    """Return what reads files by the processes of a cluster; see `enrolment.Read`.

    Args:
        compute: `auto`, the Ray cluster that this machine belongs to, or one that is started here for this run;
            `ray://HOST:PORT`, another.
        workers: processes that read, each with one core; as many as the cluster has cores where not given.

    Raises:
        ComputeError: Ray is not installed, or there is no cluster there.
    """
    _joined(compute)
    return partial(_read, workers)


def _joined(compute: str) -> None:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # a warning about arguments of Ray's own, at every run
    try:
        ray = imported()
    except ImportError:
        raise ComputeError("Ray is not installed; install requirements-cluster.txt, or leave out --compute.") from None
    if ray.is_initialized():
        return
    try:
        ray.init(address=None if compute == "auto" else compute, log_to_driver=False, logging_level="ERROR")
    except Exception as problem:  # Ray has many ways to say that nobody is there
        raise ComputeError(f"No cluster answers at {compute}: {last_line(problem)}") from problem


def _read(workers: int | None, batches: Iterator[Batch], encoder: str) -> Generator[list[FileFaces], None, None]:
    check_anywhere(encoder)  # of a gallery that exists, it is known only now
    spec = encoder_spec(encoder)
    asked = list(batches)
    if not asked:
        return
    # A process there has another working folder.
    planned = [_Asked([(path.absolute(), name) for path, name in batch], spec.base or encoder) for batch in asked]
    try:
        rows = _data([{"asked": one} for one in planned], workers).iter_rows()
        for batch, row in zip(asked, rows, strict=True):
            found: list[FileFaces] = answered(row["found"].answer)
            pairs = zip(batch, found, strict=True)
            yield [replace(one, path=path, faces=tuple(under(spec, one.faces))) for (path, _), one in pairs]
    except FacestyleError:
        raise
    except Exception as problem:
        raise _told(problem) from problem


def _told(problem: Exception) -> FacestyleError:
    """An error of Ray's, or of the work, as one of ours: whoever runs a command has no use for a trace."""
    from ray.exceptions import UserCodeException

    if isinstance(getattr(problem, "cause", problem), UserCodeException):
        return ComputeError(f"The cluster can't read the pictures: {last_line(problem)}")
    meant = reason(problem)
    if isinstance(meant, FacestyleError):
        return meant
    if isinstance(meant, Lost):
        return ComputeError("The machines that computed were lost, one after the other. Try again in some minutes.")
    return ComputeError(f"The cluster can't read the pictures: {last_line(meant)}")


def _data(planned: list[dict[str, _Asked]], workers: int | None) -> Any:
    import ray
    import ray.data

    logging.getLogger("ray.data").setLevel(logging.ERROR)  # after the import, which sets it
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    some = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    rows = ray.data.from_items(planned, override_num_blocks=min(len(planned), MOST_BLOCKS))
    return rows.map(
        _Reader,
        compute=ray.data.ActorPoolStrategy(size=min(some, len(planned))),
        num_cpus=1,
        runtime_env={"env_vars": environment() | {"OMP_NUM_THREADS": "1"}},
    )


@dataclass(frozen=True)
class _Asked:
    """Files to read. In classes of ours Ray leaves values as they are; lists it would turn into columns."""

    batch: Batch
    encoder: str


@dataclass(frozen=True, eq=False)
class _Found:
    """The faces of a batch, or `Refused`."""

    answer: Any


class _Reader:
    """Reads batches of files in a process of the cluster, which keeps its networks from one to the next."""

    def __call__(self, row: dict[str, _Asked]) -> dict[str, _Found]:
        """Read a batch."""
        asked = row["asked"]
        return {"found": _Found(told(partial(faces_of_files, asked.batch, asked.encoder)))}
