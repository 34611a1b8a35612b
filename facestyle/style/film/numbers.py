"""The hundred numbers of a film's style, the same for all of its pictures: new ones each time would flicker."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from facestyle.images import Picture
from facestyle.style.film.opening import opened
from facestyle.style.film.options import FilmOptions
from facestyle.style.film.reading import FilmFrame
from facestyle.style.instant.instant import mixed, numbers_beside, read_numbers, style_numbers, towards

#: Number of pictures that tell what a film looks like.
_SAMPLES = 5


def film_numbers(seen: Sequence[np.ndarray], styles: Sequence[Picture], options: FilmOptions) -> np.ndarray:
    """Return the numbers that a film is painted by: 100, float32.

    What the film has of its own, its manner for a strength below 1 and its colours for matched ones, is the mean of a
    few of its pictures.

    Args:
        seen: these pictures, as `seen_of` returns them; empty where the options need none.
        styles: S, or several.
        options: of the film.

    Raises:
        PictureTooSmallError: a style is too elongated.
        WeightsMissingError, WeightsDamagedError.
    """
    shares = options.shares(len(styles))
    if not seen:
        return mixed(np.stack([style_numbers(one) for one in styles]), shares)
    together = torch.from_numpy(np.concatenate(seen)).permute(2, 0, 1)[None] / 255.0
    style = mixed(np.stack([numbers_beside(one, together, options.keep_colors) for one in styles]), shares)
    if options.strength == 1:
        return style
    own = np.mean([read_numbers(Picture.from_array(one, "the film")) for one in seen], axis=0)
    return towards(own, style, options.strength)


def seen_of(source: Path, options: FilmOptions) -> list[np.ndarray]:
    """Return pictures from all over the part that is painted, H x W x 3, uint8: at least its first.

    Empty where the options need nothing of the film's own.

    Raises:
        FacestyleError: the film can't be read, see `opening.opened`.
    """
    if options.strength == 1 and options.keep_colors != "matched":
        return []
    with opened(source, options) as reader:
        found = [next(one.pixels for one in reader if isinstance(one, FilmFrame))]
        if reader.seconds is not None:
            others = (reader.near(reader.seconds * number / _SAMPLES) for number in range(1, _SAMPLES))
            found += [one for one in others if one is not None]
    return found
