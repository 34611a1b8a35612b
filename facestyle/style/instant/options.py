"""What painting in one pass can be asked for, of a picture or of a film, checked where it is built."""

from __future__ import annotations

from dataclasses import dataclass

from facestyle import fields
from facestyle.errors import OptionError
from facestyle.fields import option
from facestyle.style.options import KeepColors, shares


@dataclass(frozen=True)
class PassOptions:
    """What a pass of the network can be asked for, whatever is painted.

    Raises:
        OptionError: a value is not finite, out of range, or not one of the choices.
    """

    strength: float = option(
        1.0,
        0.0,
        1.0,
        help="How far to go from C's own manner to that of S. 0 repaints C in its own manner.",
    )
    style_weights: tuple[float, ...] = option(
        (), 0.0, 100.0, help="Weights of several style pictures. Equal where none are given.", called="style weight"
    )
    keep_colors: KeepColors = option(
        "no",
        help="How G keeps the colours of C. luminance paints only light and dark; matched first gives S the colours of "
        "C.",
    )

    def __post_init__(self) -> None:
        fields.check(self)
        if self.style_weights and not sum(self.style_weights):
            raise OptionError("The style weights are all zero; raise one of them.")

    def shares(self, styles: int) -> tuple[float, ...]:
        """What each of so many style pictures contributes; sums to 1.

        Raises:
            OptionError: there is no style picture, or the number of weights differs from the number of pictures.
        """
        return shares(self.style_weights, styles)


@dataclass(frozen=True)
class InstantOptions(PassOptions):
    """How G is made in one pass. There is no alpha, beta or lambda: they were fixed when the network was trained.

    Raises:
        OptionError: a value is not finite, out of range, or not one of the choices.
    """

    size: int = option(512, 64, 4096, help="Long side of G in pixels. Strokes keep their size, so they look finer.")
    check_faces: bool = option(False, help="Whether to say which faces of C are still recognisable in G.")
