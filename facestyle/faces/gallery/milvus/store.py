"""The connection to a store of galleries: a Milvus server, or Milvus Lite in a folder that is called FILE.db.

Milvus Lite runs in this process and locks its folder, so a second process can't open it: for several, let
`milvus-lite server` or Milvus itself serve it, and give its address. A write is in its log when it is acknowledged, and
survives the end of the process at any moment; whether it survives the end of the machine is not promised. It takes one
writer at a time, and a search that meets a flush may miss rows: so calls take turns here. It listens on a port of
127.0.0.1 without a password: other users of the machine can read what it holds.
"""

from __future__ import annotations

import logging
import threading
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from facestyle.errors import OptionError, StoreError
from facestyle.faces.gallery.milvus import connection, indexes, sweep
from facestyle.faces.gallery.milvus.address import is_store, shown
from facestyle.faces.gallery.milvus.rows import Row
from facestyle.faces.gallery.milvus.schema import (
    GALLERIES,
    PREFIX,
    STRONG,
    IndexKind,
    layout,
)

#: Seconds for one call to a server, and to Milvus Lite, which is slow and never away.
SECONDS, LOCAL_SECONDS = 20.0, 600.0
#: Rows of one call: some 2 MB of encodings of 512 numbers.
AT_ONCE = 1000
#: Milvus Lite compares unflushed rows one by one in Python, which takes 20 times as long as the others.
UNFLUSHED = 500
_WRITES = ("upsert", "delete", "flush")
_OPEN: dict[str, Store] = {}
_opening = threading.RLock()


def open_store(address: str, token: str = "", ca: Path | None = None, index: IndexKind | None = None) -> Store:
    """Return the store at an address, which a process opens once.

    Args:
        address: see `is_store`.
        token: user:password or an API key of a Milvus server.
        ca: certificate of the authority that has signed the server's, in PEM; the system's where not given.
        index: FLAT compares everything and gives the answers of a gallery in memory; the others are approximate. None
            leaves the one that is there; FLAT in a new store.

    Raises:
        OptionError: the address is none of a store.
        StoreError: pymilvus is not installed, nothing answers there, or the store has another index.
    """
    if not is_store(address):
        raise OptionError(f"{shown(address)[:80]} is no store of galleries; give http://..., https://... or FILE.db.")
    key = address if "://" in address else str(Path(address).absolute())
    with _opening:
        if key not in _OPEN:
            store = Store(key, token, ca, index)
            try:
                store.connect()
            except StoreError:
                store.close()
                raise
            _OPEN[key] = store
        return _OPEN[key]


class Store:
    """A connection that several threads share; it is made when it is first needed, and again after it was lost.

    Attributes:
        index: that the people's templates should have; None where any will do.
        kinds: the indexes that collections have, as far as they were looked at.
        ended: galleries whose owner is gone, to be removed by `visits.clean`.
        live: the galleries that end with their owner.
        dirty: collections whose files hold something that was deleted, until `sweep`. The store knows them, too, so
            that another process sweeps where this one is killed.
    """

    def __init__(self, address: str, token: str = "", ca: Path | None = None, index: IndexKind | None = None) -> None:
        self.address, self.index = address, index
        self.kinds: dict[str, IndexKind] = {}
        self.ended: deque[str] = deque()
        self.live: weakref.WeakSet[Any] = weakref.WeakSet()
        self.dirty: set[str] = set()
        self._token, self._ca = token, ca
        self._client: Any = None
        self._ready: set[str] = set()  # collections that are there, indexed and loaded
        self._unflushed: dict[str, int] = {}
        self._logged = ""
        self._turn = threading.RLock()

    @property
    def local(self) -> bool:
        """Whether it is Milvus Lite in a folder of this machine."""
        return "://" not in self.address

    @property
    def shown(self) -> str:
        """The address without a password."""
        return shown(self.address)

    def connect(self) -> None:
        """Connect, and make the list of galleries.

        Raises:
            StoreError: pymilvus is not installed, nothing answers, or there is another index than is asked for.
        """
        if self.local:
            sweep.finish(self)
        indexes.check(self)
        self.ensure(GALLERIES, 0)
        noted = (row["id"] for row in self.rows(GALLERIES, "kept == true", ["id"]))
        self.dirty |= {one for one in noted if one.startswith(PREFIX)}

    def client(self) -> Any:
        """The `MilvusClient`, connected."""
        return self._connected()

    @contextmanager
    def exclusive(self) -> Iterator[Any]:
        """The client, with no other call until the context ends."""
        with self._turn:
            yield self._connected()

    def collections(self) -> list[str]:
        """The names of our collections in the store.

        Raises:
            StoreError.
        """
        with self._turns("list_collections"):
            client = self._connected()
            try:
                return [name for name in client.list_collections(timeout=SECONDS) if name.startswith(PREFIX)]
            except Exception as problem:
                raise self._failed(problem) from problem

    def reachable(self, seconds: float = 2.0) -> bool:
        """Whether the store answers within some seconds."""
        try:
            with self._turns("has_collection"):
                self._connected().has_collection(GALLERIES, timeout=seconds)
        except Exception:
            return False
        self._logged = ""
        return True

    def ensure(self, collection: str, numbers: int) -> None:
        """Let a collection be there, with an index, and loaded.

        Raises:
            StoreError: it can't be reached, or has another index than is asked for.
        """
        if collection in self._ready:
            return
        with self._turn:
            if not self.call("has_collection", collection):
                kind = indexes.wanted(self, collection)
                self.call("create_collection", collection, **layout(self.client(), collection, numbers, kind))
            self.kinds[collection] = indexes.complete(self, collection)
            self.call("load_collection", collection)
            self._ready.add(collection)

    def load(self, collection: str) -> None:
        """Let a collection that is there be loaded, whatever its contract."""
        if collection not in self._ready:
            self.call("load_collection", collection)

    def call(self, name: str, collection: str, *positional: Any, **named: Any) -> Any:
        """Call a method of the client about a collection.

        Raises:
            StoreError: it can't be reached, or refuses.
        """
        with self._turns(name):
            client = self._connected()
            try:
                seconds = LOCAL_SECONDS if self.local else SECONDS
                return getattr(client, name)(collection, *positional, timeout=seconds, **named)
            except Exception as problem:  # of pymilvus, gRPC and the system, which share no base
                raise self._failed(problem) from problem

    def write(self, collection: str, rows: list[Row]) -> None:
        """Add rows, or replace those of the same id.

        Raises:
            StoreError: some may be written and others not.
        """
        with self._turns("upsert"):
            for start in range(0, len(rows), AT_ONCE):
                piece = rows[start : start + AT_ONCE]
                self.call("upsert", collection, piece)
                self._unflushed[collection] = self._unflushed.get(collection, 0) + len(piece)
            if self.local and self._unflushed.get(collection, 0) >= UNFLUSHED:
                self.flush(collection)

    def flush(self, collection: str) -> None:
        """Let the store write to its files what is in its log."""
        self._unflushed.pop(collection, None)
        self.call("flush", collection)

    def erase(self, collection: str, condition: str) -> None:
        """Delete rows; they are on the disk until `sweep`.

        Raises:
            StoreError.
        """
        self.soil(collection)
        self.call("delete", collection, filter=condition)

    def soil(self, collection: str) -> None:
        """Note that the files of a collection hold, or will hold, what must not stay there.

        Raises:
            StoreError.
        """
        if collection not in self.dirty and collection != GALLERIES:
            self.write(GALLERIES, [{"id": collection, "used": 0, "kept": True, "nothing": [0.0, 0.0]}])
            self.dirty.add(collection)

    def rows(self, collection: str, condition: str, fields: list[str]) -> list[Row]:
        """Read rows, whoever has written them and however recently.

        Raises:
            StoreError.
        """
        asked: dict[str, Any] = {"filter": condition, "output_fields": fields, "consistency_level": STRONG}
        if self.local:  # it would go through everything for each page
            return list(self.call("query", collection, **asked))
        pages, rows = self.call("query_iterator", collection, batch_size=AT_ONCE, **asked), []
        try:
            while page := pages.next():
                rows += page
        except Exception as problem:
            raise self._failed(problem) from problem
        finally:
            pages.close()
        return rows

    def close(self) -> None:
        """Disconnect; Milvus Lite ends, and its folder is free for another process."""
        with _opening, self._turn:
            if _OPEN.get(self.address) is self:
                del _OPEN[self.address]
            if self._client is not None:
                self._client.close()
            self._client, self._ready = None, set()
            if self.local:
                with suppress(ImportError):
                    from milvus_lite.server_manager import server_manager_instance

                    server_manager_instance.release_server(self.address)

    @contextmanager
    def _turns(self, name: str) -> Iterator[None]:
        """Wait for other calls, where calls may not meet."""
        if self.local or name in _WRITES:
            with self._turn:
                yield
        else:
            yield

    def _connected(self) -> Any:
        with self._turn:
            if self._client is None:
                try:
                    self._client = connection.client(self.address, self.shown, self._token, self._ca)
                    for collection in self._ready:  # a server that was started again has nothing loaded
                        self._client.load_collection(collection, timeout=SECONDS)
                except Exception as problem:
                    if isinstance(problem, StoreError) and not self._ready:
                        raise  # nobody but who starts it reads the address
                    raise self._failed(problem) from problem
            return self._client

    def _failed(self, problem: Exception) -> StoreError:
        """The error to raise; a server that is lost is connected to anew the next time."""
        if (reason := connection.reason(problem)) != self._logged:  # once, while it is away
            logging.getLogger("facestyle").error("the store %s: %s", self.shown, reason)
            self._logged = reason
        if not self.local and connection.lost(problem):
            with self._turn:
                client, self._client = self._client, None
            if client is not None:
                with suppress(Exception):
                    client.close()
        return StoreError(
            "The store that galleries live in does not answer, or refuses. Try again in a minute; the log says why."
        )
