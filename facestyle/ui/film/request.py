"""A film as the page and programs ask for it: read and checked, within limits that suit a machine for all visitors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from facestyle import fields, images
from facestyle.errors import FilmFileError, MissingInputError
from facestyle.fields import Option
from facestyle.images import MAX_BYTES, Picture
from facestyle.style.film import options as film_options
from facestyle.style.film.opening import opened
from facestyle.style.film.options import FilmOptions
from facestyle.ui.film import words

#: Seconds of film. One machine serves all visitors, and the next film or restyling waits for this one: a minute has
#: 1,800 pictures, which take some minutes. The command line paints ten minutes, and more where asked.
LONGEST = 60.0
#: Long side in pixels, and pictures a second.
LARGEST, FASTEST = 768, 30.0

_HIGHEST = {"size": LARGEST, "rate": FASTEST}
#: The options of a film as on the page and in its API.
OPTIONS = [
    one._replace(high=_HIGHEST.get(one.name, one.high))
    for one in fields.of(FilmOptions, "strength", "size", "steadiness", "keep_colors", "rate", "start", "end")
]


@dataclass(frozen=True)
class Request:
    """A film, its style S, and the options."""

    film: Path
    style: Picture
    options: FilmOptions


@dataclass(frozen=True)
class Look:
    """What is known of a film before it is painted.

    Attributes:
        name: of the file.
        seconds: length of the part; None where the film does not say it.
        width, height: of the pictures, painted.
        sound: whether there is any.
    """

    name: str
    seconds: float | None
    width: int
    height: int
    sound: bool


def read(film: str | None, style: str | None, **given: Any) -> Request:
    """Check the options, look into the film, and read the style; see `events.film`.

    Raises:
        FacestyleError: the film, the style or an option can't be used.
    """
    options = options_of(**given)
    look(film, options)
    if not style:
        raise MissingInputError(words.NO_STYLE)
    return Request(Path(str(film)), images.load(style, name=words.STYLE), options)


def options_of(**given: Any) -> FilmOptions:
    """The options by the names of `OPTIONS`, checked; the default of what is not given.

    Raises:
        OptionError: a value can't be used.
    """
    return FilmOptions(**{one.name: _checked(one, given) for one in OPTIONS}, longest=LONGEST)


def _checked(one: Option, given: dict[str, Any]) -> Any:
    return one.checked(given.get(one.name, one.default))


def look(film: str | None, options: FilmOptions) -> Look:
    """Open a film, decode its first picture, and close it.

    Raises:
        MissingInputError: there is none.
        FacestyleError: it is none, or beyond the limits of the page.
    """
    if not film:
        raise MissingInputError(words.NO_FILM)
    path = Path(film)
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise FilmFileError(words.too_many_bytes(path.name, path.stat().st_size >> 20, MAX_BYTES >> 20))
    # The engine's own limit would be told in the words of the command line.
    with opened(path, replace(options, longest=float(film_options.LONGEST))) as reader:
        if reader.seconds is not None and reader.seconds > LONGEST:
            raise FilmFileError(words.too_long(path.name, reader.seconds, LONGEST))
        return Look(path.name, reader.seconds, reader.width, reader.height, reader.sound is not None)
