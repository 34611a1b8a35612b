"""How well a face can be recognised in a picture, and what is wrong with it, in words.

It is measured on the crop that the encoder sees, and on the landmarks, by the usual measures of face enrolment:
size, sharpness (variance of the Laplacian; Pech-Pacheco et al. 2000), exposure, pose from the landmarks, and what
covers.py says of eyes and mouth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facestyle.faces.face import Face
from facestyle.faces.quality.covers import COVERED_EYES, COVERED_MOUTH

#: A face narrower than this, in pixels of the file's picture, lacks the detail in which people differ.
SMALL = 40.0
#: Among LFW's photographs 2 % are less sharp, 1 % more turned, none darker or brighter.
BLURRED = 12.0
TURNED = 40.0
DARK, BRIGHT = 40.0, 215.0
#: What is left of the score where eyes or mouth are certainly covered.
COVERED_SCORE = 0.25


@dataclass(frozen=True)
class Quality:
    """Measures of one face.

    Attributes:
        width: geometric mean of the box's sides, in pixels of the file's picture.
        sharpness: variance of the Laplacian of the crop's grey values.
        turned: degrees from the front, left or right, estimated from eyes and nose.
        brightness: mean grey value of the crop's middle, 0 to 255.
        eyes_covered, mouth_covered: probabilities, 0 to 1.
    """

    width: float
    sharpness: float
    turned: float
    brightness: float
    eyes_covered: float = 0.0
    mouth_covered: float = 0.0

    @property
    def flaws(self) -> tuple[str, ...]:
        """Why an answer about this face is less sure; empty where nothing is wrong."""
        flaws = {
            "too small": self.width < SMALL,
            "blurred": self.sharpness < BLURRED,
            "turned away": self.turned > TURNED,
            "too dark": self.brightness < DARK,
            "too bright": self.brightness > BRIGHT,
            "covered at the eyes": self.eyes_covered >= COVERED_EYES,
            "covered at the mouth": self.mouth_covered >= COVERED_MOUTH,
        }
        return tuple(flaw for flaw, present in flaws.items() if present)

    @property
    def score(self) -> float:
        """0 to 1: the worst of the measures, each against twice the value at which it becomes a flaw.

        Covered eyes or a covered mouth lower it to `COVERED_SCORE`, from half the probability at which they are a flaw.
        """
        parts = (
            self.width / (2 * SMALL),
            self.sharpness / (2 * BLURRED),
            (90.0 - self.turned) / (90.0 - TURNED / 2),
            self.brightness / (2 * DARK),
            (255.0 - self.brightness) / (255.0 - BRIGHT),
            max(COVERED_SCORE, 1.5 - max(self.eyes_covered / COVERED_EYES, self.mouth_covered / COVERED_MOUTH)),
        )
        return float(np.clip(min(parts), 0.0, 1.0))


def measure(face: Face, crop: np.ndarray, covered: Sequence[float] = (0.0, 0.0)) -> Quality:
    """Measure a face.

    Args:
        face: where it is in its picture.
        crop: as the encoder sees it, H x W x 3, uint8.
        covered: the probabilities that eyes and mouth are covered; see `covers.covered`.
    """
    grey = crop.astype(np.float64) @ np.array([0.299, 0.587, 0.114])
    height, width = grey.shape
    middle = grey[height // 5 : -(height // 5), width // 5 : -(width // 5)]
    laplacian = middle[:-2, 1:-1] + middle[2:, 1:-1] + middle[1:-1, :-2] + middle[1:-1, 2:] - 4.0 * middle[1:-1, 1:-1]
    eyes, mouth = map(float, covered)
    return Quality(face.side, float(laplacian.var()), _turned(face), float(middle.mean()), eyes, mouth)


def _turned(face: Face) -> float:
    """Degrees: how far beside the middle of the eyes the nose lies, along their line, in eye distances, times 90."""
    if len(face.landmarks) != 5:
        return 0.0
    points = np.asarray(face.landmarks, dtype=np.float64)
    along = points[1] - points[0]
    distance = float(np.hypot(*along))
    if distance < 1e-6:
        return 90.0
    off = float((points[2] - points[:2].mean(axis=0)) @ along) / distance**2
    return min(90.0, abs(off) * 90.0)
