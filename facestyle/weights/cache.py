"""The cache of trained networks and sample pictures: fetched once, checked by SHA-256."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import platformdirs
import torch
from filelock import FileLock
from safetensors import SafetensorError
from safetensors.torch import load as parse_safetensors
from safetensors.torch import save as write_safetensors

from facestyle.errors import OutputError, WeightsDamagedError, WeightsMissingError
from facestyle.outputs import atomically
from facestyle.weights import archives, keras
from facestyle.weights.archives import Progress
from facestyle.weights.sources import SOURCES, Archive, Source


def cache_folder() -> Path:
    """Where fetched files are kept: the user's cache folder, or ``FACESTYLE_CACHE``."""
    wanted = os.environ.get("FACESTYLE_CACHE")
    return Path(wanted).expanduser() if wanted else Path(platformdirs.user_cache_dir("facestyle", False))


def path_of(name: str) -> Path:
    """Where `name` is kept, fetched or not."""
    return cache_folder() / SOURCES[name].filename


def absent(names: Iterable[str] = tuple(SOURCES)) -> list[str]:
    """The `names` of those that are not in the cache."""
    return [name for name in names if not path_of(name).is_file()]


def ensure(names: Iterable[str] = tuple(SOURCES), progress: Progress | None = None) -> None:
    """Fetch what is absent. Several processes may start at once: one fetches, the others wait for it.

    Raises:
        WeightsMissingError, WeightsDamagedError, OutputError.
    """
    names = tuple(names)
    if not absent(names):
        return
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            _fetch(absent(names), progress)
    except (OSError, OutputError) as problem:
        raise OutputError(
            f"The cache folder {folder} can't be written; set FACESTYLE_CACHE to a folder that can."
        ) from problem


def tensors(name: str) -> keras.Tensors:
    """Return the tensors of a trained network, fetched if need be; a damaged file in the cache is replaced.

    Raises:
        WeightsMissingError, WeightsDamagedError, OutputError.
    """
    return parse_safetensors(_intact(SOURCES[name]))


def sample(name: str) -> Path:
    """Return the path of a sample picture, fetched if need be; a damaged one is replaced."""
    _intact(SOURCES[name])
    return path_of(name)


def _intact(source: Source) -> bytes:
    """The bytes in the cache, with their digest checked; a file that does not match is fetched again, once."""
    ensure([source.name])
    path = path_of(source.name)
    data = path.read_bytes()
    if _kept_digest(source, data) == source.kept_sha256:
        return data
    path.unlink(missing_ok=True)
    try:
        ensure([source.name])
    except WeightsMissingError as problem:
        raise WeightsDamagedError(
            f"The kept copy of {source.name} was damaged and has been removed, and it can't be fetched now. "
            "Connect to the network and run: facestyle weights"
        ) from problem
    return path.read_bytes()


def _kept_digest(source: Source, data: bytes) -> str:
    if source.convert is None:
        return hashlib.sha256(data).hexdigest()
    try:
        return digest_of(parse_safetensors(data))
    except (SafetensorError, ValueError, KeyError):
        return "not safetensors"


def digest_of(named: keras.Tensors) -> str:
    """SHA-256 over names, types, shapes and values: the same for one network in any container."""
    digest = hashlib.sha256()
    for name in sorted(named):
        tensor = named[name].contiguous()
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def _fetch(names: list[str], progress: Progress | None) -> None:
    """Fetch each archive once, and keep what is wanted from it."""
    by_archive: dict[Archive, list[Source]] = {}
    for name in names:
        by_archive.setdefault(SOURCES[name].archive, []).append(SOURCES[name])
    for archive, sources in by_archive.items():
        with archives.opened(archive, progress) as tar:
            for source in sources:
                data = archives.member_bytes(tar, archive, source.member, source.sha256)
                _keep(source, write_safetensors(source.convert(data)) if source.convert else data)


def _keep(source: Source, data: bytes) -> None:
    if _kept_digest(source, data) != source.kept_sha256:
        raise WeightsDamagedError(
            f"{source.name} was converted to something other than what was pinned; it was not kept."
        )
    path = path_of(source.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomically(path) as new:
        new.write_bytes(data)
