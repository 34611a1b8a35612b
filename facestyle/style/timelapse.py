"""G forming, from noise to picture, as a short film: MP4 (H.264) or animated WebP."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from facestyle.arrays import over_white
from facestyle.outputs import atomically

ENDINGS = (".mp4", ".webp")
FRAMES_PER_SECOND = 12
#: Most frames kept; when there are more, every second one is dropped.
MOST_FRAMES = 240
#: Number of frames that show the finished picture.
HOLD = 18
_WEBP = {"duration": 1000 // FRAMES_PER_SECOND, "loop": 0, "quality": 80, "method": 2}


class Timelapse:
    """Collects pictures of a run and writes them as a film; early pictures may be smaller than the last."""

    def __init__(self) -> None:
        self._frames: list[np.ndarray] = []
        self._stride = 1
        self._seen = 0

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, picture: np.ndarray) -> None:
        """Take a picture, H x W x 3, uint8; one of H x W x 4 is laid over white."""
        if self._seen % self._stride == 0:
            self._frames.append(over_white(picture))
        self._seen += 1
        if len(self._frames) > MOST_FRAMES:
            self._frames, self._stride = self._frames[::2], 2 * self._stride

    def write(self, path: Path, last: np.ndarray) -> None:
        """Write the film, in the size of the last picture, cut to even sides.

        Raises:
            OutputError: it can't be written.
        """
        last = over_white(last)
        height, width = last.shape[0] // 2 * 2, last.shape[1] // 2 * 2
        frames = [_fitted(frame, width, height) for frame in self._frames] + [_fitted(last, width, height)] * HOLD
        with atomically(path) as new:
            if path.suffix.lower() == ".webp":
                first, *others = (Image.fromarray(frame) for frame in frames)
                first.save(new, "WEBP", save_all=True, append_images=others, **_WEBP)
            else:
                _write_mp4(frames, new)


def _fitted(frame: np.ndarray, width: int, height: int) -> np.ndarray:
    if frame.shape[:2] == (height, width):
        return frame
    return np.asarray(Image.fromarray(frame).resize((width, height), Image.Resampling.BICUBIC))


def _write_mp4(frames: list[np.ndarray], path: Path) -> None:
    import av

    height, width = frames[0].shape[:2]
    with av.open(str(path), "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=FRAMES_PER_SECOND)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"crf": "20"}
        for frame in frames:
            film.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")))
        film.mux(stream.encode())
