"""The index of the people in a store: the one that is there stays, unless another is asked for by name.

Several processes use one store, and each is told which index it should have, or nothing. So nobody drops an index on
the way: who asks for another one reads what to do, and `build` makes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from facestyle.errors import StoreError
from facestyle.faces.gallery.milvus.schema import NEW, OLD, PEOPLE, IndexKind, index_params, vector_of

if TYPE_CHECKING:
    from facestyle.faces.gallery.milvus.store import Store

#: That of a store where none is asked for.
FIRST: IndexKind = "FLAT"


def built(store: Store, collection: str) -> IndexKind | None:
    """The index that a collection has; None where a process ended before it was made."""
    field, _ = vector_of(collection)
    if field not in store.call("list_indexes", collection):
        return None
    kind: IndexKind = store.call("describe_index", collection, index_name=field)["index_type"]
    return kind


def check(store: Store) -> None:
    """Compare the index that is asked for, if any, with that of the people.

    Raises:
        StoreError: they have another one.
    """
    if store.index is not None:
        for collection in _of_people(store):
            _same(store, built(store, collection))


def complete(store: Store, collection: str) -> IndexKind:
    """Let a collection have an index, and return which.

    Raises:
        StoreError: another one is asked for.
    """
    kind = built(store, collection)
    if kind is None:
        kind = wanted(store, collection)
        store.call("create_index", collection, index_params=index_params(store.client(), collection, kind))
    if vector_of(collection)[1]:
        _same(store, kind)
    return kind


def wanted(store: Store, collection: str) -> IndexKind:
    """The index of a new collection: what is asked for, or what other people in the store have."""
    if not vector_of(collection)[1]:
        return "FLAT"
    if store.index is None:
        others = (built(store, one) for one in _of_people(store) if one != collection)
        return next((kind for kind in others if kind is not None), FIRST)
    return store.index


def build(store: Store, kind: IndexKind) -> int:
    """Build the index of all people anew, where it is another; no page should use the store meanwhile.

    Returns:
        The number of collections that have another index now.

    Raises:
        StoreError: the rest is built the next time.
    """
    changed = 0
    with store.exclusive() as client:
        for collection in _of_people(store):
            was = built(store, collection)
            if was != kind:
                field, _ = vector_of(collection)
                if was is not None:
                    store.call("release_collection", collection)
                    store.call("drop_index", collection, index_name=field)
                store.call("create_index", collection, index_params=index_params(client, collection, kind))
                store.call("load_collection", collection)
                changed += 1
            store.kinds[collection] = kind
        store.index = kind
    return changed


def _of_people(store: Store) -> list[str]:
    return [one for one in store.collections() if one.startswith(PEOPLE) and not one.endswith((NEW, OLD))]


def _same(store: Store, kind: IndexKind | None) -> None:
    if kind is not None and store.index not in (None, kind):
        raise StoreError(
            f"The people in the store {store.shown} have the index {kind}, and {store.index} is asked for. Set "
            f"FACESTYLE_GALLERY_INDEX={kind}, or end its pages and run `facestyle gallery reindex --index "
            f"{store.index}`."
        )
