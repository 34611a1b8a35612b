"""How two pictures are compared, and which face of each counts.

The command line reads the options, and answers --help without numpy and torch: what needs them is imported where it
is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from facestyle import fields
from facestyle.errors import ContractError, OptionError
from facestyle.fields import option

if TYPE_CHECKING:
    from facestyle.faces.calibration import Calibration
    from facestyle.faces.siamese.model import SiameseModel

#: Which face of a picture counts when one is asked for; ``best`` needs two pictures, and takes the nearest pair.
Policy = Literal["centre", "largest", "probable", "best"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
#: How two encodings are compared where they are verified: by d, or by a head.
Similarity = Literal["distance", "binary-l1", "binary-chi2"]
SIMILARITIES: tuple[Similarity, ...] = get_args(Similarity)


def _default_encoder() -> str:
    from facestyle.faces.encoders import DEFAULT_ENCODER

    return DEFAULT_ENCODER


@dataclass(frozen=True)
class VerifyOptions:
    """How two pictures are compared.

    Attributes:
        encoder: one of `ENCODERS`.
        calibration: what d means; None takes the encoder's own, where it has one.
        trained: a trained model of that similarity; None takes d as it is, or the head that comes with the encoder.

    Raises:
        OptionError: a value is not finite, out of range or not one of the choices, or there are not enough pairs to
            tell a false match rate.
        ContractError: the calibration or the trained model is another encoder's.
    """

    encoder: str = field(default_factory=_default_encoder)
    threshold: float | None = option(
        None, 0.0, 4.0, help="tau: same person where d is at most this. The encoder's own where none is given."
    )
    policy: Policy = option(
        "centre",
        help="Which face counts in a picture with several. best takes the nearest pair of all, which needs a stricter "
        "tau: each pair is one more chance to be mistaken.",
    )
    face_a: int | None = option(None, 1, 1000, help="Number of the face in A that counts instead, from the left.")
    face_b: int | None = option(None, 1, 1000, help="Number of the face in B that counts instead, from the left.")
    false_match_rate: float | None = option(
        None,
        0.0,
        1.0,
        help="Instead of tau: share of pairs of strangers that may pass. Such as 0.001.",
        called="false match rate",
    )
    calibration: Calibration | None = None
    similarity: Similarity = option(
        "distance",
        help="How two faces are compared. The answer and the threshold of a binary head are probabilities.",
    )
    trained: SiameseModel | None = None
    detect: bool = option(
        True, help="Whether faces are searched. Without that each picture is taken as the crop of one face."
    )

    def __post_init__(self) -> None:
        from facestyle.faces.encoders.registry import ENCODERS, known_encoder

        if not isinstance(self.encoder, str) or known_encoder(self.encoder) is None:
            fields.choice("encoder", self.encoder, ENCODERS)
        fields.check(self)
        self._check_model()
        if self.threshold is not None and self.similarity != "distance":
            fields.number("threshold", self.threshold, 0.0, 1.0)
        if self.calibration is not None and self.calibration.encoder != self.encoder:
            raise ContractError(
                f"The calibration was made for {self.calibration.encoder}, not {self.encoder}; choose that encoder, or "
                "make one for this."
            )
        if self.false_match_rate is not None:
            threshold_at_fmr(self.meaning, self.encoder, self.false_match_rate)

    def _check_model(self) -> None:
        from facestyle.faces.encoders.registry import encoder_spec

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
        if self.false_match_rate is not None or self.calibration is not None or self.policy == "best":
            raise OptionError(
                "A false match rate, a calibration and the policy best are of plain d; leave them out, or choose "
                "similarity distance without a trained model."
            )

    @property
    def model(self) -> SiameseModel | None:
        """The trained comparison in force; None where plain d is compared."""
        from facestyle.faces.siamese.trained import shipped_head

        return self.trained or (None if self.similarity == "distance" else shipped_head(self.encoder, self.similarity))

    @property
    def meaning(self) -> Calibration | None:
        """The calibration in force; a trained model has none, since its d is another."""
        from facestyle.faces.calibration import shipped

        return None if self.model else self.calibration or shipped(self.encoder)

    @property
    def tau(self) -> float:
        """The threshold in force for one pair of faces."""
        from facestyle.faces.encoders.registry import encoder_spec

        if self.threshold is not None:
            return self.threshold
        if self.model is not None:
            return self.model.tau
        if self.false_match_rate is not None:
            return threshold_at_fmr(self.meaning, self.encoder, self.false_match_rate)
        return encoder_spec(self.encoder).tau if self.calibration is None else self.calibration.even


def threshold_at_fmr(calibration: Calibration | None, encoder: str, rate: float) -> float:
    """Tau for a false match rate.

    Raises:
        OptionError: the rate is out of range, or there are not enough pairs to tell.
    """
    tau = calibration.threshold(rate) if calibration else None
    if tau is None:
        pairs = f"{calibration.mismatched:,} pairs of strangers are" if calibration else "no pairs are"
        raise OptionError(
            f"Not enough pairs to tell tau for a false match rate of {float(rate):g}: {pairs} known for {encoder}. "
            "Choose a larger rate, or a threshold."
        )
    return tau
