"""Pictures made by water: waves cut in wood, ink on wet paper, paint on a bath."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from drawing.canvas import Rng, grid, hex_colour, noise, papered, ramp, shrunk, to_image


def woodblock_waves(rng: Rng, size: int) -> Image.Image:
    """Rows of waves as fans of indigo lines under a graded sky, printed on laid paper."""
    big = size * 2
    _, y = grid(big)
    image = to_image(ramp((y / 0.5).clip(0, 1), ["#1d3f66", "#5f8fb0", "#dccfae", "#eadcbc", "#e7b98f"]))
    draw = ImageDraw.Draw(image)
    draw.ellipse((big * 0.62, big * 0.09, big * 0.82, big * 0.29), fill="#c8452f")
    blues = ["#16314f", "#1f4a75", "#2f6f9f", "#6fa3bf", "#c9dbd6"]
    radius = big * 0.105
    for row in range(13):
        base = big * (0.36 + row * 0.058)
        for column in range(-1, 10):
            centre = (column + 0.5 * (row % 2)) * radius * 1.22 + rng.normal(0, 7)
            lift = 16 * np.sin(column * 1.3 + row * 0.8)
            _wave(draw, rng, centre, base + radius * 0.75 + lift, radius * (1.0 + 0.02 * row), blues, row)
    return to_image(papered(np.asarray(shrunk(image, size), dtype=float), rng, 7.0))


def _wave(draw: ImageDraw.ImageDraw, rng: Rng, x: float, y: float, radius: float, blues: list[str], row: int) -> None:
    """One wave: nested arcs with a dark key line, and fingers of foam along its crest."""
    for number in range(6):
        r = radius * (1 - number * 0.165)
        fill = blues[(number + row) % len(blues)] if number % 2 == 0 else "#efe6cf"
        draw.ellipse((x - r, y - r, x + r, y + r), fill=fill, outline="#0e2036", width=5)
    for angle in np.linspace(-2.75, -0.4, 13):
        reach = radius * rng.uniform(0.98, 1.1)
        foam = radius * rng.uniform(0.055, 0.095)
        at_x, at_y = x + reach * np.cos(angle), y + reach * np.sin(angle)
        draw.ellipse((at_x - foam, at_y - foam, at_x + foam, at_y + foam), fill="#f7f1e1", outline="#0e2036", width=4)
        if rng.random() < 0.5:
            spray = foam * 0.4
            up = radius * rng.uniform(0.12, 0.26)
            draw.ellipse((at_x - spray, at_y - up - spray, at_x + spray, at_y - up + spray), fill="#f7f1e1")


def ink_wash(rng: Rng, size: int) -> Image.Image:
    """Ridges that fade into mist, dry-brushed pines before them: ink on absorbent paper."""
    x, y = grid(size)
    paper = np.tile(hex_colour("#efe7d6"), (size, size, 1)) + 5 * noise(rng, size, 5, 3)[..., None]
    ink = np.zeros((size, size))
    for layer in range(6):
        ridge_noise = noise(rng, size, 3 + layer, 6, 0.55)[size // 2]
        ridge = 0.16 + layer * 0.135 + (0.16 - 0.012 * layer) * ridge_noise
        depth = y - ridge[None, :] + 0.006 * noise(rng, size, 60, 2)
        wash = np.exp(-np.clip(depth, 0, None) / (0.11 + 0.01 * layer)) * (depth > 0)
        strength = 0.26 + 0.11 * layer
        pooled = 0.45 * np.exp(-((depth / 0.006) ** 2))  # pigment gathers where the wash dries last
        texture = 0.75 + 0.5 * noise(rng, size, 26, 4)
        ink = np.maximum(ink * (1 - 0.35 * (depth > 0)), strength * (wash * texture + pooled))
    strokes = Image.new("L", (size * 2, size * 2), 0)
    draw = ImageDraw.Draw(strokes)
    for _ in range(34):
        _pine(draw, rng, rng.uniform(0, size * 2), rng.uniform(0.55, 1.02) * size * 2, rng.uniform(0.1, 0.3) * size)
    brushed = np.asarray(shrunk(strokes, size), dtype=float) / 255
    dry = noise(rng, size, 120, 2) > -0.35
    ink = np.maximum(ink, brushed * np.where(dry, 0.88, 0.25))
    tone = hex_colour("#1b1d22")
    colours = paper * (1 - ink.clip(0, 1)[..., None]) + tone * ink.clip(0, 1)[..., None]
    seal = (np.abs(x - 0.91) < 0.028) & (np.abs(y - 0.1) < 0.04)
    colours = np.where(seal[..., None], hex_colour("#b5332a") + 18 * noise(rng, size, 40, 2)[..., None], colours)
    return to_image(papered(colours, rng, 5.0))


def _pine(draw: ImageDraw.ImageDraw, rng: Rng, x: float, foot: float, height: float) -> None:
    lean = rng.normal(0, 0.1)
    top = (x + lean * height, foot - height)
    draw.line((x, foot, *top), fill=int(rng.integers(150, 235)), width=max(2, int(height * 0.035)))
    for share in np.linspace(0.2, 0.98, 13):
        at_x, at_y = x + (top[0] - x) * share, foot + (top[1] - foot) * share
        for side in (-1, 1):
            reach = height * 0.34 * (1.08 - share) * rng.uniform(0.6, 1.2)
            end = (at_x + side * reach, at_y + reach * rng.uniform(0.05, 0.4))
            draw.line((at_x, at_y, *end), fill=int(rng.integers(120, 250)), width=int(rng.integers(2, 8)))


def marbling(rng: Rng, size: int) -> Image.Image:
    """Drops of paint on a bath, drawn through with combs: the closed forms of mathematical marbling, backwards.

    Every pixel is carried back through the combs to where it lay among the drops (Lu et al. 2012).
    """
    big = size * 2
    x, y = grid(big)
    for across, count, pull, sharp in ((False, 5, 0.17, 0.03), (True, 17, 0.06, 0.011), (False, 25, -0.045, 0.008)):
        line, other = (y, x) if across else (x, y)
        spacing = 1.0 / count
        if count == 5:  # the first comb goes to and fro
            drawn = np.cos(np.pi * line / spacing)
        else:
            drawn = sharp / (sharp + np.abs(np.mod(line, spacing) - spacing / 2))
        moved = other - pull * drawn - 0.012 * np.sin(line * 9)
        x, y = (moved, y) if across else (x, moved)
    palette = ["#12355b", "#d7263d", "#f5e9d3", "#1b998b", "#f4a259", "#f5e9d3", "#2e294e", "#e8b4bc"]
    colours = np.tile(hex_colour(palette[0]), (big, big, 1))
    for number in range(300):
        centre_x, centre_y = rng.uniform(-0.25, 1.25, 2)
        radius = 0.165 * (1 - number / 390) * rng.uniform(0.55, 1.0)
        inside = (x - centre_x) ** 2 + (y - centre_y) ** 2 < radius**2
        colours[inside] = hex_colour(palette[int(rng.integers(len(palette)))])
    veins = 9 * noise(rng, big, 30, 3)[..., None]
    return to_image(papered(np.asarray(shrunk(to_image(colours + veins), size), dtype=float), rng, 4.0))
