"""A film is read upright, in the size asked for, with its times; what can't be read is left out and said."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from support import films

from facestyle.errors import FilmFileError, PictureTooSmallError
from facestyle.style.film.opening import opened
from facestyle.style.film.options import FilmOptions
from facestyle.style.film.reading import FilmFrame

RED, GREEN, BLUE, WHITE = (220, 40, 30), (30, 180, 60), (40, 60, 200), (240, 240, 240)


def read(path: Path, **options) -> tuple[list[FilmFrame], tuple[str, ...], float]:
    """The pictures of a film, what was left out, and the seconds of a tick."""
    with opened(path, FilmOptions(**options)) as reader:
        pictures = [one for one in reader if isinstance(one, FilmFrame)]
        return pictures, reader.left_out, float(reader.time_base)


def quarters() -> np.ndarray:
    """Red above green at the left, blue above white at the right: 96 x 64."""
    picture = np.empty((64, 96, 3), np.uint8)
    picture[:32, :48], picture[32:, :48], picture[:32, 48:], picture[32:, 48:] = RED, GREEN, BLUE, WHITE
    return picture


def corners(pixels: np.ndarray) -> list[tuple[int, int, int]]:
    """The colour of each corner, the nearest of the four: above left, above right, below left, below right."""
    names = np.array([RED, GREEN, BLUE, WHITE], float)
    height, width = pixels.shape[:2]
    places = [(8, 8), (8, width - 8), (height - 8, 8), (height - 8, width - 8)]
    found = [np.abs(names - pixels[place].astype(float)).sum(1).argmin() for place in places]
    return [(RED, GREEN, BLUE, WHITE)[number] for number in found]


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        ((1, 0, 0, 1), [RED, BLUE, GREEN, WHITE]),
        ((0, 1, -1, 0), [GREEN, RED, WHITE, BLUE]),  # a phone held upright
        ((-1, 0, 0, -1), [WHITE, GREEN, BLUE, RED]),
        ((0, -1, 1, 0), [BLUE, WHITE, RED, GREEN]),
        ((-1, 0, 0, 1), [BLUE, RED, WHITE, GREEN]),  # mirrored
    ],
)
def test_a_film_is_read_upright(tmp_path, matrix, expected):
    path = films.turned(films.write(tmp_path / "f.mp4", [quarters()] * 2), matrix)
    pictures, _, _ = read(path)
    assert corners(pictures[0].pixels) == expected
    assert pictures[0].pixels.shape == ((96, 64, 3) if matrix[0] == 0 else (64, 96, 3))


def test_colours_are_those_of_the_film(tmp_path):
    pictures, _, _ = read(films.write(tmp_path / "f.mp4", [quarters()] * 2))
    assert np.abs(pictures[1].pixels[10, 10].astype(int) - RED).max() < 12


def test_every_picture_keeps_its_time(tmp_path):
    times = [0, 512, 1100, 2600, 3100, 4700]
    pictures, left_out, tick = read(films.write(tmp_path / "f.mp4", films.textured(6, step=2), times=times))
    assert [round(one.time * tick * films.TICKS) for one in pictures] == times
    assert left_out == ()


@pytest.mark.parametrize(("ending", "codec"), [("mp4", "libx264"), ("mkv", "libx264"), ("webm", "libvpx-vp9")])
def test_containers_give_the_same_times(tmp_path, ending, codec):
    path = films.write(tmp_path / f"f.{ending}", films.textured(5), codec=codec, options={})
    pictures, _, tick = read(path)
    assert [one.time * tick for one in pictures] == pytest.approx([0, 0.04, 0.08, 0.12, 0.16], abs=1e-3)


def test_a_smaller_film_keeps_its_size_and_sides_are_even(tmp_path):
    path = films.write(tmp_path / "f.mp4", films.textured(2, 98, 66))
    assert read(path)[0][0].pixels.shape == (66, 98, 3)
    assert read(path, size=81)[0][0].pixels.shape == (54, 80, 3)


def test_a_part_begins_at_zero_and_ends_in_time(tmp_path):
    path = films.write(tmp_path / "f.mp4", films.textured(50, step=2))
    pictures, _, tick = read(path, start=0.8, end=1.2)
    whole, _, _ = read(path)
    assert [round(one.time * tick, 2) for one in pictures] == [round(0.04 * number, 2) for number in range(10)]
    assert np.abs(pictures[0].pixels.astype(int) - whole[20].pixels).mean() < 1


def test_a_fast_film_loses_pictures_and_no_time(tmp_path):
    path = films.write(tmp_path / "f.mp4", films.textured(12), rate=60)
    pictures, left_out, tick = read(path, rate=30)
    assert [round(one.time * tick * 60) for one in pictures] == [0, 2, 4, 6, 8, 10]
    assert (pictures[-1].time + pictures[-1].duration) * tick == pytest.approx(0.2, abs=1e-3)
    assert left_out == ("6 pictures are left out for at most 30 a second",)


@pytest.mark.parametrize("rate", [24, 25, 30])
def test_usual_films_lose_none(tmp_path, rate):
    jittered = [films.TICKS * number // rate + (number % 3) * 40 for number in range(12)]
    path = films.write(tmp_path / "f.mp4", films.textured(12), rate=rate, times=jittered)
    assert len(read(path)[0]) == 12


def test_a_damaged_picture_in_the_middle_is_left_out_and_said(tmp_path):
    path = films.damaged(films.write(tmp_path / "f.mp4", films.textured(14, step=2)), 5)
    pictures, left_out, _ = read(path)
    assert len(pictures) == 13
    assert left_out == ("1 picture is damaged and left out",)


def test_a_film_that_is_cut_off_is_read_as_far_as_it_goes(tmp_path):
    pictures = films.noisy(films.textured(50, step=2), 20)
    path = films.write(tmp_path / "f.mp4", pictures, options={"crf": "16", "g": "5", "bf": "0"})
    whole = tmp_path / "whole.mkv"  # its header comes first
    films.write(whole, pictures, options={"crf": "16", "g": "5", "bf": "0"})
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert 10 < len(read(whole)[0]) < 40
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(FilmFileError, match="cut off before its end"):
        read(path)


def test_a_film_that_is_too_long_is_refused_and_its_part_is_not(tmp_path):
    path = films.write(tmp_path / "f.mkv", films.textured(50))
    with pytest.raises(FilmFileError, match=r"would be 2 s long; the limit is 1 s. Give start and end"):
        read(path, longest=1)
    assert len(read(path, longest=1, start=0.5, end=1)[0]) == 12


def test_a_film_that_says_less_than_it_holds_ends_at_the_limit(tmp_path):
    path = films.write(tmp_path / "f.mkv", films.textured(50))
    data = bytearray(path.read_bytes())
    struct.pack_into(">d", data, data.index(b"\x44\x89\x88") + 3, 500.0)  # Matroska's Duration, in milliseconds
    path.write_bytes(data)
    pictures, left_out, _ = read(path, longest=1)
    assert len(pictures) == 25
    assert left_out == ("the film goes on after 1 s, the limit, and ends there",)


def test_pictures_that_would_be_too_narrow_are_refused(tmp_path):
    with pytest.raises(
        PictureTooSmallError, match=r"1024 x 32 pixels: with a long side of 256 the short one would be 8"
    ):
        read(films.write(tmp_path / "f.mp4", films.textured(1, 1024, 32)), size=256)


def test_a_picture_that_finds_no_memory_is_named(tmp_path):
    """FFmpeg says so where it can't begin a thread; here because its picture is asked for in a size beyond all."""
    path = films.write(tmp_path / "a.mp4", [quarters()] * 3)
    with opened(path, FilmOptions()) as reader:
        frame = next(one for one in films_of(path))
        with pytest.raises(FilmFileError, match=r"a\.mp4: a picture of 96 x 64 pixels can't be converted"):
            reader._reformatted(frame, 2**17, 2**17, 5)


def films_of(path: Path):
    import av

    with av.open(str(path)) as film:
        yield from film.decode(video=0)
