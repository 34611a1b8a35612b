"""The costs of a G that something other than a descent has made, such as one pass of a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from facestyle.compute.device import lock
from facestyle.images import Picture
from facestyle.style.costs import regions
from facestyle.style.costs.taken import StyleMasks
from facestyle.style.descent import memory_needed, transparency
from facestyle.style.descent.descent import Costs, Descent
from facestyle.style.descent.sizes import sizes
from facestyle.style.descent.start import checked_start
from facestyle.style.options import StyleOptions


def costs_of(
    picture: np.ndarray,
    content: Picture,
    styles: Sequence[Picture],
    options: StyleOptions | None = None,
    masks: Sequence[np.ndarray] = (),
    style_masks: StyleMasks = (),
) -> Costs:
    """Return J and its parts, as `stylize` tells them of its last step at the size of this picture.

    Args:
        picture: G, H x W x 3, uint8, of the aspect ratio of C.
        content, styles, options, masks, style_masks: as for `stylize`; options.size counts for nothing.

    Raises:
        OptionError: G has not the shape of C, or a mask is not one.
        PictureTooSmallError, BudgetError, WeightsMissingError, WeightsDamagedError: see `stylize`.
    """
    options = replace(options or StyleOptions(), size=max(picture.shape[:2]), steps=1)
    content, *styles = transparency.as_asked([content, *styles], options)
    masks = regions.checked(masks, len(styles), content)
    checked_start(picture, content, options.step_of_sides)
    sizes(content, styles, options)
    memory_needed.check(content, styles, options)
    with lock.behind():
        descent = Descent(content, styles, options, options.size, (), masks, picture, style_masks)
        lock.give_way()
        return descent.finish()
