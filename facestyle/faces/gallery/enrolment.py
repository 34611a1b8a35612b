"""Enrol a folder of people: thousands of pictures, in batches, with the reason for each that fails.

Enrolment can be stopped and resumed: a picture that the gallery holds, or that was refused before, is recognised by its
bytes and neither decoded nor encoded again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from pathlib import Path

from facestyle.errors import AlreadyEnrolledError, FacestyleError
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.people import digest_of
from facestyle.faces.pipeline import FILES_AT_ONCE, FileFace, main_faces_of_files
from facestyle.folders import files_of_people
from facestyle.images import MAX_BYTES


@dataclass(frozen=True)
class EnrolStep:
    """The result of one picture.

    Attributes:
        done: pictures so far, this one included.
        total: pictures in all.
        path: the picture.
        added: whether an encoding was added.
        encoded: whether the picture had to be encoded.
        problem: why it was left out, as a code and a sentence; empty where it was not.
    """

    done: int
    total: int
    path: Path
    added: bool
    encoded: bool
    problem: str = ""


def enrol_folder(
    gallery: Gallery, folder: Path, refused: MutableMapping[str, str] | None = None
) -> Iterator[EnrolStep]:
    """Enrol DIR/NAME/*: the face that counts of each picture, under the name of its folder.

    Args:
        gallery: where they are enrolled; what it holds is not encoded again.
        folder: holds a folder for each person.
        refused: digests of pictures known to be unusable, and why; more are added.

    Raises:
        FileMissingError, EmptyGalleryError: see `files_of_people`.
    """
    files = files_of_people(folder)
    refused = {} if refused is None else refused
    held = {digest_of(picture.source): person.name for person in gallery.people for picture in person.enrolled}
    done = 0
    for start in range(0, len(files), FILES_AT_ONCE):
        batch = files[start : start + FILES_AT_ONCE]
        known = {path: step for path in batch if (step := _known(path, held, refused)) is not None}
        new = [path for path in batch if path not in known]
        fresh = dict(zip(new, main_faces_of_files(new, gallery.encoder), strict=True))
        for path in batch:
            done += 1
            if path in known:
                yield EnrolStep(done, len(files), path, False, False, known[path])
            else:
                yield _enrolled(gallery, fresh[path], done, len(files), held, refused)


def _known(path: Path, held: MutableMapping[str, str], refused: MutableMapping[str, str]) -> str | None:
    """Look a picture up by its bytes: None if it is new, '' if it is enrolled, or else why it can't be."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None  # the error comes when it is read for encoding
    if digest in refused:
        return refused[digest]
    if digest not in held:
        return None
    if held[digest] == path.parent.name:
        return ""
    return (
        f"{AlreadyEnrolledError.code}: {path.parent.name}/{path.name} is enrolled as {held[digest]} already; rename or "
        "merge the two."
    )


def _enrolled(
    gallery: Gallery,
    answer: FileFace,
    done: int,
    total: int,
    held: MutableMapping[str, str],
    refused: MutableMapping[str, str],
) -> EnrolStep:
    name = answer.path.parent.name
    try:
        if answer.problem is not None or answer.face is None:
            raise answer.problem or FacestyleError("No face.")
        added = gallery.enrol(name, answer.face, answer.digest)
        held[answer.digest] = name
        return EnrolStep(done, total, answer.path, added, True)
    except FacestyleError as problem:
        reason = f"{problem.code}: {problem.message}"
        if answer.digest and answer.face is None:
            refused[answer.digest] = reason
        return EnrolStep(done, total, answer.path, False, answer.face is not None, reason)
