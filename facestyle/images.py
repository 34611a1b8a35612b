"""The only way in for pixels: a file, bytes, an array or a Pillow image becomes an upright RGB picture, within limits.

Faces and style both start from the `Picture` made here.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError, features

from facestyle import kinds, reading, srgb
from facestyle.arrays import Order, array_of, digest_of, image_of, is_array
from facestyle.errors import (
    BrokenPictureError,
    EmptyPictureError,
    FacestyleError,
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
#: The same where a picture is looked at closely: 38 megapixels at most, and all of those that most cameras take.
MOST_DETAIL = 3072

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
#: Read where Pillow was built with what they need, as its wheels are: pictures of the web, and those of passports.
OPTIONAL_FORMATS = {"AVIF": "avif", "JPEG2000": "jpg_2000"}
FORMATS_IN_WORDS = "JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or JPEG 2000"

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
        pixels: H x W x 3, uint8, sRGB, transparent parts laid over a backdrop. May be smaller than the file's picture.
        width, height: size in pixels of the whole upright picture; boxes are given in its coordinates.
        digest: what "the same picture" means, and what encodings are remembered by: SHA-256 of the file's bytes, or of
            the pixels where there is no file.
        source: the file or its bytes, where it holds more detail than these pixels; see `in_detail`.
        alpha: opacity of the pixels, H x W, uint8, 255 where nothing shows through; None where all are opaque.

    Raises:
        NotAPictureError: the pixels are not H x W x 3, uint8.
        MissingInputError: the digest is empty.
    """

    name: str
    pixels: np.ndarray
    width: int
    height: int
    digest: str
    source: str | Path | bytes | None = field(default=None, repr=False)
    alpha: np.ndarray | None = field(default=None, repr=False)

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
        return _picture(_image_of(pixels, name, order), name, detail)

    @property
    def scale(self) -> float:
        """Return the number of decoded pixels per pixel of the file's picture; at most 1."""
        return float(self.pixels.shape[1]) / self.width

    def image(self) -> Image.Image:
        """Return the decoded pixels as a Pillow image."""
        return Image.fromarray(self.pixels)


#: What a picture can be made of.
Source: TypeAlias = "reading.Readable | np.ndarray | Image.Image | Picture"


def load(
    source: Source | None,
    *,
    name: str | None = None,
    detail: int = DETAIL,
    backdrop: srgb.Backdrop = "white",
) -> Picture:
    """Read a picture from a file, bytes, an open file, an array or a Pillow image.

    The format is sniffed from the content (JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF, JPEG 2000; HEIC where pillow-heif is
    installed), the size is checked on the header, the EXIF orientation is applied, colours become sRGB by the embedded
    profile (srgb.py), and 16-bit and floating-point samples 8 bits (bits.py). Of an animation the first frame is read.

    Args:
        source: a path; a file's bytes; a file open for reading bytes, which is read from its start; a Pillow image;
            an array as `Picture.from_array` takes it, in RGB; or a picture, which is returned as it is.
        name: for messages; by default the file's name.
        detail: a long side in pixels. The long side of a larger picture is reduced to between this and twice this.
        backdrop: what transparent parts are laid over: white, as on paper, or black, for masks.

    Raises:
        MissingInputError, UnsupportedSourceError, FileMissingError, EmptyPictureError, NotAPictureError,
        BrokenPictureError, PictureTooLargeError, PictureTooSmallError: each names the picture.
    """
    if isinstance(source, Picture):
        return source
    if isinstance(source, Image.Image):
        name = name or reading.name_of(source) or reading.NAMELESS
        _check_size(*source.size, name)
        return _picture(source, name, detail, backdrop)
    if is_array(source):
        name = name or reading.NAMELESS
        return _picture(_image_of(source, name, "RGB"), name, detail, backdrop)
    data, name = reading.bytes_of(source, name, MAX_BYTES)
    if not data:
        raise EmptyPictureError(f"{name} is empty (0 bytes); choose another picture.")
    image = _open(data, name)
    _check_size(*image.size, name, image.format)
    path = Path(os.fsdecode(source)) if isinstance(source, (str, os.PathLike)) else None
    return _picture(image, name, detail, backdrop, data, path)


def _image_of(pixels: Any, name: str, order: Order) -> Image.Image:
    """An array as an image, if it is within the limits."""
    return image_of(array_of(pixels, name), name, order, lambda width, height: _check_size(width, height, name))


def _picture(
    image: Image.Image,
    name: str,
    detail: int,
    backdrop: srgb.Backdrop = "white",
    data: bytes = b"",
    path: Path | None = None,
) -> Picture:
    """Decode an image, bring it upright and to sRGB.

    Args:
        image: whose header was checked.
        name, detail, backdrop: see `load`.
        data: its file; none where the image was decoded by the caller.
        path: where the file lies; it need not be held in memory then.
    """
    width, height = image.size
    try:
        if data:
            _draft(image, detail)
        else:
            image.load()
        decoded = srgb.decoded(image, data, detail, backdrop)
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
        upright = [one if turn is None else one.transpose(turn) for one in decoded if one is not None]
        pixels, alpha = np.asarray(upright[0]), np.asarray(upright[1]) if len(upright) > 1 else None
    except MemoryError as problem:
        raise PictureTooLargeError(f"{name} does not fit into memory; use a smaller picture.") from problem
    except Exception as problem:  # Pillow's decoders raise nearly anything on damaged bytes
        raise BrokenPictureError(
            f"{name} is damaged or cut off and can't be read to its end; save or upload it again."
        ) from problem
    if turn in _SIDEWAYS:
        width, height = height, width
    seen = pixels if alpha is None else np.dstack([pixels, alpha])
    digest = hashlib.sha256(data).hexdigest() if data else digest_of(seen, width, height)
    more = (path or data or None) if pixels.shape[1] < width else None
    return Picture(name, pixels, width, height, digest, more, alpha)


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


def _open(data: bytes, name: str) -> Image.Image:
    """Read the header only."""
    optional = (one for one, feature in OPTIONAL_FORMATS.items() if features.check(feature))
    formats = (*FORMATS, *optional, *_heif_formats())
    try:
        image = Image.open(io.BytesIO(data), formats=formats)
    except Image.DecompressionBombError as problem:
        pixels = re.search(r"\d+", str(problem))  # Pillow's message holds only their number
        raise _too_many_pixels(name, f"{int(pixels[0]) // 10**6} megapixels" if pixels else "a bomb") from problem
    except UnidentifiedImageError as problem:
        raise _not_read(name, kinds.kind_of(data, name)) from problem
    except Exception as problem:  # a header can be damaged in as many ways as Pillow has parsers
        raise BrokenPictureError(f"{name} has a damaged header; save or upload it again.") from problem
    if kinds.is_raw(image, data):
        raise _not_read(name, kinds.RAW)
    return image


def _not_read(name: str, kind: kinds.Kind | None) -> NotAPictureError:
    if kind is None:
        return NotAPictureError(f"{name} is not a picture that can be read here; use {FORMATS_IN_WORDS}.")
    return NotAPictureError(f"{name} is {kind.what}, which is not read here; {kind.advice}.")


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
