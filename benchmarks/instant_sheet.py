"""A sheet to look at: each style, and each content in it, in one pass beside the descent.

`python benchmarks/instant_sheet.py OUT.jpg [--styles-from DIR] [--styles N] [--size 256] [--steps 150] [--init noise]
[--keep DIR]`. Without --styles-from the styles are our own, and the sheet may go into the documentation; the contents
are the sample pictures. With --keep, descents are kept in DIR and taken from there again. It also prints J of both, and
their ratio.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from facestyle import images
from facestyle.folders import assets, pictures_in
from facestyle.images import Picture
from facestyle.outputs import check, write_picture
from facestyle.style.descent.costs_of import costs_of
from facestyle.style.instant.instant import InstantOptions, instant
from facestyle.style.transfer import StyleOptions, stylize
from facestyle.weights.cache import sample

CONTENTS = ("china", "coffee", "chelsea", "astronaut")
#: Sides of a picture on the sheet, the space between two, and the height of the line above.
CELL, GAP, LINE = (150, 112), 6, 20


def main() -> None:
    """Paint, draw and print."""
    arguments = _arguments()
    check(arguments.out)
    contents = [images.load(sample(name)) for name in CONTENTS]
    styles = [images.load(path) for path in pictures_in(arguments.styles_from or assets() / "styles")][
        : arguments.styles
    ]
    options = StyleOptions(size=arguments.size, steps=arguments.steps, init=arguments.init)
    rows, ratios = [], []
    for style in styles:
        row = [style.pixels]
        for content in contents:
            quick = instant(content, style, InstantOptions(size=options.size)).picture
            slow = _descended(content, style, options, arguments.keep)
            costs = [costs_of(made, content, [style], options).total for made in (quick, slow)]
            ratios.append(costs[0] / costs[1])
            print(f"{style.name} {content.name}: J {costs[0]:.3g} in one pass, {costs[1]:.3g} by descent", flush=True)
            row += [quick, slow]
        rows.append(row)
        write_picture(drawn(rows, options.steps), arguments.out)
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    print(f"J of one pass over that of the descent, geometric mean of {len(ratios)} pairs: {mean:.2f}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--styles-from", type=Path)
    parser.add_argument("--styles", type=int, default=9)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--init", default="noise")
    parser.add_argument("--keep", type=Path)
    return parser.parse_args()


def _descended(content: Picture, style: Picture, options: StyleOptions, keep: Path | None) -> np.ndarray:
    """G by descent; taken from the folder where it is there already."""
    name = f"{Path(content.name).stem}-{Path(style.name).stem}-{options.size}-{options.steps}-{options.init}.png"
    if keep is not None and (keep / name).is_file():
        return images.load(keep / name).pixels
    *_, last = stylize(content, style, options)
    assert last.picture is not None
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        write_picture(last.picture, keep / name)
    return last.picture


def drawn(rows: list[list[np.ndarray]], steps: int) -> np.ndarray:
    """The sheet, height x width x 3, uint8: S, then for each content G in one pass and G by descent."""
    (width, height), columns = CELL, len(rows[0])
    sheet = Image.new("RGB", (columns * (width + GAP) + GAP, LINE + len(rows) * (height + GAP)), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=13)
    for column in range(columns):
        said = "S" if column == 0 else "one pass" if column % 2 else f"{steps} steps"
        draw.text((GAP + column * (width + GAP), 2), said, fill="black", font=font)
    for number, row in enumerate(rows):
        for column, pixels in enumerate(row):
            fitted = ImageOps.fit(Image.fromarray(pixels), CELL, Image.Resampling.LANCZOS)
            sheet.paste(fitted, (GAP + column * (width + GAP), LINE + number * (height + GAP)))
    return np.asarray(sheet)


if __name__ == "__main__":
    main()
