"""Trained models in use: a linear map as an encoder like any other, and the binary heads that come with an encoder."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from facestyle.errors import OptionError
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import ENCODERS, add_trained
from facestyle.faces.options import Similarity
from facestyle.faces.siamese.checkpoint import read_model
from facestyle.faces.siamese.model import SiameseModel

FOLDER = Path(__file__).resolve().parent / "heads"


@lru_cache(maxsize=8)
def shipped_head(encoder: str, similarity: Similarity) -> SiameseModel:
    """The head that comes with an encoder.

    Raises:
        OptionError: none does.
    """
    path = FOLDER / f"{encoder}-{similarity}.safetensors"
    if not path.is_file():
        raise OptionError(
            f"No {similarity} head comes with the encoder {encoder}; use {DEFAULT_ENCODER}, or train one: "
            f"facestyle train {similarity} --encoder {encoder} --images DIR -o FILE."
        )
    return read_model(path)


def trained_encoder(path: Path) -> str:
    """Make a triplet model an encoder, which verification, galleries and calibration take by its name.

    Its name is that of its base, the encoder below it, and the beginning of its map's SHA-256. Its contract names both,
    so that its encodings are never compared with those of another map, or of none. Its tau fits the people it was
    validated on; its tau for galleries is stricter in the proportion of its base.

    Returns:
        The encoder's name.

    Raises:
        FileMissingError, ModelFileError, ContractError: see `read_model`.
        OptionError: it is a binary head.
    """
    model = read_model(path)
    if model.kind != "triplet":
        raise OptionError(
            f"{path.name} holds a {model.kind} head, which compares two pictures and encodes none; give it to verify "
            "as --trained, or train with triplets."
        )
    base = ENCODERS[model.encoder]
    digest = hashlib.sha256(model.matrix.tobytes()).hexdigest()
    spec = replace(
        base,
        name=f"{base.name}+{digest[:8]}",
        base=base.name,
        map_digest=digest[:16],
        tau=model.tau,
        tau_gallery=model.tau * base.tau_gallery / base.tau,
        tau_source=f"most of the pairs right of the people that {path.name} was validated on; in a gallery stricter, "
        f"in the proportion of {base.name}. Better: calibrate it on pictures of your own",
    )
    add_trained(spec, model.matrix)
    return spec.name
