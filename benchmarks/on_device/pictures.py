"""The pictures that checks use: samples in the cache; without them, the style pictures that come with the project."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from facestyle import images
from facestyle.errors import FacestyleError
from facestyle.images import Picture
from facestyle.weights import cache as weights_cache

FACES = ("obama", "obama2", "obama3", "biden", "astronaut")
SCENES = ("china", "coffee", "chelsea")
STYLES = Path(__file__).resolve().parents[2] / "assets" / "styles"


def fetch() -> str:
    """Fetch the samples that are absent, and say which are still missing; empty where none is."""
    try:
        weights_cache.ensure((*FACES, *SCENES))
    except FacestyleError as problem:
        missing = ", ".join(weights_cache.absent((*FACES, *SCENES)))
        return f"the samples {missing}, in whose place style pictures are used where they can be ({problem.message})"
    return ""


@lru_cache(maxsize=1)
def with_faces() -> dict[str, Picture]:
    """The samples that show faces, by name; may be empty."""
    return {name: images.load(path) for name, path in _kept(FACES).items()}


def content() -> Picture:
    """C of the descents."""
    found = _kept(SCENES) or {"style": styles()[0]}
    return images.load(next(iter(found.values())))


def style() -> Picture:
    """S of the descents."""
    return images.load(STYLES / "swirling-strokes.jpg")


def styles() -> list[Path]:
    """The style pictures that come with the project."""
    return sorted(STYLES.glob("*.jpg"))


def every() -> list[Path]:
    """All that there are."""
    return [*_kept((*FACES, *SCENES)).values(), *styles()]


def _kept(names: tuple[str, ...]) -> dict[str, Path]:
    return {name: path for name in names if (path := weights_cache.path_of(name)).is_file()}
