"""What the tab Live does: paint the newest picture of a camera, give a place back, read a style."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from facestyle import images
from facestyle.errors import FacestyleError, MissingInputError, NotAPictureError
from facestyle.images import Picture
from facestyle.style.instant.live import Live, LiveOptions, numbers_of, streams_at_once
from facestyle.ui import languages
from facestyle.ui.live import view, words, work
from facestyle.ui.live.places import MOST_WAITING, TURN, Places
from facestyle.ui.shared import samples
from facestyle.ui.shared.session import Session

_START = "data:image/jpeg;base64,"
#: A picture of 512 pixels takes some 60 kilobytes.
MAX_CHARACTERS = 2**20
#: The page makes up names of 32 characters.
LONGEST_NAME = 64


@lru_cache(maxsize=1)
def places() -> Places:
    """The places of this process."""
    return Places(streams_at_once(), lambda: Live(work.paint))


def frame(asked: Any) -> dict[str, Any]:
    """Paint the newest picture of a camera, or say where in line its visitor is.

    Called by the page's script, a picture at a time: the next one is sent when the answer to the last is there.

    Args:
        asked: `visitor`, a name that the page has made up; `frame`, a JPEG as a `data:` text, empty to ask for the
            place alone; `numbers`, those of the style as `style` gives them, None for the style that hangs at first;
            `strength` and `largest`, see `LiveOptions`.

    Returns:
        `picture` as a `data:` text, and the `size` to send next; or `said`, a sentence, with `ended` where the stream
        has ended; nothing where an earlier picture of this visitor is still being painted.
    """
    given = asked if isinstance(asked, Mapping) else {}
    visitor = given.get("visitor")
    try:
        return _answered(name_of(visitor), given)
    except FacestyleError as problem:
        leave(visitor)
        return view.ended(languages.said(problem.message))


def _answered(visitor: str, given: Mapping[str, Any]) -> dict[str, Any]:
    turn = places().ask(visitor)
    if turn is None or isinstance(turn, int):
        return in_line(turn, places())
    if places().over(turn):
        places().leave(visitor)
        return view.ended(words.time_over(TURN))
    if not given.get("frame"):
        return view.begins(turn.live.size.pixels)
    if not turn.busy.acquire(blocking=False):
        return {}
    try:
        options = LiveOptions(**{name: given[name] for name in ("strength", "largest") if name in given})
        numbers = _hung() if given.get("numbers") is None else numbers_of(given["numbers"])
        return view.painted(turn.live.paint(picture_of(given["frame"]), numbers, options), turn.live.size.pixels)
    finally:
        turn.busy.release()


def in_line(place: int | None, places: Places) -> dict[str, Any]:
    """The answer to a visitor who waits, or for whom the line is too long."""
    return view.ended(words.too_many(MOST_WAITING)) if place is None else view.waits(place, places.at_once)


def leave(visitor: Any) -> None:
    """Give the place of a visitor back."""
    if isinstance(visitor, str):
        places().leave(visitor)


def style(_session: Session, path: str | None) -> tuple[dict[str, Any], str]:
    """Read a style: its numbers for the page's script, and an example to show while the camera is off.

    Parameters:
        path: S, the picture whose strokes and colours are taken.
    """
    if not path:
        raise MissingInputError(words.NO_STYLE)
    numbers = work.read_style(images.load(path, name=words.STYLE))
    return {"numbers": numbers.tolist(), "example": _example(numbers)}, ""


def _example(numbers: np.ndarray) -> str:
    """A sample in a style, as a `data:` text; empty where there is no sample."""
    portrait = samples.portrait()
    return view.painted(Live(work.paint).paint(portrait, numbers, LiveOptions()), 0)["picture"] if portrait else ""


@lru_cache(maxsize=1)
def _hung() -> np.ndarray:
    hung = samples.hung_style()
    if hung is None:
        raise MissingInputError(words.NO_STYLE)
    return work.read_style(images.load(hung))


def name_of(given: Any) -> str:
    """The name that a page has made up for its stream."""
    if not isinstance(given, str) or not 0 < len(given) <= LONGEST_NAME:
        raise MissingInputError(words.NO_VISITOR)
    return given


def picture_of(given: Any) -> Picture:
    """The picture of a camera in a `data:` text."""
    if not isinstance(given, str) or not given.startswith(_START) or len(given) > MAX_CHARACTERS:
        raise NotAPictureError(words.NOT_ARRIVED)
    try:
        data = base64.b64decode(given.removeprefix(_START), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotAPictureError(words.NOT_ARRIVED) from problem
    return images.load(data, name=words.FRAME)
