"""Errors that a user can put right, each with a stable code.

Every message says what was wrong, with which picture or value, and what to do. The page shows the message; the
command line prints ``error: CODE: message`` and exits with 2.
"""

from __future__ import annotations

from typing import ClassVar


class FacestyleError(Exception):
    """The base of all errors that a user can put right."""

    code: ClassVar[str] = "error"

    @property
    def message(self) -> str:
        """Return the sentence for the user."""
        return str(self)


class MissingInputError(FacestyleError):
    """Something that is needed was not given."""

    code = "missing-input"


class FileMissingError(FacestyleError):
    """There is no such file or folder."""

    code = "file-not-found"


class UnsupportedSourceError(FacestyleError):
    """A URL or a ``data:`` text was given instead of a file."""

    code = "unsupported-source"


class NotAPictureError(FacestyleError):
    """The bytes are not a picture in a known format."""

    code = "not-a-picture"


class EmptyPictureError(FacestyleError):
    """The file holds zero bytes."""

    code = "empty-picture"


class BrokenPictureError(FacestyleError):
    """The picture starts well but is cut off or damaged."""

    code = "broken-picture"


class PictureTooLargeError(FacestyleError):
    """More bytes or pixels than the limits allow."""

    code = "picture-too-large"


class PictureTooSmallError(FacestyleError):
    """Too few pixels to hold a face or a style."""

    code = "picture-too-small"


class NoFaceError(FacestyleError):
    """No face was found where one is needed."""

    code = "no-face"


class OptionError(FacestyleError):
    """An option is not finite, out of its range, or not one of the choices."""

    code = "bad-option"


class BudgetError(FacestyleError):
    """More work than one request may ask for."""

    code = "over-budget"


class NameRefusedError(FacestyleError):
    """A person's name can't be used."""

    code = "bad-name"


class UnknownPersonError(FacestyleError):
    """The gallery holds nobody of that name."""

    code = "unknown-person"


class EmptyGalleryError(FacestyleError):
    """The gallery holds nobody; somebody must be enrolled first."""

    code = "empty-gallery"


class AlreadyEnrolledError(FacestyleError):
    """The same face of the same picture is enrolled under another name, or the name is taken."""

    code = "already-enrolled"


class GalleryFullError(FacestyleError):
    """The gallery holds as many encodings as it may."""

    code = "gallery-full"


class ContractError(FacestyleError):
    """Encodings made under different contracts can't be compared."""

    code = "contract-mismatch"


class GalleryFileError(FacestyleError):
    """A file is not a gallery, or is damaged."""

    code = "bad-gallery-file"


class CalibrationError(FacestyleError):
    """Pairs are not enough for a calibration, or a file holds none."""

    code = "bad-calibration"


class TrainingDataError(FacestyleError):
    """Pictures don't allow any learning: they show one person only, or each person once."""

    code = "bad-training-data"


class PictureZipError(FacestyleError):
    """A file is not a zip of pictures, is damaged, or holds something that is not allowed."""

    code = "bad-zip"


class ModelFileError(FacestyleError):
    """A file is not a trained Siamese model, or is damaged."""

    code = "bad-model-file"


class PairsFileError(FacestyleError):
    """A list of pairs is not in LFW's format."""

    code = "bad-pairs-file"


class ShapeError(FacestyleError):
    """A filter does not fit the signal that it should slide over."""

    code = "bad-shape"


class SignalFileError(FacestyleError):
    """A file holds no signal in a known format, or is damaged."""

    code = "bad-signal-file"


class VolumeFileError(FacestyleError):
    """A file holds no NIfTI volume, is damaged, or is larger than the limits."""

    code = "bad-volume-file"


class OutputError(FacestyleError):
    """The result can't be written to that place."""

    code = "cannot-write"


class WeightsMissingError(FacestyleError):
    """A trained network is not in the cache and can't be downloaded."""

    code = "weights-missing"


class WeightsDamagedError(FacestyleError):
    """The file of a network is not the one that was pinned."""

    code = "weights-damaged"


class UsageError(FacestyleError):
    """The command line can't be understood."""

    code = "usage"
