"""1:K: who, of the people in a gallery, is in this picture?"""

from __future__ import annotations

from facestyle.faces.gallery.gallery import CANDIDATES, Gallery
from facestyle.faces.gallery.people import Identification
from facestyle.faces.pipeline import encode
from facestyle.images import Picture


def identify(
    picture: Picture, gallery: Gallery, threshold: float | None = None, candidates: int = CANDIDATES
) -> list[Identification]:
    """Name every face of a picture, or say that it is none of the people enrolled.

    Args:
        picture: of one person or of a group.
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
