"""Picture -> encoded faces: detection, crop and encoder in one call.

Arguments and results are plain CPU values, so that it can run in another process (ZeroGPU, a cluster).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

import numpy as np
from PIL import Image

from facestyle import images
from facestyle.errors import FacestyleError, OptionError
from facestyle.faces import detection
from facestyle.faces.alignment import in_detail
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.encode import cut, encode_detected
from facestyle.faces.encoders.encode import encode as encode_as_cut
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.face import Face
from facestyle.faces.quality import covers
from facestyle.faces.quality.measures import measure
from facestyle.images import Picture, Source

#: Pictures that `main_faces_of_files` holds at once, and those that `encode_batch` does, which are larger.
FILES_AT_ONCE = 32
PICTURES_AT_ONCE = 8


@dataclass(frozen=True, eq=False)
class EncodedFace:
    """A face and its encoding, without its pixels.

    Attributes:
        face: where it is in its picture.
        encoding: f(x), unit length, float32.
        contract: names what made the encoding; see `EncoderSpec.contract`.
        quality: how well it can be recognised, 0 to 1; see quality/measures.py.
        flaws: what is wrong with the picture of it, in words.
    """

    face: Face
    encoding: np.ndarray
    contract: str
    quality: float = 1.0
    flaws: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class FileFace:
    """The face of one picture file, or why there is none.

    Attributes:
        path: the file.
        digest: of its bytes; empty where it could not be read.
        face: the one that counts, encoded; None where there is a problem.
        problem: why there is no face.
    """

    path: Path
    digest: str
    face: EncodedFace | None
    problem: FacestyleError | None = None


#: How pictures are encoded: `encode_faces`, or a wrapper that runs it elsewhere.
Encode = Callable[[Sequence[Picture], str], list[tuple[EncodedFace, ...]]]


def encode(picture: Source, encoder: str = DEFAULT_ENCODER, detect: bool = True) -> tuple[EncodedFace, ...]:
    """Find and encode every face of a picture.

    Args:
        picture: of one person or of a group; what `images.load` takes.
        encoder: one of `ENCODERS`.
        detect: whether faces are searched. Without that the picture is taken as the crop of one upright face, and
            brought to the encoder's size. Cut it as `extract_faces` does: crops cut otherwise lie somewhat farther from
            those, and a picture without a face gets an encoding that means nothing. Where the encoder cuts faces out in
            two ways, the encoding of one crop comes near to that of the photograph.

    Returns:
        Its faces from left to right; an empty tuple where none was found.

    Raises:
        OptionError: the encoder joins several, which see a face differently, and can't take a crop; or the picture is
            no crop of a face: more than twice as long as wide.
        FacestyleError: the picture can't be read, or the network is neither kept nor within reach.
    """
    [faces] = encode_batch([picture], encoder, detect)
    return faces


def encode_batch(
    pictures: Iterable[Source],
    encoder: str = DEFAULT_ENCODER,
    detect: bool = True,
    problems: MutableMapping[int, FacestyleError] | None = None,
) -> Iterator[tuple[EncodedFace, ...]]:
    """Encode the faces of many pictures, in order, with few pictures in memory at once.

    Args:
        pictures: see `encode`.
        encoder, detect: see `encode`.
        problems: where given, a picture that can't be read has no faces, and the reason is put here under its number,
            from 0. Where not, the reason is raised.

    Returns:
        For each picture its faces from left to right.
    """
    waiting, done = iter(pictures), 0
    while some := list(islice(waiting, PICTURES_AT_ONCE)):
        loaded: dict[int, Picture] = {}
        for number, source in enumerate(some, start=done):
            try:
                loaded[number] = images.load(source)
                if not detect:
                    _check_crop(loaded[number])
            except FacestyleError as problem:
                if problems is None:
                    raise
                problems[number] = problem
                loaded.pop(number, None)
        run = encode_faces if detect else _encode_crops
        faces = dict(zip(loaded, run(list(loaded.values()), encoder), strict=True))
        done += len(some)
        yield from (faces.get(number, ()) for number in range(done - len(some), done))


def _check_crop(picture: Picture) -> None:
    if max(picture.width, picture.height) > 2 * min(picture.width, picture.height):
        raise OptionError(
            f"{picture.name} is {picture.width} x {picture.height} pixels, which is no crop of one face; leave out "
            "detect=False, so that faces are searched."
        )


def _encode_crops(pictures: Sequence[Picture], encoder: str) -> list[tuple[EncodedFace, ...]]:
    """Encode pictures that are crops of one face each."""
    spec = encoder_spec(encoder)
    if spec.parts:
        parts = " or ".join(part for part, _ in spec.parts)
        raise OptionError(
            f"The encoder {encoder} joins several, which see a face differently, so that one crop is not enough; give "
            f"the photograph, or choose {parts}."
        )
    crops = [_at_size(picture, spec.size) for picture in pictures]
    encodings = encode_as_cut(crops, encoder)
    answers: list[tuple[EncodedFace, ...]] = []
    for picture, crop, encoding in zip(pictures, crops, encodings, strict=True):
        face = Face((0.0, 0.0, float(picture.width), float(picture.height)), (), 1.0)
        quality = measure(face, crop)
        answers.append((EncodedFace(face, encoding, spec.contract, quality.score, quality.flaws),))
    return answers


def _at_size(picture: Picture, size: int) -> np.ndarray:
    if picture.pixels.shape[:2] == (size, size):
        return picture.pixels
    return np.asarray(picture.image().resize((size, size), Image.Resampling.BILINEAR))


def encode_faces(pictures: Sequence[Picture], encoder: str = DEFAULT_ENCODER) -> list[tuple[EncodedFace, ...]]:
    """Find and encode every face of every picture; all of them pass through the encoder together.

    Returns:
        For each picture its faces from left to right; an empty tuple where none was found.
    """
    detected = [detection.detect(picture) for picture in pictures]
    pairs = [(picture, face) for picture, faces in zip(pictures, detected, strict=True) for face in faces]
    encoded = iter(encode_found(pairs, encoder))
    return [tuple(next(encoded) for _ in faces) for faces in detected]


def main_faces_of_files(paths: Sequence[Path], encoder: str = DEFAULT_ENCODER) -> Iterator[FileFace]:
    """Encode the face that counts of each picture file, in order, with few pictures in memory at once.

    Pictures of one size are quickest, since they pass through detection together.
    """
    for start in range(0, len(paths), FILES_AT_ONCE):
        yield from _some_files(paths[start : start + FILES_AT_ONCE], encoder)


def _some_files(paths: Sequence[Path], encoder: str) -> list[FileFace]:
    found, answers = _detected(paths)
    for path, encoded in zip(found, encode_found(list(found.values()), encoder), strict=True):
        answers[path] = FileFace(path, found[path][0].digest, encoded)
    return [answers[path] for path in paths]


def _detected(paths: Sequence[Path]) -> tuple[dict[Path, tuple[Picture, Face]], dict[Path, FileFace]]:
    """The face that counts of each file, in its picture, and an answer for each file that has none."""
    answers: dict[Path, FileFace] = {}
    pictures: dict[Path, Picture] = {}
    for path in paths:
        try:
            pictures[path] = images.load(path, name=f"{path.parent.name}/{path.name}", detail=detection.MAIN_SIDE)
        except FacestyleError as problem:
            answers[path] = FileFace(path, "", None, problem)
    faces = dict(zip(pictures, detection.main_faces(list(pictures.values())), strict=True))
    found = {path: (pictures[path], face) for path, face in faces.items() if face is not None}
    for path, picture in pictures.items():
        if path not in found:
            answers[path] = FileFace(path, picture.digest, None, detection.no_face(picture))
    return found, answers


def encode_files(
    paths: Sequence[Path], encoder: str = DEFAULT_ENCODER, progress: Callable[[int, int], None] | None = None
) -> dict[Path, np.ndarray]:
    """Return the encodings of the faces that count; files without one are left out."""
    return encode_files_by_each(paths, [encoder], progress)[encoder]


def encode_files_by_each(
    paths: Sequence[Path], encoders: Sequence[str], progress: Callable[[int, int], None] | None = None
) -> dict[str, dict[Path, np.ndarray]]:
    """Return each encoder's encodings of the faces that count; each picture is searched for its face once.

    Files without a face are left out.
    """
    encodings: dict[str, dict[Path, np.ndarray]] = {encoder: {} for encoder in encoders}
    for start in range(0, len(paths), FILES_AT_ONCE):
        some = paths[start : start + FILES_AT_ONCE]
        found, _ = _detected(some)
        detailed = _in_detail(list(found.values()))
        for encoder, known in encodings.items():
            known.update(zip(found, encode_detected(detailed, encoder), strict=True))
        for done in range(start + 1, start + len(some) + 1):
            if progress is not None:
                progress(done, len(paths))
    return encodings


def encode_found(detected: Sequence[tuple[Picture, Face]], encoder: str) -> list[EncodedFace]:
    """Encode faces that were found, each in its picture."""
    spec = encoder_spec(encoder)
    detailed = _in_detail(detected)
    encodings = encode_detected(detailed, encoder)
    covered = covers.covered([covers.crop(*pair) for pair in detailed])
    qualities = [
        measure(face, cut(*pair, spec), judged)
        for (_, face), pair, judged in zip(detected, detailed, covered, strict=True)
    ]
    return [
        EncodedFace(face, encoding, spec.contract, quality.score, quality.flaws)
        for (_, face), encoding, quality in zip(detected, encodings, qualities, strict=True)
    ]


def _in_detail(detected: Sequence[tuple[Picture, Face]]) -> list[tuple[Picture, Face]]:
    """Faces in as much detail as they need. Those of one picture follow each other, and it is decoded once for them."""
    pairs = []
    for _, group in groupby(detected, key=lambda pair: id(pair[0])):
        pictures, faces = zip(*group, strict=True)
        pairs += in_detail(pictures[0], faces)
    return pairs
