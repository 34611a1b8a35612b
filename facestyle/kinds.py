"""What a file is that is not read as a picture, by its first bytes, and what its owner can do about it.

Only for messages: which formats are read is decided in images.py.
"""

from __future__ import annotations

import io
import re
from pathlib import PurePath
from typing import Any, NamedTuple

from PIL import Image, TiffImagePlugin


class Kind(NamedTuple):
    """A kind of file, such as "a PDF", and what to do with it."""

    what: str
    advice: str


_EXPORT = "export it as PNG or JPEG"
_DEVELOP = "open it in a photo program and save it as JPEG, or take the JPEG that the camera stored beside it"
_FRAME = "save one of its frames as a picture"
_UNPACK = "unpack it, and give a picture from it"

RAW = Kind("a camera's raw file", _DEVELOP)
HEIC = Kind("a HEIC photograph", "install pillow-heif (pip install pillow-heif), or save it as JPEG")
AVIF = Kind("an AVIF picture", "install a newer Pillow (pip install --upgrade pillow), or save it as JPEG")
JPEG_2000 = Kind(
    "a JPEG 2000 picture", "install a Pillow that reads it (pip install --upgrade pillow), or save it as JPEG"
)
VIDEO = Kind("a video", _FRAME)
_PHOTOSHOP = Kind("a Photoshop file", _EXPORT)

#: Where the bytes lie, the bytes, and what they mean.
_SIGNATURES: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"\0\0\0\x0cjP  ", JPEG_2000),
    (0, b"\xff\x4f\xff\x51", JPEG_2000),
    (0, b"\xff\x0a", Kind("a JPEG XL picture", "save it as JPEG or PNG")),
    (0, b"\0\0\0\x0cJXL ", Kind("a JPEG XL picture", "save it as JPEG or PNG")),
    (0, b"%PDF", Kind("a PDF", "export the page as PNG")),
    (0, b"%!PS", Kind("a PostScript drawing", _EXPORT)),
    (0, b"\xc5\xd0\xd3\xc6", Kind("a PostScript drawing", _EXPORT)),
    (0, b"8BPS", _PHOTOSHOP),
    (0, b"8BPB", _PHOTOSHOP),
    (0, b"gimp xcf", Kind("a GIMP file", _EXPORT)),
    (0, b"FUJIFILMCCD-RAW", RAW),
    (0, b"IIRO", RAW),
    (0, b"IIRS", RAW),
    (0, b"MMOR", RAW),
    (0, b"IIU\0", RAW),
    (0, b"\0MRM", RAW),
    (8, b"CR\x02", RAW),
    (0, b"\x1aE\xdf\xa3", VIDEO),
    (8, b"AVI ", VIDEO),
    (0, b"\0\0\x01\xba", VIDEO),
    (0, b"\0\0\x01\xb3", VIDEO),
    (0, b"FLV\x01", VIDEO),
    (0, b"0&\xb2u\x8ef\xcf\x11", VIDEO),
    (8, b"WAVE", Kind("not a picture but a sound", "give a picture")),
    (0, b"ID3", Kind("not a picture but a sound", "give a picture")),
    (0, b"fLaC", Kind("not a picture but a sound", "give a picture")),
    (0, b"OggS", Kind("a sound or a video", "give a picture")),
    (0, b"PK\x03\x04", Kind("a zip, or a document", _UNPACK)),
    (0, b"Rar!", Kind("an archive", _UNPACK)),
    (0, b"7z\xbc\xaf\x27\x1c", Kind("an archive", _UNPACK)),
    (0, b"\x1f\x8b", Kind("an archive (gzip)", _UNPACK)),
    (128, b"DICM", Kind("a DICOM file", _EXPORT)),
    (344, b"n+1\0", Kind("a NIfTI volume", "give it to the tab 1-D and 3-D, or export a slice as PNG")),
    (0, b"v/1\x01", Kind("an OpenEXR picture", _EXPORT)),
    (0, b"#?RADIANCE", Kind("a Radiance HDR picture", _EXPORT)),
    (0, b"SIMPLE  =", Kind("a FITS file", _EXPORT)),
    (0, b"\0\0\x01\0", Kind("an icon", _EXPORT)),
    (0, b"icns", Kind("an icon", _EXPORT)),
    (0, b"BPG\xfb", Kind("a BPG picture", _EXPORT)),
    (0, b"DDS ", Kind("a DDS texture", _EXPORT)),
    (0, b"qoif", Kind("a QOI picture", _EXPORT)),
    (0, b"AT&TFORM", Kind("a DjVu document", _EXPORT)),
    (0, b"\xd7\xcd\xc6\x9a", Kind("a Windows metafile", _EXPORT)),
    (40, b" EMF", Kind("a Windows metafile", _EXPORT)),
    (0, b"\xd0\xcf\x11\xe0", Kind("an Office document", _EXPORT)),
    (0, b"version https://git-lfs", Kind("a pointer of Git LFS, without the picture", "fetch it with git lfs pull")),
)
#: Brands of the ISO base media format (ISO/IEC 14496-12), by what they begin with.
_BRANDS = {
    b"avi": AVIF,
    **dict.fromkeys((b"hei", b"hev", b"mif", b"msf"), HEIC),
    b"crx": RAW,
    b"jxl": Kind("a JPEG XL picture", "save it as JPEG or PNG"),
    b"jp2": JPEG_2000,
}
#: Formats that are read, except for what these files hold.
_READ = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG", "PNG"), (b"GIF8", "GIF"), (b"RIFF", "WebP"), (b"BM", "BMP"))
_TIFF = (b"II*\0", b"MM\0*")
_BIG_TIFF = (b"II+\0", b"MM\0+")
#: What camera makers' raw files, which begin like a TIFF, are called.
_RAW_ENDINGS = (".dng", ".cr2", ".nef", ".nrw", ".arw", ".sr2", ".pef", ".srw", ".3fr", ".iiq", ".erf", ".rwl", ".kdc")
_SUBFILE_TYPE, _SUB_IFDS, _DNG_VERSION = 254, 330, 50706
_SAMPLES, _BITS, _SAMPLE_FORMAT = 277, 258, 339
_NUMBERS = {1: "whole numbers", 2: "signed numbers", 3: "floating-point numbers"}


def kind_of(data: bytes, name: str = "") -> Kind | None:
    """Return what a file is; None where its bytes say nothing.

    Args:
        data: its bytes; the first 4 KB are enough.
        name: the file's, for raw files that begin like a TIFF.
    """
    for place, signature, kind in _SIGNATURES:
        if data[place : place + len(signature)] == signature:
            return kind
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:11], VIDEO)
    if data[:4] in (*_TIFF, *_BIG_TIFF):
        return RAW if PurePath(name).suffix.lower() in _RAW_ENDINGS else _of_tiff(data)
    for signature, format_ in _READ:
        if data.startswith(signature):
            return Kind(
                f"a {format_}, but one that is damaged or of a rare kind", "save it again, as an 8-bit JPEG or PNG"
            )
    return _of_text(data[:4096])


def is_raw(image: Image.Image, data: bytes) -> bool:
    """Whether a TIFF is a camera's raw file, of which only a small preview would be read."""
    tags: Any = getattr(image, "tag_v2", {})
    preview = bool(int(tags.get(_SUBFILE_TYPE, 0)) & 1) and _SUB_IFDS in tags
    return image.format == "TIFF" and (_DNG_VERSION in tags or preview or data[8:11] == b"CR\x02")


def _of_tiff(data: bytes) -> Kind:
    advice = "save it with 8 or 16 bits a sample, in RGB or grey"
    try:
        tags = TiffImagePlugin.ImageFileDirectory_v2(data[:8])
        file = io.BytesIO(data)
        file.seek(tags.next)
        tags.load(file)
        bits, samples = max(tags.get(_BITS, (1,))), int(tags.get(_SAMPLES, 1))
        numbers = _NUMBERS.get(max(tags.get(_SAMPLE_FORMAT, (1,))), "numbers")
    except Exception:  # a header can be damaged in many ways
        return Kind("a TIFF, but one that is damaged or of a rare kind", advice)
    of = f"{samples} samples a pixel" if samples > 1 else "one sample a pixel"
    return Kind(f"a TIFF of a kind that is rare ({of}, {bits}-bit {numbers})", advice)


def _of_text(start: bytes) -> Kind | None:
    text = start.decode("utf-8", errors="replace").lstrip("\ufeff \r\n\t").lower()
    if re.search(r"<svg[\s>]", text) and text.startswith(("<", "\ufeff<")):
        return Kind("an SVG drawing", "export it as PNG")
    if re.match(r"<!doctype html|<html|<head|<script", text):
        return Kind("not a picture but a web page", "save the picture itself, not the page that shows it")
    if re.match(r"p[1-7]\s", text):
        return Kind("a PNM picture", _EXPORT)
    printable = sum(character.isprintable() or character in "\r\n\t" for character in text)
    if text and "\0" not in text and printable == len(text) and "\ufffd" not in text:
        return Kind("not a picture but a text", "give a picture")
    return None
