"""The only way in for pixels: a file, bytes, an array or a Pillow image becomes an upright RGB picture, within limits.

Faces and style both start from the `Picture` made here.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from facestyle import reading
from facestyle.arrays import Order, array_of, digest_of, image_of, is_array
from facestyle.errors import (
    BrokenPictureError,
    EmptyPictureError,
    MissingInputError,
    NotAPictureError,
    PictureTooLargeError,
    PictureTooSmallError,
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
    """An upright RGB picture, as `load` or `from_array` makes it.

    Attributes:
        name: for messages.
        pixels: H x W x 3, uint8, sRGB. May be smaller than the file's picture.
        width, height: size in pixels of the whole upright picture; boxes are given in its coordinates.
        digest: what "the same picture" means, and what encodings are remembered by: SHA-256 of the file's bytes, or of
            the pixels where there is no file.

    Raises:
        NotAPictureError: the pixels are not H x W x 3, uint8.
        MissingInputError: the digest is empty.
    """

    name: str
    pixels: np.ndarray
    width: int
    height: int
    digest: str

    def __post_init__(self) -> None:
        pixels = self.pixels
        if not isinstance(pixels, np.ndarray) or pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
            raise NotAPictureError(f"{self.name} needs pixels of H x W x 3, uint8; Picture.from_array makes them.")
        # Pictures of one digest are taken for one picture: two strangers without any would be the same person.
        if not isinstance(self.digest, str) or not self.digest.strip():
            raise MissingInputError(f"{self.name} needs a digest of its content; Picture.from_array computes one.")

    @classmethod
    def from_array(
        cls, pixels: Any, name: str = reading.NAMELESS, order: Order = "RGB", detail: int = DETAIL
    ) -> Picture:
        """Make a picture of an array of numpy, or of a tensor on the CPU.

        >>> Picture.from_array(np.zeros((40, 60), np.uint8)).pixels.shape
        (40, 60, 3)

        Args:
            pixels: H x W (grey), H x W x 3, or H x W x 4 (the last is opacity, laid over white); uint8 from 0 to 255,
                floats from 0 to 1, or bool. The array is copied, and taken as upright sRGB.
            name: for messages.
            order: of the channels: "RGB", or "BGR" as OpenCV has them.
            detail: see `load`.

        Raises:
            NotAPictureError: another shape, type or range.
            PictureTooLargeError, PictureTooSmallError, OptionError.
        """
        array = array_of(pixels, name)
        image = image_of(array, name, order, lambda width, height: _check_size(width, height, name))
        return _picture(image, name, detail)

    @property
    def scale(self) -> float:
        """Return the number of decoded pixels per pixel of the file's picture; at most 1."""
        return float(self.pixels.shape[1]) / self.width

    def image(self) -> Image.Image:
        """Return the decoded pixels as a Pillow image."""
        return Image.fromarray(self.pixels)


#: What a picture can be made of.
Source: TypeAlias = "reading.Readable | np.ndarray | Image.Image | Picture"


def load(source: Source | None, *, name: str | None = None, detail: int = DETAIL) -> Picture:
    """Read a picture from a file, bytes, an open file, an array or a Pillow image.

    The format is sniffed from the content (JPEG, PNG, WebP, GIF, BMP, TIFF; HEIC where pillow-heif is installed),
    the size is checked on the header, the EXIF orientation is applied, an embedded colour profile is converted to
    sRGB, transparency is laid over white, and 16-bit, CMYK, palette and grey pictures become 8-bit RGB. Only the first
    frame of an animation is read.

    Args:
        source: a path; a file's bytes; a file open for reading bytes, which is read from its start; a Pillow image;
            an array as `Picture.from_array` takes it, in RGB; or a picture, which is returned as it is.
        name: for messages; by default the file's name.
        detail: a long side in pixels. The long side of a larger picture is reduced to between this and twice this.

    Raises:
        MissingInputError, UnsupportedSourceError, FileMissingError, EmptyPictureError, NotAPictureError,
        BrokenPictureError, PictureTooLargeError, PictureTooSmallError: each names the picture.
    """
    if isinstance(source, Picture):
        return source
    if isinstance(source, Image.Image):
        name = name or reading.name_of(source) or reading.NAMELESS
        _check_size(*source.size, name)
        return _picture(source, name, detail)
    if is_array(source):
        return Picture.from_array(source, name or reading.NAMELESS, detail=detail)
    data, name = reading.bytes_of(source, name, MAX_BYTES)
    if not data:
        raise EmptyPictureError(f"{name} is empty (0 bytes); choose another picture.")
    image = _open(data, name)
    _check_size(*image.size, name, image.format)
    size = image.size
    _draft(image, detail)
    return _picture(image, name, detail, size, hashlib.sha256(data).hexdigest())


def _picture(
    image: Image.Image, name: str, detail: int, size: tuple[int, int] | None = None, digest: str | None = None
) -> Picture:
    """Decode an image, bring it upright and to RGB.

    Args:
        image: whose header was checked.
        name, detail: see `load`.
        size: of the whole image, if it is decoded at a fraction of it.
        digest: of the file's bytes; that of the pixels where not given.
    """
    width, height = size or image.size
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
    return Picture(name, pixels, width, height, digest or digest_of(pixels, width, height))


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


def _check_size(width: int, height: int, name: str, kind: str | None = None) -> None:
    if width * height > (MAX_PIXELS_JPEG if kind in ("JPEG", "MPO") else MAX_PIXELS):
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
