"""1:1: do two pictures show the same person? d is compared with tau."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from facestyle import images, reading
from facestyle.errors import OptionError
from facestyle.faces import detection
from facestyle.faces.cache import EncodingCache
from facestyle.faces.distance import distances
from facestyle.faces.options import Policy, Similarity, VerifyOptions
from facestyle.faces.pipeline import EncodedFace, encode_batch
from facestyle.faces.several import probability_of_any, threshold_for_nearest
from facestyle.images import Picture, Source


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


@dataclass(frozen=True)
class PairOfFaces:
    """A face of each picture, and how far apart they are.

    Attributes:
        face_a, face_b: indices among `Side.faces`.
        distance: d, 0 to 4.
    """

    face_a: int
    face_b: int
    distance: float


@dataclass(frozen=True, eq=False)
class Verification:
    """The answer to "is this the same person?".

    Attributes:
        distance: d = ||f(xA) - f(xB)||^2, 0 to 4, of the encodings as a trained model sees them, if one is in force.
        threshold: tau, stricter where several pairs of faces were compared; for a binary head, a probability.
        encoder: the name of the encoder.
        probability: that both show one person, if both answers are equally likely beforehand; None where the encoder
            has no calibration. A binary head answers with it. Where several pairs were compared, see several.py.
        similarity: distance, or the binary head that answered.
        logit: z of a binary head, whose sigmoid is the probability; None where no head answered.
        trained: whether a trained model answered instead of plain d.
        a, b: both pictures, and the face of each that was compared.
        policy: how the face that counts was chosen in a picture with several.
        pairs: how many pairs of faces were compared; 1 unless the policy is best.
        nearer: another pair of faces, which is nearer, and which the policy best would call the same person; None where
            there is none.
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
    policy: Policy = "centre"
    pairs: int = 1
    nearer: PairOfFaces | None = None

    @property
    def same(self) -> bool:
        """The verdict: d <= tau, or for a binary head probability >= threshold."""
        if self.similarity != "distance":
            return self.probability is not None and self.probability >= self.threshold
        return self.distance <= self.threshold


def verify(
    a: Source, b: Source, options: VerifyOptions | None = None, cache: EncodingCache | None = None, **given: Any
) -> Verification:
    """Say whether two pictures show the same person.

    verify("a.jpg", "b.jpg").same
    verify("a.jpg", "b.jpg", encoder="fused", false_match_rate=0.001).same

    Args:
        a, b: the pictures, as `images.load` takes them: files, bytes, arrays, Pillow images, pictures.
        options: how they are compared.
        cache: remembers encodings for the next call.
        given: options by name, which go before those of `options`.

    Raises:
        NoFaceError: names the picture in which no face was found.
        OptionError: a value makes no sense, or a face was asked for by a number that the picture does not have.
        FacestyleError: a picture can't be read; see `images.load`.
    """
    started = time.perf_counter()
    options = replace(options, **given) if options else VerifyOptions(**given)
    cache = EncodingCache() if cache is None else cache
    named = ((a, "Picture A"), (b, "Picture B"))
    pictures = [images.load(source, name=reading.name_of(source) or name) for source, name in named]
    if options.detect:
        return compare(pictures, cache.faces(pictures, options.encoder), options, started)
    # The cache remembers what was found in a picture, which its crop is not.
    return compare(pictures, list(encode_batch(pictures, options.encoder, detect=False)), options, started)


def compare(
    pictures: Sequence[Picture], faces: Sequence[tuple[EncodedFace, ...]], options: VerifyOptions, started: float
) -> Verification:
    """Compare two pictures whose faces are encoded; `seconds` count from `started`, a `time.perf_counter()`."""
    numbers = (options.face_a, options.face_b)
    allowed = [_allowed(*one) for one in zip(pictures, faces, numbers, strict=True)]
    model, best = options.model, options.policy == "best"
    seen = [np.stack([face.encoding for face in some]) for some in faces]
    table = distances(*(seen if model is None else map(model.project, seen)))
    offered = table[np.ix_(*allowed)]
    row, column = divmod(int(offered.argmin()), offered.shape[1])
    nearest = _pair(table, allowed[0][row], allowed[1][column])
    chosen = nearest
    if not best:
        counts = [_counts(*one, options.policy) for one in zip(pictures, faces, allowed, strict=True)]
        chosen = _pair(table, *counts)
    tau = options.tau
    strict = tau if model else threshold_for_nearest(tau, offered.size, options.encoder, options.meaning)
    hidden = model is None and nearest.distance < chosen.distance and nearest.distance <= strict
    probability, logit = _probability(offered if best else np.array([chosen.distance]), chosen, seen, options)
    return Verification(
        distance=chosen.distance,
        threshold=strict if best else tau,
        encoder=options.encoder,
        a=Side(pictures[0], faces[0], chosen.face_a),
        b=Side(pictures[1], faces[1], chosen.face_b),
        seconds=time.perf_counter() - started,
        probability=probability,
        similarity=options.similarity,
        logit=logit,
        trained=model is not None,
        policy=options.policy,
        pairs=offered.size if best else 1,
        nearer=nearest if hidden else None,
    )


def _pair(table: np.ndarray, face_a: int, face_b: int) -> PairOfFaces:
    return PairOfFaces(face_a, face_b, float(table[face_a, face_b]))


def _probability(
    d: np.ndarray, chosen: PairOfFaces, seen: Sequence[np.ndarray], options: VerifyOptions
) -> tuple[float | None, float | None]:
    """The probability that both show one person, and z of a binary head; None where nothing tells them.

    Args:
        d: of the pair that counts, or of all pairs of which the nearest counts.
        chosen: the pair that counts.
        seen: the encodings of each picture's faces.
        options: how they are compared.
    """
    model = options.model
    if model is None:
        return (probability_of_any(d, options.meaning) if options.meaning else None), None
    measured = float(model.measure(seen[0][[chosen.face_a]], seen[1][[chosen.face_b]])[0])
    return model.probability(measured), None if model.kind == "triplet" else -measured


def _allowed(picture: Picture, faces: tuple[EncodedFace, ...], number: int | None) -> list[int]:
    """Indices of the faces that may count: all, or the one that was asked for."""
    if not faces:
        raise detection.no_face(picture)
    if number is None:
        return list(range(len(faces)))
    if number > len(faces):
        raise OptionError(
            f"Face {number} of {picture.name} was asked for, but only {len(faces)} were found; ask for a lower one."
        )
    return [number - 1]


def _counts(picture: Picture, faces: tuple[EncodedFace, ...], allowed: list[int], policy: Policy) -> int:
    """The index of the face that counts among those allowed."""
    return allowed[detection.choose([faces[at].face for at in allowed], picture, policy)]
