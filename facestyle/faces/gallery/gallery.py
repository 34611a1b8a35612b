"""Whose face is this: that of one of K people, or of none of them?

A new person needs one photograph and no training: one-shot learning, since the network has learned a similarity
function and not a list of people. A person with several pictures is found by the mean of their encodings. members.py
holds who is enrolled, index.py says how encodings are searched, file.py writes and reads a gallery.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from facestyle import fields
from facestyle.errors import EmptyGalleryError, StoreError
from facestyle.faces.calibration import Calibration, shipped
from facestyle.faces.distance import MAX_DISTANCE
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.gallery.coded_index import CodedIndex
from facestyle.faces.gallery.index import GalleryIndex
from facestyle.faces.gallery.members import Members
from facestyle.faces.gallery.people import Candidate, Identification, check_contract
from facestyle.faces.pipeline import EncodedFace

#: False positive identification rate where none is asked for.
FPIR = 0.01
#: People listed for each face, the nearest first; and the most that are.
CANDIDATES, MOST_CANDIDATES = 3, 1_000_000
#: Searches of a gallery that another process changes meanwhile.
_TIMES = 4
_EMPTY = "The gallery is empty; enrol somebody from one photograph first."


class Gallery(Members):
    """People who can be searched by a face. Safe to use from several threads.

    Args:
        encoder: one of `ENCODERS`.
        limit: the most encodings that are held; `MAX_ENCODINGS` where not given.
        index: see `Members`; an empty coded one in memory where not given.
    """

    def __init__(
        self, encoder: str = DEFAULT_ENCODER, limit: int | None = None, index: GalleryIndex | None = None
    ) -> None:
        super().__init__(encoder, limit, CodedIndex(encoder_spec(encoder).numbers) if index is None else index)

    def threshold(self, rate: float | None = None, calibration: Calibration | None = None) -> float:
        """Tau at which at most this share of the searches for strangers names somebody; it depends on K.

        Args:
            rate: false positive identification rate; `FPIR` where not given.
            calibration: what d means; the encoder's own where not given.

        Returns:
            At most the tau for pairs. Where there is too little data for so many people, the strictest tau known; where
            the encoder has no calibration, its tau for galleries.

        Raises:
            OptionError: the rate is out of range.
        """
        spec = encoder_spec(self.encoder)
        known = calibration or shipped(self.encoder)
        rate = fields.number("false positive identification rate", FPIR if rate is None else rate, 0.0, 1.0)
        if known is None or not known.thresholds:
            return spec.tau_gallery
        tau = known.gallery_threshold(len(self), rate)
        return min(min(known.thresholds) if tau is None else tau, spec.tau if calibration is None else known.even)

    def identify(
        self, faces: Sequence[EncodedFace], threshold: float | None = None, candidates: int = CANDIDATES
    ) -> list[Identification]:
        """Name each face, or say that it is none of the people enrolled.

        The distance to a person is that to their template, the mean of their encodings. The nearest person is named
        where it is at most tau: `threshold`, or where that is not given, `Gallery.threshold` for this many people.

        Raises:
            EmptyGalleryError: nobody is enrolled.
            OptionError, ContractError, StoreError.
        """
        tau = self.threshold() if threshold is None else fields.number("threshold", threshold, 0.0, MAX_DISTANCE)
        candidates = fields.whole("candidates", candidates, 1, MOST_CANDIDATES)
        check_contract(faces, self.encoder)
        probes = np.stack([face.encoding for face in faces]) if faces else None
        with self._together():  # the index and the names at one moment
            if not len(self):
                self.refresh()
            if not len(self):
                raise EmptyGalleryError(_EMPTY)
            if probes is None:
                return []
            distances, names = self._nearest(probes, candidates)
        answers, known = [], shipped(self.encoder)
        for face, row, near in zip(faces, distances.clip(0.0, MAX_DISTANCE).tolist(), names, strict=True):
            chances = [known.probability(d) if known else None for d in row]
            listed = tuple(map(Candidate, near, row, chances))
            answers.append(Identification(face, near[0] if row[0] <= tau else None, row[0], listed))
        return answers

    def _nearest(self, probes: np.ndarray, k: int) -> tuple[np.ndarray, list[list[str]]]:
        """d to the k nearest people of each probe, and their names."""
        for _ in range(_TIMES):
            distances, numbers = self._index.search(probes, k)
            if numbers.size and self._owners.keys() >= set(numbers.ravel().tolist()):
                return distances, [[self._owners[number] for number in row] for row in numbers.tolist()]
            self.refresh()  # another process has changed the gallery
            if not len(self):
                raise EmptyGalleryError(_EMPTY)
        raise StoreError("The gallery changes while it is searched; try again.")
