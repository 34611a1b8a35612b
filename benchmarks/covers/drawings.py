"""Masks, scarves, hands and dark glasses drawn on photographs by landmarks, and what is easily mistaken for them.

A drawing lives in the frame of a face: the origin between the eyes, x along them, y towards the chin, the unit their
distance. `train` and `held_out` name two families that share no shape and no texture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Points = Sequence[tuple[float, float]]
#: Masks are drawn this many times as large as the photograph, then averaged down.
FINE = 3


class Drawing:
    """A photograph, the frame of a face in it, and the random numbers of its cover."""

    def __init__(
        self, image: Image.Image, landmarks: Points, rng: np.random.Generator, textures: Sequence[Image.Image]
    ):
        self.image, self.rng, self.textures = image, rng, textures
        points = np.asarray(landmarks, dtype=float)
        self.origin, across = points[:2].mean(axis=0), points[1] - points[0]
        # A face turned aside has its eyes close together: its height says the scale too.
        self.unit = max(float(np.hypot(*across)), 0.8 * float(np.hypot(*(points[3:].mean(axis=0) - self.origin))))
        self.x = across / max(float(np.hypot(*across)), 1e-6)
        self.y = np.array([-self.x[1], self.x[0]])
        self.turn = float((points[2] - self.origin) @ self.x) / self.unit
        self.eyes = [(float((p - self.origin) @ self.x), float((p - self.origin) @ self.y)) for p in points[:2]]
        self.eyes = [(x / self.unit, y / self.unit) for x, y in self.eyes]
        self.mouth = float((points[3:].mean(axis=0) - self.origin) @ self.y) / self.unit

    def place(self, points: Points, shift: float = 0.0) -> list[tuple[float, float]]:
        """Points of the frame in pixels of the photograph; shifted towards where the nose points."""
        return [
            tuple((self.origin + self.unit * ((x + shift * self.turn) * self.x + y * self.y)).tolist())
            for x, y in points
        ]

    def between(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def colour(self, low: int = 0, high: int = 255) -> tuple[int, int, int]:
        r, g, b = self.rng.integers(low, high + 1, 3).tolist()
        return r, g, b

    def skin(self) -> tuple[int, int, int]:
        """The colour of the cheeks, nearly."""
        pixels = np.asarray(self.image, dtype=float)
        spots = []
        for x, y in self.place([(-0.5, 0.6), (0.5, 0.6), (0.0, -0.5)]):
            column, row = int(np.clip(x, 0, pixels.shape[1] - 1)), int(np.clip(y, 0, pixels.shape[0] - 1))
            spots.append(pixels[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3].mean(axis=(0, 1)))
        r, g, b = (np.median(spots, axis=0) + self.rng.normal(0, 12, 3)).clip(0, 255).round().astype(int).tolist()
        return r, g, b

    def shape(self, points: Points, shift: float = 0.0, soft: float = 0.5) -> Image.Image:
        """A polygon as a mask of the photograph's size."""
        size = (self.image.width * FINE, self.image.height * FINE)
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon([(x * FINE, y * FINE) for x, y in self.place(points, shift)], fill=255)
        return mask.resize(self.image.size, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(soft))

    def line(self, points: Points, colour: tuple[int, int, int], width: float, shift: float = 0.0) -> None:
        placed = self.place(points, shift)
        ImageDraw.Draw(self.image).line(placed, fill=colour, width=max(1, round(width * self.unit)), joint="curve")

    def lay(self, mask: Image.Image, cover: Image.Image, opacity: float = 1.0, shading: float = 0.0) -> None:
        """Lay a cover over the photograph; `shading` of the light and shade beneath comes through."""
        if shading:
            grey = self.image.convert("L").filter(ImageFilter.GaussianBlur(self.unit * 0.25))
            light = np.asarray(grey, dtype=float)
            inside = light[np.asarray(mask) > 128]
            light = light / max(float(inside.mean()) if inside.size else 128.0, 1.0)
            lit = np.asarray(cover, dtype=float) * (1 + shading * (light[..., None] - 1))
            cover = Image.fromarray(lit.clip(0, 255).astype(np.uint8))
        self.image.paste(cover, mask=mask.point(lambda value: round(value * opacity)))

    def flat(self, colour: tuple[int, int, int]) -> Image.Image:
        return Image.new("RGB", self.image.size, colour)

    def textured(self, kinds: Sequence[str]) -> Image.Image:
        """A cover of one kind: flat, skin, stripes, checks, dots, noise, painting, surroundings."""
        kind = str(self.rng.choice(list(kinds)))
        if kind in ("flat", "skin"):
            return self.flat(self.skin() if kind == "skin" else self.colour())
        if kind == "cloth":
            return self.flat((lambda v: (v, v, min(255, v + int(self.between(0, 25)))))(int(self.between(170, 250))))
        if kind == "painting":
            return _piece(self.textures[self.rng.integers(len(self.textures))], self.image.size, self.rng)
        if kind == "surroundings":
            return self.image.transpose(Image.Transpose.FLIP_TOP_BOTTOM).rotate(self.between(0, 360))
        return _pattern(
            kind, self.image.size, self.colour(), self.colour(), self.between(0.08, 0.4) * self.unit, self.rng
        )


def _piece(painting: Image.Image, size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    side = int(rng.integers(60, min(painting.size)))
    left, top = (int(rng.integers(0, length - side + 1)) for length in painting.size)
    return painting.resize(size, box=(left, top, left + side, top + side))


def _pattern(
    kind: str,
    size: tuple[int, int],
    one: tuple[int, int, int],
    other: tuple[int, int, int],
    step: float,
    rng: np.random.Generator,
) -> Image.Image:
    y, x = np.mgrid[: size[1], : size[0]].astype(float)
    angle = rng.uniform(0, np.pi)
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    step = max(step, 2.0)
    if kind == "stripes":
        where = np.sin(along * 2 * np.pi / step) > 0
    elif kind == "checks":
        where = (np.sin(along * 2 * np.pi / step) > 0) ^ (np.sin(across * 2 * np.pi / step) > 0)
    elif kind == "dots":
        where = np.sin(along * 2 * np.pi / step) * np.sin(across * 2 * np.pi / step) > 0.4
    elif kind == "waves":
        where = np.sin(along * 2 * np.pi / step + 2 * np.sin(across * 2 * np.pi / (2 * step))) > 0
    else:
        small = Image.fromarray(
            rng.integers(0, 256, (max(2, int(size[1] / step)), max(2, int(size[0] / step))), np.uint8)
        )
        where = np.asarray(small.resize(size, Image.Resampling.BICUBIC)) > 128
    return Image.fromarray(np.where(where[..., None], one, other).astype(np.uint8))


def round_about(x: float, y: float, wide: float, high: float, power: float = 2.0, turn: float = 0.0) -> Points:
    """A superellipse: 2 is an ellipse, more is a rectangle with round corners, less a rhombus."""
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    cos, sin = np.cos(angles), np.sin(angles)
    dx = wide * np.sign(cos) * np.abs(cos) ** (2 / power)
    dy = high * np.sign(sin) * np.abs(sin) ** (2 / power)
    across, down = dx * np.cos(turn) - dy * np.sin(turn), dx * np.sin(turn) + dy * np.cos(turn)
    return list(zip((x + across).tolist(), (y + down).tolist(), strict=True))


# Over the mouth.


def mask(d: Drawing) -> None:
    """A surgical or cloth mask: from the nose, or from below it, to the chin."""
    top = d.mouth * (d.between(0.62, 0.78) if d.rng.random() < 0.2 else d.between(0.1, 0.55))
    side, jaw, chin = d.between(0.75, 1.1), d.between(0.6, 0.95), d.mouth + d.between(0.5, 0.85)
    cheek = top + d.between(0.0, 0.35)
    points = [(-side, cheek), (-0.3, top + 0.08), (0, top), (0.3, top + 0.08), (side, cheek)]
    points += [(side, d.mouth), (jaw, d.mouth + d.between(0.2, 0.45)), (0.25, chin), (-0.25, chin)]
    points += [(-jaw, d.mouth + d.between(0.2, 0.45)), (-side, d.mouth)]
    kinds = ["flat", "flat", "cloth", "cloth", "skin", "stripes", "checks", "dots", "noise", "painting"]
    cover = d.textured(kinds)
    d.lay(d.shape(points, d.between(0.3, 1.0), d.between(0.3, 1.2)), cover, shading=d.between(0, 1))
    if d.rng.random() < 0.4:
        dark = d.colour(60, 200)
        for share in np.linspace(0.3, 0.8, int(d.rng.integers(2, 5))):
            y = top + share * (chin - top)
            d.line([(-side * 0.8, y), (0, y + 0.06), (side * 0.8, y)], dark, 0.02, 0.6)
    if d.rng.random() < 0.5:
        colour = d.colour(150, 255)
        for sign in (-1, 1):
            d.line([(sign * side, cheek), (sign * 1.35, cheek - 0.25)], colour, 0.03)
            d.line([(sign * side, d.mouth), (sign * 1.35, 0.3)], colour, 0.03)


def shell(d: Drawing) -> None:
    """A moulded mask: an ellipse over nose and mouth, with or without a valve."""
    middle = d.mouth * d.between(0.8, 1.0)
    points = round_about(0, middle, d.between(0.55, 0.85), d.between(0.5, 0.75), d.between(1.7, 2.6))
    d.lay(d.shape(points, d.between(0.5, 1.2), 0.8), d.textured(["flat", "cloth", "skin"]), shading=d.between(0, 1))
    if d.rng.random() < 0.4:
        d.lay(d.shape(round_about(d.between(-0.3, 0.3), middle, 0.16, 0.12)), d.flat(d.colour(60, 230)))


def scarf(d: Drawing) -> None:
    """A scarf or a gaiter, wider than the face, from the nose or the upper lip downwards."""
    top = d.mouth * d.between(0.3, 0.78)
    edge = [(x, top + d.between(-0.1, 0.1)) for x in np.linspace(-1.6, 1.6, 7)]
    points = [*edge, (1.7, 3.2), (-1.7, 3.2)]
    cover = d.textured(["flat", "stripes", "checks", "noise", "painting", "surroundings"])
    d.lay(d.shape(points, soft=1.0), cover, shading=d.between(0, 1))
    for _ in range(int(d.rng.integers(0, 4))):
        y = d.between(top, 2.2)
        d.line([(-1.5, y), (0, y + d.between(-0.2, 0.3)), (1.5, y)], d.colour(20, 160), 0.03)


def hand(d: Drawing) -> None:
    """A hand before the mouth: fingers side by side, in the colour of the skin."""
    skin, x, y = d.skin(), d.between(-0.5, -0.3), d.mouth + d.between(-0.05, 0.1)
    turn, thick = d.between(-0.7, 0.7), d.between(0.12, 0.17)
    d.lay(d.shape(round_about(0, y + 0.45, 0.75, 0.5)), d.flat(skin), shading=0.5)
    for finger in range(4):
        shade = tuple(int(np.clip(value + d.between(-18, 12), 0, 255)) for value in skin)
        points = round_about(x + finger * 2 * thick, y, thick, d.between(0.45, 0.65), 3.0, turn)
        d.lay(d.shape(points), d.flat(shade), shading=0.3)


# Over the eyes.


def dark_glasses(d: Drawing) -> None:
    """Two dark lenses in any of the common shapes, with a frame, tints and reflections."""
    wide, high, power = d.between(0.32, 0.5), d.between(0.2, 0.4), d.between(1.8, 5.0)
    drop, turn = d.between(-0.05, 0.12), d.between(-0.15, 0.15)
    lens = d.flat(d.colour(0, 45)) if d.rng.random() < 0.7 else d.flat(d.colour(0, 110))
    opacity = d.between(0.82, 1.0)
    frame, thick = d.colour(0, 90) if d.rng.random() < 0.6 else d.colour(), d.between(0.02, 0.08)
    for sign, (x, y) in zip((-1, 1), d.eyes, strict=True):
        lens_points = round_about(x * 1.02, y + drop, wide, high, power, sign * turn)
        shape = d.shape(lens_points)
        d.lay(shape, lens, opacity)
        _reflection(d, shape, x, y)
        if d.rng.random() < 0.7:
            d.line([*lens_points, lens_points[0]], frame, thick)
        d.line([(x + sign * wide, y), (sign * 1.3, y - 0.05)], frame, thick)
    d.line([(d.eyes[0][0] + wide * 0.9, drop - 0.08), (d.eyes[1][0] - wide * 0.9, drop - 0.08)], frame, thick)


def _reflection(d: Drawing, shape: Image.Image, x: float, y: float) -> None:
    if d.rng.random() < 0.5:
        streak = d.shape(
            round_about(x + d.between(-0.2, 0.2), y, d.between(0.04, 0.2), 0.3, 2, d.between(-1, 1)), soft=1.5
        )
        d.lay(ImageChops.multiply(shape, streak), d.flat(d.colour(150, 255)), d.between(0.15, 0.6))
    elif d.rng.random() < 0.4:  # what stands before mirrored lenses
        d.lay(shape, d.textured(["noise", "painting", "surroundings"]), d.between(0.1, 0.35))


def visor(d: Drawing) -> None:
    """One dark pane over both eyes."""
    points = round_about(0, d.between(-0.05, 0.08), d.between(0.9, 1.15), d.between(0.22, 0.4), d.between(3, 8))
    shape = d.shape(points, d.between(0, 0.7))
    d.lay(shape, d.flat(d.colour(0, 70)), d.between(0.85, 1.0))
    _reflection(d, shape, 0.3, 0)


# What is neither.


def clear_glasses(d: Drawing) -> None:
    """Frames, and lenses that tint a little or shine."""
    wide, high, power = d.between(0.3, 0.48), d.between(0.2, 0.36), d.between(1.8, 5.0)
    frame, thick = d.colour(0, 120), d.between(0.02, 0.09)
    tint, opacity = d.flat(d.colour()), d.between(0.0, 0.3)
    for sign, (x, y) in zip((-1, 1), d.eyes, strict=True):
        points = round_about(x, y + 0.03, wide, high, power)
        d.lay(d.shape(points), tint, opacity)
        d.line([*points, points[0]], frame, thick)
        d.line([(x + sign * wide, y), (sign * 1.3, y - 0.05)], frame, thick)
    d.line([(-0.2, 0.0), (0.2, 0.0)], frame, thick)


def shadow(d: Drawing) -> None:
    """A dark band over the eyes, as a brim or deep sockets cast it."""
    points = round_about(0, d.between(-0.4, 0.0), 1.4, d.between(0.3, 0.6), 4)
    d.lay(d.shape(points, soft=d.unit * 0.12), d.flat((0, 0, 0)), d.between(0.2, 0.55))


def beard(d: Drawing) -> None:
    """Hair about the mouth; the lips are seen."""
    colour = d.colour(10, 70) if d.rng.random() < 0.6 else (lambda v: (v, v, v))(int(d.between(120, 235)))
    chin = d.shape(round_about(0, d.mouth + 0.3, d.between(0.5, 0.95), d.between(0.35, 0.7), 2.5), 0.5, d.unit * 0.06)
    lip = d.shape(round_about(0, d.mouth - 0.2, d.between(0.35, 0.5), 0.1, 2.5), 0.5, 1.0)
    mouth = d.shape(round_about(0, d.mouth, 0.36, d.between(0.1, 0.14)), 0.4, 1.0)
    hair = ImageChops.subtract(ImageChops.lighter(chin, lip), mouth)
    noise = Image.fromarray((np.asarray(hair) * d.rng.uniform(0.55, 1.0, np.asarray(hair).shape)).astype(np.uint8))
    d.lay(noise, d.flat(colour), d.between(0.5, 0.95))


def microphone(d: Drawing) -> None:
    """A microphone below the mouth, or beside it."""
    x = d.between(-0.6, 0.6)
    y = d.mouth + (d.between(0.32, 0.6) if abs(x) < 0.4 else d.between(0.0, 0.5))
    colour = d.flat(d.colour(0, 90))
    radius = d.between(0.14, 0.26)
    d.lay(d.shape(round_about(x, y + radius * 0.4, radius, radius)), colour)
    d.lay(d.shape([(x - 0.08, y), (x + 0.08, y), (x * 1.6 + 0.08, 4), (x * 1.6 - 0.08, 4)]), colour)


def hat(d: Drawing) -> None:
    """A cap or a hat down to the eyebrows."""
    low = d.between(-0.65, -0.35)
    points = [(-1.2, low), (0, low + d.between(-0.15, 0.1)), (1.2, low), (1.1, -1.6), (0, -1.9), (-1.1, -1.6)]
    d.lay(d.shape(points), d.textured(["flat", "stripes", "painting"]), shading=d.between(0, 1))


def chin_cover(d: Drawing) -> None:
    """A mask pulled down below the mouth, a collar or a scarf: the mouth is seen."""
    top = d.mouth + d.between(0.26, 0.4)
    points = [(-1.0, top - 0.3), (-0.4, top + 0.05), (0.4, top + 0.05), (1.0, top - 0.3), (1.2, 3.0), (-1.2, 3.0)]
    d.lay(d.shape(points, 0.4), d.textured(["flat", "cloth", "stripes", "painting"]), shading=d.between(0, 1))


# A family that is kept aside: other shapes, other textures.


def folded_mask(d: Drawing) -> None:
    """A mask folded to a beak, of waves or in one colour: an octagon about nose and mouth."""
    top, low = d.mouth * d.between(0.25, 0.6), d.mouth + d.between(0.4, 0.7)
    wide = d.between(0.65, 1.0)
    points = [(-wide * 0.5, top), (wide * 0.5, top), (wide, d.mouth * 0.8), (wide, d.mouth), (wide * 0.6, low)]
    points += [(-x, y) for x, y in reversed(points[2:])]
    d.lay(d.shape(points, 0.5, 0.4), d.textured(["waves", "flat", "flat", "skin"]), shading=d.between(0, 0.5))
    d.line([(0, top), (0.0, low)], d.colour(60, 200), 0.03, 0.5)


def plain_mask(d: Drawing) -> None:
    """A flat quadrilateral from the nose to the chin, as simple programs draw it."""
    nose = d.mouth * d.between(0.5, 0.65)
    points = [(-0.85, nose), (0.85, nose), (0.6, d.mouth + 0.65), (-0.6, d.mouth + 0.65)]
    d.lay(d.shape(points, soft=0.1), d.flat(d.colour()))


def cat_eye_glasses(d: Drawing) -> None:
    """Dark lenses drawn out to the temples."""
    lens, opacity = d.flat(d.colour(0, 60)), d.between(0.85, 1.0)
    for sign, (x, y) in zip((-1, 1), d.eyes, strict=True):
        points = [(-0.34, -0.1), (0.1, -0.22), (0.5, -0.36), (0.36, 0.12), (0.05, 0.26), (-0.26, 0.18)]
        d.lay(d.shape([(x + sign * a, y + b) for a, b in points]), lens, opacity)
    d.line([(-0.25, -0.05), (0.25, -0.05)], d.colour(0, 60), 0.05)


def plain_glasses(d: Drawing) -> None:
    """Two black discs or boxes and a bar, as simple programs draw them."""
    discs = d.rng.random() < 0.5
    for x, y in d.eyes:
        size = d.between(0.25, 0.42)
        box = [
            (x - 0.4, y - size * 0.7),
            (x + 0.4, y - size * 0.7),
            (x + 0.4, y + size * 0.7),
            (x - 0.4, y + size * 0.7),
        ]
        d.lay(d.shape(round_about(x, y, size, size) if discs else box, soft=0.1), d.flat(d.colour(0, 40)))
    d.line([(-0.4, 0), (0.4, 0)], d.colour(0, 40), 0.06)


Draw = Callable[[Drawing], None]
#: What covers the mouth, what covers the eyes, and what covers neither.
MOUTH: tuple[Draw, ...] = (mask, mask, mask, shell, scarf, hand)
EYES: tuple[Draw, ...] = (dark_glasses, dark_glasses, dark_glasses, visor)
NEITHER: tuple[Draw, ...] = (clear_glasses, shadow, beard, microphone, hat, chin_cover)
HELD_OUT_MOUTH: tuple[Draw, ...] = (folded_mask, plain_mask)
HELD_OUT_EYES: tuple[Draw, ...] = (cat_eye_glasses, plain_glasses)
