"""Errors that a user can put right, each with a stable code.

Every message says what was wrong, with which picture or value, and what to do. The page shows the message; the
command line prints ``error: CODE: message`` and exits with 2.
"""

from __future__ import annotations

from typing import ClassVar


class FacestyleError(Exception):
    """The base of all errors that a user can put right."""

    code: ClassVar[str] = "error"

    def __init_subclass__(cls, code: str) -> None:
        cls.code = code

    @property
    def message(self) -> str:
        """Return the sentence for the user; it can be written anywhere, whatever names of files it holds."""
        return printable(str(self))


def printable(text: str) -> str:
    """Escape what UTF-8 can't hold: bytes of a file's name that are no UTF-8, which Python reads as lone surrogates.

    >>> printable("José"), printable("Jos" + chr(0xDCE9))
    ('José', 'Jos\\\\udce9')
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class MissingInputError(FacestyleError, code="missing-input"):
    """Something that is needed was not given."""


class FileMissingError(FacestyleError, code="file-not-found"):
    """There is no such file or folder."""


class UnsupportedSourceError(FacestyleError, code="unsupported-source"):
    """What was given is neither a file nor pixels: a URL, a ``data:`` text, a number."""


class NotAPictureError(FacestyleError, code="not-a-picture"):
    """The bytes are not a picture in a known format, or an array is none at all."""


class EmptyPictureError(FacestyleError, code="empty-picture"):
    """The file holds zero bytes."""


class BrokenPictureError(FacestyleError, code="broken-picture"):
    """The picture starts well but is cut off or damaged."""


class PictureTooLargeError(FacestyleError, code="picture-too-large"):
    """More bytes or pixels than the limits allow."""


class PictureTooSmallError(FacestyleError, code="picture-too-small"):
    """Too few pixels to hold a face or a style."""


class NoFaceError(FacestyleError, code="no-face"):
    """No face was found where one is needed."""


class OptionError(FacestyleError, code="bad-option"):
    """An option is not finite, out of its range, or not one of the choices."""


class BudgetError(FacestyleError, code="over-budget"):
    """More work than one request may ask for."""


class NameRefusedError(FacestyleError, code="bad-name"):
    """A person's name can't be used."""


class UnknownPersonError(FacestyleError, code="unknown-person"):
    """The gallery holds nobody of that name."""


class EmptyGalleryError(FacestyleError, code="empty-gallery"):
    """The gallery holds nobody; somebody must be enrolled first."""


class AlreadyEnrolledError(FacestyleError, code="already-enrolled"):
    """The same face of the same picture is enrolled under another name, or the name is taken."""


class SeveralFacesError(FacestyleError, code="several-faces"):
    """A person's picture shows several faces, and nothing tells which is theirs."""


class DoubtfulPictureError(FacestyleError, code="doubtful"):
    """A picture is far from the others of its person, or may be another's, and nothing tells."""


class GalleryFullError(FacestyleError, code="gallery-full"):
    """The gallery holds as many encodings as it may."""


class ContractError(FacestyleError, code="contract-mismatch"):
    """Encodings made under different contracts can't be compared."""


class GalleryFileError(FacestyleError, code="bad-gallery-file"):
    """A file is not a gallery, or is damaged."""


class StoreError(FacestyleError, code="store-unavailable"):
    """The store that galleries live in can't be reached or refuses, or what speaks to it is not installed."""


class CalibrationError(FacestyleError, code="bad-calibration"):
    """Pairs are not enough for a calibration, or a file holds none."""


class ReportError(FacestyleError, code="no-report"):
    """A verification can't be told in a report."""


class TrainingDataError(FacestyleError, code="bad-training-data"):
    """Pictures don't allow any learning: they show one person only, or each person once."""


class PictureZipError(FacestyleError, code="bad-zip"):
    """A file is not a zip of pictures, is damaged, or holds something that is not allowed."""


class ModelFileError(FacestyleError, code="bad-model-file"):
    """A file is not a trained Siamese model, or is damaged."""


class EncoderFileError(FacestyleError, code="bad-encoder-file"):
    """An ONNX file is no face encoder, its card is wrong, or what runs it is not installed."""


class PairsFileError(FacestyleError, code="bad-pairs-file"):
    """A list of pairs is not in LFW's format."""


class GroupsFileError(FacestyleError, code="bad-groups-file"):
    """A file of people and their groups can't be used."""


class ShapeError(FacestyleError, code="bad-shape"):
    """A filter does not fit the signal that it should slide over."""


class SignalFileError(FacestyleError, code="bad-signal-file"):
    """A file holds no signal in a known format, or is damaged."""


class VolumeFileError(FacestyleError, code="bad-volume-file"):
    """A file holds no NIfTI volume, is damaged, or is larger than the limits."""


class FilmFileError(FacestyleError, code="bad-film-file"):
    """A file holds no film in a known format, is damaged, or is longer than the limit."""


class OutputError(FacestyleError, code="cannot-write"):
    """The result can't be written to that place."""


class WeightsMissingError(FacestyleError, code="weights-missing"):
    """A trained network is not in the cache and can't be downloaded."""


class WeightsDamagedError(FacestyleError, code="weights-damaged"):
    """The file of a network is not the one that was pinned."""


class BusyError(FacestyleError, code="busy"):
    """All that do this work are at work, and so many wait already that nobody else may."""


class ComputeError(FacestyleError, code="compute"):
    """The machines that compute can't be reached, or were lost during the work."""


class StoppingError(FacestyleError, code="stopping"):
    """The server is about to end, and begins nothing new."""


class UsageError(FacestyleError, code="usage"):
    """The command line can't be understood."""
