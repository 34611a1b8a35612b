"""A zip of NAME/*.jpg from a stranger: limits are checked on its directory, before anything is inflated.

Members become bytes in memory, one at a time, and nothing is written to the disk. A name that climbs out (``../``), a
link or an absolute path could do no harm, and is refused all the same.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from facestyle.errors import FileMissingError, PictureZipError
from facestyle.folders import is_picture
from facestyle.images import MAX_BYTES

#: Bytes of the zip itself, and of all that it inflates to.
MOST_ZIPPED = 48 * 2**20
MOST_INFLATED = 256 * 2**20
MOST_FILES = 2000
#: The end of a zip says how many entries it has. It is read first, since reading the directory takes memory for each.
_END = b"PK\x05\x06"
_END_SIZE = 22


def count_in(path: str | Path) -> int:
    """The number of pictures that `read_pictures` will read; raises what it raises about the directory."""
    with _opened(path) as (_, members):
        return len(members)


def read_pictures(path: str | Path) -> Iterator[tuple[str, str, bytes]]:
    """Read the pictures of a zip, in the order of their names.

    A folder around the folders of people is allowed. Hidden files and those not called like a picture are left out.

    Yields:
        The person (the name of the folder that holds the picture), the file's name, and its bytes.

    Raises:
        FileMissingError: it can't be read.
        PictureZipError: it is no zip, damaged, too large in any way, encrypted, or holds a path that climbs out.
    """
    with _opened(path) as (opened, members):
        left = MOST_INFLATED
        for member in members:
            content = _inflated(opened, member, min(left, MAX_BYTES))
            left -= len(content)
            place = PurePosixPath(member.filename)
            yield place.parent.name, place.name, content


@contextmanager
def _opened(path: str | Path) -> Iterator[tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]]:
    """The zip, and its members that are pictures."""
    path = Path(path)
    try:
        if path.stat().st_size > MOST_ZIPPED:
            raise PictureZipError(f"The zip is larger than {MOST_ZIPPED >> 20} MB; give fewer or smaller pictures.")
        data = path.read_bytes()
    except OSError as problem:
        raise FileMissingError("The zip can't be read; choose it again.") from problem
    _check_count(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            yield opened, _checked(opened.infolist())
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        ValueError,
        NotImplementedError,
        OSError,
    ) as problem:
        raise PictureZipError(
            "The zip is damaged, or packed in a way that is not read here; make it again."
        ) from problem


def _check_count(data: bytes) -> None:
    end = data.rfind(_END, max(0, len(data) - _END_SIZE - 65535))
    if end < 0 or len(data) < end + _END_SIZE:
        raise PictureZipError("The file is no zip; give a zip of folders NAME with pictures in them.")
    (count,) = struct.unpack_from("<H", data, end + 10)
    (size,) = struct.unpack_from("<I", data, end + 12)
    # A count of 65535 means more; an entry of the directory takes 46 bytes and its name.
    if count > MOST_FILES or size > MOST_FILES * 1024:
        raise PictureZipError(f"The zip holds more than {MOST_FILES} entries; give fewer pictures.")


def _checked(listed: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    if len(listed) > MOST_FILES:
        raise PictureZipError(f"The zip holds more than {MOST_FILES} entries; give fewer pictures.")
    if sum(member.file_size for member in listed) > MOST_INFLATED:
        raise PictureZipError(
            f"The zip inflates to more than {MOST_INFLATED >> 20} MB; give fewer or smaller pictures."
        )
    kept = []
    for member in listed:
        place = PurePosixPath(member.filename.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or ":" in member.filename or _is_link(member):
            raise PictureZipError("The zip holds a path that leads out of it; make it of plain folders and pictures.")
        if member.flag_bits & 0x1:
            raise PictureZipError("The zip is encrypted; make one without a password.")
        hidden = any(part.startswith((".", "__MACOSX")) for part in place.parts)
        if not member.is_dir() and not hidden and is_picture(place.name) and len(place.parts) > 1:
            kept.append(member)
    if not kept:
        raise PictureZipError("The zip holds no NAME/*.jpg: a folder for each person, with pictures in it.")
    return sorted(kept, key=lambda member: member.filename)


def _is_link(member: zipfile.ZipInfo) -> bool:
    return (member.external_attr >> 16) & 0o170000 == 0o120000


def _inflated(opened: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of a member, at most `most`, whatever its header says."""
    with opened.open(member) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise PictureZipError("The zip inflates to more than it says, or than is read here; make it again.")
    return content
