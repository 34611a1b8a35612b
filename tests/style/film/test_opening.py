"""What is no film, or is beyond the limits, is refused with a sentence that says what it is."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from support import films

from facestyle.errors import FacestyleError, FileMissingError, FilmFileError, PictureTooLargeError
from facestyle.style.film.opening import opened
from facestyle.style.film.options import FilmOptions


def refusal(path: Path, **options) -> FacestyleError:
    with pytest.raises(FacestyleError) as refused, opened(path, FilmOptions(**options)):
        pass
    assert path.name in str(refused.value)
    return refused.value


def test_sound_alone_is_no_film(tmp_path):
    path = films.write(tmp_path / "f.mp4", [], sound="aac", sound_seconds=0.3)
    assert "no pictures" in str(refusal(path))


def test_the_cover_of_a_song_is_no_film(tmp_path):
    cover = io.BytesIO()
    Image.new("RGB", (64, 64)).save(cover, "JPEG")
    path = tmp_path / "song.mp3"
    with av.open(str(path), "w") as song:
        tone = song.add_stream("libmp3lame", rate=48_000, layout="mono")
        picture = song.add_stream("mjpeg")
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuvj420p"
        picture.disposition = av.stream.Disposition.attached_pic
        packet = av.Packet(cover.getvalue())
        packet.stream, packet.pts, packet.dts = picture, 0, 0
        song.mux(packet)
        song.mux(films._tone(tone, 0.3))
    assert isinstance(refusal(path), FilmFileError)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"just a text, nothing else\n" * 20, "not a film but a text"),
        (b"#EXTM3U\n#EXTINF:10,\nsecret.ts\n", "not a film"),
        (b"ffconcat version 1.0\nfile other.mp4\n", "not a film"),
        (b"PK\x03\x04" + bytes(200), "not a film but a zip"),
        (bytes(3000), "is not a film that can be read here"),
    ],
)
def test_what_is_no_film_is_told_by_what_it_is(tmp_path, content, said):
    path = tmp_path / "f.mp4"
    path.write_bytes(content)
    assert said in str(refusal(path))


def test_a_picture_is_no_film(tmp_path):
    Image.new("RGB", (64, 64)).save(tmp_path / "f.png")
    (tmp_path / "f.png").rename(tmp_path / "f.mp4")
    assert isinstance(refusal(tmp_path / "f.mp4"), FilmFileError)


def test_what_is_not_there_is_said(tmp_path):
    assert isinstance(refusal(tmp_path / "none.mp4"), FileMissingError)
    folder = tmp_path / "folder.mp4"
    folder.mkdir()
    assert "is a folder" in str(refusal(folder))


def bomb(path: Path, side: int) -> Path:
    """A film of a few kilobytes whose pictures would fill gigabytes."""
    data = io.BytesIO()
    Image.new("L", (side, side)).save(data, "PNG")
    with av.open(str(path), "w") as film:
        video = film.add_stream("png", rate=25)
        video.width = video.height = side
        video.pix_fmt = "gray"
        for number in range(2):
            packet = av.Packet(data.getvalue())
            packet.stream, packet.pts, packet.dts, packet.is_keyframe = video, number, number, True
            film.mux(packet)
    return path


@pytest.mark.parametrize("ending", ["avi", "mov"])
def test_a_bomb_is_not_decoded(tmp_path, ending):
    problem = refusal(bomb(tmp_path / f"f.{ending}", 6500))
    assert isinstance(problem, (PictureTooLargeError, FilmFileError))
    assert "36 megapixels" in str(problem)


def test_a_start_after_the_end_of_the_film_is_refused(tmp_path):
    path = films.write(tmp_path / "f.mp4", films.textured(10))
    assert "is 0.4 s long, and start is 2 s" in str(refusal(path, start=2))


def test_names_that_are_not_utf_8_are_opened(tmp_path):
    path = films.write(tmp_path / "f.mp4", films.textured(2))
    try:
        strange = path.rename(tmp_path / "Jos\udce9 :http.mp4")
    except (OSError, UnicodeError):
        pytest.skip("names of files are UTF-8 on this file system")
    with opened(strange, FilmOptions()) as reader:
        assert (reader.width, reader.height) == (96, 64)


def test_pixels_that_are_not_square_become_square(tmp_path):
    path = tmp_path / "f.mp4"
    with av.open(str(path), "w") as film:
        video = film.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        video.codec_context.sample_aspect_ratio = 2
        for _ in range(2):
            film.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))))
        film.mux(video.encode(None))
    with opened(path, FilmOptions()) as reader:
        assert (reader.width, reader.height) == (128, 64)
