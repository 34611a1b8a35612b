"""Folders for uploads, and their removal: by the process at its end, or by the next start where it was killed.

A living process holds a lock on a file in its folder, which the system frees however the process ends. A folder whose
lock is free is nobody's.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from facestyle.outputs import remove_scraps

try:
    import fcntl
except ImportError:  # on Windows
    fcntl = None  # type: ignore[assignment]

PREFIX = "facestyle-"
LOCK = ".in-use"
#: Locks of this process, held until it ends.
_HELD: list[IO[bytes]] = []


def new_folder(within: Path) -> Path:
    """Make a folder that is this process's until it ends, readable by its owner alone.

    Args:
        within: the folder that it is made in.
    """
    within.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=within))
    lock = _locked(folder / f"{LOCK}.new")
    if lock is not None:  # under its name from the moment that it is locked, so that no other start takes it
        (folder / f"{LOCK}.new").replace(folder / LOCK)
        _HELD.append(lock)
    return folder


def remove(within: Path, cache: Path) -> int:
    """Remove what killed processes of this user have left: their folders of uploads, and half-written files of a cache.

    Args:
        within: what `new_folder` makes folders in.
        cache: the folder of the networks.

    Returns:
        How many folders were removed.
    """
    remove_scraps(cache)
    return sum(_removed(one) for one in within.glob(f"{PREFIX}*"))


def _removed(folder: Path) -> bool:
    """Whether a folder was nobody's, and is gone."""
    path = folder / LOCK
    if folder.is_symlink() or not _is_mine(folder) or path.is_symlink() or not path.is_file():
        return False
    lock = _locked(path)
    if lock is None:
        return False
    with lock:  # until it is gone, so that of two starts one removes it
        shutil.rmtree(folder, ignore_errors=True)
    return True


def _locked(path: Path) -> IO[bytes] | None:
    """The file, locked; None where another process holds its lock, or nobody can."""
    if fcntl is None:
        return None
    file = None
    with suppress(OSError):
        file = path.open("ab")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file
    if file is not None:
        file.close()
    return None


def _is_mine(folder: Path) -> bool:
    try:
        return folder.is_dir() and folder.stat().st_uid == os.getuid()
    except OSError:
        return False
