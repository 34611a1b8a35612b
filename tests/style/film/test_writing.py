"""A film is written as every player reads it, with the sound of another."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from support import films

from facestyle.errors import FilmFileError
from facestyle.style.film.opening import opened
from facestyle.style.film.options import FilmOptions
from facestyle.style.film.reading import FilmFrame
from facestyle.style.film.writing import FilmWriter


def copied(source: Path, output: Path, count: int | None = None, **options) -> str:
    """Write a film's own pictures, or so many of them; what becomes of the sound."""
    with opened(source, FilmOptions(**options)) as reader, FilmWriter.like(reader, output) as writer:
        for item in reader:
            if not isinstance(item, FilmFrame):
                writer.add_sound(item)
            else:
                writer.add(*item)
            if writer.frames == count:
                break
        if count is not None:
            writer.cut(reader)
        return writer.sound


def pitch(path: Path) -> float:
    """The frequency that is loudest."""
    with av.open(str(path)) as film:
        wave = np.concatenate([frame.to_ndarray().reshape(-1).astype(float) for frame in film.decode(audio=0)])
        rate = film.streams.audio[0].rate
    return float(np.abs(np.fft.rfft(wave)).argmax() * rate / len(wave))


@pytest.mark.parametrize(
    ("ending", "codec", "kind", "becomes"),
    [
        ("mp4", "aac", "aac", "copied"),
        ("mkv", "libopus", "opus", "copied"),
        ("ts", "aac", "aac", "copied"),
        ("mov", "pcm_s16le", "aac", "encoded as AAC"),
        ("avi", "pcm_s16le", "aac", "encoded as AAC"),
    ],
)
def test_sound_is_copied_or_encoded_and_in_time(tmp_path, ending, codec, kind, becomes):
    video = "mpeg4" if ending == "avi" else "libx264"
    source = films.write(tmp_path / f"f.{ending}", films.textured(15), codec=video, sound=codec, options={"bf": "0"})
    output = tmp_path / "o.mp4"
    assert copied(source, output) == becomes
    made = films.read(output)
    assert made.sound == kind
    assert made.sound_seconds == pytest.approx(0.6, abs=0.05)
    assert pitch(output) == pytest.approx(440, abs=4)


def test_what_is_copied_is_the_same_to_the_last_bit(tmp_path):
    source, output = films.write(tmp_path / "f.mp4", films.textured(12), sound="aac"), tmp_path / "o.mp4"
    copied(source, output)
    packets = []
    for path in (source, output):
        with av.open(str(path)) as film:
            packets.append([(one.pts, bytes(one)) for one in film.demux(audio=0) if one.size])
    assert packets[0] == packets[1]
    assert len(packets[0]) > 5


def test_every_player_reads_it(tmp_path):
    source, output = films.write(tmp_path / "f.mp4", films.textured(5, 98, 66)), tmp_path / "o.mp4"
    copied(source, output)
    made = films.read(output)
    assert (made.codec, made.pixel_format) == ("h264", "yuv420p")
    assert made.pixels.shape == (5, 66, 98, 3)
    data = output.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "it plays before it is loaded"


def test_pictures_keep_times_colours_and_the_length_of_the_last(tmp_path):
    times = [0, 512, 1100, 2600, 3100, 4700]
    source = films.write(tmp_path / "f.mp4", films.textured(6, step=2), times=times, options={"crf": "10", "bf": "0"})
    output = tmp_path / "o.mp4"
    copied(source, output)
    before, after = films.read(source), films.read(output)
    assert after.times == before.times
    assert films.duration(output) == films.duration(source)
    assert np.abs(after.pixels.astype(int) - before.pixels).mean() < 4


def test_a_film_that_is_cut_ends_its_sound_with_its_pictures(tmp_path):
    source = films.write(tmp_path / "f.mkv", films.textured(30), sound="libopus")
    output = tmp_path / "o.mp4"
    copied(source, output, count=10)
    made = films.read(output)
    assert len(made.times) == 10
    assert made.sound_seconds == pytest.approx(0.4, abs=0.05)


def test_a_part_has_its_part_of_the_sound(tmp_path):
    source = films.write(tmp_path / "f.mp4", films.textured(45), sound="aac")
    output = tmp_path / "o.mp4"
    copied(source, output, start=0.6, end=1.2)
    made = films.read(output)
    assert (len(made.times), made.times[0]) == (15, 0)
    assert made.sound_seconds == pytest.approx(0.6, abs=0.05)


def test_sound_that_mp4_holds_in_theory_only_is_encoded(tmp_path):
    source = tmp_path / "f.mkv"
    with av.open(str(source), "w") as film:
        video = film.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = 96, 64, "yuv420p"
        tone = film.add_stream("libmp3lame", rate=8000, layout="mono")
        for picture in films.textured(10):
            film.mux(video.encode(av.VideoFrame.from_ndarray(picture)))
        film.mux(video.encode(None))
        for number in range(5):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 576), np.int16), "s16p", "mono")
            frame.sample_rate, frame.pts, frame.time_base = 8000, 576 * number, Fraction(1, 8000)
            film.mux(tone.encode(frame))
        film.mux(tone.encode(None))
    copied(source, tmp_path / "o.mp4")
    assert films.read(tmp_path / "o.mp4").sound in ("aac", "mp3float")


@pytest.mark.parametrize(("ending", "codec"), [("mkv", "libopus"), ("mov", "pcm_s16le"), ("ts", "aac")])
def test_damaged_sound_does_not_stop_a_film(tmp_path, ending, codec):
    source = films.write(tmp_path / f"f.{ending}", films.textured(8), sound=codec, options={"bf": "0"})
    whole, random = source.read_bytes(), np.random.default_rng(0)
    for _ in range(8):
        data = bytearray(whole)
        for place in random.integers(len(data) // 2, len(data), 60):
            data[place] = random.integers(256)
        source.write_bytes(data)
        try:
            copied(source, tmp_path / "o.mp4")
        except FilmFileError:
            continue
        assert len(films.read(tmp_path / "o.mp4").times) >= 1
