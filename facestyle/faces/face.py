"""A face that was found: its box, landmarks and probability in its picture's own coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Face:
    """A face that was found.

    Attributes:
        box: left, top, right, bottom in pixels of the upright picture, within it.
        landmarks: five (x, y) in the same pixels: left eye, right eye, nose, left and right corner of the mouth, as
            seen in the picture.
        probability: the detector's, 0 to 1.
        inside: the share of the face that lies inside the picture; below 1 where the border cuts it off.
    """

    box: tuple[float, float, float, float]
    landmarks: tuple[tuple[float, float], ...]
    probability: float
    inside: float = 1.0

    @property
    def area(self) -> float:
        """Square pixels of the box."""
        left, top, right, bottom = self.box
        return (right - left) * (bottom - top)

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the box."""
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2

    @property
    def side(self) -> float:
        """Geometric mean of the box's sides, in pixels."""
        return self.area**0.5


def overlap(face: Face, other: Face) -> float:
    """Common area, as a share of the smaller box."""
    width = min(face.box[2], other.box[2]) - max(face.box[0], other.box[0])
    height = min(face.box[3], other.box[3]) - max(face.box[1], other.box[1])
    return max(width, 0.0) * max(height, 0.0) / min(face.area, other.area)


def apart_from(faces: Sequence[Face], others: Sequence[Face], most: float = 0.5) -> list[Face]:
    """Return the faces that have at most the share `most` in common with each of the others."""
    return [face for face in faces if all(overlap(face, other) <= most for other in others)]


def surest(faces: Sequence[Face]) -> float:
    """Return the highest probability; 0 where there is no face."""
    return max((face.probability for face in faces), default=0.0)
