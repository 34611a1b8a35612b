"""Paint what 'You as a painting' opens with: `python assets/opening/you.py` writes the files beside it.

The photograph is NASA's, in the public domain; the styles are our own.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from PIL import Image

from facestyle import images
from facestyle.folders import assets
from facestyle.style.portraits import PORTRAIT, framed
from facestyle.style.transfer import stylize
from facestyle.ui.you.events import USUAL
from facestyle.weights import cache

FOLDER = Path(__file__).resolve().parent
PHOTO = "astronaut"


def main() -> None:
    """Write C and its four paintings, and what became of the face in each."""
    content = framed(images.load(cache.sample(PHOTO)))
    content.image().save(FOLDER / "you.webp", "WEBP", quality=88, method=6)
    portraits = []
    for name in USUAL:
        *_, last = stylize(content, images.load(assets() / "styles" / f"{name}.jpg"), PORTRAIT)
        Image.fromarray(last.picture).save(FOLDER / f"you-{name}.webp", "WEBP", quality=88, method=6)
        portraits.append({"style": name, "face": asdict(last.faces[0])})
    told = {"photo": PHOTO, "steps": PORTRAIT.steps, "portraits": portraits}
    (FOLDER / "you.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
