"""Whether G is as bright and colourful as S, without and with the cost of colours, and what that does to J.

`python benchmarks/contrast.py --data DIR [--pairs 20] [--size 256] [--steps 150] [--keep FOLDER] [--sheet FILE]
[--json]`. DIR holds content/ and style/. Each pair is painted twice from the same noise: with color_weight = 0 and with
the default. Luminance and chroma are those of YCbCr, 0 to 255; they deviate over positions. The goal holds for a pair
where both deviations of G are within 15 % of S's, or between C's and S's. J is alpha J_content + beta J_style, without
the cost of colours, of the 8-bit picture in float32. The edge is the ring of a thirty-second of the short side: how
much neighbours differ there over how much they differ inside, in G over in S. Intervals are of 95 %, with pairs drawn
again. With --keep each G is kept as a PNG with its J in FOLDER, and pairs that it holds already are not run again.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import numpy as np
from PIL import Image, ImageOps

from facestyle import images
from facestyle.folders import pictures_in
from facestyle.images import Picture
from facestyle.outputs import check, write_picture
from facestyle.style.descent.start import scaled
from facestyle.style.evaluation.evaluate import pairs_of
from facestyle.style.transfer import StyleOptions, stylize

#: How near a deviation of G has to be to that of S, if it is not between those of C and S.
NEAR = 0.15
#: Most that J may be with the cost of colours, over J without it, as a geometric mean over pairs.
SAME_J = 1.0
#: Times that pairs are drawn again for an interval.
DRAWS = 2000
WEIGHTS = {"before": 0.0, "after": StyleOptions().color_weight}
#: Long side of a picture on the sheet.
SIDE = 230


@dataclass(frozen=True)
class Colours:
    """Deviations and means of one picture, of levels 0 to 255; and shares."""

    luminance: float
    chroma: float
    mean: tuple[float, float, float]
    saturated: float
    edge: float


@dataclass(frozen=True)
class Line:
    """One pair: C, S, and G without and with the cost of colours, with J of both."""

    pair: str
    content: Colours
    style: Colours
    before: Colours
    after: Colours
    j_before: float
    j_after: float

    def holds(self, of: str = "after") -> bool:
        """Whether the goal holds."""
        made: Colours = getattr(self, of)
        deviations = [(getattr(one, kind) for one in (made, self.content, self.style)) for kind in KINDS]
        return all(in_goal(*three) for three in deviations)


KINDS = ("luminance", "chroma")


def in_goal(made: float, content: float, style: float) -> bool:
    """Whether a deviation of G is near that of S, or between those of C and S."""
    return abs(made - style) <= NEAR * style or min(content, style) <= made <= max(content, style)


def colours(picture: np.ndarray) -> Colours:
    """Measure H x W x 3, uint8."""
    red, green, blue = np.moveaxis(picture.astype(np.float64), 2, 0)
    luminance = 0.299 * red + 0.587 * green + 0.114 * blue
    chroma = 0.564 * (blue - luminance), 0.713 * (red - luminance)
    return Colours(
        float(luminance.std()),
        math.sqrt(chroma[0].var() + chroma[1].var()),
        (float(luminance.mean()), float(chroma[0].mean()), float(chroma[1].mean())),
        float(np.isin(picture, (0, 255)).mean()),
        _edge(luminance),
    )


def _edge(luminance: np.ndarray) -> float:
    """Return how much neighbours differ in the outermost ring, over how much they differ inside it."""
    width = max(4, min(luminance.shape) // 32)
    across = np.abs(np.diff(luminance, axis=1))[:-1]
    down = np.abs(np.diff(luminance, axis=0))[:, :-1]
    differ = across + down
    inner = differ[width:-width, width:-width]
    outer = differ.sum() - inner.sum()
    return float(outer / (differ.size - inner.size) / max(inner.mean(), 1e-9))


def interval(values: Sequence[float], mean: Callable[[np.ndarray], float]) -> tuple[float, float]:
    """Return the interval of 95 % of a mean, pairs drawn again."""
    drawn = np.random.default_rng(0).choice(np.asarray(values), (DRAWS, len(values)))
    low, high = np.quantile([mean(one) for one in drawn], (0.025, 0.975))
    return float(low), float(high)


def geometric_mean(values: np.ndarray) -> float:
    """Return the geometric mean of positive values."""
    return float(np.exp(np.log(values).mean()))


def main() -> int:
    """Paint, measure and print; 1 where a goal does not hold."""
    arguments = _arguments()
    if arguments.sheet:
        check(arguments.sheet, (".png", ".jpg"))
    folders = (pictures_in(arguments.data / kind) for kind in ("content", "style"))
    contents, styles = folders
    lines, rows = [], []
    for paths in pairs_of(contents, styles[::-1], arguments.pairs):
        line, pictures = _compared(*paths, arguments)
        lines.append(line)
        rows.append(pictures)
        print(_as_text(line), file=sys.stderr if arguments.json else sys.stdout, flush=True)
        if arguments.sheet:
            write_picture(_sheet(rows), arguments.sheet)
    figures = summary(lines)
    print(json.dumps({"lines": [asdict(one) for one in lines], **figures}) if arguments.json else _in_words(figures))
    return 0 if figures["in_goal"]["after"][0] == 1 and figures["j"][0] <= SAME_J else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder with content/ and style/")
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--size", type=int, default=StyleOptions().size)
    parser.add_argument("--steps", type=int, default=StyleOptions().steps)
    parser.add_argument("--keep", type=Path, help="where pictures are kept")
    parser.add_argument("--sheet", type=Path, help="where to draw all pairs")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _compared(path_c: Path, path_s: Path, how: argparse.Namespace) -> tuple[Line, list[np.ndarray]]:
    content, style = (images.load(path, detail=2 * how.size) for path in (path_c, path_s))
    pair = f"{path_c.stem} + {path_s.stem}"
    shown = [np.asarray(_resized(picture, how.size)) for picture in (content, style)]
    costs = []
    for name, weight in WEIGHTS.items():
        options = StyleOptions(size=how.size, steps=how.steps, color_weight=weight)
        picture, cost = _painted(content, style, options, how.keep and how.keep / f"{pair}, {name}.png")
        shown.append(picture)
        costs.append(cost)
    return Line(pair, *map(colours, shown), *costs), shown


def _resized(picture: Picture, size: int) -> Image.Image:
    return picture.image().resize(scaled(picture, size), Image.Resampling.LANCZOS)


def _painted(content: Picture, style: Picture, options: StyleOptions, kept: Path | None) -> tuple[np.ndarray, float]:
    """Return G and its J."""
    if kept and kept.is_file():
        with Image.open(kept) as picture:
            return np.asarray(picture), float(picture.info["J"])
    *_, last = stylize(content, style, options)
    cost = last.content_cost + last.style_cost
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_picture(last.picture, kept, {"J": str(cost)})
    return last.picture, cost


def summary(lines: Sequence[Line]) -> dict[str, dict[str, tuple[float, ...]] | tuple[float, ...]]:
    """Return means over pairs, each with its interval."""

    def told(values: Sequence[float], mean: Callable[[np.ndarray], float]) -> tuple[float, ...]:
        return (mean(np.asarray(values)), *interval(values, mean))

    average = lambda values: float(np.mean(values))  # noqa: E731
    figures: dict[str, dict[str, tuple[float, ...]] | tuple[float, ...]] = {
        "in_goal": {name: told([float(line.holds(name)) for line in lines], average) for name in WEIGHTS},
        "saturated": {
            name: told([getattr(line, name).saturated for line in lines], average)
            for name in ("content", "style", *WEIGHTS)
        },
        "edge": {
            name: told([getattr(line, name).edge / line.style.edge for line in lines], geometric_mean)
            for name in WEIGHTS
        },
    }
    for kind in KINDS:
        figures[kind] = {
            name: told([getattr(getattr(line, name), kind) for line in lines], average)
            for name in ("content", "style", *WEIGHTS)
        }
    figures["j"] = told([line.j_after / line.j_before for line in lines], geometric_mean)
    return figures


def _as_text(line: Line) -> str:
    four = [(name, getattr(line, name)) for name in ("content", "style", *WEIGHTS)]
    deviations = " ".join(f"{name} {one.luminance:.0f}/{one.chroma:.0f}" for name, one in four)
    saturated = " ".join(f"{100 * one.saturated:.1f}" for _, one in four)
    goal = " ".join(f"{name} {'yes' if line.holds(name) else 'NO'}" for name in WEIGHTS)
    return (
        f"{line.pair:26} luminance/chroma {deviations}; saturated % {saturated}; edge "
        f"{line.before.edge:.2f} {line.after.edge:.2f}; J {line.j_before:.3f} {line.j_after:.3f}; goal {goal}"
    )


def _in_words(figures: dict[str, dict[str, tuple[float, ...]] | tuple[float, ...]]) -> str:
    lines = []
    for name, of in figures.items():
        for which, (mean, low, high) in of.items() if isinstance(of, dict) else [("after over before", of)]:
            lines.append(f"{name:10} {which:18} {mean:.3f} ({low:.3f} to {high:.3f})")
    return "\n".join(lines)


def _sheet(rows: Sequence[Sequence[np.ndarray]]) -> np.ndarray:
    """Draw C, S, G before and G after, a row for each pair."""
    sheet = Image.new("RGB", (4 * (SIDE + 4), len(rows) * (SIDE + 4)), "white")
    for row, pictures in enumerate(rows):
        for column, picture in enumerate(pictures):
            fitted = ImageOps.contain(Image.fromarray(picture), (SIDE, SIDE), Image.Resampling.LANCZOS)
            sheet.paste(fitted, (column * (SIDE + 4), row * (SIDE + 4)))
    return np.asarray(sheet)


if __name__ == "__main__":
    sys.exit(main())
