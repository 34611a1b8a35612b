"""The answer that the tab Identify opens with: names on the example in place, from encodings that are shipped."""

from __future__ import annotations

from facestyle.ui.gallery.opening import sample_gallery
from facestyle.ui.identify import words
from facestyle.ui.identify.events import answered
from facestyle.ui.identify.view import Answer
from facestyle.ui.shared import opening


def answer(photograph: str) -> Answer | None:
    """Who of the sample people is in a sample photograph, decided now.

    Returns:
        None where the encodings are not shipped, or visits begin with other people.
    """
    gallery, faces = sample_gallery(), opening.faces(photograph)
    if gallery is None or faces is None:
        return None
    return answered(opening.picture(photograph, words.THE_PHOTOGRAPH), faces[0], gallery)
