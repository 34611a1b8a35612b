"""A memory of encoded faces by their picture's content, so that no picture is encoded twice."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.pipeline import Encode, EncodedFace, encode_faces
from facestyle.images import Picture
from facestyle.locked import Locked

#: Some 50,000 pictures of one face each, at 128 numbers.
LIMIT = 64 * 2**20
#: Bytes that Python keeps for a picture, and for a face beside its encoding.
_PER_PICTURE = 400
_PER_FACE = 900


class Total:
    """Pictures of all caches of the process, since it began.

    Attributes:
        hits: answered from memory.
        encoded: encoded by a network.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.hits = self.encoded = 0

    def add(self, hits: int, encoded: int) -> None:
        """Count some more."""
        with self._lock:
            self.hits += hits
            self.encoded += encoded


#: That of this process.
TOTAL = Total()


class EncodingCache(Locked):
    """Encoded faces by the picture's content and the encoder's contract, never the pictures.

    The least recently used are dropped beyond `limit` bytes. Safe to use from several threads; copied and pickled
    without its lock, as a visitor's session needs.

    Attributes:
        limit: in bytes, of the encodings and what is kept beside them.
        bytes: held now.
        hits: pictures answered from memory.
        encoded: pictures that had to be encoded.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        super().__init__()
        self.limit = limit
        self.bytes = 0
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
            TOTAL.add(len(pictures) - len(new), len(fresh))
            for digest, faces in (known | fresh).items():
                self._keep(digest, contract, faces)
        return [(known | fresh)[picture.digest] for picture in pictures]

    def adopt(self, other: EncodingCache) -> None:
        """Take over the encodings of another cache, and its count of encoded pictures."""
        with other._lock:
            held, encoded = list(other._faces.items()), other.encoded
        with self._lock:
            self.encoded += encoded
            for (digest, contract), faces in held:
                self._keep(digest, contract, faces)

    def clear(self) -> None:
        """Forget every encoding."""
        with self._lock:
            self._faces.clear()
            self.bytes = 0

    def _keep(self, digest: str, contract: str, faces: tuple[EncodedFace, ...]) -> None:
        self.bytes += _size(faces) - _size(self._faces.get((digest, contract)))
        self._faces[digest, contract] = faces
        self._faces.move_to_end((digest, contract))
        while self.bytes > self.limit:
            self.bytes -= _size(self._faces.popitem(last=False)[1])


def _size(faces: tuple[EncodedFace, ...] | None) -> int:
    return 0 if faces is None else _PER_PICTURE + sum(_PER_FACE + face.encoding.nbytes for face in faces)
