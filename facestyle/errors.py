"""What a user can put right: one class each, with a stable code.

Every message says what was wrong, with which picture or value, and what to do. The page shows the message, the
command line prints ``error: CODE: message`` and exits with 2.
"""

from __future__ import annotations

from typing import ClassVar


class FacestyleError(Exception):
    """Anything that a user can put right."""

    code: ClassVar[str] = "error"

    @property
    def message(self) -> str:
        """The sentence for the person who reads it."""
        return str(self)


class MissingInputError(FacestyleError):
    """Nothing was given where something is needed."""

    code = "missing-input"


class FileMissingError(FacestyleError):
    """There is no such file or folder."""

    code = "file-not-found"


class UnsupportedSourceError(FacestyleError):
    """A URL or a ``data:`` text where a file is wanted."""

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
    """An option that is not finite, out of its range, or not one of the choices."""

    code = "bad-option"


class BudgetError(FacestyleError):
    """More work than one request may ask for."""

    code = "over-budget"


class NameRefusedError(FacestyleError):
    """A person's name that can't be used."""

    code = "bad-name"


class UnknownPersonError(FacestyleError):
    """Nobody of that name is in the gallery."""

    code = "unknown-person"


class EmptyGalleryError(FacestyleError):
    """Somebody must be enrolled first."""

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
    """A file that is not a gallery, or one that is damaged."""

    code = "bad-gallery-file"


class CalibrationError(FacestyleError):
    """Pairs that no calibration can be made from, or a file that holds none."""

    code = "bad-calibration"


class TrainingDataError(FacestyleError):
    """Pictures that nothing can be learned from: one person only, or one picture of each."""

    code = "bad-training-data"


class PictureZipError(FacestyleError):
    """A zip of pictures that is none, is damaged, or holds what it may not."""

    code = "bad-zip"


class ModelFileError(FacestyleError):
    """A file that is no trained Siamese model, or one that is damaged."""

    code = "bad-model-file"


class PairsFileError(FacestyleError):
    """A list of pairs that is not in LFW's format."""

    code = "bad-pairs-file"


class ShapeError(FacestyleError):
    """A filter that does not fit the signal it should slide over."""

    code = "bad-shape"


class SignalFileError(FacestyleError):
    """A file that holds no signal in a format that is read here, or a damaged one."""

    code = "bad-signal-file"


class VolumeFileError(FacestyleError):
    """A file that holds no volume in the NIfTI format, a damaged one, or one larger than the limits."""

    code = "bad-volume-file"


class OutputError(FacestyleError):
    """The result can't be written there."""

    code = "cannot-write"


class WeightsMissingError(FacestyleError):
    """A trained network is neither in the cache nor within reach."""

    code = "weights-missing"


class WeightsDamagedError(FacestyleError):
    """What arrived is not the network that was pinned."""

    code = "weights-damaged"


class UsageError(FacestyleError):
    """The command line can't be understood."""

    code = "usage"
