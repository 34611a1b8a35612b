"""Face crops -> encodings f(x): unit length, float32, on the CPU.

A Siamese network needs one shared ConvNet: both pictures pass through the same weights. Here it is an
Inception-ResNet-v1 (Szegedy et al. 2016) trained as FaceNet (Schroff et al. 2015), dlib's ResNet (resnet29.py), or
both. detection.py finds the faces, alignment.py cuts them out, and distance.py compares the encodings.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from facestyle.compute.device import device, lock
from facestyle.errors import OptionError
from facestyle.faces.alignment import align, crop
from facestyle.faces.detection import Face
from facestyle.faces.distance import project
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.loading import network
from facestyle.faces.encoders.registry import ENCODERS, Crop, EncoderSpec, Standardisation, encoder_spec, trained_map
from facestyle.images import Picture

#: Faces in one forward pass; more are cut into batches, so that memory does not grow with the group photograph.
BATCH = 32


def cut(picture: Picture, face: Face, spec: EncoderSpec) -> np.ndarray:
    """Cut a face out as an encoder sees it first; for a joined encoder, as its first part does.

    Returns:
        size x size x 3, uint8.
    """
    if spec.parts:
        return cut(picture, face, ENCODERS[spec.parts[0][0]])
    return _cut(picture, face, spec.crops[0], spec.size)


def cut_each_way(picture: Picture, face: Face, spec: EncoderSpec) -> list[np.ndarray]:
    """Cut a face out in each of the ways in which an encoder sees it; for a joined encoder, in those of its first part.

    Returns:
        size x size x 3, uint8, for each of its `crops`.
    """
    if spec.parts:
        return cut_each_way(picture, face, ENCODERS[spec.parts[0][0]])
    return [_cut(picture, face, how, spec.size) for how in spec.crops]


def _cut(picture: Picture, face: Face, how: Crop, size: int) -> np.ndarray:
    if how.places is None:
        return crop(picture, face, size, how.margin)
    return align(picture, face, np.array(how.places), size)


def encode_detected(
    detected: Sequence[tuple[Picture, Face]],
    name: str = DEFAULT_ENCODER,
    view: Callable[[np.ndarray], np.ndarray] = lambda crop: crop,
) -> np.ndarray:
    """Return the encodings f(x) of faces in their pictures; see `encode`. Crops are encoded as `view` shows them.

    The f of a joined encoder is its parts' encodings in a row, each times the root of its share, so that
    d = sum of share * d of the part, and f has unit length.
    """
    spec = encoder_spec(name)
    if spec.base is not None:
        return mapped(encode_detected(detected, spec.base, view), name)
    if spec.parts:
        parts = [math.sqrt(share) * encode_detected(detected, part, view) for part, share in spec.parts]
        return np.hstack(parts).astype(np.float32)
    faces = ((view(crop) for crop in cut_each_way(picture, face, spec)) for picture, face in detected)
    return encode_each_way([list(crops) for crops in faces], name)


def encode_each_way(faces: Sequence[Sequence[np.ndarray]], name: str = DEFAULT_ENCODER) -> np.ndarray:
    """Return the encodings f(x) of faces of which each is cut out in all ways of the encoder; see `encode`.

    Args:
        faces: of each of N faces the crops, as `cut_each_way` cuts them.
        name: see `encode`.

    Returns:
        N x numbers: the mean of each face's encodings, brought to unit length.
    """
    spec = encoder_spec(name)
    if spec.base is not None:
        return mapped(encode_each_way(faces, spec.base), name)
    encodings = encode([crop for crops in faces for crop in crops], name)
    if len(spec.crops) <= 1 or not len(faces):
        return encodings
    sums = encodings.reshape(len(faces), -1, spec.numbers).sum(axis=1)
    return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.finfo(np.float32).tiny)


def encode(crops: Sequence[np.ndarray], name: str = DEFAULT_ENCODER) -> np.ndarray:
    """Return the encodings f(x) of face crops, one for each crop.

    Where an encoder averages several ways of cutting a face out, these come near to its own encodings of the faces;
    `encode_each_way` gives those themselves.

    Args:
        crops: N arrays of size x size x 3, uint8, as `cut` cuts them.
        name: one of `ENCODERS` that has a network of its own, or a trained map of one.

    Returns:
        N x numbers, float32, each row of unit length.

    Raises:
        OptionError, WeightsMissingError, WeightsDamagedError.
    """
    spec = encoder_spec(name)
    if spec.base is not None:
        return mapped(encode(crops, spec.base), name)
    if spec.parts:
        raise OptionError(f"The encoder {name} has no network of its own; use encode_detected, which joins its parts.")
    if not len(crops):
        return np.zeros((0, spec.numbers), dtype=np.float32)
    loaded = network(name)
    batches = []
    for start in range(0, len(crops), BATCH):
        pixels = torch.from_numpy(np.stack(crops[start : start + BATCH])).permute(0, 3, 1, 2)
        with lock.beside(), torch.inference_mode():
            encodings = _encodings(loaded, pixels.to(device(), torch.float32), spec)
        batches.append(encodings.float().cpu().numpy())
    return np.concatenate(batches)


def mapped(encodings: np.ndarray, name: str) -> np.ndarray:
    """Return the encodings of a trained encoder, from those of the encoder that it maps; N x numbers, as they are."""
    return project(torch.from_numpy(encodings), torch.from_numpy(trained_map(name))).numpy()


def _encodings(loaded: nn.Module, pixels: torch.Tensor, spec: EncoderSpec) -> torch.Tensor:
    x = standardise(pixels, spec.standardisation)
    if not spec.mirrored:
        return F.normalize(loaded(x))
    # The crop and its mirror image pass together, which costs little more than one of them for a single face.
    f, mirrored = F.normalize(loaded(torch.cat([x, x.flip(-1)]))).chunk(2)
    return F.normalize(f + mirrored)


def standardise(pixels: torch.Tensor, how: Standardisation) -> torch.Tensor:
    """Bring crops (N x 3 x H x W, 0..255, float) to the range that a network was trained on."""
    if how == "none":
        return pixels
    if how == "fixed":
        return (pixels - 127.5) / 128.0
    axes = (1, 2, 3)
    mean = pixels.mean(dim=axes, keepdim=True)
    deviation = pixels.std(dim=axes, keepdim=True, correction=0)
    # A crop of one colour has no deviation; the floor is FaceNet's.
    floor = float(pixels[0].numel()) ** -0.5
    return (pixels - mean) / deviation.clamp_min(floor)


def load_encoder(name: str = DEFAULT_ENCODER) -> None:
    """Load a network before it is needed."""
    for needed in encoder_spec(name).networks:
        network(needed)
