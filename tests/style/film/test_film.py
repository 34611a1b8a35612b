"""A film is painted step by step, without flicker; whoever stops it keeps what is done, or nothing."""

from __future__ import annotations

import numpy as np
import pytest
from support import films, places

from facestyle import images
from facestyle.errors import OptionError, PictureTooSmallError
from facestyle.images import Picture
from facestyle.style.film.film import film
from facestyle.style.film.numbers import film_numbers, seen_of
from facestyle.style.film.options import FilmOptions
from facestyle.style.film.reading import FilmReader
from facestyle.style.instant.instant import painted, style_numbers


@pytest.fixture(scope="module")
def mosaic() -> Picture:
    return images.load(places.STYLES / "mosaic.jpg")


@pytest.fixture(scope="module")
def pastel() -> Picture:
    return images.load(places.STYLES / "pastel.jpg")


@pytest.fixture
def source(tmp_path):
    return films.write(tmp_path / "in.mp4", films.noisy(films.textured(14)), sound="aac")


@pytest.fixture
def output(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "painted.mp4"


def flicker(pixels: np.ndarray) -> float:
    return float(np.abs(np.diff(pixels[3:].astype(float), axis=0)).mean())


def test_steps_tell_how_far_it_is_and_the_film_is_there_at_the_end(source, output, mosaic):
    steps = []
    for step in film(source, mosaic, output):
        steps.append(step)
        assert output.exists() == step.last
    assert [step.frame for step in steps] == [0, 4, 8, 12, 14, 14]
    assert {step.frames for step in steps} == {14}
    assert [step.last for step in steps] == [False] * 5 + [True]
    assert (steps[0].seconds_left, steps[-1].seconds_left) == (None, 0)
    assert all(step.seconds_left > 0 for step in steps[1:4])
    assert steps[1].preview.shape == (64, 96, 3)
    assert (steps[-1].width, steps[-1].height, steps[-1].sound) == (96, 64, "copied")
    assert steps[-1].film_seconds == pytest.approx(0.56, abs=1e-3)
    assert steps[-1].left_out == ()
    made = films.read(output)
    assert made.times == films.read(source).times
    assert films.duration(output) == films.duration(source)
    assert made.sound_seconds == films.read(source).sound_seconds
    assert list(output.parent.iterdir()) == [output]


def test_it_is_painted_by_the_network_and_flickers_less_than_picture_by_picture(source, output, mosaic):
    made = {}
    for steadiness in (0.0, 0.8):
        list(film(source, mosaic, output, FilmOptions(steadiness=steadiness)))
        made[steadiness] = films.read(output).pixels
    expected = painted(films.read(source).pixels, style_numbers(mosaic))
    assert np.corrcoef(made[0.0].ravel(), expected.ravel())[0, 1] > 0.95  # H.264 lies between them
    assert flicker(made[0.8]) < 0.5 * flicker(made[0.0])


@pytest.mark.parametrize("keep", [True, False])
def test_closing_keeps_what_is_done_or_nothing(source, output, mosaic, keep):
    output.write_bytes(b"older")
    steps = film(source, mosaic, output, keep=keep)
    while next(steps).frame < 8:
        pass
    steps.close()
    if keep:
        assert len(films.read(output).times) == 8
        assert films.read(output).sound_seconds == pytest.approx(0.32, abs=0.05)
    else:
        assert output.read_bytes() == b"older"
    assert list(output.parent.iterdir()) == [output]


def test_closing_before_the_first_picture_leaves_the_older_file(source, output, mosaic):
    output.write_bytes(b"older")
    steps = film(source, mosaic, output)
    assert next(steps).frame == 0
    steps.close()
    assert output.read_bytes() == b"older"
    assert list(output.parent.iterdir()) == [output]


def test_a_film_that_goes_wrong_half_way_leaves_nothing(source, output, mosaic, monkeypatch):
    from facestyle.style.film import film as engine

    calls = []

    def fails(pixels, numbers):
        calls.append(1)
        if len(calls) == 3:
            raise MemoryError
        return painted(pixels, numbers)

    monkeypatch.setattr(engine, "painted", fails)
    with pytest.raises(MemoryError):
        list(film(source, mosaic, output))
    assert not list(output.parent.iterdir())


def test_one_picture_is_a_film(tmp_path, output, mosaic):
    last = list(film(films.write(tmp_path / "one.mp4", films.textured(1)), mosaic, output))[-1]
    assert (last.frame, len(films.read(output).times)) == (1, 1)


def test_damage_is_said_and_the_rest_is_painted(tmp_path, output, mosaic):
    source = films.damaged(films.write(tmp_path / "in.mp4", films.textured(14), sound="aac"), 5)
    last = list(film(source, mosaic, output))[-1]
    assert last.left_out == ("1 picture is damaged and left out",)
    assert len(films.read(output).times) == 13
    assert films.duration(output) == pytest.approx(0.56, abs=1e-3)


def test_numbers_are_fixed_and_go_from_the_films_own_to_those_of_the_style(source, mosaic, pastel):
    chosen = {strength: FilmOptions(strength=strength) for strength in (0, 0.5, 1)}
    at = {strength: film_numbers(seen_of(source, one), [mosaic], one) for strength, one in chosen.items()}
    assert np.array_equal(at[1], style_numbers(mosaic))
    assert np.allclose(at[0.5], (at[0] + at[1]) / 2, atol=1e-5)
    assert not np.allclose(at[0], at[1], atol=0.1)
    weighted = film_numbers([], [mosaic, pastel], FilmOptions(style_weights=(1, 3)))
    assert np.allclose(weighted, 0.25 * style_numbers(mosaic) + 0.75 * style_numbers(pastel), atol=1e-5)


@pytest.mark.parametrize("keep_colors", ["luminance", "matched"])
def test_colours_are_kept(tmp_path, output, mosaic, keep_colors):
    green = [(one * (0.3, 0.9, 0.3)).astype(np.uint8) for one in films.textured(4)]
    source = films.write(tmp_path / "in.mp4", green)
    tints = {}
    for choice in ("no", keep_colors):
        list(film(source, mosaic, output, FilmOptions(keep_colors=choice)))
        means = films.read(output).pixels.reshape(-1, 3).mean(0)
        tints[choice] = means[1] - means[[0, 2]].mean()
    assert tints[keep_colors] > tints["no"] + 10


def test_a_style_of_one_pixel_and_missing_weights_are_refused(source, output, mosaic):
    with pytest.raises(PictureTooSmallError):
        images.load(np.zeros((1, 1, 3), np.uint8))
    with pytest.raises(OptionError, match="No style picture was given"):
        list(film(source, [], output))
    assert not output.exists()


def test_few_pictures_are_held_at_a_time(source, output, mosaic, monkeypatch):
    """So memory does not grow with the length of the film."""
    framed, read = FilmReader._framed, []

    def counted(reader, *arguments):
        read.append(1)
        return framed(reader, *arguments)

    monkeypatch.setattr(FilmReader, "_framed", counted)
    for step in film(source, mosaic, output):
        assert len(read) - step.frame <= 2
