"""The work behind the tab Inside the network, on ZeroGPU's GPU if there is one."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np

from facestyle.engine.choice import engine
from facestyle.images import Picture
from facestyle.inside import maps
from facestyle.inside.compare import LayerComparison
from facestyle.inside.maxima import MaximaCache
from facestyle.inside.patches import Patch, patches
from facestyle.inside.units import Scan, ScanStep, Source, UnitsOptions, scan
from facestyle.inside.visualise import VisualiseStep
from facestyle.ui.server.gpu import on_gpu
from facestyle.ui.shared.work import needs

#: Activations by picture content, for all visitors; it holds numbers and no pictures.
_CACHE = MaximaCache()


def look(sources: Sequence[Source], options: UnitsOptions) -> Generator[ScanStep, None, None]:
    """See `units.scan`; the activations of a known picture are not computed again."""
    needs(options.network)
    yield from _look(sources, options)


@on_gpu(lambda sources, _options: 10 + len(sources) // 4)
def _look(sources: Sequence[Source], options: UnitsOptions) -> Generator[ScanStep, None, None]:
    yield from scan(sources, options, _CACHE, engine())


@on_gpu(lambda *_: 20)
def cut(found: Scan, layer: str, units: Sequence[int]) -> dict[int, list[Patch]]:
    """See `inside.patches.patches`."""
    return patches(found, layer, units, engine())


@on_gpu(lambda *_: 10)
def where(picture: Picture, network: str, layer: str, unit: int) -> tuple[maps.UnitMap, np.ndarray, np.ndarray]:
    """See `maps.unit_map`; returns it with its heat map and its gradient as pictures."""
    found = engine().unit_map(picture, network, layer, unit)
    return found, maps.heat(found), maps.gradient_picture(found)


@on_gpu(lambda *_: 30)
def ask(network: str, layer: str, unit: int) -> Generator[VisualiseStep, None, None]:
    """See `Engine.visualise`."""
    yield from engine().visualise(network, layer, unit)


@on_gpu(lambda *_: 15)
def compare(content: Picture, style: Picture, generated: Picture) -> list[LayerComparison]:
    """See `compare.compare`."""
    return engine().compare(content, style, generated)
