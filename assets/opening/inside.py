"""Find what the tab Inside the network opens with: `python assets/opening/inside.py` writes the files beside it."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from facestyle.inside.options import UnitsOptions
from facestyle.inside.sheets import nine
from facestyle.ui.inside import work
from facestyle.ui.inside.events import FIRST_LAYER
from facestyle.ui.shared import samples

FOLDER = Path(__file__).resolve().parent


def main() -> None:
    """Write the nine patches of each of nine units, and what they are of."""
    options = UnitsOptions(network="vgg16", layers=(FIRST_LAYER,))
    *_, last = work.look(samples.for_units(), options)
    scan = last.scan
    found = scan.found[FIRST_LAYER]
    cut = work.cut(scan, FIRST_LAYER, found.strongest())
    for old in FOLDER.glob("inside-*.webp"):
        old.unlink()
    for unit, patches in cut.items():
        Image.fromarray(nine(patches, 96)).save(FOLDER / f"inside-{unit}.webp", "WEBP", quality=80, method=6)
    told = {
        "network": "vgg16",
        "layer": FIRST_LAYER,
        "units": found.layer.units,
        "pictures": scan.usable,
        "shown": [int(unit) for unit in cut],
        "strongest": {
            str(unit): [Path(patches[0].source).name, round(float(patches[0].activation), 3)]
            for unit, patches in cut.items()
        },
    }
    (FOLDER / "inside.json").write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
