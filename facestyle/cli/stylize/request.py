"""What the command is asked for: styles and options, the same for each C, and what becomes of one C with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from facestyle import images
from facestyle.errors import OptionError
from facestyle.images import Picture
from facestyle.style import features
from facestyle.style import settings as style_settings
from facestyle.style.costs import regions, taken
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
        style_masks: masks on the style pictures, from the first one on.
        like: the picture whose settings are taken.
        earlier: its settings, or the usual ones.
    """

    options: StyleOptions
    first_look: bool
    styles: list[Picture]
    regions: list[Path] | None
    style_masks: list[np.ndarray | None]
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
    style_masks: list[np.ndarray | None]
    start: np.ndarray | None
    settings: Settings
    differences: list[str]
    like: Path | None


def asked(
    styles: list[Path],
    regions: list[Path] | None,
    style_masks: list[Path] | None,
    first_look: bool | None,
    like: Path | None,
    given: dict[str, Any],
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
    parts = _style_masks(style_masks, pictures, earlier)
    return Asked(options, looks, pictures, regions, parts, like, earlier)


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
        begun = checked_start(
            images.load(start, detail=wanted.options.size).pixels, picture, wanted.options.step_of_sides
        )
    options = wanted.options.first_look(picture, wanted.styles) if wanted.first_look else wanted.options
    machine = style_settings.machine_of(options, picture, wanted.styles)
    settings = style_settings.of_run(
        wanted.options,
        picture,
        wanted.styles,
        masks,
        begun,
        wanted.first_look,
        machine=machine,
        style_masks=wanted.style_masks,
    )
    options = replace(options, number_format=settings.options.number_format)
    apart = style_settings.differences(wanted.earlier, settings) if wanted.like else []
    return Restyling(picture, wanted.styles, options, masks, wanted.style_masks, begun, settings, apart, wanted.like)


def _style_masks(given: list[Path] | None, styles: list[Picture], earlier: Settings) -> list[np.ndarray | None]:
    """Return the masks on S: those given, or those of the earlier picture, where it was made of these styles."""
    if given is not None:
        if len(given) > len(styles):
            raise OptionError(f"{len(given)} masks on S were given for {len(styles)} style pictures; give one each.")
        masks: list[np.ndarray | None] = [taken.load(path, of) for path, of in zip(given, styles, strict=False)]
    elif earlier.styles == tuple(style.digest for style in styles):
        held = [one for one in earlier.style_masks if not isinstance(one, str) or not one]
        whole = len(held) == len(earlier.style_masks)
        masks = [None if isinstance(one, str) else one for one in held] if whole else []
    else:
        masks = []
    taken.checked(masks, styles)
    return masks


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
