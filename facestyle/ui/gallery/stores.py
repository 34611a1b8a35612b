"""Visitors' galleries in a store, where FACESTYLE_GALLERY names one: it is opened at the start, watched and cleaned."""

from __future__ import annotations

import copy
import logging
import threading
import time
from contextlib import suppress
from typing import Literal

from facestyle.errors import StoreError
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.milvus import visits
from facestyle.faces.gallery.milvus.index import visitors_gallery
from facestyle.faces.gallery.milvus.store import Store, open_store
from facestyle.faces.gallery.milvus.sweep import sweep
from facestyle.ui.server import logs
from facestyle.ui.server.settings import settings

#: Seconds from one look at the store to the next, and from one cleaning to the next.
LOOK, CLEAN = 5.0, 60.0
#: Seconds, at least, that a gallery has been silent when another process's page takes it for left: many cleanings.
LEFT = 15 * 60.0
#: Seconds that the store has to answer before that, so that other pages have said by then which galleries live.
HEARD = 2 * CLEAN
#: A sweep takes at most one part in so many of the time; in a large store it takes long, and other calls wait.
SPARING = 30
_opening = threading.Lock()


class Keeper:
    """It looks whether the store answers, says that this process's galleries live, and removes those that don't.

    Args:
        store: the store.
        seconds: that a gallery stays of which no process has said that it lives; at least `LEFT`.
    """

    def __init__(self, store: Store, seconds: float) -> None:
        self.store, self._seconds = store, max(seconds, LEFT)
        self.reachable = True
        self._answers_since = time.monotonic()
        self._ended = threading.Event()
        self._next_sweep = 0.0
        threading.Thread(target=self._keep, name="galleries", daemon=True).start()

    def _keep(self) -> None:
        next_cleaning = 0.0
        while not self._ended.wait(LOOK):
            answers = self.store.reachable()
            if answers != self.reachable:
                logs.say(logging.INFO if answers else logging.ERROR, "store", reachable=str(answers))
            self.reachable = answers
            if not answers:
                self._answers_since, next_cleaning = time.monotonic(), 0.0  # it is told at once what lives here
            elif time.monotonic() >= next_cleaning:
                try:
                    self.clean()
                except StoreError:  # the next look says that it is away
                    self._answers_since = time.monotonic()
                next_cleaning = time.monotonic() + CLEAN

    def clean(self) -> None:
        """Remove galleries of visits that have ended, here or in a process that was killed, from the files too.

        Nobody could say that a gallery lives while the store was away, so silent ones wait until all have had the time.

        Raises:
            StoreError: it is done the next time.
        """
        visits.touch(self.store)
        heard = time.monotonic() >= self._answers_since + HEARD
        visits.clean(self.store, self._seconds if heard else None)
        if time.monotonic() >= self._next_sweep:
            began = time.monotonic()
            sweep(self.store)
            self._next_sweep = time.monotonic() + SPARING * (time.monotonic() - began)

    def leave(self) -> None:
        """Remove the galleries of this process's visits; where the store is away, other processes do it later."""
        self._ended.set()
        with suppress(StoreError):
            if self.reachable:
                visits.leave(self.store)


_keepers: list[Keeper] = []


def keeper() -> Keeper | None:
    """Who keeps the store of the settings, which is opened when first asked for; None where galleries are in memory.

    Raises:
        StoreError: pymilvus is not installed, or nothing answers at the address.
    """
    chosen = settings()
    if chosen.store is None:
        return None
    with _opening:
        if not _keepers:
            token = chosen.gallery_token.get_secret_value() if chosen.gallery_token else ""
            store = open_store(chosen.store, token, chosen.gallery_ca, chosen.gallery_index)
            _keepers.append(Keeper(store, 60 * chosen.visit_minutes))
        return _keepers[0]


def new_gallery(start: Gallery) -> Gallery:
    """Return a visit's gallery, with the people that visits start with; in a store it has an id of its own there.

    Raises:
        StoreError: the store can't be reached; no gallery in memory takes its place.
    """
    kept = keeper()
    if kept is None:
        return copy.deepcopy(start)
    gallery = visitors_gallery(kept.store, start.encoder, start.limit)
    gallery.absorb(start.contents())
    return gallery


def state() -> Literal["memory", "reachable", "unreachable"]:
    """Where galleries live, and whether they can be reached there."""
    if settings().store is None:
        return "memory"
    return "reachable" if _keepers and _keepers[0].reachable else "unreachable"


def leave() -> None:
    """Remove the galleries of this process's visits from the store, if there is one, and disconnect."""
    with _opening:
        while _keepers:
            _keepers.pop().leave()
