"""The pictures of a film, upright and in the size asked for, each with its time; and the packets of its sound."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from facestyle.errors import FilmFileError, PictureTooSmallError
from facestyle.style.film.options import FilmOptions
from facestyle.style.film.turning import Turn
from facestyle.style.instant.instant import MIN_SHORT_SIDE

if TYPE_CHECKING:
    import av

#: Pixels of a picture of the film: those of 8K, 7680 x 4320, and a little more. Checked before one is decoded.
MAX_PIXELS = 36_000_000
#: Where a film does not say how many pictures a second it has.
_USUAL_RATE = Fraction(25)
#: Sound may begin this much earlier than the pictures, and is not waited for: AAC begins with silence to be left out.
_PRIMING = Fraction(1, 10)
#: A picture may come so early, as a share of the time between two at options.rate, and is not one too many.
_EARLY = Fraction(2, 5)
#: A film whose pictures end by more seconds before the end that it says is cut off.
_MISSED = 0.5
#: FFmpeg's numbers of colour spaces (ITU-T H.273) by those of its scaler.
_COLOUR_SPACES = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9, 10: 9}
_BT709, _BT601 = 1, 5
#: A film that does not say its colour space is taken for BT.709 from this height on, as players do.
_HIGH_DEFINITION = 720


class FilmFrame(NamedTuple):
    """A picture of a film.

    Attributes:
        pixels: H x W x 3, uint8, upright.
        time: since the part's beginning, in ticks of the film's time base.
        duration: in the same ticks; 0 where the film does not say it.
    """

    pixels: np.ndarray
    time: int
    duration: int


class FilmReader:
    """Reads a part of a film from its file, one picture after another; made by `opening.opened`.

    Attributes:
        name: for messages.
        width, height: of the pictures that it gives: upright, square pixels, even sides.
        time_base: seconds a tick of `FilmFrame.time`.
        rate: pictures a second, about.
        seconds: length of the part; None where the film does not say it.
        frames: pictures that will be given, about; None where nothing says it.
        sound: the stream of sound, if there is one.
        origin: time of the part's beginning, in the file's seconds.
    """

    def __init__(
        self, name: str, film: av.container.InputContainer, video: av.VideoStream, options: FilmOptions
    ) -> None:
        self.name = name
        self._film, self._options = film, options
        self._damaged = self._too_many = self._out_of_order = 0
        self._ended_early = self._at_limit = False
        self._video = video
        sound: Any = film.streams.best("audio")
        self.sound = sound if sound is None or sound.codec_context is not None else None
        self._unknown_sound = sound is not None and self.sound is None
        self.time_base: Fraction = self._video.time_base or Fraction(1, 90_000)
        began = self._begins()
        self.origin = began + _exact(options.start)
        self._began = round(self.origin / self.time_base)
        self._last = self._last_slot = -1
        self._ends = 0
        # What a film says of its length may be wrong; the limit holds all the same.
        self._end = self.origin + _exact(options.longest if options.end is None else options.end - options.start)
        self._done = False
        self.seconds = self._length()
        source_rate = self._video.average_rate or self._video.guessed_rate or _USUAL_RATE
        self.rate = min(Fraction(source_rate), _exact(options.rate))
        self.frames = None if self.seconds is None else max(1, round(self.seconds * float(self.rate)))
        self._apart = max(1, round(1 / (source_rate * self.time_base)))
        if options.start:
            self._seek(self.origin)
        self._turn = Turn()
        self.width = self.height = 0
        self._items = self._begun()

    def __iter__(self) -> Iterator[FilmFrame | av.Packet]:
        """Give pictures and packets of sound, in the order of the file; once."""
        return self._items

    @property
    def left_out(self) -> tuple[str, ...]:
        """What was left out so far, in words."""
        said = []
        if self._damaged:
            said.append(f"{_pictures(self._damaged)} damaged and left out")
        if self._out_of_order:
            said.append(f"{_pictures(self._out_of_order)} out of order and left out")
        if self._too_many:
            said.append(f"{_pictures(self._too_many)} left out for at most {self._options.rate:g} a second")
        if self._unknown_sound:
            said.append("the sound is in a coding that is not read here, and left out")
        if self._ended_early:
            said.append("the file is cut off or damaged, and the film ends there")
        if self._at_limit:
            said.append(f"the film goes on after {self._options.longest:g} s, the limit, and ends there")
        return tuple(said)

    def rest_of_sound(self, seconds: float) -> Iterator[av.Packet]:
        """Give the packets of sound up to a second of the part that are still to come, and no more pictures."""
        self._done, self._end = True, self.origin + _exact(seconds)
        return (item for item in self._items if not isinstance(item, FilmFrame))

    def near(self, seconds: float) -> np.ndarray | None:
        """The picture at which a player that is sent to this second of the part begins; ends the iteration."""
        self._seek(self.origin + _exact(seconds))
        frames = (
            frame for packet in self._packets() if packet.stream is self._video for frame in self._decoded(packet)
        )
        frame = next(frames, None)
        return None if frame is None else self._framed(frame, 0).pixels

    def _seek(self, second: Fraction) -> None:
        import av

        with suppress(av.error.FFmpegError):  # then it is read from where it is
            self._film.seek(int(second * 1_000_000))

    def _begins(self) -> Fraction:
        """The second of the file at which the film begins: with its pictures, unless sound comes well before them."""
        starts = [
            stream.start_time * stream.time_base
            for stream in (self._video, self.sound)
            if stream is not None and stream.start_time is not None and stream.time_base
        ]
        if not starts:
            return Fraction(0)
        return starts[0] if min(starts) > starts[0] - _PRIMING else min(starts)

    def _length(self) -> float | None:
        """The seconds of the part, if the film says how long it is."""
        start, end, longest = self._options.start, self._options.end, self._options.longest
        whole = None
        if self._video.duration and self._video.time_base:
            whole = float(self._video.duration * self._video.time_base)
        elif self._film.duration:
            whole = float(Fraction(self._film.duration, 1_000_000))
        if whole is not None and start >= whole:
            raise FilmFileError(f"{self.name} is {whole:.1f} s long, and start is {start:g} s; give an earlier start.")
        if whole is None:
            length = None if end is None else end - start
        else:
            length = (whole if end is None else min(whole, end)) - start
        if length is not None and length > longest:
            raise FilmFileError(
                f"{self.name} would be {length:.0f} s long; the limit is {longest:g} s. Give start and end of a part, "
                "or raise longest."
            )
        return length

    def _begun(self) -> Iterator[FilmFrame | av.Packet]:
        """Read up to the first picture, which says how the film is turned; then give all from the beginning."""
        items = self._read()
        first: list[Any] = []
        for item in items:
            first.append(item)
            if isinstance(item, FilmFrame):
                return itertools.chain(first, items)
        raise FilmFileError(f"{self.name} holds no picture that can be read here; it is damaged, or of a rare kind.")

    def _read(self) -> Iterator[FilmFrame | av.Packet]:
        held: FilmFrame | None = None
        for packet in self._packets():
            if packet.stream is self.sound:
                if self._done and _start_of(packet) >= self._end:
                    break
                if self._is_heard(packet):
                    yield packet
                continue
            for frame in () if self._done else self._in_time(self._decoded(packet)):
                if (frame.time + self._began) * self.time_base >= self._end:
                    self._at_limit, self._done = self._options.end is None, True
                    break
                if held is not None:
                    yield held
                held = frame
            if self._done and self.sound is None:
                break
        if not self._done and self.seconds is not None and self._video.duration:
            self._ended_early |= float(self._ends * self.time_base) < self.seconds - _MISSED
        if held is not None:  # it stays until the end, also that of pictures left out
            yield held if self._done else held._replace(duration=max(self._ends - held.time, held.duration))

    def _is_heard(self, packet: av.Packet) -> bool:
        begun = not self._options.start or _end_of(packet) > self.origin
        return bool(packet.size) and begun and _start_of(packet) < self._end

    def _in_time(self, frames: Iterator[av.VideoFrame]) -> Iterator[FilmFrame]:
        """Leave out pictures before the part's beginning, those that come too late, and those that are too many."""
        for frame in frames:
            time = self._last + self._apart if frame.pts is None else frame.pts - self._began
            if time < 0:
                continue
            self._ends = max(self._ends, time + (frame.duration or 0))
            slot = math.floor(time * self.time_base * _exact(self._options.rate) + _EARLY)
            if time <= self._last:
                self._out_of_order += 1
            elif slot <= self._last_slot:
                self._too_many += 1
            else:
                self._last, self._last_slot = time, slot
                yield self._framed(frame, time)

    def _packets(self) -> Iterator[av.Packet]:
        import av

        streams = [self._video] if self.sound is None else [self._video, self.sound]
        try:
            yield from self._film.demux(streams)
        except av.error.FFmpegError:
            self._ended_early = True

    def _decoded(self, packet: av.Packet) -> Iterator[av.VideoFrame]:
        """The pictures of a packet; damaged ones are counted, and those that follow are good again."""
        import av

        try:
            frames: Sequence[Any] = packet.decode()
        except av.error.FFmpegError:
            self._damaged += 1
            return
        for frame in frames:
            if frame.is_corrupt or frame.width * frame.height > MAX_PIXELS:
                self._damaged += 1
            else:
                yield frame

    def _framed(self, frame: av.VideoFrame, time: int) -> FilmFrame:
        if not self.width:
            self._turn = Turn.of(frame)
            self.width, self.height = self._size(frame)
        width, height = (self.height, self.width) if self._turn.sideways else (self.width, self.height)
        space = _COLOUR_SPACES.get(frame.colorspace, _BT709 if frame.height >= _HIGH_DEFINITION else _BT601)
        small = self._reformatted(frame, width, height, space)
        return FilmFrame(self._turn.turned(small.to_ndarray()), time, frame.duration or 0)

    def _reformatted(self, frame: av.VideoFrame, width: int, height: int, space: int) -> av.VideoFrame:
        import av

        try:
            return frame.reformat(width, height, "rgb24", src_colorspace=space, interpolation="AREA")
        except (av.error.FFmpegError, MemoryError) as problem:
            raise FilmFileError(
                f"{self.name}: a picture of {frame.width} x {frame.height} pixels can't be converted; choose a smaller "
                "film, or try again when less runs here."
            ) from problem

    def _size(self, frame: av.VideoFrame) -> tuple[int, int]:
        """Width and height in which the pictures are given."""
        wide = float(self._video.sample_aspect_ratio or 1)
        width, height = frame.width * wide, float(frame.height)
        if self._turn.sideways:
            width, height = height, width
        scale = min(1.0, self._options.size / max(width, height))
        size = tuple(max(2, round(side * scale / 2) * 2) for side in (width, height))
        if min(size) < MIN_SHORT_SIDE:
            raise PictureTooSmallError(
                f"{self.name} has pictures of {round(width)} x {round(height)} pixels: with a long side of {max(size)} "
                f"the short one would be {min(size)}, and {MIN_SHORT_SIDE} are needed. Choose a larger size or crop it."
            )
        return size[0], size[1]


def _start_of(packet: av.Packet) -> Fraction:
    return (packet.pts or 0) * packet.time_base


def _end_of(packet: av.Packet) -> Fraction:
    return ((packet.pts or 0) + (packet.duration or 0)) * packet.time_base


def _pictures(count: int) -> str:
    return "1 picture is" if count == 1 else f"{count} pictures are"


def _exact(seconds: float) -> Fraction:
    return Fraction(seconds).limit_denominator(1_000_000)
