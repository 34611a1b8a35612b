"""A gallery as a file that cannot run code: safetensors, with a checksum, and everything about it checked when read."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as parse
from safetensors.numpy import save as to_bytes

from facestyle.errors import ContractError, FacestyleError, FileMissingError, GalleryFileError, printable
from facestyle.faces.encoders.registry import encoder_spec, known_encoder
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.gallery.names import checked_name
from facestyle.faces.gallery.notes import Aside, Notes
from facestyle.faces.gallery.people import Contents, Enrolled, Person
from facestyle.outputs import atomically

#: The most encodings of a gallery on the command line. The page, which others may reach, allows far fewer.
MOST = 2_000_000
VERSION = "2"
#: Version 1 knew neither accepted pictures nor those kept aside.
READABLE = ("1", VERSION)
#: A million people, each with an encoding of 512 numbers, fit.
MAX_BYTES = 4 * 2**30
#: The most pictures noted as unusable, so that they are not tried again.
MAX_REFUSED = 100_000
#: How far from 1 the length of an encoding may be.
UNIT = 1e-3
_METADATA = ("format", "version", "encoder", "contract", "people", "sources", "refused", "aside", "sha256")
_FORMAT = "facestyle gallery"


@dataclass(frozen=True, eq=False)
class Stored:
    """What a gallery file holds.

    Attributes:
        contents: the people.
        refused: why pictures could not be enrolled: the reason, by the digest of the picture.
        aside: the pictures that were kept aside as doubtful, by person.
    """

    contents: Contents
    refused: Mapping[str, str] = field(default_factory=dict)
    aside: Mapping[str, Aside] = field(default_factory=dict)


def write_gallery(stored: Stored, path: Path) -> None:
    """Write a gallery; an older file stays whole until the new one is complete.

    Raises:
        OutputError: it can't be written.
    """
    data = encoded(stored)
    with atomically(path) as new:
        new.write_bytes(data)


def encoded(stored: Stored) -> bytes:
    """The bytes of the file."""
    contents = stored.contents
    enrolled = [picture for person in contents.people for picture in person.enrolled]
    tensors: dict[str, np.ndarray] = {
        "encodings": np.ascontiguousarray(contents.encodings, dtype=np.float32),
        "qualities": np.array([picture.quality for picture in enrolled], dtype=np.float32),
        "days": np.array([picture.day.toordinal() for picture in enrolled], dtype=np.int32),
        "numbers": np.array([picture.number for picture in enrolled], dtype=np.int32),
        "accepted": np.array([picture.accepted for picture in enrolled], dtype=np.uint8),
    }
    refused = _printable(dict(list(stored.refused.items())[-MAX_REFUSED:]))
    metadata = {
        "format": _FORMAT,
        "version": VERSION,
        "encoder": contents.encoder,
        "contract": encoder_spec(contents.encoder).contract,
        "people": json.dumps([[person.name, person.pictures] for person in contents.people], ensure_ascii=False),
        "sources": json.dumps([picture.source for picture in enrolled]),
        "refused": json.dumps(refused, ensure_ascii=False),
        "aside": json.dumps({name: [one.of, _printable(one.reasons)] for name, one in stored.aside.items()}),
    }
    metadata["sha256"] = _checksum(tensors, metadata)
    return to_bytes(tensors, metadata)


def read_gallery(path: Path) -> Stored:
    """Read a gallery and check everything about it.

    Raises:
        FileMissingError, GalleryFileError: it is no gallery, is damaged, or has a later version.
        ContractError: its encodings were made in a way that is unknown here.
    """
    name = path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise GalleryFileError(f"{name} is larger than {MAX_BYTES >> 30} GB; a gallery never is.")
        data = path.read_bytes()
    except OSError as problem:
        raise FileMissingError(f"The gallery {name} can't be read; check the path.") from problem
    return decoded(data, name)


def open_gallery(path: Path, encoder: str | None = None, limit: int | None = None) -> tuple[Gallery, Notes]:
    """Return the gallery in a file, and what was noted about pictures that are not enrolled.

    Args:
        path: the file.
        encoder: the encoder that is asked for; the file's own where not given.
        limit: see `Gallery`.

    Raises:
        ContractError: it was made with another encoder than the one asked for, or in a way that is unknown here.
        FileMissingError, GalleryFileError, GalleryFullError.
    """
    stored = read_gallery(path)
    if encoder is not None and encoder != stored.contents.encoder:
        raise ContractError(
            f"{path} was made with the encoder {stored.contents.encoder}, not {encoder}; leave --encoder out, or "
            "choose another file."
        )
    gallery = Gallery(stored.contents.encoder, limit)
    gallery.absorb(stored.contents)
    return gallery, Notes(dict(stored.refused), dict(stored.aside))


def decoded(data: bytes, name: str) -> Stored:
    """Check and parse the bytes of a file; see `read_gallery`."""
    metadata = _metadata(data, name)
    if metadata["version"] not in READABLE:
        raise GalleryFileError(
            f"{name} has version {metadata['version'][:20]} of the gallery format, and versions up to {VERSION} are "
            "read here; use the version of facestyle that wrote it."
        )
    try:
        tensors = parse(data)
        intact = metadata["sha256"] == _checksum(tensors, metadata)
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError) as problem:
        raise _damaged(name) from problem
    if not intact:
        raise _damaged(name)
    _check_contract(metadata, name)
    return _stored(tensors, metadata, name)


def _metadata(data: bytes, name: str) -> dict[str, str]:
    """The metadata in the header, which is checked before anything else."""
    try:
        (length,) = struct.unpack("<Q", data[:8])
        header = json.loads(data[8 : 8 + length]) if length <= len(data) - 8 else {}
        metadata = header.get("__metadata__", {})
    except (struct.error, ValueError, AttributeError, RecursionError) as problem:
        raise _not_a_gallery(name) from problem
    if not isinstance(metadata, dict) or metadata.get("format") != _FORMAT:
        raise _not_a_gallery(name)
    expected = set(_METADATA) - ({"aside"} if metadata.get("version") == "1" else set())
    if set(metadata) != expected or not all(isinstance(value, str) for value in metadata.values()):
        raise _damaged(name)
    return metadata


def _check_contract(metadata: Mapping[str, str], name: str) -> None:
    encoder = metadata["encoder"]
    spec = known_encoder(encoder)
    known = "nothing of that name" if spec is None else spec.contract
    if metadata["contract"] != known:
        # A trained map is known once its file is given; its name has a plus in it.
        trained = spec is None and "+" in encoder
        advice = "Give the trained model as encoder." if trained else "Enrol them again from pictures."
        raise ContractError(
            f"People in {name} were encoded under {metadata['contract'][:120]}, and {encoder[:40]} is {known} here: "
            f"these can't be compared. {advice}"
        )


def _stored(tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str], name: str) -> Stored:
    spec = encoder_spec(metadata["encoder"])
    listed, sources = _json_list(metadata["people"], name), _json_list(metadata["sources"], name)
    shapes: dict[str, tuple[tuple[int, ...], type]] = {
        "encodings": ((len(sources), spec.numbers), np.float32),
        "qualities": ((len(sources),), np.float32),
        "days": ((len(sources),), np.int32),
        "numbers": ((len(sources),), np.int32),
    }
    if metadata["version"] != "1":
        shapes["accepted"] = ((len(sources),), np.uint8)
    for key, (shape, kind) in shapes.items():
        if key not in tensors or tensors[key].shape != shape or tensors[key].dtype != kind:
            raise GalleryFileError(f"{name} does not hold {key} of the shape {shape}; export the gallery again.")
    _check_encodings(tensors["encodings"], name)
    accepted = tensors.get("accepted", np.zeros(len(sources), dtype=np.uint8))
    try:
        enrolled = [
            Enrolled(int(number), float(np.clip(quality, 0.0, 1.0)), date.fromordinal(int(day)), str(source), bool(yes))
            for number, quality, day, source, yes in zip(
                tensors["numbers"], tensors["qualities"], tensors["days"], sources, accepted, strict=True
            )
        ]
        people = _people(listed, enrolled)
        refused = _texts(json.loads(metadata["refused"]))
        aside = {
            checked_name(who): Aside(str(of), _texts(reasons))
            for who, (of, reasons) in json.loads(metadata.get("aside", "{}")).items()
        }
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as problem:
        raise _damaged(name) from problem
    except FacestyleError as problem:
        raise GalleryFileError(f"{name} holds a name that can't be used: {problem.message}") from problem
    if len({person.name for person in people}) < len(people) or len(set(sources)) < len(sources):
        raise GalleryFileError(f"{name} names a person or a picture twice; export the gallery again.")
    return Stored(Contents(spec.name, people, tensors["encodings"]), refused, aside)


def _printable(reasons: Mapping[str, str]) -> dict[str, str]:
    return {digest: printable(why) for digest, why in reasons.items()}


def _texts(given: Any) -> dict[str, str]:
    return {str(digest): str(why) for digest, why in given.items()}


def _people(listed: list[Any], enrolled: list[Enrolled]) -> tuple[Person, ...]:
    people, start = [], 0
    for who, count in listed:
        pictures = tuple(enrolled[start : start + count])
        if not isinstance(count, int) or count < 1 or len(pictures) != count:
            raise ValueError("counts and pictures differ")
        if len({picture.number for picture in pictures}) < count or min(p.number for p in pictures) < 1:
            raise ValueError("numbers of pictures are not distinct")
        people.append(Person(checked_name(who), pictures))
        start += count
    if start != len(enrolled):
        raise ValueError("there are pictures of nobody")
    return tuple(people)


def _check_encodings(encodings: np.ndarray, name: str) -> None:
    lengths = np.linalg.norm(encodings.astype(np.float64), axis=1)
    if not np.isfinite(encodings).all() or (np.abs(lengths - 1.0) > UNIT).any():
        raise GalleryFileError(f"{name} holds encodings that are not finite or not of unit length; export it again.")


def _checksum(tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for key in sorted(tensors):
        digest.update(f"{key}:{tensors[key].shape}:{tensors[key].dtype}:".encode())
        digest.update(np.ascontiguousarray(tensors[key]).data)
    for key in sorted(set(metadata) - {"sha256"}):
        digest.update(f"{key}:{len(metadata[key])}:{metadata[key]}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _json_list(text: str, name: str) -> list[Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise _damaged(name) from problem
    if not isinstance(value, list):
        raise _damaged(name)
    return value


def _not_a_gallery(name: str) -> GalleryFileError:
    return GalleryFileError(f"{name} is not a gallery that facestyle has exported; choose another file.")


def _damaged(name: str) -> GalleryFileError:
    return GalleryFileError(f"{name} is damaged: its contents are not what was written. Export the gallery again.")
