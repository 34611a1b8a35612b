"""Small films, made in the tests: pictures that move, with a tone for sound."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from PIL import Image

#: Ticks a second of the times in these films.
TICKS = 12_800
_TONE = 440.0


class Seen(NamedTuple):
    """What a player sees and hears of a film."""

    pixels: np.ndarray
    times: list[float]
    sound: str
    sound_seconds: float
    codec: str
    pixel_format: str


def textured(count: int, width: int = 96, height: int = 64, step: float = 0.0, seed: int = 0) -> list[np.ndarray]:
    """Pictures of soft patches over which the camera pans by `step` pixels a picture."""
    random = np.random.default_rng(seed)
    wide = width + int(abs(step) * count) + 8
    small = random.integers(0, 256, (height // 8, wide // 8 + 1, 3), dtype=np.uint8)
    view = Image.fromarray(small).resize((wide, height), Image.Resampling.BICUBIC)
    moves = [(1, 0, step * number, 0, 1, 0) for number in range(count)]
    affine, bicubic = Image.Transform.AFFINE, Image.Resampling.BICUBIC
    return [np.asarray(view.transform((width, height), affine, move, bicubic)) for move in moves]


def noisy(pictures: Iterable[np.ndarray], deviation: float = 4.0, seed: int = 0) -> list[np.ndarray]:
    """The pictures as a sensor would see them."""
    random = np.random.default_rng(seed)
    seen = (one + random.normal(0, deviation, one.shape) for one in pictures)
    return [one.round().clip(0, 255).astype(np.uint8) for one in seen]


def write(
    path: Path,
    pictures: Sequence[np.ndarray],
    rate: int = 25,
    times: Sequence[int] | None = None,
    codec: str = "libx264",
    sound: str | None = None,
    sound_seconds: float | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """Write a film; its container is chosen by its ending.

    Args:
        times: of the pictures, in ticks; even ones where not given.
        sound: the codec of a tone; none where not given.
        sound_seconds: its length; that of the pictures where not given.
    """
    height, width = pictures[0].shape[:2] if len(pictures) else (64, 96)
    times = times or [TICKS * number // rate for number in range(len(pictures))]
    with av.open(str(path), "w") as film:
        video = film.add_stream(codec, rate=rate, options=options or {"crf": "16", "g": "12"})
        video.width, video.height = width, height
        video.pix_fmt = "rgb24" if codec == "png" else "yuv420p"
        video.codec_context.time_base = Fraction(1, TICKS)
        tone = None if sound is None else film.add_stream(sound, rate=48_000, layout="mono")
        for picture, time in zip(pictures, times, strict=True):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = time, Fraction(1, TICKS)
            film.mux(video.encode(frame))
        film.mux(video.encode(None))
        if tone is not None:
            film.mux(_tone(tone, sound_seconds or len(pictures) / rate))
    return path


def _tone(stream: av.AudioStream, seconds: float) -> list[av.Packet]:
    count, packets = int(48_000 * seconds), []
    wave = np.sin(2 * np.pi * _TONE * np.arange(count) / 48_000)
    resampler = av.AudioResampler(stream.format, "mono", 48_000, stream.codec_context.frame_size or 1024)
    frame = av.AudioFrame.from_ndarray((wave * 12_000).astype(np.int16)[None], format="s16", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
    for part in (*resampler.resample(frame), *resampler.resample(None)):
        packets += stream.encode(part)
    return packets + stream.encode(None)


def read(path: Path) -> Seen:
    """Read a film as a player would."""
    pixels, times, samples = [], [], 0
    with av.open(str(path)) as film:
        video = film.streams.video[0]
        sound = film.streams.audio[0] if film.streams.audio else None
        rate = sound.rate if sound else 1
        for packet in film.demux():
            for frame in packet.decode():
                if packet.stream is video:
                    pixels.append(frame.to_ndarray(format="rgb24"))
                    times.append(float(frame.time))
                else:
                    samples += frame.samples
        context = video.codec_context
        kind = sound.codec_context.name if sound else ""
        return Seen(np.stack(pixels), times, kind, samples / rate, context.name, context.pix_fmt or "")


def duration(path: Path) -> float:
    """Seconds from the beginning to the end of the pictures."""
    with av.open(str(path)) as film:
        video = film.streams.video[0]
        return float(video.duration * video.time_base)


def turned(path: Path, matrix: tuple[int, int, int, int]) -> Path:
    """Write into an MP4 how a phone was held: a, b, c and d of the matrix of its first track, each -1, 0 or 1."""
    data = bytearray(path.read_bytes())
    place = data.index(b"tkhd") + 4 + 40  # version 0: ISO/IEC 14496-12, 8.3.2
    a, b, c, d = (value * 0x10000 for value in matrix)
    struct.pack_into(">9i", data, place, a, b, 0, c, d, 0, 0, 0, 0x40000000)
    path.write_bytes(data)
    return path


def damaged(path: Path, first: int, count: int = 1) -> Path:
    """Overwrite the bytes of some of an MP4's pictures, in the order of the file."""
    with av.open(str(path)) as film:
        packets = [(one.pos, one.size) for one in film.demux(video=0) if one.size]
    data = bytearray(path.read_bytes())
    for place, size in packets[first : first + count]:
        data[place : place + size] = bytes(size)
    path.write_bytes(data)
    return path
