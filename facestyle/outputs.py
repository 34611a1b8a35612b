"""The only way out for files: a picture or a gallery is written as a whole or not at all."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from facestyle.errors import OutputError

#: Endings that a picture can be saved under, and Pillow's name of the format.
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


def check(path: Path, endings: Collection[str] = FORMATS) -> None:
    """Check a path before the work whose result will be written there; it has one of these endings.

    Raises:
        OutputError: the ending is unknown, or the folder does not exist or may not be written to.
    """
    if path.suffix.lower() not in endings:
        raise OutputError(f"{path} ends in none of {', '.join(endings)}; the ending chooses the format.")
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise OutputError(f"{path} can't be written; choose a file in a folder that exists and may be written to.")


def write_picture(pixels: np.ndarray, path: Path, texts: Mapping[str, str] | None = None) -> None:
    """Save a picture under a path that `check` has passed; an older file there is replaced at the end.

    Args:
        pixels: H x W x 3, uint8.
        path: its ending chooses the format.
        texts: kept in a PNG, by name; other formats have no place for them.

    Raises:
        OutputError: the disk is full, or the folder no longer exists.
    """
    with atomically(path) as new:
        kept = PngInfo()
        for key, text in (texts or {}).items():
            kept.add_text(key, text)
        more = {"pnginfo": kept} if FORMATS[path.suffix.lower()] == "PNG" else {"quality": 95}
        Image.fromarray(pixels).save(new, FORMATS[path.suffix.lower()], **more)


@contextmanager
def atomically(path: Path) -> Iterator[Path]:
    """Give a path to write to, which replaces `path` at the end: a reader finds either the old file or the new one.

    That holds if the process is killed at any moment, and if the power fails: the bytes are on the disk before the name
    changes.

    Raises:
        OutputError: the file can't be written.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}.new")  # open() creates it, so the umask decides who may read it
    try:
        _remove_scraps(path)
        try:
            yield new
            with new.open("rb") as written:
                os.fsync(written.fileno())
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as problem:
        raise OutputError(f"{path} can't be written ({problem.strerror}); choose another place.") from problem


def _remove_scraps(path: Path) -> None:
    """Remove what killed processes left behind; what a living one is writing stays."""
    for scrap in path.parent.glob(f".{glob.escape(path.name)}.*.new"):
        pid = scrap.name.split(".")[-2]
        if pid.isdecimal() and not _lives(int(pid)):
            scrap.unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    if os.name == "nt":  # on Windows, os.kill would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
