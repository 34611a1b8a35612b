"""Picture files of kinds that Pillow cannot write, made byte by byte."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable

import numpy as np
from PIL import Image

#: PNG's number for a kind of picture with so many samples a pixel.
_KINDS = {1: 0, 2: 4, 3: 2, 4: 6}


def saved(image: Image.Image, kind: str, **options) -> bytes:
    """An image in a file format of Pillow's."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png(samples: np.ndarray, *chunks: tuple[bytes, bytes], bits: int = 16) -> bytes:
    """A PNG of 8 or 16 bits a sample: H x W grey, or H x W x 2, 3 or 4; with chunks before its pixels."""
    values = samples if samples.ndim == 3 else samples[..., None]
    height, width, count = values.shape
    header = struct.pack(">IIBBBBB", width, height, bits, _KINDS[count], 0, 0, 0)
    rows = b"".join(b"\0" + row.astype(">u2" if bits == 16 else "u1").tobytes() for row in values)
    return _chunked([(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")])


def _chunked(chunks: Iterable[tuple[bytes, bytes]]) -> bytes:
    written = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def tiff(samples: np.ndarray, order: str = "<", **tags: int) -> bytes:
    """An uncompressed TIFF of 16-bit samples, H x W or H x W x 3; tags by name replace or join the usual ones."""
    values = samples if samples.ndim == 3 else samples[..., None]
    height, width, count = values.shape
    data = values.astype(f"{order}u2").tobytes()
    entries = {256: width, 257: height, 259: 1, 262: 1 if count == 1 else 2, 273: 8, 277: count, 278: height}
    entries |= {279: len(data)} | {int(name.removeprefix("tag")): value for name, value in tags.items()}
    place = 8 + len(data)
    fields = {tag: struct.pack(f"{order}HHII", tag, 4, 1, value) for tag, value in entries.items()}
    more = place + 2 + 12 * (len(fields) + 1) + 4
    sizes = struct.pack(f"{order}HHI", 258, 3, count)
    fields[258] = sizes + (struct.pack(f"{order}HH", 16, 0) if count == 1 else struct.pack(f"{order}I", more))
    directory = struct.pack(f"{order}H", len(fields)) + b"".join(fields[tag] for tag in sorted(fields)) + bytes(4)
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, place)
    return head + data + directory + struct.pack(f"{order}{count}H", *[16] * count)
