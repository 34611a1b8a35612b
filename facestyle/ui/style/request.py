"""A restyling as the page and programs ask for it: pictures and options, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from facestyle import fields, images
from facestyle.fields import Option
from facestyle.images import Picture
from facestyle.style.costs import regions, taken
from facestyle.style.descent import start as descent_start
from facestyle.style.descent.sizes import sizes
from facestyle.style.instant.options import InstantOptions
from facestyle.style.options import StyleOptions
from facestyle.style.settings import Settings, of_run
from facestyle.ui.style import words

_DEFAULTS = StyleOptions()
#: The usual share of the second style picture.
SHARE = 0.5


#: The page serves many visitors with one machine, and nobody waits hours for it: half the long side that the command
#: line takes, and a quarter of its budget (768 px for the full thousand steps).
LARGEST = 2048
BUDGET = LARGEST * LARGEST * 150


def _offered(one: Option) -> list[Option]:
    """An option as on the page and in its API: a lambda for each of the usual layers, instead of layers and weights."""
    if one.name == "size":
        return [one._replace(high=LARGEST)]
    if one.name != "layer_weights":
        return [] if one.several else [one]
    layers = enumerate(zip(_DEFAULTS.style_layers, _DEFAULTS.layer_weights, strict=True), start=1)
    return [
        one._replace(
            name=f"lambda_{number}", default=weight, several=False, help=f"Weight of {layer} in the style cost."
        )
        for number, (layer, weight) in layers
    ]


OPTIONS = [offered for one in fields.of(StyleOptions) for offered in _offered(one)]
#: Of G in one pass.
INSTANT = [
    one._replace(high=LARGEST) if one.name == "size" else one for one in fields.of(InstantOptions) if not one.several
]


def values(options: StyleOptions) -> dict[str, object]:
    """Options by the names of `OPTIONS`; the lambda of a layer that they leave out is 0."""
    weights = dict(zip(options.style_layers, options.layer_weights, strict=True))
    lambdas = {f"lambda_{n}": weights.get(layer, 0.0) for n, layer in enumerate(_DEFAULTS.style_layers, start=1)}
    return {one.name: lambdas[one.name] if one.name in lambdas else getattr(options, one.name) for one in OPTIONS}


def options_of(given: Mapping[str, Any], style_weights: tuple[float, ...] = ()) -> StyleOptions:
    """Options from values by the names of `OPTIONS`; the default where one is left out.

    Raises:
        OptionError, BudgetError: a value can't be used, or the run would be larger than the page takes.
    """
    others = {name: value for name, value in given.items() if not name.startswith("lambda_")}
    lambdas = tuple(given.get(f"lambda_{number}", weight) for number, weight in enumerate(_DEFAULTS.layer_weights, 1))
    fields.whole("size", given.get("size", _DEFAULTS.size), fields.limits(StyleOptions, "size")[0], LARGEST)
    chosen = StyleOptions(**others, layer_weights=lambdas, style_weights=style_weights)
    chosen.check_budget(BUDGET)
    return chosen


@dataclass(frozen=True)
class Request:
    """A restyling as it is asked for.

    Attributes:
        region: the share of C that is painted: 0 if the mask is empty, None without a mask.
    """

    options: StyleOptions
    content: Picture
    styles: list[Picture]
    masks: list[np.ndarray]
    region: float | None
    start: np.ndarray | None
    style_masks: list[np.ndarray | None]

    @property
    def beside(self) -> tuple[list[np.ndarray], np.ndarray | None, list[np.ndarray | None]]:
        """Masks over C, what G goes on from and masks on S, as `stylize` takes them after the options."""
        return self.masks, self.start, self.style_masks

    @property
    def measures(self) -> tuple[Picture, list[Picture], StyleOptions, list[np.ndarray], list[np.ndarray | None]]:
        """What J of a G in one pass is measured by, as `costs_of` takes it; such a G is never seamless."""
        return self.content, self.styles, replace(self.options, seamless=False), self.masks, self.style_masks

    def settings(self, machine: Mapping[str, str], first_look: bool = False) -> Settings:
        """Return what the picture of a run holds, see `settings.of_run`."""
        painted = self.masks[:1]  # a second mask is what the first one leaves
        pictures, parts = (self.content, self.styles), self.style_masks
        return of_run(self.options, *pictures, painted, self.start, first_look, machine=machine, style_masks=parts)


def read(
    content: str,
    style: str,
    region: str | None = None,
    start: str | None = None,
    style_2: str | None = None,
    share: float = SHARE,
    style_mask: str | None = None,
    style_mask_2: str | None = None,
    **given: Any,
) -> Request:
    """Read the pictures and check the options; see `events.stylize`.

    Raises:
        FacestyleError: a picture or an option cannot be used.
    """
    chosen = options_of(given, _shares(share, style_2))
    detail = 2 * chosen.size
    picture_c, styles = _pictures(content, style, style_2, detail)
    given_masks = zip((style_mask, style_mask_2), styles, (words.STYLE_MASK, words.STYLE_MASK_2), strict=False)
    parts = [taken.load(path, of, name, detail) if path else None for path, of, name in given_masks]
    taken.checked(parts, styles)
    masks, covered = _mask(region, picture_c, len(styles), detail)
    begun = None
    if start:
        begun = images.load(start, name=words.THE_START, detail=chosen.size).pixels
        descent_start.checked_start(begun, picture_c, chosen.step_of_sides)
    sizes(picture_c, styles, chosen)
    return Request(chosen, picture_c, styles, masks, covered, begun, parts)


@dataclass(frozen=True)
class InstantRequest:
    """A G in one pass as it is asked for; see `Request`."""

    options: InstantOptions
    content: Picture
    styles: list[Picture]
    masks: list[np.ndarray]
    region: float | None


def read_instant(
    content: str,
    style: str,
    region: str | None = None,
    style_2: str | None = None,
    share: float = SHARE,
    **given: Any,
) -> InstantRequest:
    """Read the pictures and check the options of a G in one pass; see `read`."""
    fields.whole("size", given.get("size", InstantOptions().size), fields.limits(InstantOptions, "size")[0], LARGEST)
    chosen = InstantOptions(**given, style_weights=_shares(share, style_2))
    detail = 2 * chosen.size
    picture_c, styles = _pictures(content, style, style_2, detail)
    return InstantRequest(chosen, picture_c, styles, *_mask(region, picture_c, len(styles), detail))


def of_one_pass(options: StyleOptions, size: int, strength: float = 1.0) -> InstantOptions:
    """The options of one pass that are those of a descent."""
    return InstantOptions(strength, options.style_weights, options.keep_colors, size=size)


def _shares(share: float, style_2: str | None) -> tuple[float, ...]:
    share = fields.number("share", share, 0.0, 1.0)
    return (1.0 - share, share) if style_2 else ()


def _pictures(content: str, style: str, style_2: str | None, detail: int) -> tuple[Picture, list[Picture]]:
    picture_c = images.load(content, name=words.PICTURE_C, detail=detail)
    styles = [images.load(style, name=words.PICTURE_S, detail=detail)]
    if style_2:
        styles.append(images.load(style_2, name=words.PICTURE_S2, detail=detail))
    return picture_c, styles


def _mask(region: str | None, content: Picture, styles: int, detail: int) -> tuple[list[np.ndarray], float | None]:
    if not region:
        return [], None
    mask = regions.load(region, content, words.THE_REGION, detail)
    covered = 0.0 if regions.is_empty(mask) else float(mask.mean())
    return regions.checked([mask] if covered else [], styles), covered
