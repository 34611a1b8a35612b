"""Whom a picture of several faces is of, as far as sizes tell: a portrait with people behind, or a group."""

from __future__ import annotations

from collections.abc import Sequence

from facestyle.faces.detection import SURE_PROBABILITY
from facestyle.faces.face import Face

#: A face beside the widest makes a group if it is this share as wide, surely a face, and this share lies inside.
#: Of LFW's photographs, which are filed under one person each, 5 % show such a second face.
RIVAL, RIVAL_INSIDE = 0.5, 0.75
#: Faces narrower than this share of the widest, or less likely to be one, are no candidates for the person.
NARROW, LIKELY = 0.25, 0.9


def plain(faces: Sequence[Face]) -> int | None:
    """The index of the face that a picture is plainly of: the widest, if no other is nearly as wide; None in a group.

    None too where there is no face.
    """
    if not faces:
        return None
    widest = _widest(faces)
    alone = not any(_is_rival(face, faces[widest]) for at, face in enumerate(faces) if at != widest)
    return widest if alone else None


def candidates(faces: Sequence[Face]) -> list[int]:
    """The indices of the faces that may be the person's, in order."""
    if not faces:
        return []
    widest = _widest(faces)
    least = NARROW * faces[widest].side
    return [at for at, face in enumerate(faces) if at == widest or (face.side >= least and face.probability > LIKELY)]


def _widest(faces: Sequence[Face]) -> int:
    """The index of the widest of those that are surely faces, or of all where none is."""
    return max(range(len(faces)), key=lambda at: (faces[at].probability > SURE_PROBABILITY, faces[at].side))


def _is_rival(face: Face, widest: Face) -> bool:
    nearly = face.side >= RIVAL * widest.side and face.inside > RIVAL_INSIDE
    return nearly and face.probability > SURE_PROBABILITY
