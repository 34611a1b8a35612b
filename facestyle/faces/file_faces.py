"""Picture files -> the faces that may be the person's whom each is filed under, encoded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from facestyle import images
from facestyle.errors import FacestyleError
from facestyle.faces import detection, groups
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.face import Face
from facestyle.faces.pipeline import EncodedFace, encode_found
from facestyle.images import Picture


@dataclass(frozen=True, eq=False)
class FileFaces:
    """The faces of one picture file that may be the person's whom it is filed under, or why there is none.

    Attributes:
        path: the file.
        digest: of its bytes; empty where it could not be read.
        faces: from left to right, encoded; those that are much narrower than the widest, or hardly a face, are left
            out.
        numbers: the place of each among all faces that were found, from the left, from 1.
        found: how many faces were found; 1 where the others are left out.
        sure: the index in `faces` of the one that the picture is plainly of; None where several are about as large.
        problem: why there is no face.
    """

    path: Path
    digest: str
    faces: tuple[EncodedFace, ...] = ()
    numbers: tuple[int, ...] = ()
    found: int = 0
    sure: int | None = None
    problem: FacestyleError | None = None


def faces_of_files(files: Sequence[tuple[Path, str]], encoder: str = DEFAULT_ENCODER) -> list[FileFaces]:
    """Encode the faces of picture files; all pictures are in memory at once.

    Args:
        files: paths, and what each is called in messages.
        encoder: one of `ENCODERS`.
    """
    answers: dict[Path, FileFaces] = {}
    pictures: dict[Path, Picture] = {}
    for path, name in files:
        try:
            pictures[path] = images.load(path, name=name, detail=detection.MAIN_SIDE)
        except FacestyleError as problem:
            answers[path] = FileFaces(path, "", problem=problem)
    found = dict(zip(pictures, detection.detect_many(list(pictures.values())), strict=True))
    alone = [path for path, faces in found.items() if groups.plain(faces) is not None]
    pairs = [(pictures[path], found[path][at]) for path in alone for at in groups.candidates(found[path])]
    encoded = iter(encode_found(pairs, encoder))
    for path in alone:
        answers[path] = _file_faces(path, pictures[path].digest, found[path], encoded)
    for path in pictures.keys() - set(alone):
        answers[path] = _group(path, pictures[path], encoder)
    return [answers[path] for path, _ in files]


def _group(path: Path, small: Picture, encoder: str) -> FileFaces:
    """A picture that nobody's face is plainly the subject of is searched closely, as for verification."""
    picture = images.load(path, name=small.name)
    faces = detection.detect(picture)
    if not faces:
        return FileFaces(path, picture.digest, problem=detection.no_face(picture))
    encoded = iter(encode_found([(picture, faces[at]) for at in groups.candidates(faces)], encoder))
    return _file_faces(path, picture.digest, faces, encoded)


def _file_faces(path: Path, digest: str, faces: Sequence[Face], encoded: Iterator[EncodedFace]) -> FileFaces:
    places, plain = groups.candidates(faces), groups.plain(faces)
    numbers, sure = tuple(at + 1 for at in places), None if plain is None else places.index(plain)
    found = len(faces) if len(places) > 1 else 1
    return FileFaces(path, digest, tuple(next(encoded) for _ in places), numbers, found, sure)
