"""Files by their content: the digest of each, read once, and the people whose folders share a picture."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from facestyle.faces.gallery.folder import PersonFile
from facestyle.images import MAX_BYTES


class FileDigests:
    """SHA-256 of files, read when it is first asked for."""

    def __init__(self) -> None:
        self._known: dict[Path, str] = {}

    def of(self, path: Path) -> str:
        """The digest of a file's bytes; empty where it can't be read or is larger than any picture may be."""
        if path not in self._known:
            self._known[path] = _digest(path)
        return self._known[path]

    def together(self, files: Sequence[PersonFile]) -> list[list[PersonFile]]:
        """The files by person; people who share a picture, byte by byte, are one group.

        Only files of one size are read for it.
        """
        sizes: dict[int, list[PersonFile]] = {}
        for file in files:
            sizes.setdefault(_size(file.path), []).append(file)
        leader: dict[str, str] = {}

        def lead(name: str) -> str:
            while leader.get(name, name) != name:
                name = leader[name]
            return name

        for alike in sizes.values():
            if len({file.name for file in alike}) > 1:
                for names in self._sharing(alike):
                    first, *others = sorted(map(lead, names))
                    leader |= dict.fromkeys(others, first)
        groups: dict[str, list[PersonFile]] = {}
        for file in files:
            groups.setdefault(lead(file.name), []).append(file)
        return list(groups.values())

    def _sharing(self, files: Sequence[PersonFile]) -> Iterable[set[str]]:
        by_digest: dict[str, set[str]] = {}
        for file in files:
            if self.of(file.path):
                by_digest.setdefault(self.of(file.path), set()).add(file.name)
        return [names for names in by_digest.values() if len(names) > 1]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.stat().st_size <= MAX_BYTES else ""
    except OSError:  # the error comes when it is read for encoding
        return ""
