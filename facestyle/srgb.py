"""Colours of any kind -> sRGB: profiles, gamma and primaries, palettes, CMYK, Lab, transparency.

Called for every picture by images.py. Not about how many bits a sample has (bits.py).
"""

from __future__ import annotations

import io
import struct
from functools import lru_cache, partial
from typing import Any, Literal

import numpy as np
from PIL import Image, ImageCms

from facestyle import bits

#: What shows through where a picture is transparent.
Backdrop = Literal["white", "black"]

#: The mode that a profile of each colour space speaks of.
_MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
#: sRGB's decoding gamma, roughly, and its white and primaries (x, y), as in PNG's cHRM.
_GAMMA = 1 / 2.2
_PRIMARIES = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
#: Numbers of a PNG that are nearer to sRGB's than this mean sRGB: they are rounded, and its curve is no power.
_NEAR_GAMMA, _NEAR_PRIMARIES = 0.02, 0.005
_PHOTOMETRIC, _YCBCR, _SUBSAMPLING = 262, 6, 530
#: Bradford's cone responses, and the white of profiles (D50).
_CONES = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_D50 = np.array([0.9642, 1.0, 0.8249])


def decoded(
    image: Image.Image, data: bytes, detail: int, backdrop: Backdrop = "white"
) -> tuple[Image.Image, Image.Image | None]:
    """Decode a picture and return it in 8-bit sRGB, its long side reduced to between `detail` and twice that.

    Beside it comes its opacity, of the same size, mode L; None where nothing is transparent.

    An embedded profile is applied, whatever the mode: RGB, grey, palette or CMYK, with or without alpha. A PNG without
    one is read by its gAMA and cHRM. A profile that is damaged, or belongs to another kind of picture, is ignored, as
    browsers do. For 16-bit and floating-point samples see `bits.black_and_white`.

    Args:
        image: opened, not yet decoded.
        data: its file.
        detail: a long side in pixels.
        backdrop: what transparent parts are laid over.

    Raises:
        Exception: whatever Pillow's decoders raise on damaged bytes.
    """
    _mend_ycbcr(image)
    raw = bits.raw_mode(image)
    image.load()
    profile = image.info.get("icc_profile") or _profile_of_png(image)
    if bits.is_deep(image):
        plain = bits.grey(image, data, bool(image.info.get("icc_profile")), partial(_curve, profile))
        profile = None
    else:
        plain = _plain(image, data, raw)
    seen = _reduced(plain, detail)
    alpha = seen.getchannel("A") if seen.mode in ("LA", "RGBA") else None
    colours = _in_srgb(seen.convert(seen.mode.removesuffix("A")) if alpha else seen, profile)
    if alpha is None or alpha.getextrema()[0] == 255:
        return colours, None
    under = Image.new("RGB", seen.size, backdrop)
    under.paste(colours, mask=alpha)
    return under, alpha


def _mend_ycbcr(image: Any) -> None:
    """Let an uncompressed YCbCr TIFF be read as what it is: Pillow expects RGB, as libtiff gives where it decodes."""
    tags = getattr(image, "tag_v2", {})
    whole = tags.get(_SUBSAMPLING, (2, 2)) == (1, 1)
    if tags.get(_PHOTOMETRIC) == _YCBCR and whole and bits.raw_mode(image) == "RGBX" and image.tile[0][0] == "raw":
        image._mode = "YCbCr"
        image.tile = [bits.with_raw_mode(tile, "YCbCr") for tile in image.tile]


def _plain(image: Image.Image, data: bytes, raw: str) -> Image.Image:
    """Return a picture of 8 bits or fewer, or of several 16-bit samples, as L, LA, RGB, RGBA, CMYK or LAB."""
    if raw[-4:] in (";16B", ";16L", ";16N"):
        image = bits.colours(image, data, raw, bool(image.info.get("icc_profile")))
    elif raw in ("L;2", "L;4") and isinstance(image.info.get("transparency"), int):
        # The number in the file; the pixels are spread over 0 to 255.
        image.info["transparency"] *= 255 // ((1 << int(raw[-1])) - 1)
    if image.mode in ("La", "RGBa"):
        return image.convert(image.mode.upper())
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB") else image.convert("RGB")


def _reduced(image: Image.Image, detail: int) -> Image.Image:
    """Reduce the long side to at most twice `detail`, so that large files don't take more memory."""
    factor = max(image.size) // detail
    return image if factor < 2 else image.reduce(factor)


def _curve(profile: bytes | None, levels: np.ndarray) -> np.ndarray:
    """Return grey levels, 0 to 255, as 8-bit grey; under a profile as RGB, interpolated between its whole levels."""
    if not profile:
        return levels.round().astype(np.uint8)
    whole = np.arange(256)
    table = np.asarray(_in_srgb(Image.fromarray(whole.astype(np.uint8)[None]), profile))[0]
    channels = [np.interp(levels, whole, table[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture without alpha in sRGB, by its profile where that can be used."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = _MODES.get(source.profile.xcolor_space.strip(), "")
            given = image.convert("RGB") if (image.mode, mode) == ("L", "RGB") else image
            if given.mode == mode:
                made = ImageCms.profileToProfile(given, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
                assert made is not None  # since it is not asked to work in place
                return made
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return image.convert("RGB")


@lru_cache(maxsize=1)
def profile() -> bytes:
    """Return the ICC profile of sRGB: the same bytes whenever it is made."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made[:24] + struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + made[36:]  # the time at which it was made


def _profile_of_png(image: Image.Image) -> bytes | None:
    """Return a profile of what a PNG says by gAMA and cHRM; None where it says nothing, or sRGB (PNG 3, 4.3)."""
    gamma, primaries = image.info.get("gamma"), image.info.get("chromaticity")
    if image.format != "PNG" or "srgb" in image.info or not (gamma or primaries):
        return None
    gamma, primaries = gamma or _GAMMA, primaries or _PRIMARIES
    apart = max(abs(np.subtract(primaries, _PRIMARIES)))
    if abs(gamma - _GAMMA) < _NEAR_GAMMA and apart < _NEAR_PRIMARIES:
        return None
    try:
        return matrix_profile(1 / gamma, primaries)
    except (np.linalg.LinAlgError, struct.error, ZeroDivisionError, OverflowError, ValueError):
        return None


def matrix_profile(gamma: float, primaries: Any) -> bytes:
    """Return an ICC profile (version 2.4) of an RGB space.

    Args:
        gamma: light is the sample, 0 to 1, to this power.
        primaries: x and y of white, red, green and blue, eight numbers.

    Raises:
        LinAlgError, ZeroDivisionError, struct.error: these are no such primaries.
    """
    white, *rgb = (np.array([x / y, 1.0, (1 - x - y) / y]) for x, y in np.reshape(primaries, (4, 2)).tolist())
    columns = np.stack(rgb, axis=1)
    adapted = np.linalg.inv(_CONES) @ np.diag((_CONES @ _D50) / (_CONES @ white)) @ _CONES
    matrix = adapted @ columns @ np.diag(np.linalg.solve(columns, white))
    tags = {name + b"XYZ": _xyz(matrix[:, place]) for place, name in enumerate((b"r", b"g", b"b"))}
    curve = b"curv" + bytes(4) + struct.pack(">IHxx", 1, round(256 * gamma))
    tags |= {name + b"TRC": curve for name in (b"r", b"g", b"b")}
    tags |= {b"wtpt": _xyz(_D50), b"cprt": b"text" + bytes(4) + b"none\0\0\0\0"}
    tags[b"desc"] = b"desc" + bytes(4) + struct.pack(">I", 4) + b"PNG\0" + bytes(80)
    place, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, tag in tags.items():
        table += struct.pack(">4sII", name, place + len(body), len(tag))
        body += tag + bytes(-len(tag) % 4)
    head = struct.pack(">I4sI4s4s4s", place + len(body), bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4s", 2020, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + struct.pack(">3i", *_fixed(_D50))
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _xyz(values: np.ndarray) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *_fixed(values))


def _fixed(values: np.ndarray) -> list[int]:
    return [round(65536 * value) for value in values.tolist()]
