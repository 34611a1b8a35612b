"""A file of another format is refused by its name and with what to do, never as merely unknown."""

from __future__ import annotations

import io
import struct
import sys

import numpy as np
import pytest
from PIL import Image, features
from support.pictures import saved, tiff

from facestyle import images
from facestyle.errors import FacestyleError, NotAPictureError

SMALL = Image.new("RGB", (32, 32), "red")


def box(brand: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0" + brand + b"\0" * 100


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\x0a" + b"\0" * 50, "JPEG XL picture.*save it as"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"%PDF-1.7\n", "a PDF.*export the page as PNG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"),
        (b"8BPS\0\x01" + b"\0" * 50, "Photoshop file.*export"),
        (
            b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"/>',
            "SVG drawing.*export it as PNG",
        ),
        (b'\xef\xbb\xbf<svg viewBox="0 0 1 1"/>', "SVG"),
        (b"<!DOCTYPE html><html><body><svg/></body></html>", "SVG|web page"),
        (b"<!DOCTYPE html><html><img src=a.jpg></html>", "not a picture but a web page.*the picture itself"),
        (box(b"isom"), "a video.*frames"),
        (box(b"qt  "), "a video"),
        (b"\x1aE\xdf\xa3" + b"\0" * 50, "a video"),
        (b"RIFF\0\0\0\0AVI LIST", "a video"),
        (b"RIFF\0\0\0\0WAVEfmt ", "a sound"),
        (box(b"crx "), "raw file.*photo program"),
        (b"II*\0\x10\0\0\0CR\x02\0" + b"\0" * 50, "raw file"),
        (b"FUJIFILMCCD-RAW 0201", "raw file"),
        (b"IIU\0\x18\0\0\0", "raw file"),
        (b"PK\x03\x04" + b"\0" * 50, "a zip.*unpack"),
        (b"\x1f\x8b\x08" + b"\0" * 50, "gzip"),
        (b"\0" * 128 + b"DICM", "DICOM"),
        (b"P6\n10 10\n255\n", "PNM"),
        (b"hello, I am a text", "a text"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n", "Git LFS"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "a JPEG, but"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a PNG, but|damaged header"),
        (bytes(range(200, 256)), "not a picture that can be read here; use JPEG"),
    ],
)
def test_the_error_names_the_format_and_what_to_do(content, said):
    with pytest.raises(FacestyleError, match=rf"(?s)^mine\.jpg .*({said})"):
        images.load(content, name="mine.jpg")


def test_heic_without_its_library_says_what_to_install(monkeypatch):
    heif = pytest.importorskip("pillow_heif")
    heif.register_heif_opener()
    data = saved(SMALL, "HEIF")
    assert images.load(data).pixels.shape == (32, 32, 3)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(NotAPictureError, match=r"IMG_1\.HEIC is a HEIC photograph.*pip install pillow-heif"):
        images.load(data, name="IMG_1.HEIC")


@pytest.mark.parametrize(("kind", "said"), [("AVIF", "an AVIF picture"), ("JPEG2000", "a JPEG 2000 picture")])
def test_a_format_that_pillow_was_built_without_is_named(kind, said, monkeypatch):
    if not features.check(images.OPTIONAL_FORMATS[kind]):
        pytest.skip(f"this Pillow writes no {kind}")
    data = saved(SMALL, kind)
    assert images.load(data).pixels.shape == (32, 32, 3)
    monkeypatch.setattr(features, "check", lambda _: False)
    with pytest.raises(NotAPictureError, match=f"{said}.*pip install --upgrade pillow"):
        images.load(data)


def test_of_a_raw_file_that_begins_with_a_preview_the_preview_is_not_taken():
    pixels = np.zeros((32, 32), np.uint16)
    for data in (tiff(pixels, tag50706=0x00000401), tiff(pixels, tag254=1, tag330=8)):
        with pytest.raises(NotAPictureError, match=r"raw file.*JPEG"):
            images.load(data)
    assert images.load(tiff(pixels, tag254=0)).pixels.shape == (32, 32, 3)
    with pytest.raises(NotAPictureError, match="raw file"):
        images.load(b"II*\0" + struct.pack("<I", 8) + b"\0" * 60, name="DSC_1.NEF")


def test_a_tiff_of_a_rare_kind_is_described():
    file = io.BytesIO(tiff(np.zeros((32, 32, 3), np.uint16), tag339=3))
    with pytest.raises(NotAPictureError, match=r"a TIFF of a kind that is rare \(3 samples a pixel, 16-bit floating"):
        images.load(file.getvalue())
