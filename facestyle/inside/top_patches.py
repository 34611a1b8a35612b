"""The nine places where each unit fires most, at most one in a picture, kept while pictures are read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from facestyle.inside.layers import Layer
from facestyle.inside.maxima import Maxima

#: Patches of each unit, as in the paper (Zeiler and Fergus 2014).
TOP = 9


@dataclass(frozen=True, eq=False)
class Found:
    """Where the units of a layer fire most in a set of pictures, strongest first.

    Attributes:
        layer: the layer.
        values: n_C x 9, float32; minus infinity where fewer pictures excite a unit.
        pictures: n_C x 9, int32: number of the source.
        positions: n_C x 9 x 2, int32: row and column in the layer.
        complete: n_C x 9, bool: whether what the unit sees there lies within the picture.
    """

    layer: Layer
    values: np.ndarray
    pictures: np.ndarray
    positions: np.ndarray
    complete: np.ndarray

    def strongest(self, count: int = 9) -> list[int]:
        """Return the numbers of the units to show first: those with all patches, and the strongest ninth patch.

        Units that answer to the borders of pictures come last: many of their patches are not complete.
        """
        there = np.isfinite(self.values)
        filled = there.sum(axis=1)
        weakest = np.where(there, self.values, np.inf).min(axis=1)
        bordered = (filled - self.complete.sum(axis=1)) // 3
        order = np.lexsort((-np.where(filled > 0, weakest, -np.inf), bordered, -filled))
        return [int(unit) for unit in order[:count]]


class Tops:
    """The best nine places of every unit so far; a picture counts once."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.values = torch.full((layer.units, TOP), -torch.inf)
        #: Number of the picture, row, column, and whether all that is seen there lies within the picture.
        self.places = torch.zeros((layer.units, TOP, 4), dtype=torch.int32)

    def add(self, number: int, maxima: Maxima) -> None:
        """Take a picture in; units that are silent everywhere in it pass it over."""
        new = torch.from_numpy(maxima.values)
        new = torch.where(new > 0, new, -torch.inf)
        better = new > self.values[:, -1]
        if not better.any():
            return
        values = torch.cat([self.values[better], new[better, None]], dim=1)
        # Stable: of two pictures that are as strong, the earlier one stays first.
        order = values.argsort(dim=1, descending=True, stable=True)[:, :TOP]
        self.values[better] = values.gather(1, order)
        both = torch.cat([self.places[better], self._places(number, maxima)[better, None]], dim=1)
        self.places[better] = both.gather(1, order[..., None].expand(-1, -1, 4))

    def _places(self, number: int, maxima: Maxima) -> torch.Tensor:
        positions = torch.from_numpy(maxima.positions)
        axes = (self.layer.field.rows, self.layer.field.columns)
        within = torch.ones(len(positions), dtype=torch.bool)
        for axis, length, place in zip(axes, maxima.size, positions.unbind(1), strict=True):
            first = axis.start + place * axis.stride
            within &= (first >= 0) & (first + axis.size <= length)
        numbers = torch.full_like(positions[:, 0], number)
        return torch.stack([numbers, *positions.unbind(1), within.to(torch.int32)], dim=1)

    def found(self) -> Found:
        """Return the places as plain numbers."""
        there, places = torch.isfinite(self.values).numpy(), self.places.numpy()
        return Found(
            layer=self.layer,
            values=self.values.numpy().copy(),
            pictures=places[..., 0].copy(),
            positions=places[..., 1:3].copy(),
            complete=(places[..., 3] > 0) & there,
        )
