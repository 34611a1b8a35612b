"""Kind to faces: what keeps the people in C themselves in G, and whether they still are.

The identity cost compares encodings of each face before and after, through a crop that gradients pass: what a face
recogniser calls the same person is kept, and everything else may change. So that there is still a face to recognise,
what the detector misses of it counts too (visibility.py). Faces may also be protected, by a content cost that counts
more there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from facestyle.compute.device import device
from facestyle.faces import detection
from facestyle.faces import distance as faces_distance
from facestyle.faces.alignment import similarity_transform
from facestyle.faces.detection import Face
from facestyle.faces.encoders.encode import encode_found, standardise
from facestyle.faces.encoders.loading import network
from facestyle.faces.encoders.registry import DEFAULT_ENCODER, encoder_spec
from facestyle.images import Picture
from facestyle.style.costs.visibility import FaceVisibility

#: Faces beyond this are left as they come: each costs a pass through the encoder at every step.
MOST_FACES = 6
#: A face is looked after where it is at least so many pixels wide in G.
SMALLEST = 24.0
#: How far the soft mask reaches beyond the box, as a share of its sides.
REACH = 0.62


@dataclass(frozen=True)
class FaceAfter:
    """One face of C and what became of it.

    Attributes:
        box: where it is in C, in C's pixels.
        found: whether the detector still finds a face there in G.
        distance: d between its encodings in C and in G.
        same: still recognisable: a face is found, and d is at most the encoder's tau.
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
        self._crops = [_crop_of(np.asarray(face.landmarks) * scale, self._spec) for face in self._faces]
        self._boxes = [tuple((np.array(face.box).reshape(2, 2) * scale).ravel().tolist()) for face in self._faces]
        with torch.no_grad():
            # Where nobody is to be seen the encoder is not even loaded: that takes a second.
            self._before = self._encodings(pixels) if self._faces else torch.zeros(0)
        self._visibility = FaceVisibility(self._boxes, pixels) if self._faces else None

    def __len__(self) -> int:
        return len(self._faces)

    def identity_cost(self, generated: torch.Tensor) -> torch.Tensor:
        """J_identity = sum over faces of ||f(crop C) - f(crop G)||^2, differentiable in G (1 x 3 x H x W)."""
        if not self._faces:
            return generated.new_zeros(())
        return (self._encodings(generated) - self._before).square().sum()

    def visibility_cost(self, generated: torch.Tensor) -> torch.Tensor:
        """J_visibility: what faces lack to be found by the detector, differentiable in G (1 x 3 x H x W)."""
        return generated.new_zeros(()) if self._visibility is None else self._visibility.cost(generated)

    def mask(self, height: int, width: int, of: tuple[int, int]) -> torch.Tensor:
        """A soft mask of the faces, height x width, 0 to 1; `of` is the height and width of G."""
        y = (torch.arange(height, device=device()) + 0.5)[:, None] * of[0] / height
        x = (torch.arange(width, device=device()) + 0.5)[None] * of[1] / width
        mask = torch.zeros(height, width, device=device())
        for left, top, right, bottom in self._boxes:
            across = (x - (left + right) / 2) / (REACH * (right - left))
            down = (y - (top + bottom) / 2) / (REACH * (bottom - top))
            mask = torch.maximum(mask, torch.exp(-(across.square() + down.square()).square()))
        return mask

    def _encodings(self, pixels: torch.Tensor) -> torch.Tensor:
        if not self._faces:
            return pixels.new_zeros((0, self._spec.numbers))
        crops = torch.cat([_cut(pixels, crop, self._spec.size) for crop in self._crops])
        return F.normalize(
            network(DEFAULT_ENCODER, differentiable=True)(standardise(crops * 255.0, self._spec.standardisation))
        )


def _crop_of(landmarks: np.ndarray, spec: object) -> np.ndarray:
    """2 x 3: where a pixel of the crop lies in G, in G's pixels."""
    matrix = similarity_transform(landmarks, np.array(spec.places))  # type: ignore[attr-defined]
    return np.linalg.inv(np.vstack([matrix, [0.0, 0.0, 1.0]]))[:2]


def _cut(pixels: torch.Tensor, crop: np.ndarray, size: int) -> torch.Tensor:
    """What `alignment.align` cuts, as an operation that gradients pass: 1 x 3 x size x size."""
    factor = max(1, min(int(np.hypot(crop[0, 0], crop[1, 0])), *pixels.shape[2:]))
    if factor > 1:  # bilinear sampling looks at four pixels: what is more than twice too large is averaged first
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
    """Say of each face of C what became of it in G.

    Args:
        content: C.
        faces: those in it.
        picture: G, H x W x 3, uint8.
        encoder: who judges; the default one is that of the identity cost.
    """
    if not faces:
        return ()
    height, width = picture.shape[:2]
    made = Picture("G", picture, width, height, "")
    found = detection.detect(made)
    scale = (width / content.width, height / content.height)
    places = [_scaled(face, scale) for face in faces]
    there = [next((one for one in found if _covers(one, place)), None) for place in places]
    before = encode_found([(content, face) for face in faces], encoder)
    now = encode_found([(made, one or place) for one, place in zip(there, places, strict=True)], encoder)
    tau = encoder_spec(encoder).tau
    answers = []
    for face, one, f_c, f_g in zip(faces, there, before, now, strict=True):
        d = faces_distance.distance(f_c, f_g)
        answers.append(FaceAfter(face.box, one is not None, d, one is not None and d <= tau))
    return tuple(answers)


def _scaled(face: Face, scale: tuple[float, float]) -> Face:
    left, top, right, bottom = face.box
    x, y = scale
    landmarks = tuple((px * x, py * y) for px, py in face.landmarks)
    return Face((left * x, top * y, right * x, bottom * y), landmarks, face.probability, face.inside)


def _covers(one: Face, other: Face) -> bool:
    width = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    height = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return max(width, 0.0) * max(height, 0.0) > 0.4 * max(one.area, other.area)
