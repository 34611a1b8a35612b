"""The way out: a finished picture, or a gallery, as a file, whole or not at all."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from facestyle.errors import OutputError

#: Endings that a picture can be saved under, and Pillow's name of the format.
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


def check(path: Path) -> None:
    """Refuse before the work what could only fail after it.

    Raises:
        OutputError: the ending is unknown, or the folder is absent or may not be written to.
    """
    if path.suffix.lower() not in FORMATS:
        raise OutputError(f"{path} ends in none of {', '.join(FORMATS)}; the ending chooses the format.")
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise OutputError(f"{path} can't be written; choose a file in a folder that exists and may be written to.")


def write_picture(pixels: np.ndarray, path: Path, texts: Mapping[str, str] | None = None) -> None:
    """Save H x W x 3, uint8, under a path that `check` has passed; an older file there stays whole until then.

    Args:
        pixels, path: what, and where.
        texts: kept in a PNG, by name; other formats have no place for them.

    Raises:
        OutputError: the disk is full, or the folder has gone.
    """
    with atomically(path) as new:
        kept = PngInfo()
        for key, text in (texts or {}).items():
            kept.add_text(key, text)
        more = {"pnginfo": kept} if FORMATS[path.suffix.lower()] == "PNG" else {"quality": 95}
        Image.fromarray(pixels).save(new, FORMATS[path.suffix.lower()], **more)


@contextmanager
def atomically(path: Path) -> Iterator[Path]:
    """Give a path to write to, which replaces `path` at the end: whoever reads it finds the old file or the new one.

    That holds when the process is killed at any moment, and when the power fails: the bytes are on the disk before the
    name changes.

    Raises:
        OutputError: it can't be written.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}.new")  # created by open(), so that the umask decides who reads it
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
    """What a killed process left behind; not what a living one is writing."""
    for scrap in path.parent.glob(f".{glob.escape(path.name)}.*.new"):
        pid = scrap.name.split(".")[-2]
        if pid.isdecimal() and not _lives(int(pid)):
            scrap.unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    if os.name == "nt":  # there, asking would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
