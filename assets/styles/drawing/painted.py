"""Pictures made of strokes and dots laid over one another."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from drawing.canvas import Rng, grid, hex_colour, noise, ramp, shrunk, to_image


def swirling_strokes(rng: Rng, size: int) -> Image.Image:
    """Impasto: bristled strokes follow a field of whirls, dark blues under amber lights."""
    big = size * 2
    x, y = grid(big)
    whirls = [
        (0.28, 0.3, 0.2, 1),
        (0.7, 0.22, 0.15, -1),
        (0.62, 0.62, 0.24, 1),
        (0.15, 0.75, 0.17, -1),
        (0.9, 0.85, 0.14, 1),
    ]
    angle = 0.5 * noise(rng, big, 2, 3)
    light = 0.28 + 0.22 * noise(rng, big, 4, 4)
    flow_x, flow_y = np.cos(angle), np.sin(angle)
    for centre_x, centre_y, radius, turn in whirls:
        off_x, off_y = x - centre_x, y - centre_y
        distance = np.hypot(off_x, off_y) + 1e-6
        pull = np.exp(-((distance / radius) ** 2)) * 4
        flow_x += pull * (-turn * off_y / distance + 0.15 * off_x / distance)
        flow_y += pull * (turn * off_x / distance + 0.15 * off_y / distance)
        light += 0.75 * np.exp(-((distance / (radius * 0.32)) ** 2))
        light += 0.16 * np.cos(distance / radius * 14) * np.exp(-((distance / radius) ** 2))
    colours = ramp(
        light.clip(0, 1), ["#0b1640", "#17307a", "#2b5fb0", "#5f9ecb", "#b9cfae", "#f2d277", "#f6b53a", "#fff1b8"]
    )
    length = np.hypot(flow_x, flow_y)
    flow = np.stack([flow_x / length, flow_y / length], axis=-1)
    image = to_image(colours * 0.55)
    for width, count, steps in ((34, 2600, 16), (20, 5200, 14), (11, 6500, 12)):
        _strokes(image, rng, flow, colours, width, count, steps)
    return shrunk(image, size)


def _strokes(
    image: Image.Image, rng: Rng, flow: np.ndarray, colours: np.ndarray, width: int, count: int, steps: int
) -> None:
    """Curved strokes along a field; each is a bundle of bristles, lighter on one side as thick paint is."""
    draw = ImageDraw.Draw(image)
    big = image.width
    for _ in range(count):
        at = rng.uniform(0, big, 2)
        base = colours[int(at[1]), int(at[0])] + rng.normal(0, 13, 3)
        path = [at]
        for _ in range(steps):
            column, row = np.clip(path[-1].astype(int), 0, big - 1)
            path.append(path[-1] + flow[row, column] * width * 0.5)
        points = np.array(path)
        normals = np.stack([-np.gradient(points[:, 1]), np.gradient(points[:, 0])], axis=1)
        normals /= np.hypot(normals[:, 0], normals[:, 1])[:, None] + 1e-6
        taper = np.sin(np.linspace(0.25, np.pi - 0.15, len(points)))[:, None]
        bristles = max(3, width // 4)
        for number in range(bristles):
            side = (number + 0.5) / bristles - 0.5
            shade = base + 30 * (-side) + rng.normal(0, 11)
            line = points + normals * taper * side * width
            draw.line(
                [tuple(point) for point in line],
                fill=tuple(shade.clip(0, 255).astype(int)),
                width=max(2, width // bristles + 1),
            )


def pointillism(rng: Rng, size: int) -> Image.Image:
    """Dots of pure and of opposite colour that the eye mixes: a river bank in the afternoon."""
    big = size * 2
    x, y = grid(big)
    hills = 0.42 + 0.05 * np.sin(x * 7) + 0.04 * noise(rng, big, 3, 3)
    bank = 0.72 + 0.06 * np.sin(x * 4 + 1)
    scene = ramp((y / 0.45).clip(0, 1), ["#6f9fd8", "#a9c8e6", "#f3dcb4", "#f6c38a"])
    woods = ramp((0.5 + 0.8 * noise(rng, big, 9, 3)).clip(0, 1), ["#1f4f4a", "#2f7a4a", "#7fa83e", "#d9bf4a"])
    water = ramp(
        (0.5 + 0.5 * np.sin(y * 130 + 5 * noise(rng, big, 4, 3))).clip(0, 1),
        ["#2d5f9e", "#5f97c4", "#e9c79a", "#8fb8cf"],
    )
    meadow = ramp(
        (0.5 + 0.7 * noise(rng, big, 14, 3)).clip(0, 1), ["#3f7d3a", "#86b03c", "#d8d255", "#e58a6b", "#b4529a"]
    )
    for mask, layer in (((y > hills), woods), ((y > hills + 0.14), water), ((y > bank), meadow)):
        scene = np.where(mask[..., None], layer, scene)
    image = to_image(scene * 0.5 + 115)
    draw = ImageDraw.Draw(image)
    for radius, count in ((11, 16000), (8, 26000), (5, 20000)):
        places = rng.uniform(0, big, (count, 2))
        picked = scene[places[:, 1].astype(int), places[:, 0].astype(int)]
        opposite = rng.random(count) < 0.16
        tinted = np.where(opposite[:, None], 255 - picked[:, ::-1] * 0.75, picked) + rng.normal(0, 26, (count, 3))
        for (left, top), colour in zip(places, tinted.clip(0, 255).astype(int), strict=True):
            r = radius * rng.uniform(0.7, 1.15)
            draw.ellipse((left - r, top - r, left + r, top + r), fill=tuple(colour))
    return shrunk(image, size)


def pastel(rng: Rng, size: int) -> Image.Image:
    """Hatching in soft pastel on dark paper: fields under an evening sky."""
    big = size * 2
    x, y = grid(big)
    bands = y * 6 + 0.9 * np.sin(x * 4 + y * 3) + 0.8 * noise(rng, big, 3, 3)
    palette = ["#f7b267", "#f4845f", "#c8553d", "#588157", "#a3b18a", "#3a5a78", "#84a9c0", "#e9c46a", "#7b4b94"]
    chosen = np.array([hex_colour(colour) for colour in palette])[np.floor(bands).astype(int) % len(palette)]
    chosen = chosen * (0.8 + 0.35 * np.mod(bands, 1))[..., None]
    slope = np.pi * (np.floor(bands) * 0.37)
    image = to_image(np.full((big, big, 3), hex_colour("#2b2a33")))
    draw = ImageDraw.Draw(image)
    for _ in range(30000):
        at_x, at_y = rng.uniform(0, big, 2)
        row, column = int(at_y), int(at_x)
        angle = slope[row, column] + rng.normal(0, 0.09)
        reach = rng.uniform(22, 64)
        off_x, off_y = np.cos(angle) * reach, np.sin(angle) * reach
        colour = (chosen[row, column] + rng.normal(0, 20, 3)).clip(0, 255).astype(int)
        draw.line(
            (at_x - off_x, at_y - off_y, at_x + off_x, at_y + off_y), fill=tuple(colour), width=int(rng.integers(3, 9))
        )
    grain = np.asarray(image, dtype=float)
    tooth = noise(rng, big, big // 5, 2)  # the paper's tooth takes no pastel in its hollows
    grain = np.where((tooth < -0.62)[..., None], grain * 0.45, grain)
    return shrunk(to_image(grain), size)
