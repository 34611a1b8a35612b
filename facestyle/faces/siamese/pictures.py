"""Pictures of people -> training data, from a folder, a zip, or crops that are cut already.

The face that counts of each picture is encoded, as it is and as a poor camera would see it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image

from facestyle import images
from facestyle.errors import FacestyleError, TrainingDataError
from facestyle.faces import detection
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.encode import cut, encode_detected, encode_each_way
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery.folder import read_people
from facestyle.faces.pipeline import FILES_AT_ONCE
from facestyle.faces.siamese import picture_zip
from facestyle.faces.siamese.data import TrainingData
from facestyle.images import Picture

#: The JPEG quality of a poor camera.
QUALITY = 30
#: Side in pixels of the small pictures that a page can show; they are kept in memory with the data.
THUMBNAIL = 72

#: The person that a picture shows, what it is called, and its path or bytes.
Source = tuple[str, str, Path | bytes]


@dataclass(frozen=True, eq=False)
class EncodeStep:
    """Some more pictures are encoded.

    Attributes:
        done, total: pictures looked at, and in all.
        data: everything, with the last step.
    """

    done: int
    total: int
    data: TrainingData | None = None


@dataclass(frozen=True, eq=False)
class Views:
    """The face that counts of one picture, as it is and, where asked for, as a poor camera would see it.

    Attributes:
        encodings: numbers of each view, views x numbers, float32, unit length.
        thumbnails: a small picture of each view, where asked for.
        contract: what the encodings depend on.
    """

    encodings: np.ndarray
    thumbnails: tuple[np.ndarray, ...]
    contract: str


class SeeViews(Protocol):
    """Finds and encodes faces for a training: `views_of`, or an engine's `views`."""

    def __call__(
        self, pictures: Sequence[Picture], encoder: str, pixels: int | None, thumbnails: bool
    ) -> list[Views | None]:
        """See `views_of`."""


def views_of(
    pictures: Sequence[Picture], encoder: str, pixels: int | None = None, thumbnails: bool = False
) -> list[Views | None]:
    """Return the views of the face that counts of each picture; None where there is no face.

    Args:
        pictures, encoder, pixels, thumbnails: see `encode_pictures`.
    """
    faces, spec = detection.main_faces(pictures), encoder_spec(encoder)
    detected = [(picture, face) for picture, face in zip(pictures, faces, strict=True) if face is not None]
    if not detected:
        return [None] * len(pictures)
    sides = _sides(pixels)
    rows = [encode_detected(detected, encoder, view=partial(_seen, side=side)) for side in sides]
    small: list[tuple[np.ndarray, ...]] = [()] * len(detected)
    if thumbnails:
        crops = [cut(picture, face, spec) for picture, face in detected]
        small = [tuple(_thumbnail(_seen(crop, side)) for side in sides) for crop in crops]
    found = iter(
        Views(np.stack(one), few, spec.contract) for one, few in zip(zip(*rows, strict=True), small, strict=True)
    )
    return [None if face is None else next(found) for face in faces]


def encode_folder(
    folder: Path,
    encoder: str = DEFAULT_ENCODER,
    pixels: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> TrainingData:
    """Encode a folder of people; see `encode_pictures`.

    Raises:
        FileMissingError, EmptyGalleryError: see `read_people`.
        TrainingDataError: see `encode_pictures`.
    """
    files = read_people(folder).files
    sources = ((file.name, file.label, file.path) for file in files)
    for step in encode_pictures(sources, len(files), encoder, pixels):
        if progress is not None:
            progress(step.done, step.total)
    assert step.data is not None
    return step.data


def encode_zip(
    path: str | Path,
    encoder: str = DEFAULT_ENCODER,
    pixels: int | None = None,
    thumbnails: bool = False,
    see: SeeViews = views_of,
) -> Iterator[EncodeStep]:
    """Encode the pictures NAME/* of a zip; see `encode_pictures`.

    Raises:
        FileMissingError, PictureZipError: see `picture_zip.read_pictures`.
        TrainingDataError: see `encode_pictures`.
    """
    held = picture_zip.listing(path)
    sources = ((person, f"{person}/{name}", data) for person, name, data in picture_zip.read_pictures(path))
    try:
        for step in encode_pictures(sources, held.pictures, encoder, pixels, thumbnails, see):
            yield step if step.data is None else replace(step, data=replace(step.data, notes=held.notes))
    except TrainingDataError as problem:
        raise TrainingDataError(" ".join([problem.message, *held.notes])) from problem


def encode_pictures(
    sources: Iterable[Source],
    total: int,
    encoder: str = DEFAULT_ENCODER,
    pixels: int | None = None,
    thumbnails: bool = False,
    see: SeeViews = views_of,
) -> Iterator[EncodeStep]:
    """Encode the face that counts of each picture, clean and degraded.

    Few pictures are in memory at once. Pictures without a face, or that can't be read, are left out and reported.

    Args:
        sources: the pictures.
        total: their number.
        encoder: one of `ENCODERS`.
        pixels: the side that faces are shrunk to for the degraded view; None for no such view.
        thumbnails: whether small pictures of the faces are kept in the data.
        see: what has the networks.

    Raises:
        TrainingDataError: there is no face at all, there are not two people, or no two pictures of one.
    """
    made, names, problems = [], [], []
    waiting, done = iter(sources), 0
    while some := list(islice(waiting, FILES_AT_ONCE)):
        pictures = []
        for person, called, source in some:
            try:
                pictures.append((person, images.load(source, name=called, detail=detection.MAIN_SIDE)))
            except FacestyleError as problem:
                problems.append(problem.message)
        found = see([picture for _, picture in pictures], encoder, pixels, thumbnails)
        for (person, picture), views in zip(pictures, found, strict=True):
            if views is None:
                problems.append(detection.no_face(picture).message)
            else:
                names.append(person)
                made.append(views)
        done += len(some)
        if done < total:
            yield EncodeStep(done, total)
    if not names:
        first = f" {problems[0]}" if problems else ""
        raise TrainingDataError(f"None of {done} pictures can be used.{first}")
    yield EncodeStep(done, total, _together(made, encoder, pixels, names, problems))


def encode_crops(faces: Sequence[Sequence[np.ndarray]], names: Sequence[str], pixels: int | None) -> TrainingData:
    """Encode faces that are cut out already, such as the page's worked example; thumbnails are kept.

    Args:
        faces: of each the crops, as `cut_each_way` cuts them for the default encoder.
        names: of the person that each shows.
        pixels: see `encode_pictures`.

    Raises:
        TrainingDataError: there are not two people, or no two pictures of one.
    """
    sides = _sides(pixels)
    seen = [[[_seen(crop, side) for crop in crops] for crops in faces] for side in sides]
    views = [encode_each_way(view) for view in seen]
    small = tuple(_thumbnail(crops[0]) for view in seen for crops in view)
    degraded = views[1] if len(views) > 1 else None
    contract = encoder_spec(DEFAULT_ENCODER).contract
    return TrainingData(DEFAULT_ENCODER, contract, tuple(names), views[0], degraded, pixels, small)


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
    return [np.asarray(image) for image in edited]


def degrade(crop: np.ndarray, pixels: int) -> np.ndarray:
    """Show a face as a poor camera would: shrunk to `pixels` on each side, a JPEG of quality 30, enlarged again.

    The aligned crop is degraded, not the photograph: the detector misses most faces of 20 pixels, and the comparison is
    to be measured, not the detector.

    Args:
        crop: size x size x 3, uint8, as `cut` cuts it.
        pixels: the side of the crop afterwards; the face fills nine tenths of it.

    Returns:
        The same size, uint8.
    """
    small = Image.fromarray(crop).resize((pixels, pixels), Image.Resampling.BOX)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=QUALITY)
    seen = Image.open(buffer).convert("RGB")
    return np.asarray(seen.resize((crop.shape[1], crop.shape[0]), Image.Resampling.BICUBIC))


def _together(
    made: Sequence[Views], encoder: str, pixels: int | None, names: Sequence[str], problems: Sequence[str]
) -> TrainingData:
    views = np.stack([one.encodings for one in made], axis=1)
    small = tuple(crop for view in zip(*(one.thumbnails for one in made), strict=True) for crop in view)
    degraded = views[1] if len(views) > 1 else None
    contract = encoder_spec(encoder).contract
    return TrainingData(encoder, contract, tuple(names), views[0], degraded, pixels, small, tuple(problems))


def _sides(pixels: int | None) -> tuple[int | None, ...]:
    """The sides that a crop is shrunk to in each view; None leaves it as it is."""
    return (None,) if pixels is None else (None, pixels)


def _seen(crop: np.ndarray, side: int | None) -> np.ndarray:
    return crop if side is None else degrade(crop, side)


def _thumbnail(crop: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(crop).resize((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS))
