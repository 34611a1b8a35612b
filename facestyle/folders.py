"""Which files of a folder are pictures, how results made of them are called, and where our own assets lie."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from facestyle.errors import FileMissingError, MissingInputError

#: How picture files are called; what they hold decides when they are read, see images.py. HEIC needs pillow-heif.
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".jp2", ".heic", ".heif")


def assets() -> Path:
    """The folder of style pictures, style sheet, icon and script: in the installed package, or beside it in a checkout.

    >>> (assets() / "facestyle.css").is_file()
    True
    """
    package = Path(__file__).resolve().parent
    installed = package / "assets"
    return installed if installed.is_dir() else package.parent / "assets"


def is_picture(name: str) -> bool:
    """Whether a file is called like a picture, and not hidden.

    >>> is_picture("a.JPG"), is_picture(".a.jpg"), is_picture("sources.txt")
    (True, False, False)
    """
    return not name.startswith(".") and name.lower().endswith(ENDINGS)


def pictures_in(folder: Path, nested: bool = False) -> list[Path]:
    """Every picture of a folder, by path.

    Args:
        folder: holds pictures, and maybe other files, which are passed over.
        nested: whether the folders in it are looked through too.

    Raises:
        FileMissingError: there is no such folder, or it or one in it can't be read.
        MissingInputError: it holds no picture.
    """
    if not os.path.isdir(folder):  # noqa: PTH112 (False where a folder above may not be entered; is_dir() raises)
        raise FileMissingError(f"The folder {folder} was not found; give a folder that holds pictures.")
    paths = sorted(path for path in _files_in(folder, nested) if is_picture(path.name))
    if not paths:
        raise MissingInputError(f"{folder} holds no picture; give a folder of JPEG, PNG or WebP files.")
    return paths


def _files_in(folder: Path, nested: bool) -> Iterator[Path]:
    def refuse(problem: OSError) -> None:
        raise FileMissingError(f"The folder {problem.filename} can't be read; check its rights.") from problem

    for found, inner, names in os.walk(folder, onerror=refuse):
        yield from (Path(found, name) for name in names if Path(found, name).is_file())
        if not nested:
            inner.clear()


def results_of(pictures: Sequence[Path], ending: str) -> dict[Path, Path]:
    """A result's path for each picture: in the same folder, under the same name with another ending.

    Pictures whose results would have one name keep their own ending in it, so that no result overwrites another, and
    results that were there already keep their names as long as no such picture comes along. Names that differ only in
    capitals count as one: some disks take them for one.

    >>> results = results_of([Path("a.jpg"), Path("a.webp"), Path("b/c.jpg")], ".png")
    >>> [path.as_posix() for path in results.values()]
    ['a.jpg.png', 'a.webp.png', 'b/c.png']

    Args:
        pictures: paths in one folder, or in folders in it.
        ending: of the results, such as ".png".
    """
    wanted = Counter(_key(path.with_suffix("")) for path in pictures)
    whole = Counter(_key(path) for path in pictures)
    results: dict[Path, Path] = {}
    taken: set[str] = set()
    for path in pictures:
        short = path.with_suffix("")
        alone = wanted[_key(short)] == 1 and _key(short) not in whole
        name = short.name if alone else path.name
        result, number = path.with_name(name + ending), 1
        while _key(result) in taken:  # their own names differ in capitals only
            number += 1
            result = path.with_name(f"{name}-{number}{ending}")
        taken.add(_key(result))
        results[path] = result
    return results


def _key(path: Path) -> str:
    return unicodedata.normalize("NFC", path.as_posix()).casefold()
