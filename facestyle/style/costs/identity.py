"""The identity of the people in C: what keeps them recognisable in G, and whether they still are.

The identity cost compares the encodings of each face in C and in G, through crops that gradients pass: everything may
change but what a face recogniser knows the person by. It ends where a face is near enough, so that all else in it is
the style's. The visibility cost (visibility.py) counts what the detector misses of a face, so that one remains to be
recognised. A mask lets the costs of content and style count more in faces.
"""

from __future__ import annotations

import facestyle.compute.lighter  # noqa: F401 (before torchvision)  # isort: skip

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F
from torchvision.transforms.functional import gaussian_blur

from facestyle.arrays import digest_of
from facestyle.compute.device import device
from facestyle.faces import detection
from facestyle.faces.alignment import quarters, similarity_transform
from facestyle.faces.detection import Face
from facestyle.faces.distance import distance
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.encode import encode_detected, standardise
from facestyle.faces.encoders.loading import network
from facestyle.faces.encoders.registry import Crop, encoder_spec
from facestyle.images import Picture
from facestyle.style.costs.visibility import FaceVisibility
from facestyle.style.options import Likeness, StyleOptions

#: Most faces that are looked after, the largest: each costs a pass through the encoder at every step.
MOST_FACES = 6
#: A face is looked after where it is at least so many pixels wide in G.
SMALLEST = 24.0
#: How far the soft mask reaches beyond the box, as a share of its sides.
REACH = 0.62
#: d_likeness, as a share of the encoder's tau: nearer than this a face costs nothing.
NEAR_ENOUGH: dict[Likeness, float] = {"likeness": 0.7, "good-likeness": 0.4, "portrait": 0.15}
#: The crop by the box is so much smaller than the encoder's. The detector finds a smaller face in most G than in C, a
#: painted rim being no face: one portrait in mosaic, 256 px, 100 steps, had d = 0.49 in the box of C, and 0.92 in that
#: of G, a tenth less high on either side.
SMALLER = 0.88
#: Coarse forms of a face: a Gaussian leaves its frequencies up to about so many cycles over the face's width.
COARSE = 8.0


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
        likeness: how near a face has to stay.
    """

    def __init__(
        self,
        content: Picture,
        faces: Sequence[Face],
        pixels: torch.Tensor,
        likeness: Likeness = StyleOptions.likeness,
    ) -> None:
        self._spec = encoder_spec(DEFAULT_ENCODER)
        height, width = pixels.shape[2:]
        scale = (width / content.width, height / content.height)
        large = sorted((_scaled(face, scale) for face in faces), key=lambda face: face.area, reverse=True)
        self._faces = [face for face in large[:MOST_FACES] if face.side >= SMALLEST]
        self._near_enough = NEAR_ENOUGH[likeness] * self._spec.tau
        # The encoder averages each crop and its mirror image. One of both is enough, of one crop the picture and of the
        # next its mirror image: two passes a step, not four. A single one is soon deceived: where its d is 0.4 tau,
        # that of the verdict may be 0.9 tau.
        self._crops = [
            _mirrored(_crop_of(face, crop, self._spec.size, (height, width)), self._spec.size, number % 2 == 1)
            for number, crop in enumerate(self._spec.crops)
            for face in self._faces
        ]
        with torch.no_grad():
            self._before = self._encodings(pixels)
        self._visibility = FaceVisibility([face.box for face in self._faces], pixels) if self._faces else None

    def __len__(self) -> int:
        return len(self._faces)

    def identity_cost(self, generated: torch.Tensor) -> torch.Tensor:
        """Return J_identity = sum over faces of max(d - d_likeness, 0), differentiable in G (1 x 3 x H x W).

        d = ||f(C) - f(G)||^2, f being the mean over the crops of a face, brought to unit length.
        """
        d = (self._encodings(generated) - self._before).square().sum(dim=1)
        cost = F.relu(d - self._near_enough).sum()
        # No gradient has to pass the encoder where all faces are near enough: that is two thirds of its time.
        return cost if cost.detach() != 0 else cost.detach()

    def visibility_cost(self, generated: torch.Tensor) -> torch.Tensor:
        """Return J_visibility: what faces lack to be found by the detector, differentiable in G (1 x 3 x H x W)."""
        return generated.new_zeros(()) if self._visibility is None else self._visibility.cost(generated)

    def mask(self, height: int, width: int, of: tuple[int, int]) -> torch.Tensor:
        """Return a soft mask of the faces, height x width, 0 to 1; `of` is the height and width of G."""
        y = (torch.arange(height, device=device()) + 0.5)[:, None] * of[0] / height
        x = (torch.arange(width, device=device()) + 0.5)[None] * of[1] / width
        mask = torch.zeros(height, width, device=device())
        for face in self._faces:
            mask = torch.maximum(mask, _soft_mask(face, y, x))
        return mask

    def put_into(self, start: torch.Tensor, content: torch.Tensor) -> torch.Tensor:
        """Return a start of G with the coarse forms of C's faces in it; all 1 x 3 x H x W in [0, 1]."""
        height, width = start.shape[2:]
        y = (torch.arange(height, device=start.device) + 0.5)[:, None]
        x = (torch.arange(width, device=start.device) + 0.5)[None]
        for face in self._faces:
            start = start + (_coarse(content, face.box[2] - face.box[0]) - start) * _soft_mask(face, y, x)
        return start

    def _encodings(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return f of each face: N x numbers, rows of unit length."""
        if not self._faces:  # then the encoder is not loaded, which takes a second
            return pixels.new_zeros((0, self._spec.numbers))
        crops = torch.cat([_cut(pixels, crop, self._spec.size) for crop in self._crops])
        encodings = F.normalize(
            network(DEFAULT_ENCODER, differentiable=True)(standardise(crops * 255.0, self._spec.standardisation))
        )
        return F.normalize(encodings.unflatten(0, (len(self._spec.crops), len(self._faces))).mean(dim=0))


def _soft_mask(face: Face, y: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """Return 0 to 1 at these rows (N x 1) and columns (1 x M) of G: N x M."""
    left, top, right, bottom = face.box
    across = (x - (left + right) / 2) / (REACH * (right - left))
    down = (y - (top + bottom) / 2) / (REACH * (bottom - top))
    return torch.exp(-(across.square() + down.square()).square())


def _coarse(pixels: torch.Tensor, width: float) -> torch.Tensor:
    """Return 1 x 3 x H x W with only the coarse forms of a face that is so many pixels wide."""
    deviation = width / (2 * math.pi * COARSE)
    side = 2 * min(math.ceil(3 * deviation), min(pixels.shape[2:]) - 1) + 1
    return gaussian_blur(pixels, [side, side], [deviation, deviation])


def _crop_of(face: Face, crop: Crop, size: int, of: tuple[int, int]) -> np.ndarray:
    """Return 2 x 3: where a pixel of a crop lies in G, of this height and width; see `alignment.align` and `crop`.

    A crop by the box is `SMALLER` than that of `alignment.crop`.
    """
    if crop.places:
        matrix = similarity_transform(np.asarray(face.landmarks), np.array(crop.places))
        return np.linalg.inv(np.vstack([matrix, [0.0, 0.0, 1.0]]))[:2]
    left, top, right, bottom = face.box
    grow = SMALLER * (0.5 + crop.margin / (size - crop.margin) / 2) - 0.5
    grow_x, grow_y = grow * (right - left), grow * (bottom - top)
    left, top = max(left - grow_x, 0.0), max(top - grow_y, 0.0)
    right, bottom = min(right + grow_x, of[1]), min(bottom + grow_y, of[0])
    matrix = np.array([[(right - left) / size, 0.0, left], [0.0, (bottom - top) / size, top]])
    turn = np.array([[0.0, -1.0, size], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])  # of a crop, by a quarter to the left
    return matrix @ np.linalg.matrix_power(turn, quarters(face))


def _mirrored(crop: np.ndarray, size: int, mirrored: bool) -> np.ndarray:
    """Return 2 x 3, of the mirror image of a crop if it is to be mirrored."""
    return crop @ np.array([[-1.0, 0.0, size], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]) if mirrored else crop


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
