"""Picture -> list of faces: boxes, landmarks and probabilities in the picture's own coordinates.

MTCNN (Zhang et al. 2016) finds the faces; `choose` decides which one counts. alignment.py cuts a face out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image

from facestyle import fields
from facestyle.compute.device import lock
from facestyle.errors import NoFaceError
from facestyle.faces.facenet import MIN_FACE, detector
from facestyle.faces.options import POLICIES, Policy
from facestyle.images import Picture

#: The long side that the detector sees: what bounds its time and its memory.
DETECTION_SIDE = 1024
#: `main_faces` looks for a large face first: in a picture bounded by MAIN_SIDE, with the same pyramid from its fifth
#: level on (levels are .709 apart), which finds faces of at least a sixth of the height of a 4:3 picture.
MAIN_SIDE = 640
MAIN_MIN_FACE = MIN_FACE / 0.709**4
#: The second search looks for faces that the border cuts off. They are near and large, so it sees the picture smaller,
#: and continued by a quarter of its long side.
BORDER_SIDE = 512
BORDER_MIN_FACE = 32
BORDER = 0.25
#: A face of which less lies inside the picture is a mirror image, or too little to recognise.
MIN_INSIDE = 0.3
#: Below this a face may be upside down (measured: 0.98 for a portrait upside down, 0.9999 upright), and a turned
#: picture is not believed to show one. 0.2 % of LFW's photographs have no surer face.
SURE_PROBABILITY = 0.99


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


def detect(picture: Picture) -> list[Face]:
    """Find every face in a picture, from left to right; an empty list where there is none.

    A second search, in the picture continued by its mirror image, finds faces that the border cuts off: the detector
    takes half a face and its reflection for a face. Their boxes end at the border.

    Where no face is sure, the picture may lie on its side or on its head (its EXIF was lost), so it is also searched
    turned by 90, 180 and 270 degrees. Boxes and landmarks are those of the picture as it was given.
    """
    faces = _detect_as_it_lies(picture)
    if any(face.probability > SURE_PROBABILITY for face in faces):
        return faces
    return _detect_turned(picture) or faces


def _detect_turned(picture: Picture) -> list[Face]:
    """Return the sure faces of the picture turned by 90, 180 or 270 degrees, of the turn with the surest face."""
    turns = []
    for quarters in (1, 2, 3):
        pixels = np.ascontiguousarray(np.rot90(picture.pixels, quarters))
        size = (picture.height, picture.width) if quarters % 2 else (picture.width, picture.height)
        turned = Picture(picture.name, pixels, *size, picture.digest)
        faces = _search(turned, DETECTION_SIDE, MIN_FACE, border=0.0)
        turns.append([_turned_back(face, quarters, picture) for face in faces if face.probability > SURE_PROBABILITY])
    best = max(turns, key=lambda faces: max((face.probability for face in faces), default=0.0))
    return sorted(best, key=lambda face: face.centre)


def _turned_back(face: Face, quarters: int, picture: Picture) -> Face:
    """Bring a face of a picture turned counterclockwise by quarters into the picture's own coordinates."""

    def back(point: tuple[float, float]) -> tuple[float, float]:
        x, y = point
        places = ((picture.width - y, x), (picture.width - x, picture.height - y), (y, picture.height - x))
        return places[quarters - 1]

    corners = np.array([back(face.box[:2]), back(face.box[2:])])
    (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    landmarks = tuple(back((x, y)) for x, y in face.landmarks)
    return Face((left, top, right, bottom), landmarks, face.probability, face.inside)


def _detect_as_it_lies(picture: Picture) -> list[Face]:
    whole = _search(picture, DETECTION_SIDE, MIN_FACE, border=0.0)
    cut_off = [face for face in _search(picture, BORDER_SIDE, BORDER_MIN_FACE, BORDER) if _is_cut_off(face, picture)]
    faces = whole + [face for face in cut_off if not any(_overlap(face, known) > 0.5 for known in whole)]
    return sorted(faces, key=lambda face: face.centre)


def _search(picture: Picture, side: int, min_face: float, border: float) -> list[Face]:
    """Run MTCNN once on the picture with its long side bounded by `side`, after mirroring `border` of it outwards."""
    [faces] = _search_alike([picture], side, min_face, border)
    return faces


def _search_alike(pictures: Sequence[Picture], side: int, min_face: float, border: float) -> list[list[Face]]:
    """Run MTCNN once on several pictures of one decoded size; see `_search`."""
    height, width = pictures[0].pixels.shape[:2]
    ratio = min(1.0, side / max(height, width))
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    pad = min(round(max(size) * border), min(size) - 1)
    if min(size) < MIN_FACE or min(size) + 2 * pad < min_face:
        return [[] for _ in pictures]
    batch = np.stack([_padded(picture, size, pad) for picture in pictures])
    with lock, torch.inference_mode():
        boxes, probabilities, landmarks = detector(min_face).detect(batch, landmarks=True)
    detected = []
    for picture, box, probability, points in zip(pictures, boxes, probabilities, landmarks, strict=True):
        to_picture = np.array([picture.width / size[0], picture.height / size[1]])
        detected.append([] if box is None else _faces(picture, box, probability, points, pad, to_picture))
    return detected


def _padded(picture: Picture, size: tuple[int, int], pad: int) -> np.ndarray:
    image = picture.image().resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.pad(np.asarray(image), ((pad, pad), (pad, pad), (0, 0)), mode="reflect")


def _faces(
    picture: Picture, boxes: np.ndarray, probabilities: np.ndarray, landmarks: np.ndarray, pad: int, scale: np.ndarray
) -> list[Face]:
    corners = (np.asarray(boxes, dtype=np.float64).reshape(-1, 2, 2) - pad) * scale
    points = (np.asarray(landmarks, dtype=np.float64) - pad) * scale
    faces = [_face(picture, *values) for values in zip(corners, points, probabilities, strict=True)]
    return _without_doubles([face for face in faces if face is not None])


def main_faces(pictures: Sequence[Picture]) -> list[Face | None]:
    """Find the face that counts (`choose`, "centre") in each picture, or None, in less time than `detect` takes.

    Pictures of one size are searched together, for large faces first: a sure one is the answer. Otherwise the second
    search finds faces down to `MIN_FACE` in a picture of `MAIN_SIDE`; where none of them is sure, `detect` decides.
    The answer differs from that of `detect` and `choose` in two ways: a small face near the middle does not win over a
    large one, nor a face cut off by the border over a sure one.
    """
    answers: list[Face | None] = [None] * len(pictures)
    by_size: dict[tuple[int, ...], list[int]] = {}
    for index, picture in enumerate(pictures):
        by_size.setdefault(picture.pixels.shape, []).append(index)
    for alike in by_size.values():
        large_faces = _search_alike([pictures[index] for index in alike], MAIN_SIDE, MAIN_MIN_FACE, border=0.0)
        for index, large in zip(alike, large_faces, strict=True):
            picture = pictures[index]
            answers[index] = (
                _sure(large, picture)
                or _sure(_search(picture, MAIN_SIDE, MIN_FACE, border=0.0), picture)
                or _main(detect(picture), picture)
            )
    return answers


def _sure(faces: list[Face], picture: Picture) -> Face | None:
    best = _main(faces, picture)
    return best if best is not None and best.probability > SURE_PROBABILITY else None


def _main(faces: list[Face], picture: Picture) -> Face | None:
    return faces[choose(faces, picture)] if faces else None


def _face(picture: Picture, corners: np.ndarray, points: np.ndarray, probability: float) -> Face | None:
    """A face cut off at the picture's borders; None where less than `MIN_INSIDE` of it lies inside."""
    inside = corners.clip(0, (picture.width, picture.height))
    (left, top), (right, bottom) = inside.tolist()
    share = np.prod(inside[1] - inside[0]) / max(float(np.prod(corners[1] - corners[0])), 1e-9)
    if not np.isfinite(share) or share < MIN_INSIDE or right - left < 1 or bottom - top < 1:
        return None
    return Face((left, top, right, bottom), tuple((x, y) for x, y in points.tolist()), float(probability), float(share))


def _is_cut_off(face: Face, picture: Picture) -> bool:
    left, top, right, bottom = face.box
    return left <= 0 or top <= 0 or right >= picture.width or bottom >= picture.height


def _without_doubles(faces: list[Face]) -> list[Face]:
    """Keep one of a face and its mirror image: the one that lies further inside."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda face: face.inside, reverse=True):
        if all(_overlap(face, other) <= 0.5 for other in kept):
            kept.append(face)
    return kept


def _overlap(face: Face, other: Face) -> float:
    """Common area, as a share of the smaller box."""
    width = min(face.box[2], other.box[2]) - max(face.box[0], other.box[0])
    height = min(face.box[3], other.box[3]) - max(face.box[1], other.box[1])
    return max(width, 0.0) * max(height, 0.0) / min(face.area, other.area)


def choose(faces: list[Face], picture: Picture, policy: Policy = "centre") -> int:
    """Return the index of the face that counts.

    ``centre``: the largest area less twice the squared distance from the picture's centre (facenet-pytorch's
    ``center_weighted_size``, FaceNet's own choice on LFW); ``largest``: the largest area; ``probable``: the highest
    probability.

    Raises:
        NoFaceError: there is none to choose from.
        OptionError: an unknown policy, or one that needs two pictures.
    """
    fields.choice("policy", policy, [one for one in POLICIES if one != "best"])
    if not faces:
        raise no_face(picture)
    score = {
        "centre": lambda face: _centre_weighted(face, picture),
        "largest": lambda face: face.area,
        "probable": lambda face: face.probability,
    }[policy]
    return max(range(len(faces)), key=lambda index: score(faces[index]))


def _centre_weighted(face: Face, picture: Picture) -> float:
    off_x, off_y = face.centre[0] - picture.width / 2, face.centre[1] - picture.height / 2
    return face.area - 2.0 * (off_x**2 + off_y**2)


def no_face(picture: Picture) -> NoFaceError:
    """The error for a picture in which no face was found."""
    return NoFaceError(
        f"No face was found in {picture.name}. Use a picture in which the face is upright, not covered, and at least "
        f"{MIN_FACE} pixels wide."
    )
