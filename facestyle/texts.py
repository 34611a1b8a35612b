"""Texts that a picture file holds beside its pixels.

Of a PNG by name, of a JPEG or WebP in the Exif user comment, of a TIFF in its description.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

#: What an Exif user comment in plain letters begins with (Exif 2.32, 4.6.5).
_ASCII = b"ASCII\0\0\0"
#: Characters that fit in all: a segment of a JPEG holds 64 KB.
ROOM = {"JPEG": 60_000, "PNG": 4_000_000, "WEBP": 4_000_000, "TIFF": 4_000_000}


def as_saved(kind: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return what Pillow's `save` has to be given so that a picture holds texts.

    Args:
        kind: PNG, JPEG or WEBP.
        texts: by name; `ROOM` says how much fits.
    """
    if not texts:
        return {}
    if kind == "PNG":
        kept = PngInfo()
        for name, text in texts.items():
            kept.add_text(name, text)
        return {"pnginfo": kept}
    exif = Image.Exif()
    exif[ExifTags.IFD.Exif] = {ExifTags.Base.UserComment: _ASCII + as_comment(texts).encode("ascii")}
    return {"exif": exif}


def as_comment(texts: Mapping[str, str]) -> str:
    """Return texts as one, in plain letters; the description of a TIFF."""
    return json.dumps(dict(texts))


def read(path: Path) -> dict[str, str]:
    """Return the texts of a picture by name; none where it holds none.

    Raises:
        Exception: whatever Pillow raises on damaged bytes.
    """
    with Image.open(path, formats=tuple(ROOM)) as picture:
        if picture.format == "PNG":
            return {str(name): text for name, text in picture.info.items() if isinstance(text, str)}
        if picture.format == "TIFF":
            comment = _ASCII + str(picture.getexif().get(ExifTags.Base.ImageDescription, "")).encode()
        else:
            comment = picture.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.UserComment, b"")
    if not isinstance(comment, bytes) or not comment.startswith(_ASCII):
        return {}
    try:
        found = json.loads(comment.removeprefix(_ASCII).rstrip(b"\0"))
    except ValueError:  # another program's comment
        return {}
    return {name: text for name, text in found.items() if isinstance(text, str)} if isinstance(found, dict) else {}
