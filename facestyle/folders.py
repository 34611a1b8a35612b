"""Which files of a folder are pictures, and where our own assets lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
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
