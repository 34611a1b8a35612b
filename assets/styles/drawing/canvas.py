"""What all pictures share: smooth noise, colour ramps, paper."""

from __future__ import annotations

import numpy as np
from PIL import Image

Rng = np.random.Generator


def noise(rng: Rng, size: int, cells: int, octaves: int = 4, fade: float = 0.5) -> np.ndarray:
    """Smooth noise in about -1..1: random grids of ever finer cells, enlarged and added up (size x size)."""
    total = np.zeros((size, size))
    weight, sum_of_weights = 1.0, 0.0
    for octave in range(octaves):
        side = min(cells * 2**octave + 3, size)
        grid = Image.fromarray(rng.normal(size=(side, side)).astype(np.float32))
        total += weight * np.asarray(grid.resize((size, size), Image.Resampling.BICUBIC))
        sum_of_weights += weight
        weight *= fade
    return total / (sum_of_weights * 1.2)


def ramp(values: np.ndarray, colours: list[str]) -> np.ndarray:
    """Colours along a scale: values 0..1 become RGB in 0..255."""
    stops = np.array([hex_colour(colour) for colour in colours])
    at = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(values, at, stops[:, channel]) for channel in range(3)], axis=-1)


def hex_colour(text: str) -> np.ndarray:
    """'#rrggbb' as three numbers."""
    return np.array([int(text[index : index + 2], 16) for index in (1, 3, 5)], dtype=float)


def grid(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates x and y of every pixel, 0..1."""
    line = (np.arange(size) + 0.5) / size
    return np.meshgrid(line, line)


def to_image(colours: np.ndarray) -> Image.Image:
    """An array of 0..255 as a picture."""
    return Image.fromarray(np.clip(colours, 0, 255).round().astype(np.uint8))


def papered(colours: np.ndarray, rng: Rng, strength: float = 6.0) -> np.ndarray:
    """Lay fibres and grain of paper over colours."""
    size = colours.shape[0]
    fibres = noise(rng, size, size // 12, 2) + 0.7 * rng.normal(size=(size, size))
    return colours + strength * fibres[..., None]


def shrunk(image: Image.Image, size: int) -> Image.Image:
    """Bring a picture drawn larger to size, which smooths its edges."""
    return image.resize((size, size), Image.Resampling.LANCZOS)
