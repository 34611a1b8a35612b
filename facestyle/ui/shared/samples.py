"""The pictures that the tabs open with: public photographs from the cache, styles from the assets.

Where a sample can't be had (offline before the first fetch) it is left out, and the tab opens empty.
"""

from __future__ import annotations

import contextlib
import filecmp
import hashlib
import tempfile
from pathlib import Path

from gradio.utils import get_upload_folder
from PIL import Image, ImageOps

from facestyle import folders, images
from facestyle.images import Picture
from facestyle.outputs import atomically
from facestyle.ui.shared import words
from facestyle.weights import cache as weights_cache
from facestyle.weights import sources

STYLES_FOLDER = folders.assets() / "styles"
PICTURES_FOLDER = folders.assets() / "pictures"
#: Width and height of a picture on a wall, twice what the page shows.
THUMBNAIL = (240, 150)


def _present(*names: str) -> list[str] | None:
    """Paths of samples that lie in the cache; None where one is missing."""
    return None if weights_cache.absent(names) else [str(weights_cache.sample(name)) for name in names]


def _each(*names: str) -> list[str]:
    """Paths of those samples that lie in the cache."""
    return [path for name in names for path in _present(name) or []]


#: Pairs for Verify; their captions are in the words.
_PAIRS = (("obama", "obama2"), ("obama3", "biden"), ("obama2", "obama3"), ("astronaut", "biden"))


def verify_pairs() -> list[tuple[str, str, str]]:
    """Pairs for Verify: two paths and a caption, a pair of the same person first."""
    pairs = [(_present(*pair), caption) for pair, caption in zip(_PAIRS, words.PAIRS, strict=True)]
    return [(paths[0], paths[1], caption) for paths, caption in pairs if paths]


def verify_thumbnails() -> list[tuple[str, str]]:
    """The pairs side by side in one small picture each, with their captions."""
    return [(_side_by_side([one, other], 240, 1.0), caption) for one, other, caption in verify_pairs()]


def thumbnail(path: str, width: int, height: int) -> str:
    """A small copy of a picture, cut to this size and kept in the cache of samples; it is named by the content."""
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]
    target = weights_cache.cache_folder() / "samples" / f"{Path(path).stem}-{digest}-{width}x{height}.jpg"
    if not target.is_file():
        _keep(ImageOps.fit(images.load(path).image(), (width, height), Image.Resampling.LANCZOS), target, 80)
    return str(target)


def style_thumbnails() -> list[tuple[str, str]]:
    """Our own style pictures, small, with their titles, in the order of `styles`."""
    return [(thumbnail(path, *THUMBNAIL), title) for path, title in styles()]


def content_thumbnails() -> list[tuple[str, str]]:
    """The content pictures, small, with their titles, in the order of `contents`."""
    return [(thumbnail(path, *THUMBNAIL), words.CONTENTS[Path(path).stem]) for path in contents()]


def identify_photos() -> list[str]:
    """Pictures for Identify: a group (an enrolled face, a stranger, another enrolled face), then single people."""
    group = _present("obama2", "astronaut", "biden")
    return ([_side_by_side(group, 640, 1.25)] if group else []) + _each("obama3", "astronaut")


def identify_thumbnails() -> list[tuple[str, str]]:
    """The pictures for Identify, small, with their names, in the order of `identify_photos`."""
    return [(thumbnail(path, *THUMBNAIL), words.PHOTOGRAPHS[Path(path).stem]) for path in identify_photos()]


def _side_by_side(paths: list[str], height: int, tallness: float) -> str:
    """Upper parts of photographs in a row, kept in the cache of samples."""
    name = "-".join(Path(path).stem for path in paths)
    target = weights_cache.cache_folder() / "samples" / f"{name}-{height}.jpg"
    if target.is_file():
        return str(target)
    tiles = []
    for path in paths:
        image = images.load(path).image()
        image = image.crop((0, 0, image.width, min(image.height, round(image.width * tallness))))
        tiles.append(image.resize((round(image.width * height / image.height), height), Image.Resampling.LANCZOS))
    row = Image.new("RGB", (sum(tile.width for tile in tiles), height))
    left = 0
    for tile in tiles:
        row.paste(tile, (left, 0))
        left += tile.width
    _keep(row, target, 92)
    return str(target)


def _keep(image: Image.Image, target: Path, quality: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with atomically(target) as new:
        image.save(new, "JPEG", quality=quality)


def contents() -> list[str]:
    """Content pictures for Style."""
    return _each("china", "coffee", "chelsea", "astronaut")


def portrait() -> Picture | None:
    """Head and shoulders of the astronaut, for Live while its camera is off; None where the sample can't be had."""
    path = next(iter(_each("astronaut")), None)
    if path is None:
        return None
    image = images.load(path).image()
    width = round(image.width * 0.8)
    return images.load(image.crop((image.width // 10, 0, image.width // 10 + width, round(width * 0.75))))


def everything() -> list[str]:
    """All sample photographs."""
    return _each(*(source.name for source in sources.SOURCES.values() if "sample" in source.purpose))


def for_units(faces: bool = False) -> list[str]:
    """Pictures in which units are looked for; only sample photographs for a network that sees `faces`."""
    drawn = [] if faces else [*(path for path, _ in styles()), *map(str, sorted(PICTURES_FOLDER.glob("*.webp")))]
    return drawn + everything()


def forget(upload: str | Path) -> None:
    """Remove an upload that has been used.

    A copy of a sample stays: Gradio keeps files by their content, so the page's own sample lies at the same path.
    """
    path = Path(upload)
    ours = {source.kept_sha256 for source in sources.SOURCES.values() if source.convert is None}
    with contextlib.suppress(OSError):  # gone already
        if hashlib.sha256(path.read_bytes()).hexdigest() not in ours:
            path.unlink()


def styles() -> list[tuple[str, str]]:
    """Our own style pictures: path and title."""
    paths = sorted(STYLES_FOLDER.glob("*.jpg"))
    return [(str(path), words.style_title(path.stem)) for path in paths]


def hung_style() -> str | None:
    """The style picture that the page opens with."""
    path = STYLES_FOLDER / "swirling-strokes.jpg"
    return str(path) if path.is_file() else None


def alike(one: str | Path, other: str | Path) -> bool:
    """Whether two files hold the same: Gradio serves copies of ours. One that can't be read is like no other."""
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


def new_file(name: str) -> Path:
    """A path for a new file in a folder that Gradio serves, and empties within the hour."""
    return Path(tempfile.mkdtemp(dir=get_upload_folder())) / name
