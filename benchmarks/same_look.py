"""Whether the same settings give the same look at several sizes, as one picture.

`python benchmarks/same_look.py [--content FILE] [--style FILE] [--sizes 256,512,1024] [--steps N] [--output FILE]`.
Above, G at each size, brought to one width; below, the same part of each, cut out. All have the default preset and the
same number of steps. 1024 px take sixteen times as long as 256 px: on two cores some minutes for 60 steps.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image

from facestyle import images
from facestyle.style.transfer import StyleOptions, stylize
from facestyle.weights.cache import sample

HOUSE = Path(__file__).resolve().parents[1]
WIDTH = 400  # of each picture in the strip
GAP = 6
#: The part that is cut out: left, top, right and bottom as shares of G.
PART = (0.35, 0.3, 0.65, 0.6)
MOST_BYTES = 250_000


def main() -> None:
    """Paint, and write the strip."""
    arguments = _arguments()
    content, style = images.load(arguments.content), images.load(arguments.style)
    made = []
    for size in arguments.sizes:
        started = time.perf_counter()
        *_, last = stylize(content, style, StyleOptions(size=size, steps=arguments.steps))
        print(
            f"{size} px, {arguments.steps} steps: J = {last.total_cost:.3g}, content {last.content_cost:.3g}, "
            f"{time.perf_counter() - started:.0f} s",
            flush=True,
        )
        made.append(Image.fromarray(last.picture))
    save(strip(made), arguments.output)


def strip(made: Sequence[Image.Image]) -> Image.Image:
    """All pictures side by side, and the same part of each below."""
    parts = [g.crop(tuple(round(share * g.size[n % 2]) for n, share in enumerate(PART))) for g in made]
    rows = [[_of_width(picture) for picture in row] for row in (made, parts)]
    heights = [row[0].height for row in rows]
    sheet = Image.new("RGB", (len(made) * (WIDTH + GAP) - GAP, sum(heights) + GAP), "white")
    for row, top in zip(rows, (0, heights[0] + GAP), strict=True):
        for number, picture in enumerate(row):
            sheet.paste(picture, (number * (WIDTH + GAP), top))
    return sheet


def _of_width(picture: Image.Image) -> Image.Image:
    return picture.resize((WIDTH, round(WIDTH * picture.height / picture.width)), Image.Resampling.LANCZOS)


def save(sheet: Image.Image, path: Path) -> None:
    """As a JPEG of at most `MOST_BYTES`."""
    for quality in range(92, 40, -6):
        sheet.save(path, "JPEG", quality=quality, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            return


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--content", type=Path, default=sample("china"))
    parser.add_argument("--style", type=Path, default=HOUSE / "assets" / "styles" / "swirling-strokes.jpg")
    parser.add_argument("--sizes", type=lambda text: [int(one) for one in text.split(",")], default=[256, 512, 1024])
    parser.add_argument("--steps", type=int, default=StyleOptions().steps)
    parser.add_argument("--output", type=Path, default=HOUSE / "docs" / "pictures" / "same-look.jpg")
    return parser.parse_args()


if __name__ == "__main__":
    main()
