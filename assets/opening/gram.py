"""Draw the figure of a Gram matrix in the tab Style: `python assets/opening/gram.py` writes the files beside it.

One picture holds all tiles: the feature maps in the first row, and below them the product of each two.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

from facestyle import images
from facestyle.folders import assets
from facestyle.inside.compare import ramp
from facestyle.inside.gram import gram_of_few

FOLDER = Path(__file__).resolve().parent
STYLE = "swirling-strokes"


def main() -> None:
    """Write the tiles, and the numbers of the channels and of the matrix."""
    found = gram_of_few(images.load(assets() / "styles" / f"{STYLE}.jpg"))
    maps = found.maps / found.maps.max(axis=(1, 2), keepdims=True)
    products = maps[:, None] * maps[None]
    rows = [maps, *products]
    tiles = np.concatenate([np.concatenate(list(row), axis=1) for row in rows], axis=0)
    Image.fromarray(ramp(np.sqrt(tiles))).save(FOLDER / "gram.webp", "WEBP", quality=70, method=6)
    told = {
        "style": STYLE,
        "layer": found.layer,
        "channels": found.channels,
        "places": found.maps.shape[1:],
        "gram": [[float(f"{value:.6g}") for value in row] for row in found.gram],
    }
    (FOLDER / "gram.json").write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
