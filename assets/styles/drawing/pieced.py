"""Pictures made of pieces with hard edges."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from drawing.canvas import Rng, grid, hex_colour, noise, ramp, shrunk, to_image


def mosaic(rng: Rng, size: int) -> Image.Image:
    """Tesserae laid along the rings of a sun and the waves below it, in dark grout."""
    big = size * 2
    image = to_image(np.full((big, big, 3), hex_colour("#3b332c")))
    draw = ImageDraw.Draw(image)
    tile = 26.0
    centre = np.array([big * 0.5, big * 0.42])
    sun = ["#fff3c9", "#f8d568", "#eda32f", "#d96c27", "#b23a2a", "#7c2440", "#46325f"]
    sea = ["#0f3c5a", "#166a7d", "#2a9c95", "#8fcdb0", "#e8e6c6"]
    for ring in range(1, int(big / tile)):
        radius = ring * tile
        count = max(6, int(2 * np.pi * radius / tile))
        for step in range(count):
            angle = 2 * np.pi * (step + 0.5 * (ring % 2)) / count
            place = centre + radius * np.array([np.cos(angle), np.sin(angle)])
            if place[1] > big * 0.66 + 60 * np.sin(place[0] / 150):
                continue
            rays = 0.09 * np.cos(angle * 16) * min(1.0, ring / 6)
            colour = ramp(np.array([(radius / (big * 0.72) + rays)]).clip(0, 1), sun)[0]
            _tessera(draw, rng, place, angle, tile, colour)
    for row in range(-2, int(big * 0.5 / tile) + 4):
        for column in range(-1, int(big / tile) + 2):
            across = (column + 0.5 * (row % 2)) * tile
            down = big * 0.66 + 60 * np.sin(across / 150) + (row + 0.6) * tile
            if row < 0 or down > big + tile:
                continue
            crest = 0.5 + 0.5 * np.sin(across / 62 + row * 1.15)
            colour = ramp(np.array([crest * 0.75 + 0.02 * row]).clip(0, 1), sea)[0]
            _tessera(draw, rng, np.array([across, down]), np.arctan(0.4 * np.cos(across / 150)), tile, colour)
    return shrunk(image, size)


def _tessera(
    draw: ImageDraw.ImageDraw, rng: Rng, place: np.ndarray, angle: float, tile: float, colour: np.ndarray
) -> None:
    """One stone: a little askew, a little uneven, catching the light at its own tilt."""
    turn = angle + rng.normal(0, 0.07)
    half = tile * rng.uniform(0.4, 0.46)
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) * half
    corners = [
        place + a * axes[0] + b * axes[1] + rng.normal(0, 1.1, 2) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    shade = colour * rng.uniform(0.78, 1.14) + rng.normal(0, 9, 3)
    draw.polygon([tuple(corner) for corner in corners], fill=tuple(shade.clip(0, 255).astype(int)))
    light = (shade * 1.22 + 12).clip(0, 255).astype(int)
    draw.line([tuple(corners[0]), tuple(corners[1])], fill=tuple(light), width=3)


def stained_glass(rng: Rng, size: int) -> Image.Image:
    """A rose window: glowing cells, streaked glass, lead between them."""
    x, y = grid(size)
    rings = [(0, 1), (0.085, 8), (0.17, 14), (0.26, 18), (0.35, 24), (0.44, 30), (0.54, 32), (0.64, 34), (0.75, 36)]
    seeds, tones = [], []
    for number, (radius, count) in enumerate(rings):
        for step in range(count):
            angle = 2 * np.pi * (step + 0.5 * (number % 2)) / count
            wobble = rng.normal(0, 0.011, 2)
            seeds.append((0.5 + radius * np.cos(angle) + wobble[0], 0.5 + radius * np.sin(angle) + wobble[1]))
            tones.append((number * 3 + step % 3 * 2 + (step // 2) % 2) % 8)
    distances = np.stack([np.hypot(x - sx, y - sy) for sx, sy in seeds]).astype(np.float32)
    order = np.argpartition(distances, 1, axis=0)[:2]
    near = np.take_along_axis(distances, order, axis=0)
    nearest = order[0] * (near[0] <= near[1]) + order[1] * (near[0] > near[1])
    gap = np.abs(near[1] - near[0])
    palette = ["#c1121f", "#0b3d91", "#f0a500", "#1b7f5c", "#5a189a", "#1f78c8", "#e85d04", "#7fb069"]
    glass = np.array([hex_colour(colour) for colour in palette])[np.array(tones)[nearest]]
    streaks = noise(rng, size, 10, 4) + 0.5 * np.sin(40 * noise(rng, size, 3, 2) + nearest)
    glow = 1.15 - 0.75 * near.min(axis=0) / 0.07 * 0.5
    lit = (
        glass * (glow + 0.2 * streaks)[..., None] + 34 * np.exp(-((np.hypot(x - 0.5, y - 0.5) / 0.35) ** 2))[..., None]
    )
    lead = np.clip((gap - 0.0045) / 0.003, 0, 1)[..., None]
    rim = np.clip(1 - np.abs(gap - 0.004) / 0.0025, 0, 1)[..., None]
    return to_image(lit * lead + hex_colour("#15120f") * (1 - lead) + 34 * rim * (1 - lead))


def op_art(_rng: Rng, size: int) -> Image.Image:
    """Black and white checks pressed into domes and hollows, with one red accent."""
    big = size * 3
    x, y = grid(big)
    u, v = x.copy(), y.copy()
    inside_accent = np.zeros_like(x, dtype=bool)
    for number, (centre_x, centre_y, radius, bulge) in enumerate(
        [(0.3, 0.32, 0.25, 0.62), (0.74, 0.26, 0.19, -0.5), (0.66, 0.7, 0.28, 0.66), (0.2, 0.78, 0.17, -0.55)]
    ):
        off_x, off_y = x - centre_x, y - centre_y
        share = np.clip(1 - (np.hypot(off_x, off_y) / radius) ** 2, 0, 1)
        u -= bulge * off_x * share
        v -= bulge * off_y * share
        if number == 2:
            inside_accent = share > 0
    u = u + 0.012 * np.sin(v * 20)
    v = v + 0.012 * np.sin(u * 20)
    check = np.sign(np.sin(u * 26 * np.pi) * np.sin(v * 26 * np.pi))
    colours = np.where((check > 0)[..., None], hex_colour("#f4f1ea"), hex_colour("#12110f"))
    accent = inside_accent & (check <= 0) & (np.mod(np.floor(u * 26) + 2 * np.floor(v * 26), 5) == 0)
    return shrunk(to_image(np.where(accent[..., None], hex_colour("#d62828"), colours)), size)
