"""Encodings at random: galleries of any size without a picture."""

from __future__ import annotations

import numpy as np

from facestyle.faces.detection import Face
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.pipeline import EncodedFace

CONTRACT = encoder_spec(DEFAULT_ENCODER).contract
#: The threshold that nobody has moved.
TAU = encoder_spec(DEFAULT_ENCODER).tau


def face(vector: np.ndarray, contract: str = CONTRACT) -> EncodedFace:
    """An encoded face in the direction of a vector."""
    unit = (vector / np.linalg.norm(vector)).astype(np.float32)
    return EncodedFace(Face((0.0, 0.0, 9.0, 9.0), (), 1.0), unit, contract)


def random_faces(count: int, seed: int = 0) -> list[EncodedFace]:
    """Faces in directions at random."""
    return [face(vector) for vector in np.random.default_rng(seed).normal(size=(count, 128))]


def gallery_of(people: int, seed: int = 0) -> Gallery:
    """A gallery of two pictures a person."""
    ours = Gallery(limit=100_000)
    for number, vector in enumerate(np.random.default_rng(seed).normal(size=(people, 128))):
        unit = (vector / np.linalg.norm(vector)).astype(np.float32)
        one = EncodedFace(Face((0, 0, 9, 9), (), 1.0), unit, CONTRACT, 0.5)
        ours.enrol(f"Zoë {number // 2}", one, f"{number:064x}")
    return ours
