"""What one visitor has: a gallery, a cache of encodings, jobs, and what each tab keeps. It ends with their visit."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any, TypeVar

from facestyle import images
from facestyle.errors import FacestyleError
from facestyle.faces import detection
from facestyle.faces.cache import EncodingCache
from facestyle.faces.gallery.file import open_gallery
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.pipeline import EncodedFace
from facestyle.images import Picture
from facestyle.locked import Locked
from facestyle.ui.gallery.stores import new_gallery
from facestyle.ui.server.settings import settings
from facestyle.ui.shared.job import Job
from facestyle.ui.shared.work import encode
from facestyle.weights import cache as weights_cache

#: People enrolled for every visitor, so that Identify opens with somebody to recognise.
SAMPLE_PEOPLE = {"Barack Obama": "obama", "Joe Biden": "biden"}

State = TypeVar("State")
#: Two visitors who come first must not encode the sample people twice.
_opening = threading.Lock()


class Session(Locked):
    """One visitor's state.

    A visit begins with a copy of the one that the page holds, so that it is the same session from the first event on.

    Attributes:
        cache: encodings of the pictures they have shown, by content.
        problems: the last error's sentence by event, and the stamp of the result that it stands for.
        made: the stamp of the last result, by its area; see results.py.
        revisions: how often a part of the visit has changed, such as the gallery, by name.
    """

    def __init__(self) -> None:
        super().__init__()
        self.cache = EncodingCache()
        self.problems: dict[str, tuple[str, str]] = {}
        self.made: dict[str, str] = {}
        self.revisions: dict[str, int] = {}
        self._gallery: Gallery | None = None
        self._jobs: dict[str, Job] = {}
        self._states: dict[type, Any] = {}
        self._earlier: Session | None = None

    @property
    def current(self) -> Session:
        """This visit; or the earlier one of a visitor who has come back to it, also for events that began before."""
        return self if self._earlier is None else self._earlier

    def go_on_as(self, earlier: Session) -> None:
        """Note that the visitor has come back to an earlier visit, which takes the place of this one."""
        self._earlier = earlier

    @property
    def gallery(self) -> Gallery:
        """The people they have enrolled; at first the sample people, or nobody where the samples can't be had.

        Raises:
            StoreError: galleries live in a store, which can't be reached.
        """
        if self._gallery is None:
            try:
                gallery, encoded = _sample_people()
            except FacestyleError:  # offline before the first fetch: each event says what is missing
                gallery, encoded = Gallery(), EncodingCache()
            with self._lock:
                if self._gallery is None:
                    self._gallery = new_gallery(gallery)
                    self.cache.adopt(encoded)
        return self._gallery

    def revise(self, part: str) -> None:
        """Note that a part of the visit has changed: results that were made from it are old."""
        with self._lock:
            self.revisions = {**self.revisions, part: self.revision(part) + 1}

    def revision(self, part: str) -> int:
        """How often a part of the visit has changed."""
        return self.revisions.get(part, 0)

    def job(self, name: str) -> Job:
        """The visitor's job of this name, such as `style`."""
        with self._lock:
            return self._jobs.setdefault(name, Job())

    def encode_chosen(self, picture: Picture, encoder: str) -> EncodedFace:
        """Encode the face that counts in a picture: see `detection.choose`."""
        [faces] = self.cache.faces([picture], encoder, encode)
        return faces[detection.choose([one.face for one in faces], picture)]

    def of(self, kind: type[State]) -> State:
        """What a tab keeps for this visitor: an instance of the tab's own class, made without arguments."""
        with self._lock:
            if kind not in self._states:
                self._states[kind] = kind()
            return self._states[kind]


def _sample_people() -> tuple[Gallery, EncodingCache]:
    """The gallery that each visit starts with, and the encodings in it by picture."""
    with _opening:
        return _opened()


@lru_cache(maxsize=1)
def _opened() -> tuple[Gallery, EncodingCache]:
    if start := settings().start_file:
        gallery, _ = open_gallery(start)
        return gallery, EncodingCache()
    session = Session()
    session._gallery = Gallery()
    for name, sample in SAMPLE_PEOPLE.items():
        picture = images.load(weights_cache.sample(sample))
        session.gallery.enrol(name, session.encode_chosen(picture, session.gallery.encoder), picture.digest)
    return session.gallery, session.cache
