"""Draw the style pictures: `python assets/styles/draw.py [NAME ...]` redraws all of them, or those named.

Ours, by numbers alone: the same seed gives the same picture. MIT, like the project.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent))

from drawing import flowing, painted, pieced

SIZE = 768
PICTURES: dict[str, Callable[[np.random.Generator, int], Image.Image]] = {
    "swirling-strokes": painted.swirling_strokes,
    "pointillism": painted.pointillism,
    "pastel": painted.pastel,
    "mosaic": pieced.mosaic,
    "stained-glass": pieced.stained_glass,
    "op-art": pieced.op_art,
    "woodblock-waves": flowing.woodblock_waves,
    "ink-wash": flowing.ink_wash,
    "marbling": flowing.marbling,
}


def main(names: list[str]) -> None:
    """Draw the pictures named, or all."""
    for number, (name, draw) in enumerate(PICTURES.items()):
        if names and name not in names:
            continue
        path = Path(__file__).resolve().parent / f"{name}.jpg"
        draw(np.random.default_rng(1000 + number), SIZE).save(path, "JPEG", quality=88)
        print(f"{path.name}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
