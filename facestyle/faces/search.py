"""Where MTCNN (Zhang et al. 2016) looks: in the picture reduced, continued at its border, turned, or in tiles.

Which of these searches a picture needs, and which face counts, is decided in detection.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from PIL import Image

from facestyle import images
from facestyle.compute.device import lock
from facestyle.faces.face import Face, apart_from
from facestyle.faces.facenet import MIN_FACE, detector
from facestyle.images import MOST_DETAIL, Picture

#: A face of which less lies inside the picture is a mirror image, or too little to recognise.
MIN_INSIDE = 0.3
#: Side of a tile, what it has in common with its neighbour (a face of that width lies whole in one of them), and the
#: smallest face that is looked for in it.
TILE, TILES_SHARE, TILES_MIN_FACE = 1024, 128, 24


def search(picture: Picture, side: int, min_face: float, border: float = 0.0) -> list[Face]:
    """Run MTCNN once on the picture with its long side bounded by `side`, after mirroring `border` of it outwards.

    Args:
        picture: the faces are returned in its coordinates.
        side: in pixels.
        min_face: the smallest face that is looked for, in pixels of the reduced picture.
        border: a share of the long side.
    """
    [faces] = search_alike([picture], side, min_face, border)
    return faces


def search_alike(pictures: Sequence[Picture], side: int, min_face: float, border: float = 0.0) -> list[list[Face]]:
    """Run MTCNN once on several pictures of one decoded size; see `search`."""
    height, width = pictures[0].pixels.shape[:2]
    ratio = min(1.0, side / max(height, width))
    size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    pad = min(round(max(size) * border), min(size) - 1)
    if min(size) < MIN_FACE or min(size) + 2 * pad < min_face:
        return [[] for _ in pictures]
    batch = np.stack([_padded(picture, size, pad) for picture in pictures])
    with lock.beside(), torch.inference_mode():
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
    return without_doubles([face for face in faces if face is not None])


def _face(picture: Picture, corners: np.ndarray, points: np.ndarray, probability: float) -> Face | None:
    """A face cut off at the picture's borders; None where less than `MIN_INSIDE` of it lies inside."""
    inside = corners.clip(0, (picture.width, picture.height))
    (left, top), (right, bottom) = inside.tolist()
    share = np.prod(inside[1] - inside[0]) / max(float(np.prod(corners[1] - corners[0])), 1e-9)
    if not np.isfinite(share) or share < MIN_INSIDE or right - left < 1 or bottom - top < 1:
        return None
    return Face((left, top, right, bottom), tuple((x, y) for x, y in points.tolist()), float(probability), float(share))


def without_doubles(faces: Sequence[Face]) -> list[Face]:
    """Keep one of several boxes of one face: the one that lies furthest inside, and of equals the surest."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda face: (face.inside, face.probability), reverse=True):
        kept += apart_from([face], kept)
    return kept


def search_turned(pictures: Sequence[Picture], side: int, min_face: float) -> list[list[list[Face]]]:
    """Run MTCNN on pictures of one decoded size turned counterclockwise by 90, 180 and 270 degrees.

    Returns:
        For each turn, for each picture, its faces in the coordinates of the picture as it was given.
    """
    turns = []
    for quarters in (1, 2, 3):
        turned = [_turned(picture, quarters) for picture in pictures]
        found = search_alike(turned, side, min_face)
        turns.append(
            [
                [_turned_back(face, quarters, picture) for face in faces]
                for picture, faces in zip(pictures, found, strict=True)
            ]
        )
    return turns


def _turned(picture: Picture, quarters: int) -> Picture:
    pixels = np.ascontiguousarray(np.rot90(picture.pixels, quarters))
    size = (picture.height, picture.width) if quarters % 2 else (picture.width, picture.height)
    return Picture(picture.name, pixels, *size, picture.digest)


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


def search_tiles(picture: Picture) -> list[Face]:
    """Run MTCNN on the picture in its file's detail, tile by tile, for faces that a reduced picture does not show.

    0.2 to 0.4 seconds of one core a megapixel; the memory is that of the decoded picture and of one tile.
    """
    detailed = images.in_detail(picture)
    height, width = detailed.pixels.shape[:2]
    to_picture = np.array([picture.width / width, picture.height / height])
    faces = []
    for top in _starts(height):
        for left in _starts(width):
            pixels = detailed.pixels[top : top + TILE, left : left + TILE]
            tile = Picture(picture.name, pixels, pixels.shape[1], pixels.shape[0], picture.digest)
            for face in search(tile, TILE, TILES_MIN_FACE):
                faces.append(_shifted(face, (left, top), to_picture))
    return without_doubles(faces)


def _starts(length: int) -> Iterator[int]:
    """Where tiles begin; the last one ends with the picture."""
    tiles = 1 + max(0, -(-(length - TILE) // (TILE - TILES_SHARE)))
    return (min(number * (TILE - TILES_SHARE), max(0, length - TILE)) for number in range(tiles))


def _shifted(face: Face, by: tuple[int, int], scale: np.ndarray) -> Face:
    def place(x: float, y: float) -> tuple[float, float]:
        return (x + by[0]) * float(scale[0]), (y + by[1]) * float(scale[1])

    left, top, right, bottom = face.box
    landmarks = tuple(place(x, y) for x, y in face.landmarks)
    return Face((*place(left, top), *place(right, bottom)), landmarks, face.probability, face.inside)


def least_width(picture: Picture) -> int:
    """The width from which on faces are found in a picture, in its own pixels."""
    long_side = max(picture.width, picture.height)
    if long_side <= TILE:
        return MIN_FACE
    if picture.source is None:
        seen = max(picture.pixels.shape) / long_side
    else:
        seen = 1.0 if long_side < 2 * MOST_DETAIL else MOST_DETAIL / long_side
    return int(np.ceil(TILES_MIN_FACE / seen))
