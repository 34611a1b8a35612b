"""The identity of the people in C: what keeps them recognisable in G, and whether they still are.

The identity cost compares the encodings of each face in C and in G, through a crop that gradients pass: everything may
change but what a face recogniser knows the person by. The visibility cost (visibility.py) counts what the detector
misses of a face, so that one remains to be recognised. A mask lets the content cost count more in faces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from facestyle.arrays import digest_of
from facestyle.compute.device import device
from facestyle.faces import detection
from facestyle.faces.alignment import similarity_transform
from facestyle.faces.detection import Face
from facestyle.faces.distance import distance
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.encode import encode_detected, standardise
from facestyle.faces.encoders.loading import network
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.images import Picture
from facestyle.style.costs.visibility import FaceVisibility

#: Most faces that are looked after, the largest: each costs a pass through the encoder at every step.
MOST_FACES = 6
#: A face is looked after where it is at least so many pixels wide in G.
SMALLEST = 24.0
#: How far the soft mask reaches beyond the box, as a share of its sides.
REACH = 0.62


@dataclass(frozen=True)
class FaceAfter:
    """One face of C and what became of it.

    Attributes:
        box: where it is, in pixels of C.
        found: whether the detector still finds a face there in G.
        distance: d between its encodings in C and in G.
        same: whether it is still recognisable: a face is found, and d is at most the encoder's tau.
    """

    box: tuple[float, float, float, float]
    found: bool
    distance: float
    same: bool


class FaceIdentity:
    """The identity cost, the visibility cost and the soft mask of the faces in C, for a G of one size.

    Args:
        content: C.
        faces: those in it.
        pixels: C as the run sees it, 1 x 3 x H x W in [0, 1], on the device.
    """

    def __init__(self, content: Picture, faces: Sequence[Face], pixels: torch.Tensor) -> None:
        self._spec = encoder_spec(DEFAULT_ENCODER)
        height, width = pixels.shape[2:]
        scale = np.array([width / content.width, height / content.height])
        large = sorted(faces, key=lambda face: face.area, reverse=True)[:MOST_FACES]
        self._faces = [face for face in large if face.area**0.5 * float(scale.mean()) >= SMALLEST]
        # The crop that gradients pass is the first of those that the encoder averages: one pass a step, not four.
        places = np.array(next(crop.places for crop in self._spec.crops if crop.places))
        self._crops = [_crop_of(np.asarray(face.landmarks) * scale, places) for face in self._faces]
        self._boxes = [tuple((np.array(face.box).reshape(2, 2) * scale).ravel().tolist()) for face in self._faces]
        with torch.no_grad():
            self._before = self._encodings(pixels)
        self._visibility = FaceVisibility(self._boxes, pixels) if self._faces else None

    def __len__(self) -> int:
        return len(self._faces)

    def identity_cost(self, generated: torch.Tensor) -> torch.Tensor:
        """Return J_identity = sum over faces of ||f(crop C) - f(crop G)||^2, differentiable in G (1 x 3 x H x W)."""
        return (self._encodings(generated) - self._before).square().sum()

    def visibility_cost(self, generated: torch.Tensor) -> torch.Tensor:
        """Return J_visibility: what faces lack to be found by the detector, differentiable in G (1 x 3 x H x W)."""
        return generated.new_zeros(()) if self._visibility is None else self._visibility.cost(generated)

    def mask(self, height: int, width: int, of: tuple[int, int]) -> torch.Tensor:
        """Return a soft mask of the faces, height x width, 0 to 1; `of` is the height and width of G."""
        y = (torch.arange(height, device=device()) + 0.5)[:, None] * of[0] / height
        x = (torch.arange(width, device=device()) + 0.5)[None] * of[1] / width
        mask = torch.zeros(height, width, device=device())
        for left, top, right, bottom in self._boxes:
            across = (x - (left + right) / 2) / (REACH * (right - left))
            down = (y - (top + bottom) / 2) / (REACH * (bottom - top))
            mask = torch.maximum(mask, torch.exp(-(across.square() + down.square()).square()))
        return mask

    def _encodings(self, pixels: torch.Tensor) -> torch.Tensor:
        if not self._faces:  # then the encoder is not loaded, which takes a second
            return pixels.new_zeros((0, self._spec.numbers))
        crops = torch.cat([_cut(pixels, crop, self._spec.size) for crop in self._crops])
        return F.normalize(
            network(DEFAULT_ENCODER, differentiable=True)(standardise(crops * 255.0, self._spec.standardisation))
        )


def _crop_of(landmarks: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return 2 x 3: where a pixel of the crop lies in G, if the landmarks are to lie at these places of the crop."""
    matrix = similarity_transform(landmarks, places)
    return np.linalg.inv(np.vstack([matrix, [0.0, 0.0, 1.0]]))[:2]


def _cut(pixels: torch.Tensor, crop: np.ndarray, size: int) -> torch.Tensor:
    """Cut 1 x 3 x size x size as `alignment.align` does, in a way that gradients pass."""
    factor = max(1, min(int(np.hypot(crop[0, 0], crop[1, 0])), *pixels.shape[2:]))
    if factor > 1:  # bilinear sampling sees four pixels only, so a picture twice too large is averaged first
        pixels = F.avg_pool2d(pixels, factor, ceil_mode=True)
        crop = crop / factor
    height, width = pixels.shape[2:]
    # grid_sample's coordinates run from -1 to 1 over the picture, pixel centres lying half a pixel inside.
    centre = torch.arange(size, dtype=torch.float64) + 0.5
    y, x = torch.meshgrid(centre, centre, indexing="ij")
    places = torch.stack([x, y, torch.ones_like(x)], dim=-1) @ torch.from_numpy(crop.T.copy())
    grid = (places / torch.tensor([width, height]) * 2 - 1).float()[None].to(pixels.device)
    return F.grid_sample(pixels, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def faces_after(
    content: Picture, faces: Sequence[Face], picture: np.ndarray, encoder: str = DEFAULT_ENCODER
) -> tuple[FaceAfter, ...]:
    """Return what became of each face of C in G.

    Args:
        content: C.
        faces: those in it.
        picture: G, H x W x 3, uint8.
        encoder: judges whether they are the same; by default that of the identity cost.
    """
    if not faces:
        return ()
    height, width = picture.shape[:2]
    made = Picture("G", picture, width, height, digest_of(picture, width, height))
    detected = detection.detect(made)
    scale = (width / content.width, height / content.height)
    places = [_scaled(face, scale) for face in faces]
    matches = [next((face for face in detected if _covers(face, place)), None) for place in places]
    encodings_c = encode_detected([(content, face) for face in faces], encoder)
    encodings_g = encode_detected(
        [(made, match or place) for match, place in zip(matches, places, strict=True)], encoder
    )
    tau = encoder_spec(encoder).tau
    answers = []
    for face, match, f_c, f_g in zip(faces, matches, encodings_c, encodings_g, strict=True):
        d = distance(f_c, f_g)
        answers.append(FaceAfter(face.box, match is not None, d, match is not None and d <= tau))
    return tuple(answers)


def _scaled(face: Face, scale: tuple[float, float]) -> Face:
    left, top, right, bottom = face.box
    x, y = scale
    landmarks = tuple((px * x, py * y) for px, py in face.landmarks)
    return Face((left * x, top * y, right * x, bottom * y), landmarks, face.probability, face.inside)


def _covers(face: Face, other: Face) -> bool:
    width = min(face.box[2], other.box[2]) - max(face.box[0], other.box[0])
    height = min(face.box[3], other.box[3]) - max(face.box[1], other.box[1])
    return max(width, 0.0) * max(height, 0.0) > 0.4 * max(face.area, other.area)
