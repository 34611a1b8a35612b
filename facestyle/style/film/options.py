"""What the painting of a film can be asked for, checked where it is built."""

from __future__ import annotations

from dataclasses import dataclass

from facestyle import fields
from facestyle.errors import OptionError
from facestyle.fields import option
from facestyle.style.options import KeepColors, shares

#: The longest film that can be asked for, in seconds.
LONGEST = 4 * 3600


@dataclass(frozen=True)
class FilmOptions:
    """How a film is painted. It keeps its aspect ratio, its times and its sound.

    Raises:
        OptionError: a value is not finite, out of range, or not one of the choices; or the end comes before the start.
    """

    size: int = option(
        512, 64, 2048, help="Long side of the film in pixels. Twice the size takes four times as long; a smaller film "
        "keeps its own.",
    )  # fmt: skip
    strength: float = option(1.0, 0.0, 1.0, help="How far the film goes from its own style, 0, to that of S, 1.")
    steadiness: float = option(
        0.8,
        0.0,
        0.95,
        help="Share of the previous picture that stays where nothing has changed, which fights flicker. With 0 each "
        "picture is painted by itself.",
    )
    style_weights: tuple[float, ...] = option(
        (), 0.0, 100.0, help="Weights of several style pictures. Equal where none are given.", called="style weight"
    )
    keep_colors: KeepColors = option(
        "no",
        help="How the film keeps its colours. luminance paints only light and dark; matched first gives S the colours "
        "of the film.",
    )
    rate: float = option(30.0, 1.0, 120.0, help="Most pictures a second. Of a faster film some are left out.")
    start: float = option(0.0, 0.0, float(LONGEST), help="Second of the film at which to begin.")
    end: float | None = option(None, 0.0, float(LONGEST), help="Second at which to end. Without it, at the film's end.")
    longest: float = option(600.0, 1.0, float(LONGEST), help="Most seconds that are painted. A longer film is refused.")

    def __post_init__(self) -> None:
        fields.check(self)
        if self.end is not None and self.end <= self.start:
            raise OptionError(f"end is {self.end:g} s, which is not after start, {self.start:g} s; give a later end.")
        if self.style_weights and not sum(self.style_weights):
            raise OptionError("The style weights are all zero; raise one of them.")

    def shares(self, styles: int) -> tuple[float, ...]:
        """What each of so many style pictures contributes; sums to 1.

        Raises:
            OptionError: there is no style picture, or the number of weights differs from the number of pictures.
        """
        return shares(self.style_weights, styles)
