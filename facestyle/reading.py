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
    if source is None or source == "":
        raise MissingInputError(f"{name or NAMELESS} is missing; choose or drop a picture first.")
    if isinstance(source, (bytes, bytearray, memoryview)):
        name, data = name or NAMELESS, bytes(source)
    elif isinstance(source, (str, os.PathLike)):
        return _of_file(os.fsdecode(source), name, most)
    elif hasattr(source, "read"):
        name, data = _of_stream(source, name, most)
    else:
        raise UnsupportedSourceError(
            f"{name or NAMELESS} was given as {type(source).__name__}; give a file, its bytes, an array of pixels or "
            "a Pillow image."
        )
    if len(data) > most:
        raise _too_many_bytes(name, len(data), most)
    return data, name


def _of_stream(stream: Any, name: str | None, most: int) -> tuple[str, bytes]:
    called = getattr(stream, "name", None)
    name = name or (Path(called).name if isinstance(called, str) and called else NAMELESS)
    try:
        if getattr(stream, "seekable", lambda: False)():
            stream.seek(0)
        data = stream.read(most + 1)
    except Exception as problem:  # closed, or as many as there are kinds of streams
        raise FileMissingError(f"{name} can't be read from the open file that was given; open it again.") from problem
    if not isinstance(data, bytes):
        raise UnsupportedSourceError(f"{name} was given as a file of text; open it with mode 'rb'.")
    return name, data


def _of_file(source: str, name: str | None, most: int) -> tuple[bytes, str]:
    if source[:5].lower() in ("data:", "http:", "https", "ftp:/", "file:"):
        raise UnsupportedSourceError(
            f"{name or NAMELESS} was given as a {source.split(':')[0]}: address; give a file instead."
        )
    path = Path(source)
    name = name or path.name
    try:
        if not path.is_file():
            what = "is a folder, not a picture" if path.is_dir() else "was not found"
            raise FileMissingError(f"{name} {what}; check the path {_shortened(str(path))}.")
        size = path.stat().st_size
        if size > most:
            raise _too_many_bytes(name, size, most)
        return path.read_bytes(), name
    except (OSError, ValueError) as problem:  # unreadable, a name too long for the system, a null byte
        raise FileMissingError(f"{_shortened(name)} can't be read; check the path and its rights.") from problem


def _shortened(text: str, length: int = 120) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _too_many_bytes(name: str, size: int, most: int) -> PictureTooLargeError:
    return PictureTooLargeError(
        f"{name} is {size / 2**20:.0f} MB; the limit is {most // 2**20} MB. Save it smaller and try again."
    )
