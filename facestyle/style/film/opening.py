"""A film opened: its container and its pictures are of a kind that is read, and within the limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from facestyle import kinds
from facestyle.errors import FileMissingError, FilmFileError, PictureTooLargeError
from facestyle.style.film.options import FilmOptions
from facestyle.style.film.reading import MAX_PIXELS, FilmReader

if TYPE_CHECKING:
    import av

#: Containers that are read; others, such as playlists, may name files and addresses to be opened.
CONTAINERS = ("mov", "mp4", "matroska", "webm", "avi", "mpegts", "mpeg", "asf", "flv", "ogg")
#: The same for whoever reads an error.
CONTAINERS_IN_WORDS = "MP4, MOV, MKV, WebM or AVI"


@contextmanager
def opened(path: Path, options: FilmOptions) -> Iterator[FilmReader]:
    """Open a film, with its first picture decoded.

    Raises:
        FileMissingError: there is no such file, or it may not be read.
        FilmFileError: it is no film, holds no pictures, is damaged, or longer than options.longest.
        PictureTooLargeError, PictureTooSmallError: its pictures are beyond the limits.
    """
    import av

    with _file(path) as file:
        start = file.read(4096)
        file.seek(0)
        if not start:
            raise FilmFileError(f"{path.name} is empty (0 bytes); choose another film.")
        limits = {"format_whitelist": ",".join(CONTAINERS), "max_pixels": str(MAX_PIXELS)}
        try:
            film = av.open(file, "r", options=limits, metadata_errors="replace")
        except av.error.FFmpegError as problem:
            raise _not_read(path.name, start) from problem
        with film:
            yield FilmReader(path.name, film, _video_of(film, path.name), options)


def _file(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except (OSError, ValueError) as problem:
        what = "is a folder, not a film" if path.is_dir() else "was not found, or may not be read"
        raise FileMissingError(f"{path.name} {what}; check the path {path}.") from problem


def _video_of(film: av.container.InputContainer, name: str) -> av.VideoStream:
    """The stream of pictures, if its pictures are within the limits. A cover of a song is none."""
    import av

    streams = [one for one in film.streams.video if not one.disposition & av.stream.Disposition.attached_pic]
    if not streams:
        what = "sound, and no pictures" if film.streams.audio else "no pictures"
        raise FilmFileError(f"{name} holds {what}; give a film.")
    best = film.streams.best("video")
    video = next((one for one in streams if one is best), streams[0])
    context = video.codec_context
    if context is None:
        raise FilmFileError(f"{name} holds pictures in a coding that is not read here; convert it to H.264.")
    if context.width * context.height > MAX_PIXELS:
        raise PictureTooLargeError(
            f"{name} has pictures of {context.width} x {context.height} pixels; the limit is "
            f"{MAX_PIXELS // 10**6} megapixels. Save it smaller and try again."
        )
    if not context.width or not context.height:  # FFmpeg decoded none, for its size or for damage
        raise FilmFileError(
            f"{name} holds no picture that can be read: it is damaged, or has more than {MAX_PIXELS // 10**6} "
            "megapixels a picture."
        )
    return video


def _not_read(name: str, start: bytes) -> FilmFileError:
    kind = kinds.kind_of(start, name)
    if kind not in (None, kinds.VIDEO):
        what = kind.what.removeprefix("not a picture but ")
        return FilmFileError(f"{name} is not a film but {what}; give a film, as {CONTAINERS_IN_WORDS}.")
    return FilmFileError(
        f"{name} is not a film that can be read here, or it is cut off before its end; use {CONTAINERS_IN_WORDS}."
    )
