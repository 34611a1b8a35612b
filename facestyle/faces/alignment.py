"""Faces cut out of their pictures, upright and at one size: by their landmarks (`align`), or by the box alone (`crop`).

The similarity transform (turn, scale, shift) brings five landmarks nearest to their places in an upright face, by
least squares: Umeyama 1991, "Least-squares estimation of transformation parameters between two point patterns".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from facestyle import images
from facestyle.faces.face import Face
from facestyle.images import MOST_DETAIL, Picture

#: A face decoded to fewer pixels than this across is decoded again in more detail, where the file has more.
FACE_DETAIL = 144
#: What an excerpt holds on each side of a face, as a share of the box; more than any crop of it shows.
SURROUNDINGS = 1.5


def similarity_transform(points: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return the 2 x 3 matrix M with M (x, y, 1) nearest to the places, for N x 2 points and N x 2 places.

    Points that determine no turn and scale, because all coincide or no turn fits better than another, are only shifted.

    >>> similarity_transform(np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([[1.0, 1.0], [1.0, 3.0]])).round(6) + 0.0
    array([[ 0., -2.,  1.],
           [ 2.,  0.,  1.]])
    """
    middle, aim = points.mean(axis=0), places.mean(axis=0)
    # In complex numbers, turn and scale are one factor, and least squares over it is a projection: no reflection.
    z = (points - middle) @ np.array([1.0, 1.0j])
    w = (places - aim) @ np.array([1.0, 1.0j])
    size, common = float((z * z.conj()).real.sum()), complex((z.conj() * w).sum())
    # Without this a factor of nothing would shrink the picture to a point, and nothing could be sampled from it.
    factor = common / size if abs(common) > 1e-9 * max(size, 1e-9) else 1.0 + 0.0j
    turn = np.array([[factor.real, -factor.imag], [factor.imag, factor.real]])
    return np.hstack([turn, (aim - turn @ middle)[:, None]])


def align(picture: Picture, face: Face, places: np.ndarray, size: int) -> np.ndarray:
    """Cut a face out so that its landmarks come to lie at `places`.

    Args:
        picture, face: where the face is; its landmarks in the picture's coordinates.
        places: 5 x 2, (x, y) in pixels of the result.
        size: of the result, in pixels.

    Returns:
        size x size x 3, uint8; black where the picture ends.
    """
    scale = np.array([picture.pixels.shape[1] / picture.width, picture.pixels.shape[0] / picture.height])
    points = np.asarray(face.landmarks, dtype=np.float64) * scale
    image = picture.image()
    matrix = similarity_transform(points, places)
    # Bilinear sampling looks at four pixels: a picture more than twice too large is averaged down first.
    factor = int(1.0 / max(float(np.hypot(matrix[0, 0], matrix[1, 0])), 1e-6))
    if factor > 1:
        factor = min(factor, min(image.size))
        image = image.reduce(factor)
        matrix = similarity_transform(points / factor, places)
    inverse = np.linalg.inv(np.vstack([matrix, [0.0, 0.0, 1.0]]))
    return np.asarray(
        image.transform((size, size), Image.Transform.AFFINE, inverse[:2].ravel().tolist(), Image.Resampling.BILINEAR)
    )


def crop(picture: Picture, face: Face, size: int, margin: int) -> np.ndarray:
    """Cut a face out, as FaceNet was trained to see it.

    The box is grown by `margin` pixels of the result (half on each side), cut off at the picture's borders, and
    resized with antialiasing to `size` x `size`; as in training, the aspect ratio of the box is not kept. A face that
    lies on its side or on its head is turned upright by quarters.

    Returns:
        size x size x 3, uint8.
    """
    left, top, right, bottom = face.box
    grow_x = margin * (right - left) / (size - margin) / 2
    grow_y = margin * (bottom - top) / (size - margin) / 2
    scale_x, scale_y = picture.pixels.shape[1] / picture.width, picture.pixels.shape[0] / picture.height
    box = (
        max(left - grow_x, 0.0) * scale_x,
        max(top - grow_y, 0.0) * scale_y,
        min(right + grow_x, picture.width) * scale_x,
        min(bottom + grow_y, picture.height) * scale_y,
    )
    cut = np.asarray(picture.image().resize((size, size), Image.Resampling.BILINEAR, box=box))
    return np.ascontiguousarray(np.rot90(cut, quarters(face)))


def quarters(face: Face) -> int:
    """Counterclockwise quarter turns that bring a face's mouth below its eyes."""
    if len(face.landmarks) != 5:
        return 0
    points = np.asarray(face.landmarks)
    across, down = points[3:].mean(axis=0) - points[:2].mean(axis=0)
    # The angle of the way from the eyes to the mouth, from straight down towards the left.
    return round(float(np.degrees(np.arctan2(-across, down))) / 90) % 4


def in_detail(picture: Picture, faces: Sequence[Face]) -> list[tuple[Picture, Face]]:
    """Return what `align` and `crop` are best given for each face of a picture.

    A face that was decoded to fewer pixels than a crop has is cut, with its surroundings, from the picture decoded in
    its file's own detail: as a small picture, and the face in its coordinates. Other faces stay where they are.
    """
    small = [face for face in faces if face.side * picture.scale < FACE_DETAIL]
    if picture.source is None or not small:
        return [(picture, face) for face in faces]
    wanted = max(picture.width, picture.height) * FACE_DETAIL / min(face.side for face in small)
    detailed = images.in_detail(picture, round(min(wanted, MOST_DETAIL)))
    return [_excerpt(detailed, face) if face in small else (picture, face) for face in faces]


def _excerpt(picture: Picture, face: Face) -> tuple[Picture, Face]:
    height, width = picture.pixels.shape[:2]
    scale = np.array([width / picture.width, height / picture.height])
    corners = np.array(face.box).reshape(2, 2) * scale
    around = SURROUNDINGS * (corners[1] - corners[0]).max()
    left, top = np.floor(corners[0] - around).astype(int).clip(0)
    right, bottom = np.ceil(corners[1] + around).astype(int)
    pixels = picture.pixels[top:bottom, left:right].copy()  # the whole picture need not stay in memory
    (x0, y0), (x1, y1) = (corners - (left, top)).tolist()
    landmarks = tuple((x * scale[0] - left, y * scale[1] - top) for x, y in face.landmarks)
    excerpt = Picture(picture.name, pixels, pixels.shape[1], pixels.shape[0], picture.digest)
    return excerpt, Face((x0, y0, x1, y1), landmarks, face.probability, face.inside)
