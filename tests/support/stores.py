"""Stores of galleries for tests: Milvus Lite in a folder of their own, or served by a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.milvus import store as stores
from facestyle.faces.gallery.milvus.store import Store


def reopened(store: Store) -> Store:
    """The same store after its process has closed it, as another process would find it."""
    store.close()
    return stores.open_store(store.address, index=store.index)


def names_in(gallery: Gallery) -> list[tuple[str, list[int]]]:
    """The people of a gallery, each with the numbers of their pictures."""
    return [(person.name, [one.number for one in person.enrolled]) for person in gallery.people]


class Served:
    """Milvus Lite behind an address, in a process that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Served:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it, and wait until it listens."""
        program = (
            "import sys; from milvus_lite.cmdline import run_server; run_server(*sys.argv[1:2], port=int(sys.argv[2]))"
        )
        command = [sys.executable, "-c", program, str(self._folder), str(self._port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the server does not listen")

    def kill(self) -> None:
        """End it as the system does when memory is short."""
        self._process.kill()
        self._process.wait()


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
