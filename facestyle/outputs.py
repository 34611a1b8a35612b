"""The only way out for files: a picture or a gallery is written as a whole or not at all."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from facestyle import srgb
from facestyle import texts as texts_in
from facestyle.arrays import over_white
from facestyle.errors import OutputError
from facestyle.folders import is_picture

#: Endings that a picture can be saved under, and Pillow's name of the format.
FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".webp": "WEBP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}

#: Endings of formats in which nothing is transparent.
WITHOUT_OPACITY = (".jpg", ".jpeg")


def is_deep(path: Path) -> bool:
    """Whether the format of a path has 16 bits a channel."""
    return FORMATS.get(path.suffix.lower()) == "TIFF"


def check(path: Path, endings: Collection[str] = FORMATS, inputs: Iterable[Path | None] = ()) -> None:
    """Check a path before the work whose result will be written there; it has one of these endings.

    Raises:
        OutputError: the ending is unknown, the folder does not exist or may not be written to, or the path is that of
            an input, see `keep_apart`.
    """
    if path.suffix.lower() not in endings:
        raise OutputError(f"{path} ends in none of {', '.join(endings)}; the ending chooses the format.")
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise OutputError(f"{path} can't be written; choose a file in a folder that exists and may be written to.")
    keep_apart(path, inputs)


def check_folder(folder: Path) -> None:
    """Check a folder before the work whose results will be written there; it is made where it does not exist.

    Raises:
        OutputError: it is a file, or can't be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        why = "a file has this name" if isinstance(problem, FileExistsError) else problem.strerror
        raise OutputError(f"The folder {folder} can't be made ({why}); choose another.") from problem
    if not os.access(folder, os.W_OK):
        raise OutputError(f"The folder {folder} may not be written to; choose another.")


def keep_apart(path: Path, inputs: Iterable[Path | None]) -> None:
    """Refuse a result that would overwrite what it is made from, or another result.

    Args:
        path: where the result will be written.
        inputs: files and folders that are read, and other results; None for one that was not given.

    Raises:
        OutputError: it is one of the files, whatever it is called here, or a picture in one of the folders.
    """
    for one in inputs:
        if one is None:
            continue
        if one.is_dir():
            same = path.is_file() and is_picture(path.name) and one.resolve() in path.resolve().parents
        else:
            same = _same_file(path, one)
        if same:
            what = f"a picture of the folder {one}" if one.is_dir() else f"the same file as {one}"
            raise OutputError(f"{path} is {what}, and would be overwritten; choose another place for the result.")


def _same_file(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except (OSError, ValueError):  # one of them does not exist yet
        return path.resolve() == other.resolve()


def write_picture(pixels: np.ndarray, path: Path, texts: Mapping[str, str] | None = None) -> None:
    """Save a picture under a path that `check` has passed; an older file there is replaced at the end.

    Args:
        pixels: H x W x 3, uint8; or H x W x 4, the last being opacity. A JPEG, which has none, is laid over white. Of a
            TIFF they may be uint16, and are written so.
        path: its ending chooses the format.
        texts: kept in the picture, by name (texts.py).

    Raises:
        OutputError: the disk is full, or the folder no longer exists.
    """
    with atomically(path) as new:
        kind = FORMATS[path.suffix.lower()]
        if kind == "TIFF":
            _write_tiff(pixels, new, texts or {})
            return
        more = {} if kind == "PNG" else {"quality": 95}
        Image.fromarray(over_white(pixels) if kind == "JPEG" else pixels).save(
            new, kind, **more, **texts_in.as_saved(kind, texts or {})
        )


def _write_tiff(pixels: np.ndarray, path: Path, texts: Mapping[str, str]) -> None:
    """Write pixels as they are, compressed without loss, with the profile of sRGB."""
    import tifffile

    more: dict[str, Any] = {"description": texts_in.as_comment(texts)} if texts else {}
    if pixels.shape[2] == 4:
        more["extrasamples"] = ["unassalpha"]
    with path.open("wb") as file:
        tifffile.imwrite(
            file,
            np.ascontiguousarray(pixels),
            photometric="rgb",
            compression="zlib",
            iccprofile=srgb.profile(),
            software=False,
            metadata=None,
            **more,
        )


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
        remove_scraps(path.parent, path.name)
        try:
            yield new
            with new.open("rb") as written:
                os.fsync(written.fileno())
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as problem:
        raise OutputError(f"{path} can't be written ({problem.strerror}); choose another place.") from problem


def remove_scraps(folder: Path, name: str | None = None) -> None:
    """Remove what killed processes left of a file, or of all files of a folder; what a living one is writing stays."""
    for scrap in folder.glob(f".{glob.escape(name) if name else '*'}.*.new"):
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
