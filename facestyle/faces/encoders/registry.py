"""The encoders that can be asked for, by name: input, preprocessing, length, tau, licence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from facestyle.errors import OptionError

Standardisation = Literal["per-image", "fixed", "none"]
#: x and y of five landmarks, in the order of `Face.landmarks`.
Places = tuple[tuple[float, float], ...]

#: Where MTCNN's landmarks lie in the crop (size 160, margin 16) that FaceNet was trained on: medians over 412
#: photographs of LFW.
FACENET_PLACES: Places = ((49.69, 64.32), (115.82, 63.28), (83.64, 92.55), (54.93, 117.56), (113.26, 116.65))
#: Where they lie in dlib's own chips of 150 pixels, which are cut by landmarks of another kind: medians over the same.
DLIB_PLACES: Places = ((48.58, 46.50), (102.32, 46.69), (75.45, 78.59), (51.99, 105.83), (98.69, 105.85))


@dataclass(frozen=True)
class EncoderSpec:
    """What makes encodings comparable: a network and the way pictures are prepared for it.

    Attributes:
        name: what users choose by.
        numbers: length of an encoding.
        standardisation: ``per-image`` subtracts a crop's mean and divides by its deviation (at least
            1/sqrt(number of values)); ``fixed`` is (x - 127.5)/128; ``none`` leaves it to the network.
        size, margin: of the crop, in its pixels; see `detection.crop`.
        places: where the landmarks come to lie in the crop, see `alignment.align`; None crops by the box alone.
        mirrored: the encodings of the crop and of its mirror image are averaged.
        parts: encoders that this one joins, and the share that each has in d.
        tau: two pictures show the same person where d <= tau.
        tau_gallery: the same for the nearest of several people in a gallery, stricter, since each person enrolled is
            one more chance to be mistaken.
        tau_source: where both come from.
        base: the encoder that this one is a trained linear map of, see trained.py; None for one that stands by itself.
        map_digest: of that map.
    """

    name: str
    numbers: int
    standardisation: Standardisation
    size: int
    margin: int
    tau: float
    tau_gallery: float
    tau_source: str
    places: Places | None = None
    mirrored: bool = False
    parts: tuple[tuple[str, float], ...] = ()
    base: str | None = None
    map_digest: str = ""

    @property
    def contract(self) -> str:
        """Names everything that an encoding depends on. Encodings of two contracts are never compared."""
        if self.base is not None:
            return f"{ENCODERS[self.base].contract}/map {self.map_digest}"
        if self.parts:
            return f"{self.name}({' + '.join(f'{share:g} {ENCODERS[part].contract}' for part, share in self.parts)})"
        cut = "aligned" if self.places else "cropped"
        return (
            f"{self.name}/{self.numbers}/{self.standardisation}/{self.size}+{self.margin}/{cut}"
            f"{'+mirrored' if self.mirrored else ''}/v2"
        )

    @property
    def networks(self) -> tuple[str, ...]:
        """Names of the trained networks that it needs."""
        return tuple(part for part, _ in self.parts) or (self.base or self.name,)


ENCODERS = {
    spec.name: spec
    for spec in (
        EncoderSpec(
            name="facenet-128",
            numbers=128,
            standardisation="per-image",
            size=160,
            margin=16,
            tau=1.15,
            tau_gallery=1.0,
            tau_source="measured on LFW's 2,200 development pairs: at 1.15, 0.2 % of the strangers' pairs fall below "
            "and 0.6 % of the matching pairs above; at 1.00, 0.2 % and 1.6 %",
            places=FACENET_PLACES,
            mirrored=True,
        ),
        EncoderSpec(
            name="dlib",
            numbers=128,
            standardisation="none",
            size=150,
            margin=0,
            tau=0.175,
            tau_gallery=0.14,
            tau_source="measured on LFW's 2,200 development pairs: at 0.175, 1.0 % of "
            "the strangers' pairs fall below and 0.9 % of the matching pairs above; at 0.14, 0.2 % and 6.0 %",
            places=DLIB_PLACES,
            mirrored=True,
        ),
        EncoderSpec(
            name="fused",
            numbers=256,
            standardisation="none",
            size=160,
            margin=16,
            tau=0.46,
            tau_gallery=0.41,
            tau_source="measured on LFW's 2,200 development pairs: at 0.46, 0.2 % of "
            "the strangers' pairs fall below and 0.6 % of the matching pairs above; at 0.41, none and 1.5 %",
            # dlib's distances are a quarter as long: these shares give both a like say.
            parts=(("facenet-128", 0.3), ("dlib", 0.7)),
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
#: Those trained on top of one of these that this process knows, with their maps; by `add_encoder`.
_added: dict[str, tuple[EncoderSpec, np.ndarray]] = {}


def add_encoder(spec: EncoderSpec, matrix: np.ndarray) -> None:
    """Make a trained map of an encoder known by its name, for this process.

    Args:
        spec: with a base.
        matrix: numbers x numbers, float32; encodings are f = matrix f_base, brought to unit length.
    """
    _added[spec.name] = (spec, matrix)


def known_encoder(name: str) -> EncoderSpec | None:
    """The encoder of that name, one that comes with the package or one added; None where there is none."""
    if name in ENCODERS:
        return ENCODERS[name]
    return _added[name][0] if name in _added else None


def encoder_spec(name: str) -> EncoderSpec:
    """Look an encoder up by name.

    Raises:
        OptionError: there is none of that name.
    """
    found = known_encoder(name)
    if found is None:
        raise OptionError(f"The encoder {str(name)[:40]!r} is unknown; choose one of {', '.join(ENCODERS)}.")
    return found
