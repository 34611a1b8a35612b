"""The work behind the tab Film, on ZeroGPU's GPU if there is one."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from facestyle.engine.choice import engine
from facestyle.images import Picture
from facestyle.style.film.film import FilmStep, film
from facestyle.style.film.options import FilmOptions
from facestyle.ui.server.gpu import on_gpu
from facestyle.ui.shared.work import PAINTER, needs


def paint(source: Path, style: Picture, output: Path, options: FilmOptions) -> Generator[FilmStep, None, None]:
    """See `film.film`; networks that are absent are fetched first, with their progress on the page."""
    needs(*PAINTER)
    yield from _paint_film(source, style, output, options)


# A minute of film at 512 px: 1,800 passes of some 15 ms, and as long again to read and to write them.
@on_gpu(lambda *_: 90)
def _paint_film(source: Path, style: Picture, output: Path, options: FilmOptions) -> Generator[FilmStep, None, None]:
    yield from film(source, style, output, options, painter=engine())
