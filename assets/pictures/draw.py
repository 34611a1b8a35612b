"""Draw the pictures that units are looked for in: `python assets/pictures/draw.py` redraws all of them.

Ours, by numbers alone: textures, scenes and shapes that differ in what a unit may look for. MIT, like the project.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "styles"))

from drawing.canvas import Rng, grid, hex_colour, noise, ramp, to_image

FOLDER = Path(__file__).resolve().parent
SIZE = 224
#: Drawn so many times larger, which smooths edges.
TIMES = 2
WIDE = SIZE * TIMES
COLOURS = ["#c8452f", "#2f6f9f", "#e0a526", "#3b7a45", "#6b3f86", "#d97b8f", "#2b2b33", "#efe6cf", "#7fb7be", "#8a5a33"]


def _two(rng: Rng) -> tuple[str, str]:
    one, other = rng.choice(len(COLOURS), 2, replace=False)
    return COLOURS[one], COLOURS[other]


def _mixed(share: np.ndarray, rng: Rng) -> Image.Image:
    return to_image(ramp(share.clip(0, 1), list(_two(rng))))


def _sheet(rng: Rng, colour: str | None = None) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (WIDE, WIDE), colour or COLOURS[int(rng.integers(len(COLOURS)))])
    return image, ImageDraw.Draw(image)


def grating(rng: Rng) -> Image.Image:
    """Stripes at some angle, with soft or hard edges."""
    x, y = grid(WIDE)
    angle, waves = rng.uniform(0, np.pi), rng.uniform(4, 22)
    wave = np.sin(2 * np.pi * waves * (x * np.cos(angle) + y * np.sin(angle)))
    return _mixed(0.5 + 0.5 * (np.sign(wave) if rng.random() < 0.5 else wave), rng)


def checks(rng: Rng) -> Image.Image:
    """A board of squares, turned."""
    x, y = grid(WIDE)
    angle, cells = rng.uniform(0, 0.8), rng.uniform(5, 14)
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    return _mixed((np.floor(u * cells) + np.floor(v * cells)) % 2, rng)


def rings(rng: Rng) -> Image.Image:
    """Rings around a point, or a spiral."""
    x, y = grid(WIDE)
    dx, dy = x - rng.uniform(0.3, 0.7), y - rng.uniform(0.3, 0.7)
    turn = int(rng.integers(0, 4)) * np.arctan2(dy, dx)
    return _mixed(0.5 + 0.5 * np.sin(2 * np.pi * rng.uniform(8, 20) * np.hypot(dx, dy) + turn), rng)


def rays(rng: Rng) -> Image.Image:
    """Rays from a point."""
    x, y = grid(WIDE)
    angle = np.arctan2(y - rng.uniform(0.2, 0.8), x - rng.uniform(0.2, 0.8))
    return _mixed(0.5 + 0.5 * np.sign(np.sin(angle * rng.integers(6, 24))), rng)


def dots(rng: Rng) -> Image.Image:
    """Discs in rows."""
    image, draw = _sheet(rng)
    step, colour = int(rng.integers(28, 70)), COLOURS[int(rng.integers(len(COLOURS)))]
    for row, y in enumerate(range(-step, WIDE + step, step)):
        for x in range(-step, WIDE + step, step):
            radius, at = step * rng.uniform(0.25, 0.42), x + step / 2 * (row % 2)
            draw.ellipse((at - radius, y - radius, at + radius, y + radius), fill=colour)
    return image


def bricks(rng: Rng) -> Image.Image:
    """A wall."""
    image, draw = _sheet(rng, "#cfc6b6")
    high = int(rng.integers(24, 44))
    for row in range(WIDE // high + 1):
        for column in range(-1, WIDE // (2 * high) + 2):
            x, y = column * 2 * high + high * (row % 2), row * high
            tone = hex_colour("#a5532f") * rng.uniform(0.7, 1.15)
            draw.rectangle((x + 3, y + 3, x + 2 * high - 3, y + high - 3), fill=tuple(tone.clip(0, 255).astype(int)))
    return image


def weave(rng: Rng) -> Image.Image:
    """Cloth: threads over and under."""
    x, y = grid(WIDE)
    cells = rng.integers(10, 26)
    over = (np.floor(x * cells) + np.floor(y * cells)) % 2
    thread = np.where(over > 0, np.sin(np.pi * (x * cells % 1)), np.sin(np.pi * (y * cells % 1)))
    return _mixed(0.25 * over + 0.75 * thread, rng)


def honeycomb(rng: Rng) -> Image.Image:
    """Six-sided cells."""
    image, draw = _sheet(rng)
    radius, (edge, fill) = rng.uniform(22, 44), _two(rng)
    for row in range(int(WIDE / radius) + 2):
        for column in range(int(WIDE / radius) + 2):
            x = (column + 0.5 * (row % 2)) * radius * np.sqrt(3)
            draw.regular_polygon((x, row * radius * 1.5, radius), 6, rotation=30, fill=fill, outline=edge, width=4)
    return image


def scales(rng: Rng) -> Image.Image:
    """Scales of a fish."""
    image, draw = _sheet(rng)
    radius, (edge, fill) = int(rng.integers(22, 46)), _two(rng)
    for row in range(2 * WIDE // radius, -2, -1):
        for column in range(-1, WIDE // radius + 1):
            x, y = (2 * column + row % 2) * radius, row * radius / 2
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill, outline=edge, width=3)
    return image


def wood(rng: Rng) -> Image.Image:
    """Grain of wood."""
    x, _ = grid(WIDE)
    bent = x * rng.uniform(6, 14) + 1.6 * noise(rng, WIDE, 3, 3)
    return to_image(ramp((bent % 1).clip(0, 1), ["#8a5a33", "#b98a58", "#6b4022"]))


def fur(rng: Rng) -> Image.Image:
    """Hair, stroke by stroke."""
    image, draw = _sheet(rng, "#4a3324")
    flow, tones = 1.5 * noise(rng, WIDE, 3, 2), ["#7c5738", "#a8835a", "#d2b48c", "#37261a"]
    for _ in range(5200):
        x, y = rng.integers(0, WIDE, 2)
        angle, length = 1.2 + flow[y, x], rng.uniform(10, 26)
        end = (x + length * np.cos(angle), y + length * np.sin(angle))
        draw.line((int(x), int(y), *end), fill=tones[int(rng.integers(4))], width=2)
    return image


def leaves(rng: Rng) -> Image.Image:
    """Leaves with a rib each."""
    image, draw = _sheet(rng, "#1f3a24")
    for _ in range(130):
        x, y, angle, length = *rng.uniform(0, WIDE, 2), rng.uniform(0, 2 * np.pi), rng.uniform(30, 70)
        along = np.linspace(0, 1, 14)
        side = length * 0.28 * np.sin(np.pi * along)
        ribs = [(x + length * t * np.cos(angle), y + length * t * np.sin(angle)) for t in along]
        turned = [(-np.sin(angle) * s, np.cos(angle) * s) for s in side]
        outline = [(p[0] + q[0], p[1] + q[1]) for p, q in zip(ribs, turned, strict=True)]
        outline += [(p[0] - q[0], p[1] - q[1]) for p, q in zip(ribs[::-1], turned[::-1], strict=True)]
        tone = hex_colour("#4f9a4a") * rng.uniform(0.55, 1.3)
        draw.polygon(outline, fill=tuple(tone.clip(0, 255).astype(int)))
        draw.line((*ribs[0], *ribs[-1]), fill="#d8e6b4", width=2)
    return image


def flowers(rng: Rng) -> Image.Image:
    """Flowers on a meadow."""
    image, draw = _sheet(rng, "#3f7a3c")
    for _ in range(26):
        x, y, radius, petals = *rng.uniform(0, WIDE, 2), rng.uniform(18, 42), int(rng.integers(5, 9))
        colour = COLOURS[int(rng.integers(6))]
        for angle in np.linspace(0, 2 * np.pi, petals, endpoint=False):
            at_x, at_y = x + radius * np.cos(angle), y + radius * np.sin(angle)
            draw.ellipse(
                (at_x - radius * 0.6, at_y - radius * 0.6, at_x + radius * 0.6, at_y + radius * 0.6), fill=colour
            )
        draw.ellipse((x - radius / 2, y - radius / 2, x + radius / 2, y + radius / 2), fill="#f2c230")
    return image


def water(rng: Rng) -> Image.Image:
    """Ripples."""
    _, y = grid(WIDE)
    return to_image(ramp(0.5 + 0.5 * np.sin(60 * y + 5 * noise(rng, WIDE, 4, 4)), ["#0d3b52", "#2f86a6", "#d6eef2"]))


def clouds(rng: Rng) -> Image.Image:
    """A sky."""
    _, y = grid(WIDE)
    cover = (noise(rng, WIDE, 4, 5) * 1.5 + 0.3).clip(0, 1)[..., None]
    return to_image(ramp(y, ["#2f6fb0", "#a9cfe6"]) * (1 - cover) + 250 * cover)


def hills(rng: Rng) -> Image.Image:
    """Ridges, one behind the other, and a sun."""
    x, y = grid(WIDE)
    colours = ramp(y, ["#f2b56b", "#e9dcc0"])
    colours = np.where((np.hypot(x - 0.7, y - 0.25) < 0.09)[..., None], hex_colour("#d9442f"), colours)
    for layer in range(5):
        ridge = 0.35 + 0.13 * layer + 0.16 * noise(rng, WIDE, 3 + layer, 5)[WIDE // 2]
        colours = np.where(
            (y > ridge[None])[..., None], ramp(np.full_like(y, layer / 4), ["#8fa7b8", "#22303a"]), colours
        )
    return to_image(colours)


def town(rng: Rng) -> Image.Image:
    """Houses with lit windows."""
    image, draw = _sheet(rng, "#24344d")
    x = 0
    while x < WIDE:
        wide, high = int(rng.integers(50, 100)), int(rng.integers(140, 380))
        draw.rectangle((x, WIDE - high, x + wide, WIDE), fill=_two(rng)[0], outline="#111418", width=3)
        for at_x in range(x + 10, x + wide - 16, 22):
            for at_y in range(WIDE - high + 12, WIDE - 20, 30):
                draw.rectangle((at_x, at_y, at_x + 12, at_y + 18), fill="#f6df8f" if rng.random() < 0.6 else "#1a2230")
        x += wide
    return image


def letters(rng: Rng) -> Image.Image:
    """Print."""
    image, draw = _sheet(rng, "#f4efe2")
    font = ImageFont.load_default(size=int(rng.integers(22, 58)))
    alphabet = [chr(code) for code in (*range(65, 91), *range(97, 123))]
    for y in range(4, WIDE, int(font.size * 1.2)):
        text = "".join(" " if rng.random() < 0.16 else alphabet[int(rng.integers(52))] for _ in range(60))
        draw.text((6, y), text, fill="#1b1b1f", font=font)
    return image


def faces(rng: Rng) -> Image.Image:
    """Round faces, drawn."""
    image, draw = _sheet(rng)
    for row in range(2):
        for column in range(2):
            x, y, r = (column + 0.5) * WIDE / 2, (row + 0.5) * WIDE / 2, WIDE * rng.uniform(0.17, 0.22)
            tone = tuple((hex_colour("#e5b48c") * rng.uniform(0.45, 1.05)).clip(0, 255).astype(int))
            draw.ellipse((x - 1.08 * r, y - 1.3 * r, x + 1.08 * r, y + 0.5 * r), fill=_two(rng)[0])
            draw.ellipse((x - 0.85 * r, y - r, x + 0.85 * r, y + 1.15 * r), fill=tone)
            for side in (-1, 1):
                at = x + side * 0.36 * r
                draw.ellipse((at - 0.18 * r, y - 0.16 * r, at + 0.18 * r, y + 0.06 * r), fill="white")
                draw.ellipse((at - 0.08 * r, y - 0.13 * r, at + 0.08 * r, y + 0.03 * r), fill="#22272e")
                draw.arc((at - 0.24 * r, y - 0.4 * r, at + 0.24 * r, y), 200, 340, fill="#3a2a20", width=6)
            draw.line((x, y, x - 0.1 * r, y + 0.35 * r, x + 0.08 * r, y + 0.36 * r), fill="#7a4a34", width=5)
            draw.chord((x - 0.36 * r, y + 0.35 * r, x + 0.36 * r, y + 0.85 * r), 15, 165, fill="#a83a38")
    return image


def eyes(rng: Rng) -> Image.Image:
    """One eye, large."""
    x, y = grid(WIDE)
    far, iris = np.hypot(x - 0.5, y - 0.5), COLOURS[int(rng.choice([1, 3, 9]))]
    streaks = 0.5 + 0.5 * np.sin(np.arctan2(y - 0.5, x - 0.5) * 60)
    colours = np.where((far < 0.2)[..., None], hex_colour(iris) * (0.6 + 0.5 * streaks[..., None]), 245.0)
    colours = np.where((far < 0.085)[..., None], 15.0, colours)
    colours = np.where((np.hypot(x - 0.44, y - 0.43) < 0.03)[..., None], 255.0, colours)
    open_lid = np.abs(y - 0.5) < 0.28 * np.cos(np.pi * (x - 0.5))
    skin = hex_colour("#d9a27c") * rng.uniform(0.5, 1.1) + 6 * noise(rng, WIDE, 30, 3)[..., None]
    return to_image(np.where(open_lid[..., None], colours, skin))


def stones(rng: Rng) -> Image.Image:
    """Pebbles, lit from above: nearest of many points."""
    x, y = grid(WIDE)
    points = rng.uniform(-0.05, 1.05, (90, 2))
    far = np.sort(np.hypot(x[..., None] - points[:, 0], y[..., None] - points[:, 1]), axis=-1)
    return to_image(ramp(((far[..., 1] - far[..., 0]) * 14).clip(0, 1), ["#1d1b1a", "#77706a", "#cfc7bd"]))


def fence(rng: Rng) -> Image.Image:
    """Crossed bars before a blur."""
    image = to_image(ramp((0.5 + noise(rng, WIDE, 3, 2)).clip(0, 1), list(_two(rng))))
    draw, step = ImageDraw.Draw(image), int(rng.integers(40, 80))
    for at in range(-WIDE, 2 * WIDE, step):
        for end in (at + WIDE, at - WIDE):
            draw.line((at, 0, end, WIDE), fill="#e8e6e0", width=5)
    return image


def shapes(rng: Rng) -> Image.Image:
    """Triangles, squares and stars."""
    image, draw = _sheet(rng, "#efe6cf")
    for _ in range(28):
        x, y, radius = *rng.uniform(0, WIDE, 2), rng.uniform(20, 60)
        sides, colour = int(rng.integers(3, 8)), COLOURS[int(rng.integers(7))]
        draw.regular_polygon((x, y, radius), sides, rotation=float(rng.uniform(0, 360)), fill=colour)
    return image


def bubbles(rng: Rng) -> Image.Image:
    """Balls that shine."""
    x, y = grid(WIDE)
    colours = np.tile(hex_colour(_two(rng)[0]) * 0.5, (WIDE, WIDE, 1))
    for _ in range(22):
        at_x, at_y, radius = *rng.uniform(0, 1, 2), rng.uniform(0.05, 0.16)
        far = np.hypot(x - at_x, y - at_y) / radius
        light = np.exp(-((x - at_x + radius * 0.35) ** 2 + (y - at_y + radius * 0.35) ** 2) / (0.18 * radius) ** 2)
        ball = (
            hex_colour(COLOURS[int(rng.integers(6))]) * (1.1 - 0.7 * far.clip(0, 1)[..., None]) + 220 * light[..., None]
        )
        colours = np.where((far < 1)[..., None], ball, colours)
    return to_image(colours)


PICTURES: tuple[Callable[[Rng], Image.Image], ...] = (
    *(grating, checks, rings, rays, dots, bricks, weave, honeycomb, scales, wood, fur, leaves),
    *(flowers, water, clouds, hills, town, letters, faces, eyes, stones, fence, shapes, bubbles),
)


def main() -> None:
    """Draw two of each."""
    for number, draw in enumerate(PICTURES):
        for time in (1, 2):
            image = draw(np.random.default_rng(100 * number + time)).resize((SIZE, SIZE), Image.Resampling.LANCZOS)
            image.save(FOLDER / f"{draw.__name__}-{time}.webp", "WEBP", quality=80, method=6)


if __name__ == "__main__":
    main()
