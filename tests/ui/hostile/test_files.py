"""Files that grow when they are opened, that are two things at once, or that would run code: refused by name."""

from __future__ import annotations

import gzip
import io
import pickle
import re
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.caller import PNG, png_of

import facestyle


def saved(kind: str, side: int, **more) -> bytes:
    file = io.BytesIO()
    Image.new("1" if kind in ("PNG", "TIFF") else "L", (side, side)).save(file, kind, **more)
    return file.getvalue()


def huge_jpeg() -> bytes:
    data = bytearray(saved("JPEG", 16))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 65_000, 65_000)
    return bytes(data)


def bmp() -> bytes:
    return (
        b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, 60_000, 60_000, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(99)
    )


def gif() -> bytes:
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", 65_535, 65_535, 0x80, 0, 0)
        + bytes(6)
        + b",\0\0\0\0"
        + b"\xff" * 4
        + b"\0\2\2L\1\0;"
    )


def png_text() -> bytes:
    """A small picture with a text chunk of 60 MB, packed."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    whole = png_of(32, 32)
    return whole[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(b"a" * 60_000_000)) + whole[33:]


def heif(kind: str) -> bytes:
    """A picture whose header promises 60,000 x 60,000 pixels."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    file = io.BytesIO()
    Image.new("RGB", (64, 64)).save(file, kind)
    return file.getvalue().replace(
        b"ispe\0\0\0\0" + struct.pack(">II", 64, 64), b"ispe\0\0\0\0" + struct.pack(">II", 60_000, 60_000)
    )


BOMBS = {
    "a.png": lambda: png_of(30_000, 30_000),
    "flat.png": lambda: png_of(1_000_000, 80),
    "text.png": png_text,
    "a.tif": lambda: saved("TIFF", 20_000, compression="group4"),
    "lzw.tif": lambda: saved("TIFF", 9_000, compression="tiff_lzw"),
    "a.webp": lambda: saved("WEBP", 12_000, lossless=True, method=0),
    "a.gif": gif,
    "a.bmp": bmp,
    "a.jpg": huge_jpeg,
    "a.heic": lambda: heif("HEIF"),
    "a.avif": lambda: heif("AVIF"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_pictures_that_grow(caller, photo, name):
    data = BOMBS[name]()
    assert len(data) < 2_000_000
    said = caller.problem("verify", caller.upload(name, data), photo, 1.1, "centre", 0, 0, "facenet-128", "distance")
    assert "Photo A" in said


def zip_of(*members, method=zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as opened:
        for name, data, mode in members:
            info = zipfile.ZipInfo(name)
            info.external_attr, info.compress_type = mode << 16, method
            opened.writestr(info, data)
    return file.getvalue()


ZIPS = {
    "climbs": lambda: zip_of(("../../Ada/1.jpg", b"a", 0o644), ("Ada/2.jpg", b"a", 0o644)),
    "absolute": lambda: zip_of(("/etc/Ada/1.jpg", b"a", 0o644)),
    "drive": lambda: zip_of(("C:\\Ada\\1.jpg", b"a", 0o644)),
    "link": lambda: zip_of(("Ada/1.jpg", b"/etc/passwd", 0o120777)),
    "grows": lambda: zip_of(*((f"Ada/{one}.jpg", bytes(40_000_000), 0o644) for one in range(7))),
    "many": lambda: zip_of(*((f"Ada/{one}.jpg", b"", 0o644) for one in range(3000))),
    "nested": lambda: zip_of(("Ada/1.zip", zip_of(("a", bytes(10_000_000), 0o644)), 0o644)),
    "empty": lambda: zip_of(),
    "none": lambda: b"PK\3\4",
    "words": lambda: b"to be or not",
    "html": lambda: b"<script>" + zip_of(("Ada/1.jpg", b"", 0o644)),
}


@pytest.mark.parametrize("name", ZIPS)
def test_zips(caller, name):
    said = caller.problem("train", "zip", caller.upload("a.zip", ZIPS[name]()), "triplet", 0.2, "20px", "hard", 5, 0)
    assert "zip" in said or "1.jpg" in said


def nifti(sides, kind=2, more=b"") -> bytes:
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, len(sides), *sides, *[1] * (7 - len(sides)))
    struct.pack_into("<hh", header, 70, kind, 8)
    struct.pack_into("<8f", header, 76, 1, 1, 1, 1, 1, 1, 1, 1)
    struct.pack_into("<f", header, 108, 352)
    header[344:348] = b"n+1\0"
    return bytes(header) + more


VOLUMES = {
    "grows.nii.gz": lambda: gzip.compress(nifti((256, 256, 256), more=bytes(200_000_000)), 9),
    "huge.nii": lambda: nifti((32_767, 32_767, 32_767)),
    "negative.nii": lambda: nifti((-5, 8, 8)),
    "nan.nii": lambda: nifti((4, 4, 4), 16, np.full(64, np.nan, "<f4").tobytes()),
    "cut.nii": lambda: nifti((64, 64, 64)),
    "twice.nii.gz": lambda: gzip.compress(gzip.compress(bytes(50_000_000))),
    "words.nii": lambda: b"to be or not",
    "complex.nii": lambda: nifti((4, 4, 4), 32, bytes(512)),
    "objects.nii": lambda: nifti((4, 4, 4), 1, bytes(512)),
}


@pytest.mark.parametrize("name", VOLUMES)
def test_volumes(caller, name):
    caller.problem("filter_volume", [caller.upload(name, VOLUMES[name]())], "edge", 1.2, 0.0)


class Code:
    def __reduce__(self):
        return (open, ("pickle-was-here", "w"))


def torch_pickle() -> bytes:
    return zip_of(
        ("archive/data.pkl", pickle.dumps(Code()), 0o644), ("archive/version", b"3\n", 0o644), method=zipfile.ZIP_STORED
    )


@pytest.mark.parametrize(
    "data", [pickle.dumps(Code()), pickle.dumps(Code(), 0), torch_pickle()], ids=["4", "0", "torch"]
)
@pytest.mark.parametrize("event", ["import_gallery", "use_model"])
def test_a_pickle_runs_nothing(caller, event, data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    caller.problem(event, caller.upload("a.facestyle", data))
    assert list(tmp_path.iterdir()) == []


def test_nothing_in_the_package_opens_pickles():
    """torch.load may read weights alone."""
    opens = re.compile(r"\bpickle\.load|allow_pickle=True|joblib|torch\.load\((?![^)]*weights_only=True)")
    package = Path(facestyle.__file__).parent
    assert [path for path in package.rglob("*.py") if opens.search(path.read_text(encoding="utf-8"))] == []


POLYGLOTS = {
    "a.png": PNG + b"<script>alert(1)</script>",
    "b.gif": b"GIF89a/*<svg/onload=alert(1)>*/=1;",
    "c.svg": b"<svg/>",
    "d.svgz": gzip.compress(b"<svg/>"),
    "e.html": b"<html>",
    "f.pdf": b"%PDF-1.7\n",
    "g.jpg": b"\xff\xd8\xff\xfe\0\x10<?php x ?>",
    "h.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run",
    "i.wmf": b"\xd7\xcd\xc6\x9a" + bytes(40),
    "j.png": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><svg>&b;</svg>",
    "k.png": b"push graphic-context\nimage over 0,0 0,0 'https://127.0.0.1/'",
    "l.fli": b"\0\0\0\0\x11\xaf" + bytes(200),
    "m.ico": b"\0\0\1\0\1\0" + bytes(60),
    "n.psd": b"8BPS\0\1" + bytes(60),
    "o.mp4": b"\0\0\0\x18ftypmp42" + bytes(20),
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_what_is_no_picture_or_two_things(caller, photo, name):
    said = caller.problem(
        "verify", caller.upload(name, POLYGLOTS[name]), photo, 1.1, "centre", 0, 0, "facenet-128", "distance"
    )
    assert "Photo A" in said
    assert "root:" not in said


FILMS = {
    "words.mp4": b"to be or not",
    "box.mp4": b"\0\0\0\x18ftypmp42" + bytes(20),
    "list.mp4": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "hls.mp4": b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/a.ts\n#EXT-X-ENDLIST\n",
    "sdp.mp4": b"v=0\no=- 0 0 IN IP4 127.0.0.1\n",
    "dash.mp4": b"<?xml version='1.0'?><MPD><Period><BaseURL>file:///etc/passwd</BaseURL></Period></MPD>",
    "huge.mp4": b"\0\0\0\x01mdat" + b"\x7f" * 8 + bytes(99),
    "subtitles.mp4": b"1\n00:00:01,000 --> 00:00:02,000\nhello\n",
}


@pytest.mark.parametrize("name", FILMS)
def test_films(caller, photo, name):
    film = {"video": caller.upload(name, FILMS[name])}
    for given in (film, film["video"]):
        said = caller.problem("film", given, photo, 1.0, 64, 0.8, "no", 30.0, 0.0, 1.0)
        assert "root:" not in said
