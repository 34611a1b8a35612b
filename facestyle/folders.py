"""Which files of a folder are pictures, and whom they show."""

from __future__ import annotations

from pathlib import Path

from facestyle.errors import EmptyGalleryError, FileMissingError


def pictures_of(folder: Path) -> list[Path]:
    """Every file of every folder NAME in a folder, by name.

    Raises:
        FileMissingError: there is no such folder.
        EmptyGalleryError: it holds no folder with a file in it.
    """
    if not folder.is_dir():
        raise FileMissingError(f"The gallery folder {folder} was not found; give a folder that holds NAME/*.jpg.")
    people = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    files = [path for person in people for path in sorted(person.iterdir()) if path.is_file() and path.name[:1] != "."]
    if not files:
        raise EmptyGalleryError(f"{folder} holds no pictures; it should hold NAME/*.jpg, a folder for each person.")
    return files
