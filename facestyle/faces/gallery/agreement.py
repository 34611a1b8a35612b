"""Which face of each picture is the person's, by how well a person's pictures agree. Numbers only.

Faces are joined by average linkage (Sokal and Michener 1958, UPGMA) up to tau: two groups of faces become one while the
mean of d between their faces is at most tau. Two faces of one picture are never the same person. The group that spans
most pictures is the person. Where two span as many, or no two pictures agree, nothing tells. Neither the order of the
pictures nor that of their faces matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facestyle.faces.distance import distances
from facestyle.faces.linkage import linked

#: Of a person with more faces than this, so many decide who it is; the others are compared with these.
MOST = 600


@dataclass(frozen=True, eq=False)
class Shown:
    """The faces of one picture.

    Attributes:
        encodings: faces x numbers, rows of unit length; at least one.
        sure: the index of the face that counts if no other picture tells; None where the picture alone doesn't tell.
        accepted: whether a person has said that `sure` is right.
    """

    encodings: np.ndarray
    sure: int | None = 0
    accepted: bool = False


@dataclass(frozen=True)
class Answer:
    """What the pictures of a person say together.

    Attributes:
        faces: for each picture the index of the person's face; None where it is not known, or not there.
        core: the indices of the pictures that agree; none where nothing tells who the person is.
        distances: for each picture d from its nearest face to the agreeing faces of other pictures, on average; where
            there is no core, to the faces of all other pictures. NaN where there are none.
    """

    faces: tuple[int | None, ...]
    core: tuple[int, ...]
    distances: tuple[float, ...]


def agree(pictures: Sequence[Shown], tau: float) -> Answer:
    """Find the person's face in each of their pictures.

    Args:
        pictures: of one person, as it is said; in an order that depends on their content alone.
        tau: faces at a mean d of at most this may be one person; the encoder's tau for pairs.
    """
    nodes = _deciding(pictures)
    core = _core(pictures, nodes, tau)
    known = dict(core)
    nearest = [_nearest(pictures, at, known, tau if known else None) for at in range(len(pictures))]
    faces: list[int | None] = [known.get(at, face) for at, (face, _) in enumerate(nearest)]
    for at, picture in enumerate(pictures):
        if picture.accepted:
            faces[at] = picture.sure
    return Answer(tuple(faces), tuple(sorted(known)), tuple(d for _, d in nearest))


def _deciding(pictures: Sequence[Shown]) -> list[tuple[int, int]]:
    """The faces that decide, as picture and index: all; where they are many, sure ones, evenly chosen."""
    nodes = [(at, face) for at, picture in enumerate(pictures) for face in range(len(picture.encodings))]
    if len(nodes) <= MOST:
        return nodes
    sure = [(at, picture.sure) for at, picture in enumerate(pictures) if picture.sure is not None]
    accepted = [(at, face) for at, face in sure if pictures[at].accepted][:MOST]
    others = [(at, face) for at, face in sure if not pictures[at].accepted]
    chosen = np.linspace(0, len(others) - 1, min(MOST - len(accepted), len(others))).round().astype(int)
    return sorted([*accepted, *(others[at] for at in chosen)]) or nodes[:MOST]


def _core(pictures: Sequence[Shown], nodes: Sequence[tuple[int, int]], tau: float) -> list[tuple[int, int]]:
    """The faces, as picture and index, of the group that is the person; none where nothing tells which it is."""
    groups = [[nodes[row] for row in group] for group in _linked(pictures, nodes, tau)]
    accepted = [group for group in groups if any(_is_accepted(pictures, *node) for node in group)]
    if accepted:
        # Two accepted pictures may differ; of a third picture in both groups, the first face counts.
        return [*{at: (at, face) for group in reversed(accepted) for at, face in group}.values()]
    sure = [group for group in groups if any(pictures[at].sure == face for at, face in group)]
    most = max((len(group) for group in sure), default=0)
    best = [group for group in sure if len(group) == most]
    alone = sum(pictures[at].sure == face for at, face in nodes)
    return best[0] if len(best) == 1 and (most > 1 or len(pictures) == 1) and 2 * most >= alone else []


def _is_accepted(pictures: Sequence[Shown], at: int, face: int) -> bool:
    return pictures[at].accepted and pictures[at].sure == face


def _linked(pictures: Sequence[Shown], nodes: Sequence[tuple[int, int]], tau: float) -> list[list[int]]:
    """Average linkage of rows up to tau; rows of one picture are never joined."""
    encodings = np.stack([pictures[at].encodings[face] for at, face in nodes])
    return linked(encodings, [at for at, _ in nodes], tau)


def _nearest(pictures: Sequence[Shown], at: int, core: dict[int, int], tau: float | None) -> tuple[int | None, float]:
    """The face of a picture that is nearest to the core without it, if d is at most tau, and that mean d."""
    others = [other for other in (core or range(len(pictures))) if other != at]
    if not others:
        return core.get(at), float("nan")
    rows = [pictures[other].encodings[core[other]][None] if core else pictures[other].encodings for other in others]
    if core:
        mean = np.mean(np.vstack(rows), axis=0, dtype=np.float64)
        d = 2.0 - 2.0 * (pictures[at].encodings.astype(np.float64) @ mean)  # the mean of d to unit vectors
    else:
        d = np.mean([distances(pictures[at].encodings, row).min(axis=1) for row in rows], axis=0)
    face = int(d.argmin())
    return (face if tau is not None and d[face] <= tau else None), float(d[face])
