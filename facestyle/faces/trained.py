"""Binary heads that come with an encoder, so that they can be chosen without any training."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from facestyle.errors import OptionError
from facestyle.faces.checkpoint import read_model
from facestyle.faces.siamese import SiameseModel, Similarity

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
            f"No {similarity} head comes with the encoder {encoder}; use facenet-128, or train one: "
            f"python -m facestyle train {similarity} --encoder {encoder} --images DIR -o FILE."
        )
    return read_model(path)
