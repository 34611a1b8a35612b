"""1:K: who, of the people in a gallery, a file of one or a folder, is in this picture?"""

from __future__ import annotations

import copy
import os
import warnings
from functools import lru_cache
from pathlib import Path

from facestyle.errors import ContractError, EmptyGalleryError, UnsupportedSourceError
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery.enrolment import enrol_folder
from facestyle.faces.gallery.file import MOST, open_gallery
from facestyle.faces.gallery.gallery import CANDIDATES, Gallery
from facestyle.faces.gallery.people import Identification
from facestyle.faces.pipeline import encode
from facestyle.images import Source

#: Folders of people whose encodings are remembered.
FOLDERS = 4


def find(
    photo: Source,
    people: Gallery | str | os.PathLike[str],
    encoder: str | None = None,
    threshold: float | None = None,
    candidates: int = CANDIDATES,
) -> list[Identification]:
    """Say whom each face of a picture shows, of the people in a folder, a gallery file or a gallery.

    for one in find("party.jpg", "people"):
        print(one.name, one.distance, one.probability, one.candidates)

    Args:
        photo: what `images.load` takes.
        people: see `open_people`.
        encoder: see `open_people`.
        threshold, candidates: see `identify`.

    Returns:
        One answer a face, from left to right; none where no face was found. Its name is None where nobody is near
        enough; its candidates are the nearest people, with distances and probabilities.

    Raises:
        EmptyGalleryError: nobody is enrolled.
        FacestyleError: the picture or the people can't be read.
    """
    return identify(photo, _opened(people, encoder), threshold, candidates)


def identify(
    picture: Source, gallery: Gallery, threshold: float | None = None, candidates: int = CANDIDATES
) -> list[Identification]:
    """Name every face of a picture, or say that it is none of the people enrolled.

    Args:
        picture: of one person or of a group; what `images.load` takes.
        gallery: the people; its encoder encodes the faces.
        threshold: tau, 0 to 4: the nearest person is named where d is at most this; what `Gallery.threshold` says of
            this many people where not given.
        candidates: how many people are listed for each face, the nearest first.

    Returns:
        One answer a face, from left to right; none where no face was found.

    Raises:
        EmptyGalleryError: nobody is enrolled.
        OptionError: the threshold is out of range.
    """
    return gallery.identify(encode(picture, gallery.encoder), threshold, candidates)


def open_people(people: Gallery | str | os.PathLike[str], encoder: str | None = None) -> Gallery:
    """Return the gallery of a folder of people, or of a gallery file.

    A folder is encoded once in a process, and again when its files have changed. Pictures that are left out are
    counted in a warning. To keep encodings between processes, make a file: `facestyle enrol FOLDER -o FILE`.

    Args:
        people: a folder that holds NAME/*.jpg; a file that `enrol` or the page wrote; or a gallery, returned as it is.
        encoder: of the encodings; that of the file or gallery where not given, for a folder the default.

    Raises:
        FileMissingError, GalleryFileError.
        EmptyGalleryError: nobody could be enrolled from the folder.
        ContractError: the file or the gallery was made with another encoder.
    """
    opened = _opened(people, encoder)
    return opened if opened is people else copy.deepcopy(opened)  # whoever changes it changes no later answer


def _opened(people: Gallery | str | os.PathLike[str], encoder: str | None) -> Gallery:
    """See `open_people`; not to be changed."""
    if isinstance(people, Gallery):
        if encoder is not None and encoder_spec(encoder).name != people.encoder:
            raise ContractError(f"The gallery was made with the encoder {people.encoder}, not {encoder}.")
        return people
    if not isinstance(people, (str, os.PathLike)):
        raise UnsupportedSourceError(
            f"People were given as {type(people).__name__}; give a folder, a gallery file or a Gallery."
        )
    path = Path(people)
    if not path.is_dir():
        return open_gallery(path, encoder, MOST)[0]
    return _enrolled(path, encoder or DEFAULT_ENCODER, _state(path))


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells whether a folder has changed: the path, size and time of change of each file in it."""
    paths = (Path(where, name) for where, _, names in os.walk(folder) for name in names)
    found = ((str(path), path.stat()) for path in sorted(paths) if path.exists())
    return tuple((path, state.st_size, state.st_mtime_ns) for path, state in found)


@lru_cache(maxsize=FOLDERS)
def _enrolled(folder: Path, encoder: str, _state: tuple[tuple[str, int, int], ...]) -> Gallery:
    gallery = Gallery(encoder, MOST)
    outcomes = [outcome for step in enrol_folder(gallery, folder) for outcome in step.outcomes]
    problems = [one.problem for one in outcomes if one.problem]
    if problems:
        said = f"{len(problems)} of {len(outcomes)} pictures of {folder} are left out; the first: {problems[0]}"
        if not len(gallery):
            raise EmptyGalleryError(f"Nobody could be enrolled: {said}")
        warnings.warn(said, stacklevel=4)
    return gallery
