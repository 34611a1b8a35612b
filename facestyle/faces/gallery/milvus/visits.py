"""How long a gallery stays in a store: until its owner is gone, or has been silent for long, or for good.

The list of galleries holds an id and a time for each, and nothing of anybody. A process that lives brings the times of
its galleries up to date; those that a killed process has left grow old, and any process removes them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from facestyle.faces.gallery.milvus.filters import checked_id, of_gallery
from facestyle.faces.gallery.milvus.schema import GALLERIES, NEW, OLD, PEOPLE, PICTURES
from facestyle.faces.gallery.milvus.sweep import sweep

if TYPE_CHECKING:
    from facestyle.faces.gallery.milvus.store import Store


def begin(store: Store, gallery: str, kept: bool) -> None:
    """Note a gallery in the list, before anything of it is written.

    Args:
        store: where it is.
        gallery: its id.
        kept: whether it stays until it is removed by `end`.

    Raises:
        StoreError.
    """
    store.write(GALLERIES, [_row(gallery, kept)])


def known(store: Store, gallery: str) -> bool:
    """Whether the list has a gallery, kept or not.

    Raises:
        OptionError: that is no id.
        StoreError.
    """
    return bool(store.rows(GALLERIES, f'id == "{checked_id(gallery)}"', ["id"]))


def touch(store: Store) -> None:
    """Note that the galleries of this process live.

    Raises:
        StoreError.
    """
    store.write(GALLERIES, [_row(one.gallery, False) for one in list(store.live)])


def end(store: Store, gallery: str) -> None:
    """Remove a gallery: its people and pictures under every contract, then its entry in the list.

    Raises:
        StoreError: the rest is removed when it has grown old.
    """
    for collection in store.collections():
        if collection.startswith((PEOPLE, PICTURES)) and not collection.endswith((NEW, OLD)):
            store.load(collection)
            store.erase(collection, of_gallery(gallery))
    store.call("delete", GALLERIES, ids=[checked_id(gallery)])


def silent(store: Store, seconds: float) -> list[str]:
    """The ids of galleries that are not kept and that no process has said to live for so long."""
    before = int(time.time() - seconds)
    return [row["id"] for row in store.rows(GALLERIES, f"used < {before} and kept == false", ["id"])]


def clean(store: Store, seconds: float | None) -> int:
    """Remove galleries whose owner is gone, and those silent for some seconds.

    Args:
        store: where they are.
        seconds: many times those from one `touch` to the next, in every process; None removes no silent ones, for when
            others may not have been able to say that theirs live.

    Returns:
        How many were removed; their rows are in the store's files until `sweep`.

    Raises:
        StoreError: the others are removed the next time.
    """
    removed = 0
    while store.ended:
        end(store, store.ended[0])
        store.ended.popleft()
        removed += 1
    if seconds is None:
        return removed
    living = {one.gallery for one in list(store.live)}
    for gallery in silent(store, seconds):
        if gallery not in living:
            end(store, gallery)
            removed += 1
    return removed


def leave(store: Store) -> None:
    """Remove the galleries that end with this process, let them vanish from the files, and disconnect.

    Raises:
        StoreError: they are removed by another process when they have grown old.
    """
    try:
        store.ended.extend({one.gallery for one in list(store.live)} - set(store.ended))
        store.live.clear()
        while store.ended:
            end(store, store.ended.popleft())
        sweep(store)
    finally:
        store.close()


def _row(gallery: str, kept: bool) -> dict[str, object]:
    return {"id": checked_id(gallery), "used": int(time.time()), "kept": kept, "nothing": [0.0, 0.0]}
