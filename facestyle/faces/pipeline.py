"""Picture -> encoded faces: detection, crop and encoder in one call, and the cache that spares it.

Takes and returns plain CPU values, so that it can run in another process (ZeroGPU, a cluster).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facestyle import images
from facestyle.archives import Progress
from facestyle.errors import FacestyleError
from facestyle.faces import detection
from facestyle.faces.detection import Face
from facestyle.faces.encoders import DEFAULT_ENCODER, encode_found, encoder_spec
from facestyle.images import Picture
from facestyle.locked import Locked

#: Pictures that `encode_files` holds at once.
FILES_AT_ONCE = 32


@dataclass(frozen=True, eq=False)
class EncodedFace:
    """A face and its encoding; not its pixels.

    Attributes:
        face: where it is in its picture.
        encoding: f(x), unit length, float32.
        contract: what the encoding was made under; see `EncoderSpec.contract`.
    """

    face: Face
    encoding: np.ndarray
    contract: str


#: How pictures are encoded: `encode_faces`, or a wrapper that runs it elsewhere.
Encode = Callable[[Sequence[Picture], str], list[tuple[EncodedFace, ...]]]


def encode_faces(
    pictures: Sequence[Picture], encoder: str = DEFAULT_ENCODER, progress: Progress | None = None
) -> list[tuple[EncodedFace, ...]]:
    """Find and encode every face of every picture; all of them pass through the encoder together.

    Returns:
        For each picture its faces from left to right; an empty tuple where none was found.
    """
    spec = encoder_spec(encoder)
    found = [detection.detect(picture) for picture in pictures]
    pairs = [(picture, face) for picture, faces in zip(pictures, found, strict=True) for face in faces]
    encodings = iter(encode_found(pairs, encoder, progress))
    return [tuple(EncodedFace(face, next(encodings), spec.contract) for face in faces) for faces in found]


def encode_files(
    paths: Sequence[Path], encoder: str = DEFAULT_ENCODER, progress: Callable[[int, int], None] | None = None
) -> dict[Path, np.ndarray]:
    """Encode the face that counts (`detection.choose`) of each picture file, with few pictures in memory at once.

    Files that can't be read and pictures without a face are left out.
    """
    encodings = {}
    for start in range(0, len(paths), FILES_AT_ONCE):
        pictures = {}
        for path in paths[start : start + FILES_AT_ONCE]:
            try:
                pictures[path] = images.load(path)
            except FacestyleError:
                continue
        for path, faces in zip(pictures, encode_faces(list(pictures.values()), encoder), strict=True):
            if faces:
                chosen = detection.choose([one.face for one in faces], pictures[path])
                encodings[path] = faces[chosen].encoding
        if progress is not None:
            progress(min(start + FILES_AT_ONCE, len(paths)), len(paths))
    return encodings


class EncodingCache(Locked):
    """Remembers the encoded faces of pictures by their content and the encoder's contract, never the pictures.

    The least recently used are dropped beyond `limit` pictures. Safe to use from several threads, and copied and
    pickled without its lock, as a visitor's session needs.

    Attributes:
        hits: pictures answered from memory.
        encoded: pictures that had to be encoded.
    """

    def __init__(self, limit: int = 2000) -> None:
        super().__init__()
        self.limit = limit
        self.hits = 0
        self.encoded = 0
        self._faces: OrderedDict[tuple[str, str], tuple[EncodedFace, ...]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._faces)

    def faces(
        self, pictures: Sequence[Picture], encoder: str = DEFAULT_ENCODER, encode: Encode = encode_faces
    ) -> list[tuple[EncodedFace, ...]]:
        """Return the encoded faces of each picture; only those that are new are encoded, each once."""
        contract = encoder_spec(encoder).contract
        with self._lock:
            new = {picture.digest: picture for picture in pictures if (picture.digest, contract) not in self._faces}
            self.hits += len(pictures) - len(new)
            known = {p.digest: self._faces[p.digest, contract] for p in pictures if p.digest not in new}
        fresh = dict(zip(new, encode(list(new.values()), encoder), strict=True)) if new else {}
        with self._lock:
            self.encoded += len(fresh)
            for digest, faces in (known | fresh).items():
                self._faces[digest, contract] = faces
                self._faces.move_to_end((digest, contract))
            while len(self._faces) > self.limit:
                self._faces.popitem(last=False)
        return [(known | fresh)[picture.digest] for picture in pictures]

    def clear(self) -> None:
        """Forget every encoding."""
        with self._lock:
            self._faces.clear()
