"""Stores of galleries for tests: Milvus Lite in a folder of their own."""

from __future__ import annotations

from pathlib import Path

from facestyle.faces.gallery.milvus import store as stores
from facestyle.faces.gallery.milvus.store import Store


def reopened(store: Store) -> Store:
    """The same store after its process has closed it, as another process would find it."""
    store.close()
    return stores.open_store(store.address, index=store.index)


def bytes_of(folder: Path) -> bytes:
    """Everything that lies in a store: the bytes of its files, and the values in those that are compressed."""
    import pyarrow.parquet as parquet

    parts = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        parts.append(path.read_bytes())
        if path.suffix == ".parquet":
            for column in parquet.read_table(path).columns:
                parts += [buffer.to_pybytes() for chunk in column.chunks for buffer in _buffers(chunk)]
    return b"\0".join(parts)


def _buffers(chunk):
    return [one for one in chunk.buffers() if one is not None]
