"""A damaged or forged file made from a good one: the same one for the same number, on every machine."""

from __future__ import annotations

import gzip
import random
import struct
import zlib
from collections.abc import Callable, Sequence

#: Numbers at which readers go wrong, as bytes.
_EDGES = (
    b"\0", b"\xff", b"\x7f", b"\x80", b"\0\0", b"\xff\xff", b"\x7f\xff", b"\xff\x7f", b"\0\0\0\0", b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\x80\0\0\0", b"\0\0\x80\x7f", b"\0\0\xc0\x7f",
    b"\xff\xff\xff\xff\xff\xff\xff\xff", b"\xff\xff\xff\xff\xff\xff\xff\x7f", b"nan", b"inf", b"-1", b"1e999",
    b"9" * 30, b"0" * 4, b"null", b"[[", b"{}", b'"', b"\n", b"\r", b",", b"../", b"%s", b"<a>", b"\xe2\x80\xae",
)  # fmt: skip
_MAGIC = b"\x89PNG\r\n\x1a\n"

Step = Callable[[bytearray, random.Random, Sequence[bytes]], bytearray]


def mutated(target: str, number: int, seeds: Sequence[bytes]) -> bytes:
    """The damaged file of a number.

    Args:
        target: its name is part of the seed.
        number: of the file.
        seeds: good files.
    """
    chance = random.Random(f"{target}/{number}")
    data = seeds[number % len(seeds)]
    packed = data[:2] == b"\x1f\x8b" and chance.random() < 0.7
    if packed:  # a changed gzip ends at its checksum; what is inside has to be reached too
        data = gzip.decompress(data)
    changed = bytearray(data)
    for _ in range(1 + int(chance.expovariate(0.6))):
        changed = chance.choice(_STEPS)(changed, chance, seeds)
    made = bytes(changed[:4_000_000])
    if packed:
        return gzip.compress(made, 1, mtime=0)
    return _with_checksums(made) if made.startswith(_MAGIC) and chance.random() < 0.8 else made


def _place(data: bytearray, chance: random.Random) -> int:
    """A place, often in the header."""
    most = len(data) if chance.random() < 0.5 else min(len(data), 128)
    return chance.randrange(most + 1)


def _flip(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> bytearray:
    at = _place(data, chance)
    if at < len(data):
        data[at] ^= 1 << chance.randrange(8)
    return data


def _overwrite(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> bytearray:
    at, edge = _place(data, chance), chance.choice(_EDGES)
    data[at : at + len(edge)] = edge
    return data


def _insert(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> bytearray:
    at = _place(data, chance)
    data[at:at] = chance.choice(_EDGES) * chance.choice((1, 1, 1, 20))
    return data


def _remove(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> bytearray:
    at = _place(data, chance)
    del data[at : at + int(chance.expovariate(0.05)) + 1]
    return data


def _cut(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> bytearray:
    return data[: _place(data, chance)]


def _repeat(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> bytearray:
    at, length = _place(data, chance), int(chance.expovariate(0.02)) + 1
    data[at:at] = data[at : at + length] * chance.choice((1, 2, 50))
    return data


def _noise(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> bytearray:
    at, length = _place(data, chance), int(chance.expovariate(0.1)) + 1
    data[at : at + length] = chance.randbytes(length)
    return data


def _splice(data: bytearray, chance: random.Random, seeds: Sequence[bytes]) -> bytearray:
    other = chance.choice(seeds)
    return data[: _place(data, chance)] + other[chance.randrange(len(other) + 1) :]


def _digit(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> bytearray:
    """Change a digit of a text; a flip does where there is none."""
    digits = [at for at, one in enumerate(data[:4096]) if 48 <= one < 58]
    if not digits:
        return _flip(data, chance, _)
    data[chance.choice(digits)] = chance.choice(b"0123456789-.")
    return data


_STEPS: tuple[Step, ...] = (
    _flip, _flip, _overwrite, _overwrite, _insert, _remove, _cut, _repeat, _noise, _splice, _digit,
)  # fmt: skip


def _with_checksums(png: bytes) -> bytes:
    """A PNG whose chunks have the checksums that Pillow asks for, as far as there are chunks."""
    made, at = bytearray(png[:8]), 8
    while at + 12 <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        body = png[at + 4 : at + 8 + length]
        made += png[at : at + 4] + body + struct.pack(">I", zlib.crc32(body))
        at += 12 + length
    return bytes(made)
