"""A film written picture by picture: H.264 in MP4, with the sound of another film."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import av

    from facestyle.style.film.reading import FilmReader

ENDINGS = (".mp4",)
#: Sound that MP4 holds and players play is copied as it is; other sound is encoded as AAC.
COPIED = ("aac", "mp3", "ac3", "eac3", "alac", "opus", "flac")
#: Samples a second that AAC is encoded with; others are brought to the last.
_AAC_RATES = (44_100, 32_000, 24_000, 22_050, 16_000, 48_000)
#: Without B-pictures they lie in the file as they are shown, so that its length is theirs, wherever it ends.
_CODING = {"crf": "20", "bf": "0"}
#: BT.709 and its limited range (ITU-T H.273), said in the file and kept to: players do not have to guess.
_BT709, _LIMITED = 1, 1


class FilmWriter:
    """Writes a film; as a context it closes the file, which is playable from then on.

    Args:
        path: of the new file.
        width, height: even numbers.
        rate: pictures a second, about: each has a time of its own.
        time_base: seconds a tick of the times that `add` takes.
        sound: the stream that packets of sound will come from, if any will.
        origin: the second of that stream at which this film begins.
    """

    def __init__(
        self,
        path: Path,
        width: int,
        height: int,
        rate: Fraction,
        time_base: Fraction,
        sound: av.AudioStream | None = None,
        origin: Fraction = Fraction(0),
    ) -> None:
        import av

        self._time_base = time_base
        self._whole = True
        self._durations: deque[int] = deque()
        self.frames = 0
        #: The seconds up to the end of the latest picture.
        self.seconds = 0.0
        copied = sound is not None and sound.codec_context.codec.canonical_name in COPIED
        try:
            self._begin(path, width, height, rate, sound, origin, copied)
        except av.error.FFmpegError:  # MP4 holds that coding, and yet not this sound: mp3 of 8 kHz
            if not copied:
                raise
            self._begin(path, width, height, rate, sound, origin, False)

    def _begin(
        self,
        path: Path,
        width: int,
        height: int,
        rate: Fraction,
        sound: av.AudioStream | None,
        origin: Fraction,
        copied: bool,
    ) -> None:
        import av

        self._film = av.open(str(path), "w", format="mp4", options={"movflags": "faststart"})
        self._video = self._film.add_stream("libx264", rate=rate, options=_CODING)
        self._video.width, self._video.height, self._video.pix_fmt = width, height, "yuv420p"
        context = self._video.codec_context
        context.time_base = self._time_base
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        self._sound = None if sound is None else _Sound(self._film, sound, origin, copied)
        self._film.start_encoding()

    @classmethod
    def like(cls, reader: FilmReader, path: Path) -> FilmWriter:
        """A film with the size, the rate and the sound of another that is read."""
        return cls(path, reader.width, reader.height, reader.rate, reader.time_base, reader.sound, reader.origin)

    def __enter__(self) -> FilmWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: object, trace: TracebackType | None) -> None:
        import av

        try:
            if kind is None:
                self._finish()
        finally:
            with suppress(av.error.InvalidDataError):  # of the last sound; the file is whole without it
                self._film.close()

    @property
    def sound(self) -> str:
        """What becomes of the sound: copied, encoded as AAC, or none."""
        return "none" if self._sound is None else self._sound.kind

    @property
    def left_out(self) -> tuple[str, ...]:
        """What of the sound was left out so far, in words."""
        return ("the sound is damaged in places, and silent there",) if self._sound and self._sound.damaged else ()

    def add(self, pixels: np.ndarray, time: int, duration: int) -> None:
        """Write a picture, H x W x 3, uint8, that is shown from `time` on."""
        import av

        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
        frame = frame.reformat(format="yuv420p", dst_colorspace=_BT709, dst_color_range=_LIMITED)
        frame.pts, frame.duration, frame.time_base = time, duration, self._time_base
        self._durations.append(duration)
        self._write_pictures(frame)
        self.frames += 1
        self.seconds = float((time + duration) * self._time_base)
        self._write_sound(self.seconds)

    def add_sound(self, packet: av.Packet) -> None:
        """Take a packet of sound; it is written once the pictures have come as far."""
        if self._sound is not None:
            self._sound.waiting.append(packet)

    def cut(self, reader: FilmReader) -> None:
        """Let the film end here, with the sound of what is there: in some files it comes after the pictures."""
        self._whole = False
        for packet in reader.rest_of_sound(self.seconds) if self._sound else ():
            self.add_sound(packet)

    def _finish(self) -> None:
        self._write_pictures(None)
        self._write_sound(None if self._whole else self.seconds)
        if self._sound is not None:
            self._write(self._sound.rest())

    def _write_pictures(self, frame: av.VideoFrame | None) -> None:
        for packet in self._video.encode(frame):
            packet.duration = self._durations.popleft()  # libx264 says that of the mean rate
            self._write([packet])

    def _write(self, packets: Iterable[av.Packet]) -> None:
        import av

        for packet in packets:
            with suppress(av.error.InvalidDataError):  # FFmpeg looks into copied sound, and leaves out what is damaged
                self._film.mux(packet)

    def _write_sound(self, until: float | None) -> None:
        if self._sound is not None:
            self._write(self._sound.until(until))


class _Sound:
    """The packets of a stream of sound, for another film: as they are, or encoded anew."""

    def __init__(
        self, film: av.container.OutputContainer, source: av.AudioStream, origin: Fraction, copied: bool
    ) -> None:
        import av

        self.waiting: deque[av.Packet] = deque()
        self._copied = copied
        self.kind = "copied" if copied else "encoded as AAC"
        self._latest: int | None = None
        self.damaged = 0
        self._origin = origin
        if self._copied:
            self._stream = film.add_stream_from_template(source)
            return
        rate = source.rate if source.rate in _AAC_RATES else _AAC_RATES[-1]
        layout = "mono" if source.channels == 1 else "stereo"
        self._stream = film.add_stream("aac", rate=rate, layout=layout)
        self._resampler = av.AudioResampler("fltp", layout, rate)

    def until(self, seconds: float | None) -> list[av.Packet]:
        """The packets that begin before this second of the film; all that wait where it is None."""
        made: list[av.Packet] = []
        while self.waiting and (seconds is None or self._time(self.waiting[0]) < seconds):
            packet = self.waiting.popleft()
            made += self._moved(packet) if self._copied else self._encoded(packet)
        return list(self._in_order(made))

    def rest(self) -> list[av.Packet]:
        """What the encoder has kept."""
        if self._copied:
            return []
        last = [packet for frame in self._resampler.resample(None) for packet in self._stream.encode(frame)]
        return list(self._in_order(last + self._stream.encode(None)))

    def _in_order(self, packets: list[av.Packet]) -> Iterator[av.Packet]:
        """Leave out packets that go back in time, which a file may hold where it was cut, and MP4 may not."""
        for packet in packets:
            if packet.dts is not None and (self._latest is None or packet.dts > self._latest):
                self._latest = packet.dts
                yield packet

    def _time(self, packet: av.Packet) -> float:
        return float((packet.pts or 0) * packet.time_base - self._origin)

    def _moved(self, packet: av.Packet) -> list[av.Packet]:
        # Only what can be decoded is copied: MP4 has no place for damage, and players stumble over it.
        if packet.pts is None or self._decoded(packet) is None:
            return []
        packet.pts -= round(self._origin / packet.time_base)
        packet.dts = packet.pts
        packet.stream = self._stream
        return [packet]

    def _encoded(self, packet: Any) -> list[av.Packet]:
        made: list[av.Packet] = []
        for frame in self._decoded(packet) or ():
            if frame.pts is not None:  # the resampler wants it in samples
                frame.pts = round((frame.pts * frame.time_base - self._origin) * frame.sample_rate)
                frame.time_base = Fraction(1, frame.sample_rate)
            made += [one for part in self._resampler.resample(frame) for one in self._stream.encode(part)]
        return made

    def _decoded(self, packet: Any) -> list[Any] | None:
        """The samples of a packet; None where it is damaged, which is a gap in the sound as long as it."""
        import av

        try:
            return list(packet.decode())
        except av.error.FFmpegError:
            self.damaged += 1
            return None
