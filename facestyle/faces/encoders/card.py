"""The card beside an ONNX file: what a face encoder expects, and what it is.

`NAME.json` lies beside `NAME.onnx`. docs/encoders.md describes every field, and has cards for well-known encoders.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from facestyle import fields
from facestyle.errors import EncoderFileError, FileMissingError, OptionError
from facestyle.faces.encoders.registry import Crop, Places
from facestyle.fields import option

#: Where ArcFace, and the encoders that are trained on the same crops (AdaFace, SFace), have the landmarks in a crop of
#: 112 pixels.
ARCFACE: Places = ((38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041))
_ARCFACE_SIDE = 112

#: A card is a page of text.
MAX_BYTES = 64 * 1024
_NEEDED = ("name", "sha256", "licence", "input_size", "tau")
_TEXTS = ("licence", "description", "trained_on", "limits")
_LONGEST = 500


@dataclass(frozen=True)
class Card:
    """What a card says.

    Attributes:
        name: by which users choose the encoder: 1 to 40 lower-case letters, digits, dots, dashes and underscores.
        sha256: of the ONNX file.
        licence: of the network.
        landmarks: where the five landmarks come to lie in the crop; None crops by the box.
        both_crops: whether a crop by the box is encoded too, and averaged with the crop by landmarks.
        mirrored: whether the mirror image of each crop is.
        mean, std: of the standardisation (x - mean) / std.
        description, trained_on, limits: for whoever chooses.

    Raises:
        OptionError: a value is of the wrong kind or out of range.
    """

    name: str
    sha256: str
    licence: str
    input_size: int = option(112, 32, 512, help="Side of the crop in pixels.")
    tau: float = option(1.0, 0.0, 4.0, help="Same person where d is at most this, until a calibration says better.")
    colour_order: Literal["RGB", "BGR"] = option("RGB", help="Order of the channels.")
    standardisation: Literal["per-image", "fixed", "none", "mean-std"] = option(
        "none", help="How values of 0 to 255 come to the network's range."
    )
    mean: float = option(0.0, -255.0, 255.0, help="Of mean-std.")
    std: float = option(1.0, 1e-3, 1e4, help="Of mean-std.")
    landmarks: Places | None = None
    margin: int = option(0, 0, 128, help="Of a crop by the box, in its pixels.")
    both_crops: bool = False
    mirrored: bool = False
    description: str = "a face encoder from an ONNX file"
    trained_on: str = "not said on its card"
    limits: str = "not said on its card"

    def __post_init__(self) -> None:
        fields.check(self)
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,39}", str(self.name)):
            raise OptionError("name must be 1 to 40 lower-case letters, digits, dots, dashes and underscores.")
        if not re.fullmatch(r"[0-9a-f]{64}", str(self.sha256)):
            raise OptionError("sha256 must be 64 hexadecimal digits, in lower case.")
        for text in _TEXTS:
            if not isinstance(getattr(self, text), str) or not 0 < len(getattr(self, text)) <= _LONGEST:
                raise OptionError(f"{text} must be a text of 1 to {_LONGEST} characters.")
        for flag in ("mirrored", "both_crops"):
            if not isinstance(getattr(self, flag), bool):
                raise OptionError(f"{flag} must be true or false.")

    @property
    def crops(self) -> tuple[Crop, ...]:
        """The ways in which faces are cut out."""
        by_box = Crop(margin=self.margin)
        if self.landmarks is None:
            return (by_box,)
        aligned = Crop(places=self.landmarks)
        return (aligned, by_box) if self.both_crops else (aligned,)

    @property
    def preparation(self) -> str:
        """A short digest of everything that decides how a face comes to the network."""
        told = (self.colour_order, self.standardisation, self.mean, self.std, self.landmarks)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:8]


def read_card(path: Path, digest: str) -> Card:
    """Read the card of an ONNX file, and check it.

    Args:
        path: of the ONNX file.
        digest: its SHA-256.

    Raises:
        FileMissingError: there is no card.
        EncoderFileError: it is no card, says something impossible, or is that of another file.
    """
    place = path.with_suffix(".json")
    try:
        text = place.read_bytes()[: MAX_BYTES + 1]
    except OSError as problem:
        raise FileMissingError(
            f"{path.name} has no card: {place.name} beside it can't be read. Write one as docs/encoders.md shows; the "
            f"file's sha256 is {digest}."
        ) from problem
    try:
        card = _card(text)
    except (ValueError, RecursionError) as problem:
        raise EncoderFileError(f"{place.name} is no card: {problem}; see docs/encoders.md.") from problem
    except OptionError as problem:
        raise EncoderFileError(f"{place.name}: {problem.message}") from problem
    if card.sha256 != digest:
        raise EncoderFileError(
            f"{place.name} is the card of another file: it says sha256 {card.sha256}, and {path.name} has {digest}. "
            "Get the file again, or write this file's own card."
        )
    return card


def _card(text: bytes) -> Card:
    if len(text) > MAX_BYTES:
        raise ValueError(f"it holds more than {MAX_BYTES // 1024} KB")
    said = json.loads(text)
    if not isinstance(said, dict):
        raise ValueError("it holds no JSON object")
    names = [one.name for one in dataclasses.fields(Card)]
    for name in said:
        if name not in names:
            raise ValueError(f"{name[:40]!r} is no field of a card; they are {', '.join(names)}")
    missing = [name for name in _NEEDED if name not in said]
    if missing:
        raise ValueError(f"it does not say {', '.join(missing)}")
    card = Card(**{**said, "landmarks": None})
    return dataclasses.replace(card, landmarks=_places(said.get("landmarks"), card.input_size))


def _places(said: Any, side: int) -> Places | None:
    if said is None:
        return None
    if said == "arcface":
        return tuple((x * side / _ARCFACE_SIDE, y * side / _ARCFACE_SIDE) for x, y in ARCFACE)
    if not isinstance(said, list) or len(said) != 5 or not all(isinstance(p, list) and len(p) == 2 for p in said):
        raise OptionError('landmarks must be "arcface", five points [x, y], or null for a crop by the box.')
    points = [[fields.number("landmarks", value, -side, 2.0 * side) for value in point] for point in said]
    return tuple((x, y) for x, y in points)
