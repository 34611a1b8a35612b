"""What a Siamese network is trained on: encodings of labelled pictures, clean and as a poor camera would see them.

People are split into training, validation and test, never pictures: nobody is in two of them.
"""

from __future__ import annotations

import hashlib
import io
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from facestyle import images, options
from facestyle.errors import ContractError, FacestyleError, FileMissingError, OptionError, TrainingDataError
from facestyle.faces import detection
from facestyle.faces.detection import Face
from facestyle.faces.encoders import DEFAULT_ENCODER, ENCODERS, cut, encode, encoder_spec
from facestyle.faces.enrolment import pictures_of
from facestyle.faces.pipeline import FILES_AT_ONCE
from facestyle.images import Picture

#: Of a poor camera's JPEG.
QUALITY = 30
#: The side that a face may be shrunk to, in pixels.
LEAST_PIXELS, MOST_PIXELS = 8, 128
#: Shares of the people that train and that validate; the others test.
SHARES = (0.6, 0.15)
#: Pairs below which a figure is not told.
FEWEST_PAIRS = 10
#: Side of the small pictures that a page can show, kept in memory for the run.
THUMBNAIL = 72

Encode = Callable[[Sequence[np.ndarray], str], np.ndarray]


@dataclass(frozen=True, eq=False)
class TrainingData:
    """Encodings of labelled pictures.

    Attributes:
        encoder, contract: what they were made by.
        names: whom each picture shows; N.
        clean: N x numbers, float32, unit length.
        degraded: the same pictures as a poor camera would see them; None where none were asked for.
        degrade: the side in pixels that faces were shrunk to, or None.
        thumbnails: small pictures of the faces, clean and then degraded, where they were asked for; 2 N or N.
        problems: why pictures were left out.
    """

    encoder: str
    contract: str
    names: tuple[str, ...]
    clean: np.ndarray
    degraded: np.ndarray | None = None
    degrade: int | None = None
    thumbnails: tuple[np.ndarray, ...] = ()
    problems: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.encoder not in ENCODERS or self.contract != encoder_spec(self.encoder).contract:
            raise ContractError(f"The encodings were made under {self.contract[:120]}, which is no encoder here.")
        if len(set(self.names)) < 2:
            whom = f"only {self.names[0]}" if self.names else "nobody"
            raise TrainingDataError(
                f"The pictures show {whom}; a triplet needs two people at least: add a folder NAME/*.jpg for another."
            )
        if len(set(self.names)) == len(self.names):
            raise TrainingDataError(
                f"There is one picture of each of {len(self.names)} people; a positive needs another picture of the "
                "same person: add a second one of some of them."
            )

    @property
    def digest(self) -> str:
        """SHA-256 over names and encodings: what a checkpoint was made from."""
        found = hashlib.sha256("\n".join((self.contract, *self.names)).encode())
        for view in self.views:
            found.update(np.ascontiguousarray(view).tobytes())
        return found.hexdigest()

    @property
    def views(self) -> tuple[np.ndarray, ...]:
        """Clean, and degraded where there is such a view."""
        return (self.clean,) if self.degraded is None else (self.clean, self.degraded)


@dataclass(frozen=True, eq=False)
class Split:
    """Rows of pictures, by what their people are for; `validation` and `test` are empty where there are too few people.

    Attributes:
        train, validation, test: indices into `TrainingData.names`.
    """

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def pixels_of(text: str | int | None) -> int | None:
    """Read ``20px`` or 20; None stays None.

    Raises:
        OptionError: it is neither, or out of range.
    """
    if text is None:
        return None
    found = re.fullmatch(r"\s*(\d{1,4})\s*(?:px)?\s*", str(text))
    if isinstance(text, bool) or not found:
        raise OptionError(f"degrade is {str(text)[:40]!r}; give the width of a face in pixels, such as 20px.")
    return options.whole("degrade", int(found[1]), LEAST_PIXELS, MOST_PIXELS)


def degrade(crop: np.ndarray, pixels: int, quality: int = QUALITY) -> np.ndarray:
    """Show a face as a poor camera would: shrunk to `pixels` on each side, a JPEG of quality 30, enlarged again.

    The aligned crop is degraded, not the photograph: the detector misses most faces of 20 pixels, and what is to be
    measured is how they are compared.

    Args:
        crop: size x size x 3, uint8, as `cut` cuts it.
        pixels: the side of the crop afterwards; the face fills nine tenths of it.
        quality: of the JPEG.

    Returns:
        The same size, uint8.
    """
    small = Image.fromarray(crop).resize((pixels, pixels), Image.Resampling.BOX)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=quality)
    seen = Image.open(buffer).convert("RGB")
    return np.asarray(seen.resize((crop.shape[1], crop.shape[0]), Image.Resampling.BICUBIC))


def encode_folder(
    folder: Path,
    encoder: str = DEFAULT_ENCODER,
    pixels: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    thumbnails: bool = False,
    encode_crops: Encode = encode,
) -> TrainingData:
    """Encode DIR/NAME/* : of each picture the face that counts, clean and degraded.

    Few pictures are in memory at once. Pictures without a face, or that can't be read, are left out and told of.

    Raises:
        FileMissingError, EmptyGalleryError: see `pictures_of`.
        TrainingDataError: there are not two people, or no two pictures of one.
    """
    files = pictures_of(folder)
    made, names, problems = _Views(encoder, pixels, thumbnails, encode_crops), [], []
    for start in range(0, len(files), FILES_AT_ONCE):
        pictures = {}
        for path in files[start : start + FILES_AT_ONCE]:
            try:
                called = f"{path.parent.name}/{path.name}"
                pictures[path] = images.load(path, name=called, detail=detection.MAIN_SIDE)
            except FacestyleError as problem:
                problems.append(problem.message)
        found = []
        for (path, picture), face in zip(pictures.items(), detection.main_faces(list(pictures.values())), strict=True):
            if face is None:
                problems.append(detection.no_face(picture).message)
            else:
                names.append(path.parent.name)
                found.append((picture, face))
        made.add(found)
        if progress is not None:
            progress(min(start + FILES_AT_ONCE, len(files)), len(files))
    if not names:
        raise FileMissingError(f"No face was found under {folder}; it should hold NAME/*.jpg.")
    return made.data(names, problems)


class _Views:
    """Encodings of crops and of their degraded copies, batch by batch."""

    def __init__(self, encoder: str, pixels: int | None, thumbnails: bool, encode_crops: Encode) -> None:
        self.spec = encoder_spec(encoder)
        self.sides: tuple[int | None, ...] = (None,) if pixels is None else (None, pixels)
        self.rows: list[list[np.ndarray]] = [[] for _ in self.sides]
        self.small: list[list[np.ndarray]] | None = [[] for _ in self.sides] if thumbnails else None
        self.encode = encode_crops

    def add(self, found: Sequence[tuple[Picture, Face]]) -> None:
        if not found:
            return
        for number, side in enumerate(self.sides):
            self.rows[number].append(self._encoded(found, side))
            if self.small is not None:
                crops = (_seen(cut(picture, face, self.spec), side) for picture, face in found)
                self.small[number] += [_thumbnail(crop) for crop in crops]

    def _encoded(self, found: Sequence[tuple[Picture, Face]], side: int | None) -> np.ndarray:
        parts = self.spec.parts or ((self.spec.name, 1.0),)
        encodings = []
        for part, share in parts:
            crops = [_seen(cut(picture, face, encoder_spec(part)), side) for picture, face in found]
            encodings.append(math.sqrt(share) * self.encode(crops, part))
        return np.hstack(encodings).astype(np.float32)

    def data(self, names: Sequence[str], problems: Sequence[str]) -> TrainingData:
        views = [np.concatenate(rows) for rows in self.rows]
        small = tuple(one for view in self.small for one in view) if self.small else ()
        return TrainingData(
            self.spec.name,
            self.spec.contract,
            tuple(names),
            views[0],
            views[1] if len(views) > 1 else None,
            self.sides[-1],
            small,
            tuple(problems),
        )


def encode_crops(
    crops: Sequence[np.ndarray],
    names: Sequence[str],
    pixels: int | None,
    encode_them: Encode = encode,
    encoder: str = DEFAULT_ENCODER,
) -> TrainingData:
    """The same from crops that are cut already, such as the page's worked example; thumbnails are kept.

    Raises:
        TrainingDataError: see `encode_folder`.
    """
    sides = (None,) if pixels is None else (None, pixels)
    seen = [[_seen(crop, side) for crop in crops] for side in sides]
    views = [encode_them(view, encoder) for view in seen]
    small = tuple(_thumbnail(crop) for view in seen for crop in view)
    degraded = views[1] if len(views) > 1 else None
    return TrainingData(encoder, encoder_spec(encoder).contract, tuple(names), views[0], degraded, pixels, small)


def variations(crop: np.ndarray) -> list[np.ndarray]:
    """One face in six lights and positions: as it is, darker, brighter, tilted either way, nearer."""
    image = Image.fromarray(crop)
    width, height = image.size
    inner = (width // 12, height // 12, width - width // 12, height - height // 12)
    edited = [
        image,
        image.point(lambda value: value * 0.65),
        image.point(lambda value: min(255, value * 1.3 + 12)),
        image.rotate(9, Image.Resampling.BICUBIC),
        image.rotate(-9, Image.Resampling.BICUBIC),
        image.resize((width, height), Image.Resampling.BICUBIC, box=inner),
    ]
    return [np.asarray(one) for one in edited]


def split_people(names: Sequence[str], seed: int = 0) -> Split:
    """Split by people, at random: six tenths train, the threshold is chosen on fifteen hundredths, the others test.

    People with several pictures and with one are split apart, so that each part has its share of both. Where a part
    would lack two people with a pair of pictures between them, everybody trains and nothing is held out.
    """
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    rng = np.random.default_rng(seed)
    parts: dict[str, int] = {}
    for several in (True, False):
        kind = sorted(name for name, count in counts.items() if (count > 1) == several)
        order = [kind[index] for index in rng.permutation(len(kind)).tolist()]
        first, second = round(SHARES[0] * len(kind)), round(sum(SHARES) * len(kind))
        parts |= {name: int(place >= first) + int(place >= second) for place, name in enumerate(order)}
    part = np.array([parts[name] for name in names])
    train, validation, test = (np.flatnonzero(part == number) for number in range(3))
    if not all(_can_be_paired([names[row] for row in rows.tolist()]) for rows in (train, validation, test)):
        return Split(np.arange(len(names)), np.array([], dtype=int), np.array([], dtype=int))
    return Split(train, validation, test)


def _can_be_paired(names: Sequence[str]) -> bool:
    return 2 <= len(set(names)) < len(names)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of pictures: rows of each side, and whether they show one person."""

    a: np.ndarray
    b: np.ndarray
    same: np.ndarray


def pairs_of(rows: np.ndarray, names: Sequence[str], seed: int, most: int = 3000) -> Pairs:
    """Every pair of one person, at most `most` drawn at random, and as many of two people.

    Args:
        rows: of the pictures to pair.
        names: whom every picture shows.
        seed: of the draw.
        most: pairs of each kind.
    """
    who = np.unique(np.asarray(names)[rows], return_inverse=True)[1] if len(rows) else np.zeros(0, dtype=int)
    one, other = np.triu_indices(len(rows), 1)
    same = who[one] == who[other]
    rng = np.random.default_rng([seed, len(rows)])
    matched, mismatched = np.flatnonzero(same), np.flatnonzero(~same)
    count = min(len(matched), len(mismatched), most)
    kept = np.concatenate([rng.permutation(matched)[:count], rng.choice(mismatched, count, replace=False)])
    return Pairs(rows[one[kept]], rows[other[kept]], same[kept])


def _seen(crop: np.ndarray, side: int | None) -> np.ndarray:
    return crop if side is None else degrade(crop, side)


def _thumbnail(crop: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(crop).resize((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS))
