"""The scene of the film that the tab Film opens with: hills by the sea, a windmill, a balloon, a boat.

Ours, by numbers alone. All that moves is back in place at the end, so that the film can be shown in a loop.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from math import cos, pi, sin
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "styles"))

from drawing.canvas import hex_colour, noise, ramp, to_image

#: Of the film. It is drawn twice as large, which smooths edges.
SIZE, RATE, COUNT = (384, 216), 15, 45
WIDE, HIGH = 2 * SIZE[0], 2 * SIZE[1]
#: The whole scene, of which the camera sees WIDE x HIGH, and how far it swings to each side.
SCENE, SWING = 1024, 110
SHORE = 330
#: Each ridge: mean height, roughness, how much of the swing it takes, and its colours from top to bottom.
RIDGES = (
    (205, 90, 0.3, ["#7f93c4", "#a9b3cf"]),
    (250, 80, 0.55, ["#4f7d6b", "#93ad6a"]),
    (285, 60, 0.8, ["#d8b04a", "#5f8a3c"]),
)
GORES = ("#d9442f", "#f2e6c8", "#e0a526", "#f2e6c8")


class Scene:
    """What stands still, drawn once."""

    def __init__(self) -> None:
        rng = np.random.default_rng(7)
        self.y, self.x = np.mgrid[0:HIGH, 0:SCENE].astype(float)
        cover = (noise(rng, SCENE, 5, 5)[:HIGH] * 1.6 + 0.15 - self.y / 900).clip(0, 1)[..., None]
        sky = ramp((self.y / SHORE).clip(0, 1), ["#2f6fb0", "#8fc1e0", "#f6d9a8"])
        self.sky = sky * (1 - cover) + hex_colour("#fff6e6") * cover
        sun = np.hypot(self.x - 300, self.y - 120) < 38
        self.sky = np.where(sun[..., None], hex_colour("#fbe27a"), self.sky)
        self.ridges = [self._ridge(rng, *ridge) for ridge in RIDGES]
        self.ripples = noise(rng, SCENE, 14, 3)

    def _ridge(
        self, rng: np.random.Generator, mean: float, rough: float, _: float, colours: list[str]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Where a ridge is, and its fields."""
        top = mean + rough * noise(rng, SCENE, 3, 4)[SCENE // 2]
        fields = ((self.y - top) / 90 + 0.35 * noise(rng, SCENE, 24, 3)[:HIGH]).clip(0, 1)
        return self.y > top, ramp(fields, colours)

    def at(self, share: float) -> Image.Image:
        """The picture at a share of the film, from 0 to 1."""
        turn = 2 * pi * share
        view = _seen(self.sky, 0.1, turn)
        for (where, colours), (_, _, part, _) in zip(self.ridges, RIDGES, strict=True):
            view = np.where(_seen(where[..., None], part, turn), _seen(colours, part, turn), view)
        view = np.where((np.mgrid[0:HIGH, 0:WIDE][0] > SHORE)[..., None], self._water(turn), view)
        image = to_image(view)
        draw = ImageDraw.Draw(image)
        _windmill(draw, 545 + _shift(0.8, turn), 262, turn / 2)
        _boat(draw, 250 + _shift(1.0, turn), SHORE + 52 + 4 * sin(2 * turn), 0.06 * sin(2 * turn + 1))
        _balloon(draw, 395 + 46 * cos(turn) + _shift(0.4, turn), 118 + 20 * sin(turn))
        for number in range(4):
            _bird(draw, 110 + 44 * number + 30 * sin(turn + number), 70 + 17 * (number % 2), sin(4 * turn + number))
        return image.resize(SIZE, Image.Resampling.LANCZOS)

    def _water(self, turn: float) -> np.ndarray:
        """Waves that run towards the shore, with the light of the sky on them."""
        down = ((self.y - SHORE) / (HIGH - SHORE)).clip(0, 1)
        wave = np.sin(60 * np.sqrt(down) + 5 * self.ripples[:HIGH] + 2 * turn + 0.012 * self.x)
        light = 0.55 * (1 - down) + 0.3 * wave + 0.15
        return _seen(ramp(light.clip(0, 1), ["#153f6b", "#2f7fa6", "#bfe0dc", "#f6e6bf"]), 1.0, turn)


def _shift(part: float, turn: float) -> float:
    """How far to the left the camera's swing puts something."""
    return -SWING * part * sin(turn)


def _seen(layer: np.ndarray, part: float, turn: float) -> np.ndarray:
    """What the camera sees of a layer."""
    left = round((SCENE - WIDE) / 2 - _shift(part, turn))
    return layer[:, left : left + WIDE]


def _windmill(draw: ImageDraw.ImageDraw, x: float, y: float, turn: float) -> None:
    tower = [(x - 26, y + 74), (x - 14, y - 20), (x + 14, y - 20), (x + 26, y + 74)]
    draw.polygon(tower, fill="#f2e6d0", outline="#5a3a28")
    draw.polygon([(x - 17, y - 20), (x, y - 44), (x + 17, y - 20)], fill="#8a3a2a")
    draw.rectangle((x - 7, y + 44, x + 7, y + 74), fill="#5a3a28")
    for blade in range(4):
        angle = turn + blade * pi / 2
        along, across = np.array([cos(angle), sin(angle)]), np.array([-sin(angle), cos(angle)])
        hub = np.array([x, y - 22])
        sail = [hub + 14 * along, hub + 78 * along, hub + 78 * along + 19 * across, hub + 14 * along + 13 * across]
        draw.polygon([tuple(point) for point in sail], fill="#fbf3e0", outline="#5a3a28")
        draw.line([tuple(hub), tuple(hub + 80 * along)], fill="#5a3a28", width=4)


def _boat(draw: ImageDraw.ImageDraw, x: float, y: float, tilt: float) -> None:
    def at(right: float, down: float) -> tuple[float, float]:
        return x + right * cos(tilt) - down * sin(tilt), y + right * sin(tilt) + down * cos(tilt)

    draw.polygon([at(-50, 0), at(54, 0), at(36, 20), at(-36, 20)], fill="#8a2f2a", outline="#3a1a18")
    draw.line([at(0, 0), at(0, -92)], fill="#3a2a20", width=4)
    draw.polygon([at(4, -90), at(4, -8), at(46, -8)], fill="#fdf6e6", outline="#5a3a28")
    draw.polygon([at(-4, -80), at(-4, -8), at(-38, -8)], fill="#e9b44c", outline="#5a3a28")


def _balloon(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
    for number, colour in enumerate(GORES * 2):
        wide = 52 * cos(number * pi / 16)
        draw.ellipse((x - wide, y - 58, x + wide, y + 58), fill=colour)
    draw.line([(x - 24, y + 52), (x - 9, y + 82)], fill="#3a2a20", width=2)
    draw.line([(x + 24, y + 52), (x + 9, y + 82)], fill="#3a2a20", width=2)
    draw.rectangle((x - 11, y + 80, x + 11, y + 96), fill="#8a5a33", outline="#3a2a20")


def _bird(draw: ImageDraw.ImageDraw, x: float, y: float, lift: float) -> None:
    draw.line([(x - 13, y - 9 * lift), (x, y), (x + 13, y - 9 * lift)], fill="#2b2b33", width=4, joint="curve")


def pictures() -> Iterator[np.ndarray]:
    """The pictures of the film, 216 x 384 x 3, uint8."""
    scene = Scene()
    for number in range(COUNT):
        yield np.asarray(scene.at(number / COUNT))
