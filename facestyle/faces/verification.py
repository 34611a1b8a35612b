"""1:1: do two pictures show the same person? d is compared with tau."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facestyle.errors import OptionError
from facestyle.faces import detection
from facestyle.faces import distance as faces_distance
from facestyle.faces.cache import EncodingCache
from facestyle.faces.options import Policy, Similarity, VerifyOptions
from facestyle.faces.pipeline import EncodedFace
from facestyle.images import Picture


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two pictures of a verification.

    Attributes:
        picture: the picture.
        faces: all of its faces, from left to right.
        chosen: index of the one that was compared.
    """

    picture: Picture
    faces: tuple[EncodedFace, ...]
    chosen: int

    @property
    def face(self) -> EncodedFace:
        """The face that was compared."""
        return self.faces[self.chosen]


@dataclass(frozen=True, eq=False)
class Verification:
    """The answer to "is this the same person?".

    Attributes:
        distance: d = ||f(xA) - f(xB)||^2, 0 to 4, of the encodings as a trained model sees them, if one is in force.
        threshold: tau; for a binary head, a probability.
        encoder: the name of the encoder.
        probability: that both show one person, if both answers are equally likely beforehand; None where the encoder
            has no calibration. A binary head answers with it.
        similarity: distance, or the binary head that answered.
        logit: z of a binary head, whose sigmoid is the probability; None where no head answered.
        trained: whether a trained model answered instead of plain d.
        a, b: both pictures, and the face of each that was compared.
        seconds: wall time, from decoded pictures to verdict.
    """

    distance: float
    threshold: float
    encoder: str
    a: Side
    b: Side
    seconds: float
    probability: float | None = None
    similarity: Similarity = "distance"
    logit: float | None = None
    trained: bool = False

    @property
    def same(self) -> bool:
        """The verdict: d <= tau, or for a binary head probability >= threshold."""
        if self.similarity != "distance":
            return self.probability is not None and self.probability >= self.threshold
        return self.distance <= self.threshold


def verify(
    a: Picture, b: Picture, options: VerifyOptions | None = None, cache: EncodingCache | None = None
) -> Verification:
    """Compare one face of each picture.

    Raises:
        NoFaceError: names the picture in which no face was found.
        OptionError: a face was asked for by a number that the picture does not have.
    """
    started = time.perf_counter()
    options = options or VerifyOptions()
    cache = EncodingCache() if cache is None else cache
    faces = cache.faces([a, b], options.encoder)
    return compare([a, b], faces, options, started)


def compare(
    pictures: Sequence[Picture], faces: Sequence[tuple[EncodedFace, ...]], options: VerifyOptions, started: float
) -> Verification:
    """Compare two pictures whose faces are encoded; `seconds` count from `started`, a `time.perf_counter()`."""
    sides = [
        Side(picture, some, _chosen(picture, some, options.policy, number))
        for picture, some, number in zip(pictures, faces, (options.face_a, options.face_b), strict=True)
    ]
    model = options.model
    encodings = [side.face.encoding for side in sides]
    seen = encodings if model is None else list(model.project(np.stack(encodings)))
    d = faces_distance.distance(*seen)
    logit = None
    if model is not None:
        measured = float(model.measure(encodings[0][None], encodings[1][None])[0])
        probability = model.probability(measured)
        logit = None if model.kind == "triplet" else -measured
    else:
        probability = options.meaning.probability(d) if options.meaning else None
    return Verification(
        distance=d,
        threshold=options.tau,
        encoder=options.encoder,
        a=sides[0],
        b=sides[1],
        seconds=time.perf_counter() - started,
        probability=probability,
        similarity=options.similarity,
        logit=logit,
        trained=model is not None,
    )


def _chosen(picture: Picture, faces: tuple[EncodedFace, ...], policy: Policy, number: int | None) -> int:
    if number is None or not faces:
        return detection.choose([encoded.face for encoded in faces], picture, policy)
    if number > len(faces):
        raise OptionError(
            f"Face {number} of {picture.name} was asked for, but only {len(faces)} were found; ask for a lower one."
        )
    return number - 1
