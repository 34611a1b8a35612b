"""Faces without a name that several photographs show: who of them is one and the same unknown person.

Faces are clustered by average linkage on d up to a calibrated tau; two faces of one photograph are never one person.
Large collections are clustered in this way, with other linkages, by Otto, Wang and Jain 2018, "Clustering Millions of
Faces by Identity".

Each face is compared with all others, so tau is that of a gallery of as many people. Of 240 of LFW's photographs, of
120 people, no group holds two people then, and 93 % of the pairs of one person are in one group. Up to the tau for
pairs it is 97 %, and 20 % of the pairs in one group are of two people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facestyle.faces.calibration import shipped
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery.gallery import FPIR
from facestyle.faces.gallery.people import check_contract
from facestyle.faces.linkage import linked
from facestyle.faces.pipeline import EncodedFace


@dataclass(frozen=True)
class LookAlike:
    """A face of a group that shows one unknown person.

    Attributes:
        picture: the index of the photograph.
        face: the index of the face among those of the photograph.
    """

    picture: int
    face: int


def alike(
    photographs: Sequence[Sequence[EncodedFace]], encoder: str, tau: float | None = None
) -> list[tuple[LookAlike, ...]]:
    """Group faces of several photographs by the person whom they seem to show.

    Args:
        photographs: the faces of each, those whom nobody can name.
        encoder: the name of the encoder.
        tau: how far apart two groups may be on average to be one, 0 to 4; `tau_among` where not given.

    Returns:
        A group for each person, those in the most photographs first; faces that are like no other stand alone.

    Raises:
        ContractError: a face was encoded by another encoder.
    """
    places = [LookAlike(at, face) for at, faces in enumerate(photographs) for face in range(len(faces))]
    faces = [photographs[one.picture][one.face] for one in places]
    check_contract(faces, encoder)
    if not faces:
        return []
    encodings = np.stack([face.encoding for face in faces])
    groups = linked(encodings, [one.picture for one in places], tau_among(len(faces), encoder) if tau is None else tau)
    found = [tuple(places[row] for row in sorted(group)) for group in groups]
    return sorted(found, key=lambda group: -len(group))


def tau_among(faces: int, encoder: str) -> float:
    """The tau at which a face is near that of a stranger, of so many faces, in one case of a hundred.

    Args:
        faces: how many there are.
        encoder: the name of the encoder.
    """
    spec, known = encoder_spec(encoder), shipped(encoder)
    if known is None or not known.thresholds:
        return spec.tau_gallery
    tau = known.gallery_threshold(faces, FPIR)
    return min(spec.tau, min(known.thresholds) if tau is None else tau)
