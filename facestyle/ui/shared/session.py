"""What one visitor has: a gallery, a cache of encodings, jobs, and what each tab keeps. It ends with their visit."""

from __future__ import annotations

import copy
import os
from functools import lru_cache
from pathlib import Path
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
from facestyle.ui.shared.job import Job
from facestyle.ui.shared.work import encode
from facestyle.weights import cache as weights_cache

#: People enrolled for every visitor, so that Identify opens with somebody to recognise.
SAMPLE_PEOPLE = {"Barack Obama": "obama", "Joe Biden": "biden"}

State = TypeVar("State")


class Session(Locked):
    """One visitor's state.

    Attributes:
        gallery: the people they have enrolled.
        cache: encodings of the pictures they have shown, by content.
        problem: the last error's sentence, for the result area.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gallery = Gallery()
        self.cache = EncodingCache()
        self.problem = ""
        self._jobs: dict[str, Job] = {}
        self._states: dict[type, Any] = {}

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


def with_samples() -> Session:
    """A session whose gallery holds the sample people; an empty one where the samples can't be had."""
    try:
        return copy.deepcopy(_sample_session())
    except FacestyleError:  # offline before the first fetch: the page still opens, and each event says what is missing
        return Session()


@lru_cache(maxsize=1)
def _sample_session() -> Session:
    session = Session()
    start = os.environ.get("FACESTYLE_GALLERY", "")
    if start:
        session.gallery, _ = open_gallery(Path(start))
        return session
    for name, sample in SAMPLE_PEOPLE.items():
        picture = images.load(weights_cache.sample(sample))
        session.gallery.enrol(name, session.encode_chosen(picture, session.gallery.encoder), picture.digest)
    return session
