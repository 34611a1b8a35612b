"""The bytes of a file, whatever it was given as: a path, bytes, or a file that is open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any, TypeAlias

from facestyle.errors import FileMissingError, MissingInputError, PictureTooLargeError, UnsupportedSourceError

#: What bytes can be had of.
Readable: TypeAlias = "str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes]"
#: What a picture is called that has no name.
NAMELESS = "The picture"
#: How a text begins that is an address and no path.
_ADDRESSES = ("data:", "http:", "https", "ftp:/", "file:")


def name_of(source: Any) -> str | None:
    """The name of the file that a source is, or was opened from; None where there is none."""
    if isinstance(source, (str, os.PathLike)):
        path = os.fsdecode(source)
        return None if path[:5].lower() in _ADDRESSES else Path(path).name or None
    for attribute in ("filename", "name"):  # a Pillow image's, a stream's
        called = getattr(source, attribute, None)
        if isinstance(called, str) and called:
            return Path(called).name
    return None


def bytes_of(source: Any, name: str | None, most: int) -> tuple[bytes, str]:
    """Read a picture's bytes.

    Args:
        source: a path, bytes, or a file open for reading bytes, which is read from its start where it can be.
        name: for messages; by default the file's.
        most: the most bytes that are read.

    Returns:
        The bytes, and what the picture is called.

    Raises:
        MissingInputError, UnsupportedSourceError, FileMissingError.
        PictureTooLargeError: there are more bytes.
    """
    name = name or name_of(source) or NAMELESS
    if source is None or (isinstance(source, str) and not source):
        raise MissingInputError(f"{name} is missing; choose or drop a picture first.")
    if isinstance(source, (bytes, bytearray, memoryview)):
        data = bytes(source)
    elif isinstance(source, (str, os.PathLike)):
        return _of_file(os.fsdecode(source), name, most), name
    elif hasattr(source, "read"):
        data = _of_stream(source, name, most)
    else:
        raise UnsupportedSourceError(
            f"{name} was given as {type(source).__name__}; give a file, its bytes, an array of pixels or "
            "a Pillow image."
        )
    if len(data) > most:
        raise _too_many_bytes(name, len(data), most)
    return data, name


def _of_stream(stream: Any, name: str, most: int) -> bytes:
    try:
        if getattr(stream, "seekable", lambda: False)():
            stream.seek(0)
        data = stream.read(most + 1)
    except Exception as problem:  # closed, or as many as there are kinds of streams
        raise FileMissingError(f"{name} can't be read from the open file that was given; open it again.") from problem
    if not isinstance(data, bytes):
        raise UnsupportedSourceError(f"{name} was given as a file of text; open it with mode 'rb'.")
    return data


def _of_file(source: str, name: str, most: int) -> bytes:
    if source[:5].lower() in _ADDRESSES:
        raise UnsupportedSourceError(f"{name} was given as a {source.split(':')[0]}: address; give a file instead.")
    path = Path(source)
    try:
        if not path.is_file():
            what = "is a folder, not a picture" if path.is_dir() else "was not found"
            raise FileMissingError(f"{name} {what}; check the path {_shortened(str(path))}.")
        size = path.stat().st_size
        if size > most:
            raise _too_many_bytes(name, size, most)
        return path.read_bytes()
    except (OSError, ValueError) as problem:  # unreadable, a name too long for the system, a null byte
        raise FileMissingError(f"{_shortened(name)} can't be read; check the path and its rights.") from problem


def _shortened(text: str, length: int = 120) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _too_many_bytes(name: str, size: int, most: int) -> PictureTooLargeError:
    return PictureTooLargeError(
        f"{name} is {size / 2**20:.0f} MB; the limit is {most // 2**20} MB. Save it smaller and try again."
    )
