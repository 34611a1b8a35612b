"""Faces cut out of a picture, as the encoder sees them, with where they were and how good they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from facestyle import images
from facestyle.faces import detection
from facestyle.faces.alignment import in_detail
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.encode import cut
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.face import Face
from facestyle.faces.quality import covers
from facestyle.faces.quality.measures import measure
from facestyle.images import Source


@dataclass(frozen=True, eq=False)
class FaceCrop:
    """A face cut out of its picture.

    Attributes:
        face: where it is in its picture: box, landmarks, probability.
        pixels: size x size x 3, uint8, RGB: upright, aligned where the encoder wants it; `encode` takes them with
            detect=False.
        quality: how well it can be recognised, 0 to 1; see quality.py.
        flaws: what is wrong with the picture of it, in words.
    """

    face: Face
    pixels: np.ndarray
    quality: float
    flaws: tuple[str, ...]


def extract_faces(picture: Source, encoder: str = DEFAULT_ENCODER) -> tuple[FaceCrop, ...]:
    """Cut every face out of a picture, as an encoder sees it.

    Args:
        picture: what `images.load` takes.
        encoder: one of `ENCODERS`; decides the size and the place of the landmarks.

    Returns:
        The faces from left to right; an empty tuple where none was found.

    Raises:
        FacestyleError: the picture can't be read, or the encoder is unknown.
    """
    spec, picture = encoder_spec(encoder), images.load(picture)
    crops, faces = [], detection.detect(picture)
    pairs = in_detail(picture, faces)
    covered = covers.covered([covers.crop(*pair) for pair in pairs])
    for face, detailed, judged in zip(faces, pairs, covered, strict=True):
        pixels = cut(*detailed, spec)
        quality = measure(face, pixels, judged)
        crops.append(FaceCrop(face, pixels, quality.score, quality.flaws))
    return tuple(crops)
