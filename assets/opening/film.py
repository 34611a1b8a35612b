"""Paint what the tab Film opens with: `python assets/opening/film.py` writes the films beside it.

The film is a scene of our own (scene.py), the style one of ours.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from scene import RATE, pictures

from facestyle import images
from facestyle.style.film.film import film
from facestyle.ui.film import opening, request
from facestyle.ui.shared import samples

#: H.264's quality, lower than that of films that are painted for a visitor: these are loaded with the tab.
QUALITY = {"original": "24", "painted": "25"}


def write(path: Path, frames: Iterable[np.ndarray], quality: str) -> None:
    """Write a small film."""
    with av.open(str(path), "w", options={"movflags": "faststart"}) as target:
        video = target.add_stream("libx264", rate=Fraction(RATE), options={"crf": quality, "preset": "veryslow"})
        video.pix_fmt = "yuv420p"
        for pixels in frames:
            video.height, video.width = pixels.shape[:2]
            target.mux(video.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")))
        target.mux(video.encode(None))


def main() -> None:
    """Write the film, and the film painted with the options in place."""
    original = Path(opening.ORIGINAL)
    write(original, pictures(), QUALITY["original"])
    style = images.load(str(samples.hung_style()))
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "painted.mp4"
        for step in film(original, style, large, request.options_of()):
            print(f"picture {step.frame} of {step.frames}", flush=True)
        with av.open(str(large)) as made:
            frames = [frame.to_ndarray(format="rgb24") for frame in made.decode(video=0)]
    write(opening.PAINTED, frames, QUALITY["painted"])


if __name__ == "__main__":
    main()
