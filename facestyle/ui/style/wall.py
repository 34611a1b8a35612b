"""The wall of styles: the visitor's own picture in each of them, the painting itself in the corner."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from PIL import Image, ImageOps

from facestyle import images
from facestyle.errors import FacestyleError
from facestyle.images import Picture
from facestyle.locked import Locked
from facestyle.ui.shared import samples, work
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wall import hung
from facestyle.ui.style import words

#: Width and height of a picture on the wall, twice what the page shows; and of the painting in its corner.
SIZE, CORNER = (192, 120), (66, 48)
#: Walls that are remembered: all visitors begin with the same C.
_REMEMBERED = 8


#: Pictures in a row.
COLUMNS = 3


def repainted(_session: Session, content: str | None) -> str:
    """Hang C in each of our styles; the paintings alone where there is no C that can be painted."""
    return hung(words.WALL, _hung(content) if content else samples.styles(), COLUMNS)


def _hung(content: str) -> list[tuple[Image.Image, str]] | list[tuple[str, str]]:
    try:
        return WALLS.of(images.load(content, name=words.PICTURE_C, detail=max(SIZE)))
    except FacestyleError:  # the stage says what is wrong with it
        return samples.styles()


class Walls(Locked):
    """Walls by the digest of C; the least recently used are dropped."""

    def __init__(self) -> None:
        super().__init__()
        self._held: OrderedDict[str, list[tuple[Image.Image, str]]] = OrderedDict()

    def of(self, content: Picture) -> list[tuple[Image.Image, str]]:
        """Return a small picture for each of our styles, with the name of the style."""
        with self._lock:
            known = self._held.pop(content.digest, None)
        made = known or _painted(content)
        with self._lock:
            self._held[content.digest] = made
            while len(self._held) > _REMEMBERED:
                self._held.popitem(last=False)
        return made


def _painted(content: Picture) -> list[tuple[Image.Image, str]]:
    small = np.asarray(ImageOps.fit(content.image(), SIZE, Image.Resampling.LANCZOS))
    styles = [(images.load(path, detail=512), title) for path, title in samples.styles()]
    pictures = work.paint_each(small, [style for style, _ in styles])
    return [(_with_corner(one, style), title) for one, (style, title) in zip(pictures, styles, strict=True)]


def _with_corner(picture: np.ndarray, style: Picture) -> Image.Image:
    """G with S small in its lower right corner, in a white frame."""
    hung = Image.fromarray(picture)
    framed = ImageOps.expand(ImageOps.fit(style.image(), CORNER, Image.Resampling.LANCZOS), 3, "white")
    hung.paste(framed, (SIZE[0] - framed.width, SIZE[1] - framed.height))
    return hung


#: The walls of this process.
WALLS = Walls()
