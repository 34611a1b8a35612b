"""One person in several styles, still recognisable: the frame around the face, and what each portrait is asked for.

A portrait is painted in one pass, which takes no care of faces, and then anew by a descent with the identity cost
(costs/identity.py), from the coarse forms of C: few steps, since those are there already.
"""

from __future__ import annotations

from facestyle import images
from facestyle.faces.detection import choose, detect
from facestyle.images import Picture
from facestyle.style.options import SUGGESTED_GAMMA, Likeness, StyleOptions

#: Sides of the frame, as shares of the face's height; and how far its middle is below that of the face.
WIDE, HIGH, LOWER = 2.1, 2.4, 0.2
#: What each portrait is asked for beside its likeness.
PORTRAIT = StyleOptions(
    beta=20.0, size=256, steps=60, init="coarse", identity=SUGGESTED_GAMMA, likeness="good-likeness"
)


def framed(picture: Picture) -> Picture:
    """Return head and shoulders of the face that counts, see `detection.choose`; less where the picture ends.

    Raises:
        NoFaceError: there is no face.
    """
    faces = detect(picture)
    left, top, right, bottom = faces[choose(faces, picture)].box
    height = bottom - top
    x, y = (left + right) / 2, (top + bottom) / 2 + LOWER * height
    across, down = WIDE / 2 * height, HIGH / 2 * height
    corners = max(x - across, 0), max(y - down, 0), min(x + across, picture.width), min(y + down, picture.height)
    cut = picture.image().crop(corners)
    return images.load(cut, name=picture.name)


def options(likeness: Likeness = PORTRAIT.likeness, steps: int = PORTRAIT.steps) -> StyleOptions:
    """Return the options of a portrait's descent.

    Raises:
        OptionError: an unknown likeness, or a number of steps out of range.
    """
    return StyleOptions(
        beta=PORTRAIT.beta,
        size=PORTRAIT.size,
        steps=steps,
        init=PORTRAIT.init,
        identity=PORTRAIT.identity,
        likeness=likeness,
    )
