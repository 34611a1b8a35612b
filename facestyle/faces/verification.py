"""1:1: do two pictures show the same person? d is compared with tau."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facestyle import fields
from facestyle.errors import ContractError, OptionError
from facestyle.faces import detection
from facestyle.faces import distance as faces_distance
from facestyle.faces.cache import EncodingCache
from facestyle.faces.calibration import Calibration, shipped
from facestyle.faces.detection import POLICIES, Policy
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import ENCODERS, encoder_spec, known_encoder
from facestyle.faces.pipeline import EncodedFace
from facestyle.faces.siamese.model import SIMILARITIES, SiameseModel, Similarity
from facestyle.faces.siamese.trained import shipped_head
from facestyle.images import Picture


@dataclass(frozen=True)
class VerifyOptions:
    """How two pictures are compared.

    Attributes:
        encoder: one of `ENCODERS`.
        threshold: tau, 0 to 4; None takes the encoder's own.
        policy: which face counts in a picture with several.
        false_match_rate: the share of pairs of strangers that may pass, instead of a threshold.
        calibration: what d means; None takes the encoder's own, where it has one.
        similarity: distance, or a binary head: binary-l1 or binary-chi2, which answers with a probability. Its
            threshold is a probability.
        trained: a trained model of that similarity; None takes d as it is, or the head that comes with the encoder.
        face_a, face_b: the number of the face that counts, from the left, starting at 1; None leaves it to `policy`.

    Raises:
        OptionError: a value is not finite, out of range or not one of the choices, or a false match rate is too low for
            the pairs known.
        ContractError: the calibration or the trained model is another encoder's.
    """

    encoder: str = DEFAULT_ENCODER
    threshold: float | None = None
    policy: Policy = "centre"
    face_a: int | None = None
    face_b: int | None = None
    false_match_rate: float | None = None
    calibration: Calibration | None = None
    similarity: Similarity = "distance"
    trained: SiameseModel | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.encoder, str) or known_encoder(self.encoder) is None:
            fields.choice("encoder", self.encoder, ENCODERS)
        fields.choice("similarity", self.similarity, SIMILARITIES)
        self._check_model()
        fields.choice("policy", self.policy, POLICIES)
        if self.threshold is not None:
            # A head's threshold is a probability.
            most = faces_distance.MAX_DISTANCE if self.similarity == "distance" else 1.0
            fields.number("threshold", self.threshold, 0.0, most)
        for name, face in (("face_a", self.face_a), ("face_b", self.face_b)):
            if face is not None:
                object.__setattr__(self, name, fields.whole(name, face, 1, 1000))
        if self.calibration is not None and self.calibration.encoder != self.encoder:
            raise ContractError(
                f"The calibration was made for {self.calibration.encoder}, not {self.encoder}; choose that encoder, or "
                "make one for this."
            )
        if self.false_match_rate is not None:
            threshold_at_fmr(self.meaning, self.encoder, self.false_match_rate)

    def _check_model(self) -> None:
        model = self.model
        if model is None:
            return
        if self.trained is not None and model.similarity != self.similarity:
            raise OptionError(
                f"The trained model is a {model.kind}; choose similarity {model.similarity}, or no model."
            )
        if model.contract != encoder_spec(self.encoder).contract:
            raise ContractError(
                f"The trained model stands on {model.encoder}, not {self.encoder}; choose that encoder."
            )
        if self.false_match_rate is not None or self.calibration is not None:
            raise OptionError(
                "A false match rate and a calibration are of plain d; leave them out, or choose similarity distance "
                "without a trained model."
            )

    @property
    def model(self) -> SiameseModel | None:
        """The trained comparison in force; None: plain d."""
        return self.trained or (None if self.similarity == "distance" else shipped_head(self.encoder, self.similarity))

    @property
    def meaning(self) -> Calibration | None:
        """The calibration in force; a trained model has none, since its d is another."""
        return None if self.model else self.calibration or shipped(self.encoder)

    @property
    def tau(self) -> float:
        """The threshold in force."""
        if self.threshold is not None:
            return float(self.threshold)
        if self.model is not None:
            return self.model.tau
        if self.false_match_rate is not None:
            return threshold_at_fmr(self.meaning, self.encoder, self.false_match_rate)
        return encoder_spec(self.encoder).tau if self.calibration is None else self.calibration.even


def threshold_at_fmr(calibration: Calibration | None, encoder: str, rate: float) -> float:
    """Tau for a false match rate.

    Raises:
        OptionError: the rate is out of range, or too low for the pairs known.
    """
    tau = calibration.threshold(rate) if calibration else None
    if tau is None:
        pairs = f"{calibration.mismatched:,} pairs of strangers are" if calibration else "no pairs are"
        raise OptionError(
            f"Not enough pairs to tell tau for a false match rate of {float(rate):g}: {pairs} known for {encoder}. "
            "Choose a larger rate, or a threshold."
        )
    return tau


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
        threshold: tau; of a binary head a probability.
        encoder: name of the encoder.
        probability: that both show one person, if that is as likely as not beforehand; None where the encoder has no
            calibration. A binary head answers with it.
        similarity: distance, or the binary head that answered.
        logit: z of a binary head, whose sigmoid is the probability; None without a head.
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
        raise detection.no_such_face(picture, number, len(faces))
    return number - 1
