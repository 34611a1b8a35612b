"""One command at a time changes a gallery file: others wait, so that what each adds is there for the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from facestyle.errors import OutputError


@contextmanager
def changing(path: Path, waits: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold a gallery file from before it is read until it is written, across processes.

    The lock is a hidden file beside it, `.NAME.lock`, which stays. It is freed when the process ends, however it ends.

    Args:
        path: the gallery file; it need not exist.
        waits: called once if another process holds it.

    Raises:
        OutputError: nothing can be written there.
    """
    path = path.resolve()
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waits()
            lock.acquire()
    except OSError as problem:
        raise OutputError(f"{path} can't be written ({problem.strerror}); choose another place.") from problem
    try:
        yield
    finally:
        lock.release()
