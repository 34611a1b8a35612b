"""What one visitor has: a gallery, a cache of encodings, and the wish to stop. It ends with his session."""

from __future__ import annotations

import copy
import os
from functools import lru_cache
from pathlib import Path

from facestyle import images
from facestyle.errors import FacestyleError
from facestyle.faces import detection
from facestyle.faces.cache import EncodingCache
from facestyle.faces.calibration import Calibration
from facestyle.faces.gallery.file import open_gallery
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.siamese.model import SiameseModel
from facestyle.locked import Locked
from facestyle.ui.shared.work import encode
from facestyle.weights import cache as weights_cache

#: Enrolled for every visitor, so that the tab opens with something to recognise.
SAMPLE_PEOPLE = {"Barack Obama": "obama", "Joe Biden": "biden"}


class Session(Locked):
    """One visitor's state.

    Attributes:
        gallery: the people he has enrolled.
        cache: encodings of the pictures he has shown, by content.
        calibrations: made from his own pictures, by encoder.
        keep_thumbnails: whether he asked to keep small pictures of those enrolled.
        thumbnails: these, as data, by `people.source_of`.
        second_style, second_share: path of a second style picture, empty for none, and its share.
        clicked, stopped: when he asked for the restyling that waits or runs, and when he last asked for one to end.
        stop_signals: set when he asks for what runs under '1-D and 3-D' to end.
        model: the comparison that he has trained or brought, for this visit.
        train_clicked, train_stopped: when he asked for the training that waits or runs, and for one to end.
        units_shown, unit_run: the units that the tab Inside the network shows, and how many looks there were; only the
            last one goes on.
        problem: the last error's sentence, for the result area.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gallery = Gallery()
        self.cache = EncodingCache()
        self.calibrations: dict[str, Calibration] = {}
        self.keep_thumbnails = False
        self.thumbnails: dict[str, str] = {}
        self.second_style = ""
        self.second_share = 0.5
        self.clicked: float | None = None
        self.stopped = float("-inf")
        self.stop_signals = False
        self.model: SiameseModel | None = None
        self.train_clicked: float | None = None
        self.train_stopped = float("-inf")
        self.units_shown: tuple[int, ...] = ()
        self.unit_run = 0
        self.problem = ""


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
        [faces] = session.cache.faces([picture], session.gallery.encoder, encode)
        chosen = detection.choose([encoded.face for encoded in faces], picture)
        session.gallery.enrol(name, faces[chosen], picture.digest)
    return session
