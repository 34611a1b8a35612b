"""The verdict that the tab Verify opens with: of the pair in place, from encodings that are shipped."""

from __future__ import annotations

import time
from dataclasses import replace

from facestyle.faces.verification import Verification, VerifyOptions, compare
from facestyle.ui.shared import opening
from facestyle.ui.verify import words


def verdict(photo_a: str, photo_b: str) -> Verification | None:
    """The verdict on two sample photographs, decided now; without a time, since no network ran.

    Returns:
        None where their encodings are not shipped.
    """
    faces = opening.faces(photo_a, photo_b)
    if faces is None:
        return None
    pictures = [opening.picture(photo_a, words.PHOTO_A), opening.picture(photo_b, words.PHOTO_B)]
    return replace(compare(pictures, faces, VerifyOptions(), time.perf_counter()), seconds=0.0)
