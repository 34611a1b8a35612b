"""Samples of more than 8 bits -> 8 bits: which number is black, and which is white.

Pillow reads one 16-bit sample a pixel whole, and of several the high bytes only. Not about colours (srgb.py).
"""

from __future__ import annotations

import io
import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

#: What a camera or a scanner of 8, 10, 12, 14 or 16 bits gives where it sees white.
FULL_SCALES = (255, 1023, 4095, 16383, 65535)
#: A floating-point picture whose brightest number lies between 1 and this has no usual scale: it would be black.
LEAST_COUNT = 64.0
#: High bytes below this leave room for a scale of fewer than 16 bits.
_DIM = (FULL_SCALES[-2] + 1) >> 8
#: Smaller numbers than this mark missing data: the most negative one of a format, for instance.
_LEAST = -1e30
#: Rows that are converted at once, so that a large picture takes little memory.
_ROWS = 256
_PNG = b"\x89PNG\r\n\x1a\n"
_BITS_PER_SAMPLE, _PHOTOMETRIC, _MOST_SAMPLE, _NO_DATA = 258, 262, 281, 42113
#: The same samples with their bytes exchanged: what is read as the high byte is then the low one.
_SWAPPED = {";16B": ";16L", ";16L": ";16B", ";16N": ";16B" if sys.byteorder == "little" else ";16L"}

#: Levels from 0 to 255, not rounded, to 8-bit grey or to N x 3 RGB.
Curve = Callable[[np.ndarray], np.ndarray]


def black_and_white(values: np.ndarray, stated: int | None = None, coded: bool = False) -> tuple[float, float]:
    """Return the numbers that are shown black and white.

    Whole numbers: black is 0. White is the largest number that the file states (see `stated_white`); or else the
    smallest of 255, 1023, 4095, 16383 and 65535 that none exceeds, since pictures of 10, 12 or 14 bits are stored in 16
    as they are, and would be nearly black. It is 65535 all the same where the picture is known to fill 16 bits: where a
    colour profile says what its numbers mean, or where all are multiples of 257 (8 bits, repeated) or of 4 (fewer than
    16 bits, shifted up).

    Floating point: black is 0, and white is 1 where no number exceeds it; beyond 64, the scales of whole numbers; in
    between, and beyond all scales, the largest number.

    Where numbers are negative there is no usual black: the smallest is black, the largest white.

    Args:
        values: any shape and type; what is not finite does not count.
        stated: the largest number that the file says it may hold.
        coded: whether a colour profile is embedded.
    """
    finite = values if values.dtype.kind in "iu" else values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 1.0
    low, top = float(finite.min()), float(finite.max())
    if low < 0:
        return low, top if top > low else math.nextafter(low, math.inf)
    if values.dtype.kind == "f" and top <= LEAST_COUNT:
        return 0.0, max(1.0, top)
    if stated and top <= stated:
        return 0.0, float(stated)
    if values.dtype.kind in "iu" and top <= FULL_SCALES[-1] and (coded or _fills_16_bits(values)):
        return 0.0, float(FULL_SCALES[-1])
    return 0.0, float(next((scale for scale in FULL_SCALES if top <= scale), top))


def _fills_16_bits(values: np.ndarray) -> bool:
    return not np.bitwise_or.reduce(values, axis=None) & 3 or not (values % 257).any()


def stated_white(image: Image.Image, data: bytes) -> int | None:
    """Return the largest number that a file says its samples may have; None where it says nothing.

    TIFF: MaxSampleValue, or fewer than 16 BitsPerSample. PNG: sBIT, the number of significant bits.
    """
    tags: Any = getattr(image, "tag_v2", {})
    if most := tags.get(_MOST_SAMPLE):
        return int(max(most)) if isinstance(most, tuple) else int(most)
    bits = max(tags.get(_BITS_PER_SAMPLE, (16,)))
    if png := png_chunk(data, b"sBIT"):
        bits = max(png)
    return (1 << bits) - 1 if 8 < bits < 16 else None


def png_chunk(data: bytes, kind: bytes) -> bytes:
    """Return what a chunk before a PNG's pixels holds; nothing where there is none of this kind."""
    place = len(_PNG) if data.startswith(_PNG) else len(data)
    while place + 8 <= len(data) and (name := data[place + 4 : place + 8]) != b"IDAT":
        size = int.from_bytes(data[place : place + 4], "big")
        if name == kind:
            return data[place + 8 : place + 8 + size]
        place += size + 12
    return b""


def is_deep(image: Image.Image) -> bool:
    """Whether a picture has one sample a pixel, of more than 8 bits."""
    return image.mode.startswith("I") or image.mode == "F"


def grey(image: Image.Image, data: bytes, coded: bool, curve: Curve) -> Image.Image:
    """Return a deep picture in 8 bits, grey or RGB, with alpha where one number is transparent.

    What is no number, or is the file's mark for missing data (GDAL_NODATA), is black.

    Args:
        image: of `is_deep`, decoded.
        data: its file.
        coded: whether a colour profile is embedded.
        curve: from levels to what is seen.
    """
    tags: Any = getattr(image, "tag_v2", {})
    values = np.asarray(image)
    if image.mode == "F":
        values = values.copy()
        _blank(values, str(tags.get(_NO_DATA, "")))
    black, white = black_and_white(values, stated_white(image, data), coded)
    inverted = tags.get(_PHOTOMETRIC) == 0 and image.mode != "I"  # Pillow itself inverts 8 bits and fewer

    def seen(some: np.ndarray) -> np.ndarray:
        shares = (np.nan_to_num(some.astype(np.float64), nan=black).clip(black, white) - black) / (white - black)
        return curve(255.0 * (1.0 - shares if inverted else shares))

    if values.dtype.itemsize == 2 and values.dtype.kind == "u":
        made = seen(np.arange(65536))[values]
    else:
        made = np.concatenate([seen(values[top : top + _ROWS]) for top in range(0, len(values), _ROWS)])
    shown = Image.fromarray(made)
    transparent = image.info.get("transparency")
    if isinstance(transparent, int):
        shown.putalpha(Image.fromarray(np.where(values == transparent, 0, 255).astype(np.uint8)))
    return shown


def _blank(values: np.ndarray, no_data: str) -> None:
    values[values < _LEAST] = np.nan
    try:
        missing = float(no_data.strip("\0 "))
    except ValueError:
        return
    values[np.isclose(values, missing, rtol=1e-6)] = np.nan


def raw_mode(image: Image.Image) -> str:
    """Return the form of the samples in the file, such as ``RGB;16B``; of a picture that is not yet decoded."""
    tile: Any = getattr(image, "tile", None)
    arguments = tile[0][3] if tile else ""
    return str(arguments[0] if isinstance(arguments, tuple) else arguments)


def colours(image: Image.Image, data: bytes, raw: str, coded: bool) -> Image.Image:
    """Return an RGB or RGBA picture whose samples have 16 bits, of which Pillow has read the high bytes, in 8 bits.

    Only a picture that may be dark by mistake, or in which one colour is transparent, needs its low bytes.

    Args:
        image: decoded.
        data: its file.
        raw: of `raw_mode`.
        coded: whether a colour profile is embedded.
    """
    transparent = image.info.get("transparency")
    high = np.asarray(image)
    dim = not coded and high[..., :3].max(initial=0) < _DIM
    if image.mode not in ("RGB", "RGBA") or not (dim or transparent is not None):
        return image
    values = high.astype(np.uint16) << 8 | _low_bytes(data, raw)
    white = black_and_white(values[..., :3], stated_white(image, data))[1] if dim else FULL_SCALES[-1]
    made = _scaled(white)[values]
    if image.mode == "RGBA" and values[..., 3].max(initial=0) > white:  # alpha fills 16 bits, colours do not
        made[..., 3] = high[..., 3]
    shown = Image.fromarray(made)
    if isinstance(transparent, tuple):
        hidden = (values[..., :3] == np.array(transparent)).all(axis=-1)
        shown.putalpha(Image.fromarray(np.where(hidden, 0, 255).astype(np.uint8)))
    return shown


def _scaled(white: float) -> np.ndarray:
    """Return 8 bits for each of 65536 numbers."""
    return (np.arange(65536) * (255.0 / white)).round().clip(0, 255).astype(np.uint8)


def _low_bytes(data: bytes, raw: str) -> np.ndarray:
    """Decode once more, with the bytes of each sample exchanged."""
    again: Any = Image.open(io.BytesIO(data))
    if raw == "LA;16B":  # has no exchanged form; both samples fit into one number
        again._mode = "I"
        again.tile = [with_raw_mode(tile, "I;32B") for tile in again.tile]
        pairs = np.asarray(again)
        return np.stack([pairs >> 16] * 3 + [pairs], axis=-1).astype(np.uint8)
    exchanged = raw[:-4] + _SWAPPED[raw[-4:]]
    again.tile = [with_raw_mode(tile, exchanged) for tile in again.tile]
    return np.asarray(again)


def with_raw_mode(tile: Any, raw: str) -> tuple[Any, ...]:
    """Return a tile of Pillow's that is decoded as another form of the samples."""
    codec, box, offset, arguments = tile
    return codec, box, offset, (raw, *arguments[1:]) if isinstance(arguments, tuple) else raw
