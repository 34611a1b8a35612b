"""People of a gallery as plain values: who is enrolled, from what, and whom a face might show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from facestyle.errors import ContractError
from facestyle.faces.detection import Face
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.pipeline import EncodedFace


@dataclass(frozen=True)
class Enrolled:
    """One picture that a person is enrolled from; the picture itself is not kept.

    Attributes:
        number: of the picture among the person's, from 1; it stays when others go.
        quality: 0 to 1, see quality/measures.py.
        day: when it was enrolled, in UTC.
        source: see `source_of`.
        accepted: whether somebody said that it shows the person, though it is far from the person's other pictures.
    """

    number: int
    quality: float
    day: date
    source: str
    accepted: bool = False


@dataclass(frozen=True)
class Person:
    """A person who is enrolled.

    Attributes:
        name: what they are called.
        enrolled: their pictures, the oldest first.
    """

    name: str
    enrolled: tuple[Enrolled, ...]

    @property
    def pictures(self) -> int:
        """The number of pictures."""
        return len(self.enrolled)

    @property
    def quality(self) -> float:
        """The quality of the best picture."""
        return max(picture.quality for picture in self.enrolled)

    @property
    def day(self) -> date:
        """The day on which the last picture was enrolled."""
        return max(picture.day for picture in self.enrolled)


@dataclass(frozen=True, eq=False)
class Member:
    """A person as a gallery holds them.

    Attributes:
        name: what they are called.
        place: where they stand in the order of enrolment; it stays when their name or pictures change.
        number: of their template in the index; another one after every change of their pictures.
        enrolled: their pictures, by number.
        encodings: a row for each picture, in that order; N x numbers, float32, unit length.
    """

    name: str
    place: int
    number: int
    enrolled: tuple[Enrolled, ...]
    encodings: np.ndarray


@dataclass(frozen=True, eq=False)
class Contents:
    """All that a gallery holds, as plain values.

    Attributes:
        encoder: the name of the encoder.
        people: in the order of enrolment.
        encodings: one row for each picture of each person, in that order; N x numbers, float32, unit length.
    """

    encoder: str
    people: tuple[Person, ...]
    encodings: np.ndarray


@dataclass(frozen=True)
class Candidate:
    """A person whom a face might show.

    Attributes:
        name: what they are called.
        distance: d from their template, 0 to 4.
        probability: that the face is theirs, if it is one half beforehand; None where the encoder has no calibration.
            It is that of one comparison: with K people, one of them is that near more often.
    """

    name: str
    distance: float
    probability: float | None = None


@dataclass(frozen=True, eq=False)
class Identification:
    """The answer of a gallery about one face.

    Attributes:
        face: the face, where it is in its picture.
        name: who it is; None: not in the gallery.
        distance: d to the nearest person.
        candidates: the nearest people, by distance.
    """

    face: EncodedFace
    name: str | None
    distance: float
    candidates: tuple[Candidate, ...]

    @property
    def probability(self) -> float | None:
        """That the face is the nearest person's; see `Candidate`."""
        return self.candidates[0].probability if self.candidates else None


def source_of(digest: str, face: Face) -> str:
    """Return a text that names a face of a picture: the picture's digest, and the middle of the face's box.

    Two searches of one picture find a face in boxes that differ by a few pixels. The text is the same for both, since
    the middle is given in halves of the box's size.
    """
    unit = max(face.area**0.5 / 2, 1.0)
    return f"{digest}:{face.centre[0] / unit:.0f},{face.centre[1] / unit:.0f}"


def digest_of(source: str) -> str:
    """The digest in a source."""
    return source.rpartition(":")[0]


def template(encodings: np.ndarray) -> np.ndarray:
    """Return the template that a person is searched by: the mean of their encodings, brought to unit length.

    Args:
        encodings: N x numbers, rows of unit length.

    Returns:
        numbers, float32. The template of one encoding is the encoding itself.
    """
    if len(encodings) == 1:
        return encodings[0]
    mean = encodings.astype(np.float64).mean(axis=0)
    return (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)


def check_contract(faces: Sequence[EncodedFace], encoder: str) -> None:
    """Refuse faces whose encodings can't be compared with those of a gallery.

    Raises:
        ContractError.
    """
    expected = encoder_spec(encoder).contract
    for face in faces:
        if face.contract != expected:
            raise ContractError(
                f"This face was encoded under {face.contract}, the gallery under {expected}; these can't be "
                f"compared. Choose the encoder {encoder}, or clear the gallery and enrol again."
            )
