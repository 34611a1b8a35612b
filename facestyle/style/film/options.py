"""What the painting of a film can be asked for, checked where it is built."""

from __future__ import annotations

from dataclasses import dataclass

from facestyle.errors import OptionError
from facestyle.fields import option
from facestyle.style.instant.options import PassOptions

#: The longest film that can be asked for, in seconds.
LONGEST = 4 * 3600


@dataclass(frozen=True)
class FilmOptions(PassOptions):
    """How a film is painted, which is C. It keeps its aspect ratio, its times and its sound.

    Raises:
        OptionError: a value is not finite, out of range, or not one of the choices; or the end comes before the start.
    """

    size: int = option(
        512, 64, 2048, help="Long side of the film in pixels. Twice the size takes four times as long; a smaller film "
        "keeps its own.",
    )  # fmt: skip
    steadiness: float = option(
        0.8,
        0.0,
        0.95,
        help="Share of the previous picture that stays where nothing has changed, which fights flicker. With 0 each "
        "picture is painted by itself.",
    )
    rate: float = option(30.0, 1.0, 120.0, help="Most pictures a second. Of a faster film some are left out.")
    start: float = option(0.0, 0.0, float(LONGEST), help="Second of the film at which to begin.")
    end: float | None = option(None, 0.0, float(LONGEST), help="Second at which to end. Without it, at the film's end.")
    longest: float = option(600.0, 1.0, float(LONGEST), help="Most seconds that are painted. A longer film is refused.")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.end is not None and self.end <= self.start:
            raise OptionError(f"end is {self.end:g} s, which is not after start, {self.start:g} s; give a later end.")
