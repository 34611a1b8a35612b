"""A camera's pictures, one after the other: each face is followed, and named as in a photograph.

What costs time is done as seldom as the answer allows. Every picture is searched for faces, in one pass, down to
`MIN_FACE` pixels; the searches of `detect` for faces that are smaller, turned, or cut off are left out. A face that
overlaps one of the last picture is the same one. Its encoding is that of the pipeline, made when the face is new and
again once it is `AGAIN` seconds old, so that a name follows whoever sits down. The gallery is asked at every picture.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from facestyle.faces.detection import FAIR_PROBABILITY
from facestyle.faces.face import Face
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.people import Identification
from facestyle.faces.pipeline import EncodedFace, encode_found
from facestyle.faces.search import search
from facestyle.images import Picture

#: Long side of the pictures, and the smallest face that is looked for, in their pixels.
SIDE, MIN_FACE = 640, 40
#: Seconds for which an encoding holds, and for which a face that is not seen is remembered.
AGAIN, LOST = 1.0, 1.0
#: Faces that are encoded for one picture: those that wait longest; new ones first.
AT_ONCE = 2
#: Intersection over union from which on two boxes are one face.
SAME = 0.3

#: How faces are found, and how they are encoded: for pages whose networks run in another process.
Find = Callable[[Picture], list[Face]]
EncodeFound = Callable[[Sequence[tuple[Picture, Face]], str], list[EncodedFace]]


@dataclass(frozen=True, eq=False)
class Track:
    """A face that is followed.

    Attributes:
        number: of the face among all that this stream has shown, from 1.
        face: where it was seen last.
        seen: when, in seconds.
        encoded: its last encoding; None until there is one.
        since: when that was made.
        answer: what the gallery says of it; None where nobody is enrolled.
    """

    number: int
    face: Face
    seen: float
    encoded: EncodedFace | None = None
    since: float = 0.0
    answer: Identification | None = None


class LiveNames:
    """One stream: the faces that it shows.

    Args:
        find, encode: see `Find`.
        now: a clock, in seconds.
    """

    def __init__(
        self, find: Find | None = None, encode: EncodeFound = encode_found, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._find, self._encode, self._now = find or found, encode, now
        self._tracks: list[Track] = []
        self._count = 0

    def see(self, picture: Picture, gallery: Gallery, threshold: float | None = None) -> list[Track]:
        """Take the newest picture.

        Args:
            picture: of the camera; a larger one than `SIDE` is searched reduced.
            gallery: the people; it may change from picture to picture.
            threshold: see `Gallery.identify`.

        Returns:
            The faces in the picture, from left to right, each with what the gallery says.
        """
        now = self._now()
        seen = self._follow(self._find(picture), now)
        waiting = [one for one in seen if one.encoded is None or now - one.since >= AGAIN]
        some = sorted(waiting, key=lambda one: (one.encoded is not None, one.since))[:AT_ONCE]
        fresh = self._encode([(picture, one.face) for one in some], gallery.encoder) if some else []
        by_number = {one.number: encoded for one, encoded in zip(some, fresh, strict=True)}
        seen = [
            replace(one, encoded=by_number[one.number], since=now) if one.number in by_number else one for one in seen
        ]
        seen = _asked(seen, gallery, threshold)
        others = [one for one in self._tracks if one.number not in {each.number for each in seen}]
        self._tracks = seen + [one for one in others if now - one.seen < LOST]
        return sorted(seen, key=lambda one: one.face.centre)

    def track(self, number: int) -> Track | None:
        """The face of a number; None where it is gone."""
        return next((one for one in self._tracks if one.number == number), None)

    def _follow(self, faces: Sequence[Face], now: float) -> list[Track]:
        """Give each face the track that it overlaps most, or a new one."""
        pairs = sorted(
            ((_overlap(track.face, face), at, track) for at, face in enumerate(faces) for track in self._tracks),
            key=lambda pair: -pair[0],
        )
        kept: dict[int, Track] = {}
        for share, at, track in pairs:
            if share >= SAME and at not in kept and track.number not in {one.number for one in kept.values()}:
                kept[at] = replace(track, face=faces[at], seen=now)
        for at, face in enumerate(faces):
            if at not in kept:
                self._count += 1
                kept[at] = Track(self._count, face, now)
        return list(kept.values())


def found(picture: Picture) -> list[Face]:
    """The faces of a camera's picture, in one search."""
    return [face for face in search(picture, SIDE, MIN_FACE) if face.probability > FAIR_PROBABILITY]


def _asked(tracks: Sequence[Track], gallery: Gallery, threshold: float | None) -> list[Track]:
    """What the gallery says of each face that is encoded under its contract."""
    known = [one for one in tracks if one.encoded is not None]
    answers = gallery.identify([one.encoded for one in known if one.encoded], threshold) if len(gallery) else []
    by_number = {one.number: answer for one, answer in zip(known, answers, strict=bool(answers))}
    return [replace(one, answer=by_number.get(one.number)) for one in tracks]


def _overlap(one: Face, other: Face) -> float:
    """Intersection over union of two boxes."""
    width = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    height = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    common = max(width, 0.0) * max(height, 0.0)
    return common / (one.area + other.area - common)
