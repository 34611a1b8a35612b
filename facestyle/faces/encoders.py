"""Face crops -> encodings f(x): unit length, float32, on the CPU.

One shared Inception-ResNet-v1 (Szegedy et al. 2016) trained as FaceNet (Schroff et al. 2015) is all that a Siamese
network needs: both pictures pass through the same weights. Not about finding faces (detection.py) or comparing
encodings (similarity.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import torch
from facenet_pytorch import InceptionResnetV1
from torch import nn

from facestyle import weights
from facestyle.archives import Progress
from facestyle.device import device, lock
from facestyle.errors import OptionError, WeightsMissingError

#: Faces in one forward pass; more are cut into batches, so that memory does not follow the group photograph.
BATCH = 32


@dataclass(frozen=True)
class EncoderSpec:
    """What makes encodings comparable: a network and the way pictures are prepared for it.

    Attributes:
        name: what users choose by.
        numbers: length of an encoding.
        standardisation: ``per-image`` subtracts a crop's mean and divides by its deviation (at least
            1/sqrt(number of values)); ``fixed`` is (x - 127.5)/128.
        size, margin: of the crop, in its pixels; see `detection.crop`.
        tau: two pictures show the same person where d <= tau.
        tau_gallery: the same for the nearest of several people in a gallery, stricter, since each person enrolled is
            one more chance to be mistaken.
        tau_source: where both come from.
    """

    name: str
    numbers: int
    standardisation: Literal["per-image", "fixed"]
    size: int
    margin: int
    tau: float
    tau_gallery: float
    tau_source: str

    @property
    def contract(self) -> str:
        """Names everything that an encoding depends on. Encodings of two contracts are never compared."""
        return f"{self.name}/{self.numbers}/{self.standardisation}/{self.size}+{self.margin}/v1"


ENCODERS = {
    spec.name: spec
    for spec in (
        EncoderSpec(
            name="facenet-128",
            numbers=128,
            standardisation="per-image",
            size=160,
            margin=16,
            tau=1.1,
            tau_gallery=1.0,
            tau_source="measured on LFW's 2,200 development pairs: at 1.10, 0.3 % of the strangers' pairs fall below "
            "and 1.4 % of the matching pairs above; at 1.00, 0.1 % and 2.2 %",
        ),
        EncoderSpec(
            name="vggface2",
            numbers=512,
            standardisation="fixed",
            size=160,
            margin=14,
            tau=1.18,
            tau_gallery=0.95,
            tau_source="half probability of the same person, as CompreFace set it for these weights; not measured here",
        ),
        EncoderSpec(
            name="casia-webface",
            numbers=512,
            standardisation="fixed",
            size=160,
            margin=14,
            tau=1.136,
            tau_gallery=0.9,
            tau_source="half probability of the same person, as CompreFace set it for these weights; not measured here",
        ),
    )
}
DEFAULT_ENCODER = "facenet-128"


def encoder_spec(name: str) -> EncoderSpec:
    """Look an encoder up by name.

    Raises:
        OptionError: there is none of that name.
    """
    if name not in ENCODERS:
        raise OptionError(f"The encoder {str(name)[:40]!r} is unknown; choose one of {', '.join(ENCODERS)}.")
    return ENCODERS[name]


def encode(crops: Sequence[np.ndarray], name: str = DEFAULT_ENCODER, progress: Progress | None = None) -> np.ndarray:
    """Return the encodings f(x) of face crops.

    Args:
        crops: N arrays of size x size x 3, uint8, as `detection.crop` cuts them.
        name: one of `ENCODERS`.
        progress: told of a network being fetched.

    Returns:
        N x numbers, float32, each row of unit length.

    Raises:
        OptionError, WeightsMissingError, WeightsDamagedError.
    """
    spec = encoder_spec(name)
    if not len(crops):
        return np.zeros((0, spec.numbers), dtype=np.float32)
    network = _network(name, progress)
    batches = []
    for start in range(0, len(crops), BATCH):
        pixels = torch.from_numpy(np.stack(crops[start : start + BATCH])).permute(0, 3, 1, 2)
        with lock, torch.inference_mode():
            encodings = network(standardise(pixels.to(device(), torch.float32), spec.standardisation))
        batches.append(encodings.float().cpu().numpy())
    return np.concatenate(batches)


def standardise(pixels: torch.Tensor, how: Literal["per-image", "fixed"]) -> torch.Tensor:
    """Bring crops (N x 3 x H x W, 0..255, float) to the range that a network was trained on."""
    if how == "fixed":
        return (pixels - 127.5) / 128.0
    axes = (1, 2, 3)
    mean = pixels.mean(dim=axes, keepdim=True)
    deviation = pixels.std(dim=axes, keepdim=True, correction=0)
    # A crop of one colour has no deviation; the floor is FaceNet's own.
    floor = float(pixels[0].numel()) ** -0.5
    return (pixels - mean) / deviation.clamp_min(floor)


def load_encoder(name: str = DEFAULT_ENCODER, progress: Progress | None = None) -> None:
    """Load a network before it is needed."""
    encoder_spec(name)
    _network(name, progress)


def _network(name: str, progress: Progress | None) -> nn.Module:
    with lock:  # two visitors who come first must not load it twice
        if progress is not None and name in weights.NETWORKS:
            weights.ensure([name], progress)
        return _loaded(name)


@lru_cache(maxsize=2)
def _loaded(name: str) -> nn.Module:
    network = _facenet_128() if name == DEFAULT_ENCODER else _from_facenet_pytorch(name)
    return network.requires_grad_(False).eval().to(device())


def _facenet_128() -> nn.Module:
    network = InceptionResnetV1(pretrained=None)
    # Sandberg's network of 2017 ends in 128 numbers; the architecture is the same up to there.
    network.last_linear = nn.Linear(1792, 128, bias=False)
    network.last_bn = nn.BatchNorm1d(128, eps=0.001)
    network.load_state_dict(weights.tensors("facenet-128"), strict=True)
    return network


def _from_facenet_pytorch(name: str) -> nn.Module:
    try:
        return InceptionResnetV1(pretrained=name)
    except (OSError, RuntimeError, EOFError, ValueError) as problem:  # no network; a download that was cut off
        raise WeightsMissingError(
            f"The encoder {name} is downloaded by facenet-pytorch from its own release page, which can't be reached "
            f"({type(problem).__name__}). Use the default encoder, {DEFAULT_ENCODER}, or connect and try again."
        ) from problem
