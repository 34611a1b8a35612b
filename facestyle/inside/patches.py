"""What the units of a layer saw where they fired most: the winners of a scan, cut out of their pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from facestyle import fields, images
from facestyle.errors import FacestyleError
from facestyle.inside.layers import unit_of
from facestyle.inside.looking import HERE, Look
from facestyle.inside.receptive_field import Box
from facestyle.inside.top_patches import TOP, Found
from facestyle.inside.units import Scan, Source, detail_for

#: What stands for pixels beyond the border.
GREY = 128


@dataclass(frozen=True, eq=False)
class Patch:
    """What a unit saw where it fired most in one picture.

    Attributes:
        pixels: as large as the unit's receptive field, x 3, uint8; grey beyond the border of the picture.
        activation: of the unit, after the layer's ReLU.
        source: of the picture.
        box: in pixels of the picture as the network saw it; parts may lie beyond its borders.
        position: row and column in the layer.
        complete: no part lies beyond a border.
    """

    pixels: np.ndarray
    activation: float
    source: Source
    box: Box
    position: tuple[int, int]
    complete: bool


def patches(scan: Scan, layer: str, units: Sequence[int], look: Look = HERE) -> dict[int, list[Patch]]:
    """Cut out the patches of some units, strongest first; each picture is read once more.

    Args:
        scan: what was found.
        layer, units: its name, and the units' numbers.
        look: what has the network.

    Returns:
        By unit at most nine; fewer where fewer pictures excite it. A picture that has changed since, or gone, is left
        out.

    Raises:
        OptionError: the layer was not looked at, or has no such unit.
    """
    fields.choice("layer", layer, scan.found)
    found = scan.found[layer]
    units = [unit_of(found.layer, unit) for unit in units]
    wanted: dict[int, list[tuple[int, int]]] = {}
    for unit in units:
        for rank in np.flatnonzero(np.isfinite(found.values[unit])).tolist():
            wanted.setdefault(int(found.pictures[unit, rank]), []).append((unit, rank))
    cut = {
        (unit, rank): _patch(found, unit, rank, pixels, scan.sources[number])
        for number, pixels in _read_again(scan, sorted(wanted), look)
        for unit, rank in wanted[number]
    }
    return {unit: [cut[unit, rank] for rank in range(TOP) if (unit, rank) in cut] for unit in units}


def _patch(found: Found, unit: int, rank: int, pixels: np.ndarray, source: Source) -> Patch:
    row, column = (int(place) for place in found.positions[unit, rank])
    box = found.layer.field.box(row, column)
    value, complete = float(found.values[unit, rank]), bool(found.complete[unit, rank])
    return Patch(cut_out(pixels, box), value, source, box, (row, column), complete)


def _read_again(scan: Scan, numbers: Sequence[int], look: Look) -> Iterator[tuple[int, np.ndarray]]:
    """The pictures of these numbers as the network saw them."""
    network = look.about(scan.options.network)
    for number in numbers:
        try:
            picture = images.load(scan.sources[number], detail=detail_for(network, scan.options))
        except FacestyleError:  # gone, or no picture any more
            continue
        if picture.digest == scan.digests[number]:
            yield number, look.seen(picture, network.name, scan.options.size)


def cut_out(pixels: np.ndarray, box: Box) -> np.ndarray:
    """Return the pixels of a box, grey where it lies beyond the borders.

    Args:
        pixels: H x W x 3, uint8.
        box: see `ReceptiveField.box`.
    """
    height, width = pixels.shape[:2]
    left, top, right, bottom = box
    patch = np.full((bottom - top, right - left, 3), GREY, dtype=np.uint8)
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    patch[y0 - top : y1 - top, x0 - left : x1 - left] = pixels[y0:y1, x0:x1]
    return patch
