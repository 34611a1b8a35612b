"""The only way in for pixels: a path or bytes become an upright RGB picture, within limits.

Faces and style both start from the `Picture` made here.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from facestyle.errors import (
    BrokenPictureError,
    EmptyPictureError,
    FacestyleError,
    FileMissingError,
    MissingInputError,
    NotAPictureError,
    PictureTooLargeError,
    PictureTooSmallError,
    UnsupportedSourceError,
)

#: A phone's largest JPEG is about 30 MB.
MAX_BYTES = 48 * 1024 * 1024
#: Checked on the header, before a pixel is decoded. A JPEG is decoded at a fraction of its size, so the 200 megapixels
#: of a phone are welcome; other formats are decoded whole.
MAX_PIXELS_JPEG = 220_000_000
MAX_PIXELS = 64_000_000
#: On a shorter side no detector sees a face, and deep layers of VGG have no position.
MIN_SIDE = 16
#: Long side at which faces are searched; that of a decoded picture lies between this and twice this.
DETAIL = 1600
#: The same where a picture is looked at closely: 38 megapixels at most, and all of those that most cameras take.
MOST_DETAIL = 3072

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
FORMATS_IN_WORDS = "JPEG, PNG, WebP, GIF, BMP or TIFF"

#: How a picture with this EXIF orientation is brought upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = (_TURNS[5], _TURNS[6], _TURNS[7], _TURNS[8])

# The limits above are checked by format, with a message that names the picture; Pillow's own limit only warns.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS_JPEG


@dataclass(frozen=True, eq=False)
class Picture:
    """An upright RGB picture.

    Attributes:
        name: for messages.
        pixels: H x W x 3, uint8, sRGB. May be smaller than the file's picture.
        width, height: size in pixels of the whole upright picture; boxes are given in its coordinates.
        digest: SHA-256 of the file's bytes: what "the same photograph" means.
        source: the file or its bytes, where it holds more detail than these pixels; see `in_detail`.
    """

    name: str
    pixels: np.ndarray
    width: int
    height: int
    digest: str
    source: str | Path | bytes | None = field(default=None, repr=False)

    @property
    def scale(self) -> float:
        """Return the number of decoded pixels per pixel of the file's picture; at most 1."""
        return float(self.pixels.shape[1]) / self.width

    def image(self) -> Image.Image:
        """Return the decoded pixels as a Pillow image."""
        return Image.fromarray(self.pixels)


def load(source: str | Path | bytes | None, *, name: str | None = None, detail: int = DETAIL) -> Picture:
    """Read a picture from a file or from bytes.

    The format is sniffed from the content (JPEG, PNG, WebP, GIF, BMP, TIFF; HEIC where pillow-heif is installed),
    the size is checked on the header, the EXIF orientation is applied, an embedded colour profile is converted to
    sRGB, transparency is laid over white, and 16-bit, CMYK, palette and grey pictures become 8-bit RGB. Only the first
    frame of an animation is read.

    Args:
        source: path or the file's bytes.
        name: for messages; by default the file's name.
        detail: a long side in pixels. The long side of a larger picture is reduced to between this and twice this.

    Raises:
        MissingInputError, UnsupportedSourceError, FileMissingError, EmptyPictureError, NotAPictureError,
        BrokenPictureError, PictureTooLargeError, PictureTooSmallError: each names the picture.
    """
    data, name = _read(source, name)
    if not data:
        raise EmptyPictureError(f"{name} is empty (0 bytes); choose another picture.")
    image = _open(data, name)
    _check_size(image, name)
    width, height = image.size
    _draft(image, detail)
    try:
        image.load()
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
        small = _to_rgb(_reduced(image, detail))
        pixels = np.asarray(small if turn is None else small.transpose(turn))
    except MemoryError as problem:
        raise PictureTooLargeError(f"{name} does not fit into memory; use a smaller picture.") from problem
    except Exception as problem:  # Pillow's decoders raise nearly anything on damaged bytes
        raise BrokenPictureError(
            f"{name} is damaged or cut off and can't be read to its end; save or upload it again."
        ) from problem
    if turn in _SIDEWAYS:
        width, height = height, width
    more = source if pixels.shape[1] < width else None
    return Picture(name, pixels, width, height, hashlib.sha256(data).hexdigest(), more)


def in_detail(picture: Picture, detail: int = MOST_DETAIL) -> Picture:
    """Decode a picture again, with its long side at least `detail` where its file is as large as that.

    Returns:
        The picture in more detail; as it is where its file has no more, or is no longer what it was.
    """
    if picture.source is None or max(picture.pixels.shape) >= detail:
        return picture
    try:
        again = load(picture.source, name=picture.name, detail=detail)
    except FacestyleError:
        return picture
    return again if again.digest == picture.digest else picture


def _read(source: str | Path | bytes | None, name: str | None) -> tuple[bytes, str]:
    if source is None or source == "":
        raise MissingInputError(f"{name or 'The picture'} is missing; choose or drop a picture first.")
    if isinstance(source, bytes):
        name = name or "The picture"
        if len(source) > MAX_BYTES:
            raise _too_many_bytes(name, len(source))
        return source, name
    if isinstance(source, (str, Path)) and str(source)[:5].lower() in ("data:", "http:", "https", "ftp:/", "file:"):
        raise UnsupportedSourceError(
            f"{name or 'The picture'} was given as a {str(source).split(':')[0]}: address; give a file instead."
        )
    path = Path(source)
    name = name or path.name
    try:
        if not path.is_file():
            what = "is a folder, not a picture" if path.is_dir() else "was not found"
            raise FileMissingError(f"{name} {what}; check the path {_shortened(str(path))}.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_many_bytes(name, size)
        return path.read_bytes(), name
    except (OSError, ValueError) as problem:  # unreadable, a name too long for the system, a null byte
        raise FileMissingError(f"{_shortened(name)} can't be read; check the path and its rights.") from problem


def _shortened(text: str, most: int = 120) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _too_many_bytes(name: str, size: int) -> PictureTooLargeError:
    return PictureTooLargeError(
        f"{name} is {size / 2**20:.0f} MB; the limit is {MAX_BYTES // 2**20} MB. Save it smaller and try again."
    )


def _open(data: bytes, name: str) -> Image.Image:
    """Read the header only."""
    formats = (*FORMATS, *_heif_formats())
    try:
        return Image.open(io.BytesIO(data), formats=formats)
    except Image.DecompressionBombError as problem:
        pixels = re.search(r"\d+", str(problem))  # Pillow's message holds only their number
        raise _too_many_pixels(name, f"{int(pixels[0]) // 10**6} megapixels" if pixels else "a bomb") from problem
    except UnidentifiedImageError as problem:
        raise NotAPictureError(f"{name} is not a picture that can be read here; use {FORMATS_IN_WORDS}.") from problem
    except Exception as problem:  # a header can be damaged in as many ways as Pillow has parsers
        raise BrokenPictureError(f"{name} has a damaged header; save or upload it again.") from problem


def _heif_formats() -> tuple[str, ...]:
    """Return HEIF, which iPhones store photographs in, if pillow-heif is installed."""
    try:
        import pillow_heif
    except ImportError:
        return ()
    if "HEIF" not in Image.OPEN:
        pillow_heif.register_heif_opener()
    return ("HEIF",)


def _too_many_pixels(name: str, size: str) -> PictureTooLargeError:
    return PictureTooLargeError(
        f"{name} is too large ({size}); the limit is {MAX_PIXELS // 10**6} megapixels "
        f"({MAX_PIXELS_JPEG // 10**6} for JPEG). Save it smaller and try again."
    )


def _check_size(image: Image.Image, name: str) -> None:
    width, height = image.size
    jpeg = image.format in ("JPEG", "MPO")
    if width * height > (MAX_PIXELS_JPEG if jpeg else MAX_PIXELS):
        raise _too_many_pixels(name, f"{width} x {height} pixels")
    if min(width, height) < MIN_SIDE:
        raise PictureTooSmallError(f"{name} is {width} x {height} pixels; at least {MIN_SIDE} are needed on each side.")


def _draft(image: Image.Image, detail: int) -> None:
    """Let libjpeg decode at 1/2, 1/4 or 1/8 if the long side stays at least `detail`."""
    ratio = detail / max(image.size)
    if ratio < 1:
        image.draft(image.mode, (round(image.width * ratio), round(image.height * ratio)))


def _reduced(image: Image.Image, detail: int) -> Image.Image:
    """Reduce the long side to at most twice `detail`, so that large files don't take more memory."""
    factor = max(image.size) // detail
    if factor < 2:
        return image
    if image.mode in ("P", "1"):  # indices can't be averaged
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    reduced = image.reduce(factor)
    reduced.info = dict(image.info)  # reduce() drops it, and with it the colour profile
    return reduced


def _to_rgb(image: Image.Image) -> Image.Image:
    image = _to_eight_bits(image)
    if image.mode == "P" or image.mode.endswith("A") or image.mode == "PA" or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    return _to_srgb(image).convert("RGB")


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """Scale 16-bit, 32-bit and floating-point grey to 8 bits; Pillow's own convert() clips them to white."""
    if not (image.mode.startswith("I") or image.mode == "F"):
        return image
    values = np.asarray(image).astype(np.float64)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    top = values.max(initial=0.0)
    full_scale = 1.0 if image.mode == "F" and top <= 1 else 255.0 if top <= 255 else max(top, 65535.0)
    return Image.fromarray((values.clip(0, full_scale) * (255.0 / full_scale)).round().astype(np.uint8))


def _to_srgb(image: Image.Image) -> Image.Image:
    """Apply an embedded colour profile (Display P3 of phones, CMYK of print files); a broken one is ignored."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return converted if converted is not None else image
