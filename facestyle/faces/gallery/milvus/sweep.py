"""Deleted rows vanish from the store's files too, so that whoever has the disk can't read them.

A Milvus server removes them when it compacts, which it is told to do; its garbage collector then decides when the old
files go (`dataCoord.gc.dropTolerance`, hours). Milvus Lite compacts only where it finds four files of about one size,
and can't be told: so a collection is written anew without what was deleted, and the old one removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from facestyle.faces.gallery.milvus import indexes
from facestyle.faces.gallery.milvus.schema import GALLERIES, NEW, OLD, layout, vector_of

if TYPE_CHECKING:
    from facestyle.faces.gallery.milvus.store import Store


def sweep(store: Store) -> int:
    """Let what was deleted vanish from the files, where anything was.

    Returns:
        The number of collections that were swept.

    Raises:
        StoreError: the rest is swept the next time, by another process if this one ends.
    """
    dirty = sorted(store.dirty)
    for collection in dirty:
        with store.exclusive() as client:
            _swept(store, client, collection)
            store.call("delete", GALLERIES, ids=[collection])  # last: a process that ends before is made up for
            store.dirty.discard(collection)
    return len(dirty)


def finish(store: Store) -> None:
    """Finish or undo the sweeps during which a process ended; Milvus Lite only, which one process has open."""
    there = set(store.collections())
    for collection in {name.removesuffix(NEW).removesuffix(OLD) for name in there}:
        if collection not in there and collection + NEW in there:  # complete: the old one has been renamed already
            store.call("rename_collection", collection + NEW, collection)
            there.discard(collection + NEW)
        for name in there & {collection + NEW, collection + OLD}:
            store.call("drop_collection", name)


def _swept(store: Store, client: Any, collection: str) -> None:
    store.load(collection)
    store.flush(collection)
    if not store.local:
        store.call("compact", collection)
        return
    rows = store.rows(collection, "", ["*"])
    field, _ = vector_of(collection)
    described = store.call("describe_collection", collection)
    numbers = next(one["params"]["dim"] for one in described["fields"] if one["name"] == field)
    kind = indexes.built(store, collection) or indexes.wanted(store, collection)
    store.call("create_collection", collection + NEW, **layout(client, collection, numbers, kind))
    store.write(collection + NEW, rows)
    store.flush(collection + NEW)
    store.call("rename_collection", collection, collection + OLD)
    store.call("rename_collection", collection + NEW, collection)
    store.call("load_collection", collection)
    store.call("drop_collection", collection + OLD)
