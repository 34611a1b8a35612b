"""The gallery that the page opens with: the sample people, from encodings that are shipped."""

from __future__ import annotations

from facestyle.faces import detection
from facestyle.faces.gallery.gallery import Gallery
from facestyle.ui.server.settings import settings
from facestyle.ui.shared import opening
from facestyle.ui.shared.session import SAMPLE_PEOPLE
from facestyle.weights import cache as weights_cache


def sample_gallery() -> Gallery | None:
    """The sample people, without a pass through a network.

    Returns:
        None where their pictures or encodings can't be had, or where visits begin with a gallery file.
    """
    names = list(SAMPLE_PEOPLE.values())
    found = opening.faces(*names)
    if settings().start_file or weights_cache.absent(names) or found is None:
        return None
    gallery = Gallery()
    for name, sample, faces in zip(SAMPLE_PEOPLE, names, found, strict=True):
        picture = opening.picture(weights_cache.sample(sample))
        chosen = faces[detection.choose([one.face for one in faces], picture)]
        gallery.enrol(name, chosen, picture.digest)
    return gallery
