"""A zip of NAME/*.jpg from a stranger: limits are checked on its directory, before anything is inflated.

Members become bytes in memory, one at a time, and nothing is written to the disk. A name that climbs out (``../``), a
link or an absolute path could do no harm, and is refused all the same.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from facestyle.errors import FileMissingError, PictureZipError
from facestyle.faces.siamese.layout import layout, listed
from facestyle.folders import is_picture
from facestyle.images import MAX_BYTES

#: Bytes of the zip itself, and of all that it inflates to.
MOST_ZIPPED = 48 * 2**20
MOST_INFLATED = 256 * 2**20
MOST_FILES = 2000
#: The end of a zip says how many entries it has. It is read first, since reading the directory takes memory for each.
_END = b"PK\x05\x06"
_END_SIZE = 22
#: Flags of a member.
_ENCRYPTED, _UTF_8 = 0x1, 0x800
#: The extra field that holds a name in UTF-8 (Info-ZIP's Unicode Path).
_UNICODE_PATH = 0x7075
#: What systems put into folders by themselves.
_LITTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class Member:
    """A picture in a zip.

    Attributes:
        person: whom it shows.
        name: its path in the person's folder.
        info: where its bytes are.
    """

    person: str
    name: str
    info: zipfile.ZipInfo


@dataclass(frozen=True)
class Listing:
    """What a zip holds.

    Attributes:
        pictures: their number.
        notes: what was left out or put together, a sentence for each kind.
    """

    pictures: int
    notes: tuple[str, ...]


def listing(path: str | Path) -> Listing:
    """Look into the directory of a zip; raises what `read_pictures` raises about it."""
    with _opened(path) as (_, members, notes):
        return Listing(len(members), tuple(notes))


def read_pictures(path: str | Path) -> Iterator[tuple[str, str, bytes]]:
    """Read the pictures of a zip, person by person, by name.

    The person is the first folder, see `layout`. Names may be written with backslashes, and in UTF-8 or the code page
    of DOS. Hidden files, unless there are no others, and files not called like a picture are left out.

    Yields:
        The person, the file's path in the person's folder, and its bytes.

    Raises:
        FileMissingError: it can't be read.
        PictureZipError: it is no zip, damaged, too large in any way, encrypted, or holds a path that climbs out; or it
            can't be told which folders are people.
    """
    with _opened(path) as (opened, members, _):
        left = MOST_INFLATED
        for member in members:
            content = _inflated(opened, member.info, min(left, MAX_BYTES))
            left -= len(content)
            yield member.person, member.name, content


@contextmanager
def _opened(path: str | Path) -> Iterator[tuple[zipfile.ZipFile, list[Member], list[str]]]:
    """The zip, its members that are pictures, and what there is to say of the others."""
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
            yield opened, *_members(opened.infolist())
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


def _members(infos: list[zipfile.ZipInfo]) -> tuple[list[Member], list[str]]:
    """The pictures, and what there is to say of everything else."""
    if len(infos) > MOST_FILES:
        raise PictureZipError(f"The zip holds more than {MOST_FILES} entries; give fewer pictures.")
    if sum(info.file_size for info in infos) > MOST_INFLATED:
        raise PictureZipError(
            f"The zip inflates to more than {MOST_INFLATED >> 20} MB; give fewer or smaller pictures."
        )
    named = [(_parts(info), info) for info in infos]
    files = [(parts, info) for parts, info in named if parts and not _is_folder(info) and not _LITTER & set(parts)]
    files = [(parts, info) for parts, info in files if not parts[-1].startswith("._")]  # what macOS knows of a file
    pictures = [(parts, info) for parts, info in files if is_picture(parts[-1].lstrip("."))]
    shown = [(parts, info) for parts, info in pictures if not _hidden(parts)]
    kept = shown or pictures
    found = layout([parts for parts, _ in kept])
    notes = [*_left_out(files, pictures, kept), *found.notes, *_doubtful_names(info for _, info in kept)]
    of_each = zip(found.people, found.names, kept, strict=True)
    members = [Member(person, name, info) for person, name, (_, info) in of_each if person is not None]
    if not members:
        none = "The zip holds no NAME/*.jpg: a folder for each person, with pictures in it."
        raise PictureZipError(" ".join([none, *notes]))
    return sorted(members, key=lambda member: (member.person, member.name)), notes


def _parts(info: zipfile.ZipInfo) -> tuple[str, ...]:
    """The parts of a member's path, checked; Windows may write backslashes."""
    name = _name(info).replace("\\", "/")
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if name.startswith("/") or ".." in parts or re.match("[A-Za-z]:(/|$)", name) or _is_link(info):
        raise PictureZipError("The zip holds a path that leads out of it; make it of plain folders and pictures.")
    if info.flag_bits & _ENCRYPTED:
        raise PictureZipError("The zip is encrypted; make one without a password.")
    return parts


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name: in UTF-8 where the zip says so, or where its bytes are that; otherwise in code page 437."""
    if info.flag_bits & _UTF_8:
        return info.filename
    written = info.orig_filename.encode("cp437", errors="replace")
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and field[1:5] == struct.pack("<I", zlib.crc32(written)):
            return field[5:].decode("utf-8", errors="replace")
    try:
        return written.decode("utf-8")  # as macOS writes it, without saying so
    except UnicodeDecodeError:
        return info.filename


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith(("/", "\\"))


def _is_link(info: zipfile.ZipInfo) -> bool:
    return (info.external_attr >> 16) & 0o170000 == 0o120000


_Named = list[tuple[tuple[str, ...], zipfile.ZipInfo]]


def _left_out(files: _Named, pictures: _Named, kept: _Named) -> list[str]:
    notes = []
    others = ["/".join(parts) for parts, _ in files if not is_picture(parts[-1].lstrip("."))]
    zips = [name for name in others if name.lower().endswith((".zip", ".7z", ".rar", ".tar", ".gz"))]
    if zips:
        notes.append(f"An archive in the zip is not opened: {listed(zips)}.")
    if others := [name for name in others if name not in zips]:
        notes.append(f"Left out, not called like a picture: {listed(others)}.")
    if hidden := ["/".join(parts) for parts, _ in pictures if len(kept) < len(pictures) and _hidden(parts)]:
        notes.append(f"Left out, hidden: {listed(hidden)}.")
    return notes


def _hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(".") for part in parts)


def _doubtful_names(infos: Iterable[zipfile.ZipInfo]) -> list[str]:
    """Say where names are in a code page that the zip does not name."""
    names = [info.filename for info in infos if not info.flag_bits & _UTF_8 and _name(info) == info.filename]
    folders = sorted(
        {re.split(r"[\\/]", name)[-2] for name in names if not name.isascii() and re.search(r"[\\/]", name)}
    )
    if not folders:
        return []
    return [
        f"The zip does not say in which code its names are written; they were read as code page 437: {listed(folders)}."
    ]


def _inflated(opened: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of a member, at most `most`, whatever its header says."""
    with opened.open(info) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise PictureZipError("The zip inflates to more than it says, or than is read here; make it again.")
    return content
