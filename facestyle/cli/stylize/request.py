"""What the command is asked for: styles and options, the same for each C, and what becomes of one C with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from facestyle import images
from facestyle.images import Picture
from facestyle.style import features
from facestyle.style import settings as style_settings
from facestyle.style.costs import regions
from facestyle.style.descent.start import checked_start
from facestyle.style.settings import Settings
from facestyle.style.transfer import StyleOptions


@dataclass(frozen=True)
class Asked:
    """What is asked for whatever C is.

    Attributes:
        options: with those of `like`, where they were not given.
        first_look: whether the pictures are to be small.
        styles: the style pictures.
        regions: files of masks over C; None where those of `like` are taken.
        like: the picture whose settings are taken.
        earlier: its settings, or the usual ones.
    """

    options: StyleOptions
    first_look: bool
    styles: list[Picture]
    regions: list[Path] | None
    like: Path | None
    earlier: Settings


@dataclass(frozen=True, eq=False)
class Restyling:
    """A run over one C: the arguments of `stylize`, and the settings that its picture will hold.

    Attributes:
        differences: why it will not be byte for byte what `like` is; empty without that.
        like: the picture whose settings were taken.
    """

    content: Picture
    styles: list[Picture]
    options: StyleOptions
    masks: list[np.ndarray]
    start: np.ndarray | None
    settings: Settings
    differences: list[str]
    like: Path | None


def asked(
    styles: list[Path], regions: list[Path] | None, first_look: bool | None, like: Path | None, given: dict[str, Any]
) -> Asked:
    """Read and check what does not depend on C.

    Raises:
        FacestyleError: an option, a style picture or the settings of `like` can't be used.
    """
    earlier = style_settings.read(like) if like else Settings(StyleOptions())
    options = replace(earlier.options, **given)
    options.shares(len(styles))
    if options.number_format not in features.number_formats() and "number_format" not in given:
        options = replace(options, number_format="fastest")
    looks = earlier.first_look if first_look is None else first_look
    pictures = [images.load(one, detail=2 * options.size) for one in styles]
    return Asked(options, looks, pictures, regions, like, earlier)


def restyling(wanted: Asked, content: Path, start: Path | None = None) -> Restyling:
    """Read C and what belongs to it.

    Args:
        start: a G of this C to go on from.

    Raises:
        FacestyleError: C, its masks or `start` can't be used.
    """
    picture = images.load(content, detail=2 * wanted.options.size)
    masks = _masks(wanted, picture)
    begun = None
    if start is not None:
        begun = checked_start(images.load(start, detail=wanted.options.size).pixels, picture)
    options = wanted.options.first_look(picture, wanted.styles) if wanted.first_look else wanted.options
    machine = style_settings.machine_of(options, picture, wanted.styles)
    settings = style_settings.of_run(
        wanted.options, picture, wanted.styles, masks, begun, wanted.first_look, machine=machine
    )
    options = replace(options, number_format=settings.options.number_format)
    apart = style_settings.differences(wanted.earlier, settings) if wanted.like else []
    return Restyling(picture, wanted.styles, options, masks, begun, settings, apart, wanted.like)


def _masks(wanted: Asked, content: Picture) -> list[np.ndarray]:
    """Return the masks over C: those given, or those of the earlier picture, where it was made of this C."""
    earlier = wanted.earlier
    if wanted.regions is None and earlier.content == content.digest and len(earlier.styles) == len(wanted.styles):
        kept = [mask for mask in earlier.regions if not isinstance(mask, str)]
        masks = kept if len(kept) == len(earlier.regions) else []
    else:
        masks = [regions.load(path, content) for path in wanted.regions or ()]
    regions.checked(masks, len(wanted.styles))
    return masks
