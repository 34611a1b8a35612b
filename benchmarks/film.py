"""How much a painted film flickers, with and without what is done against it; ghosts, length, sound, speed, memory.

`python benchmarks/film.py --data DIR [--seconds 10] [--size 640] [--memory-size 256] [--threads 2] [--json]`. The films
are made here from two pictures of DIR/style/content: a face moves over a town, seen by a camera that stands still, and
by one that pans by 0.7 pixels a picture. Each picture gets a sensor's noise (a deviation of 5 of 255), and the film
H.264 (crf 18) and a tone as AAC.

Flicker is the mean change from one result to the next where the face is not, after shifting by the pan, in 0 to 255,
read from the written film. The peer is the same film with each picture painted by itself (steadiness 0). A ghost is the
share of an older picture that still shows where the face has just left. Ends with 1 if a goal does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import av
import numpy as np
import torch
from PIL import Image, ImageDraw

from benchmarks.lines import Line, printed
from facestyle import images
from facestyle.folders import assets
from facestyle.style.film import smoothing
from facestyle.style.film.film import film
from facestyle.style.film.options import FilmOptions

ROOT = Path(__file__).resolve().parents[1]
STYLE = assets() / "styles" / "swirling-strokes.jpg"
TOWN, FACE = "tubingen.jpg", "brad_pitt.jpg"
RATE, NOISE, PAN = 25, 5.0, 0.7
#: Goals: flicker as a share of the peer's, ghosts, seconds of film that may be lost, memory of 20 s over that of 5 s.
FLICKER, GHOST, LOST, GROWTH = 0.5, 0.05, 1.0 / RATE, 1.05
#: Pictures at the beginning that do not count, since the first has no other before it.
WARM_UP = 5
#: Pixels around the face that do not count: the network sees it from there.
AROUND = 8


@dataclass(frozen=True)
class Scene:
    """A film that is made in code: where its face is in each picture is known."""

    data: Path
    width: int
    pan: float

    @property
    def height(self) -> int:
        """That of a film of 16 to 9."""
        return self.width * 9 // 32 * 2

    def pictures(self, count: int) -> Iterator[np.ndarray]:
        """H x W x 3, uint8, with noise."""
        random = np.random.default_rng(0)
        town = Image.open(self.data / "style" / "content" / TOWN).convert("RGB")
        wide = self.width + int(self.pan * count) + 8
        scale = max(wide / town.width, (self.height + 8) / town.height)
        town = town.resize((int(town.width * scale) + 1, int(town.height * scale) + 1), Image.Resampling.LANCZOS)
        side = self.height // 2
        face = Image.open(self.data / "style" / "content" / FACE).convert("RGB").resize((side, side))
        for number in range(count):
            move = (1, 0, self.pan * number, 0, 1, (town.height - self.height) / 2)
            size, affine = (self.width, self.height), Image.Transform.AFFINE
            picture = town.transform(size, affine, move, Image.Resampling.BICUBIC)
            picture.paste(face, (self._left(number), self.height - side), self._oval(side))
            seen = np.asarray(picture, np.float32) + random.normal(0, NOISE, (self.height, self.width, 3))
            yield seen.round().clip(0, 255).astype(np.uint8)

    def face_at(self, number: int, around: int = 0) -> np.ndarray:
        """Where the face is, H x W, and some pixels around it."""
        side = self.height // 2
        mask = Image.new("L", (self.width, self.height))
        mask.paste(self._oval(side), (self._left(number), self.height - side))
        there = torch.from_numpy(np.asarray(mask) > 0)[None, None].float()
        return torch.nn.functional.max_pool2d(there, 2 * around + 1, 1, around)[0, 0].numpy() > 0

    def _left(self, number: int) -> int:
        """It crosses the picture in four seconds, and comes again."""
        way = self.width + self.height // 2
        return number * way // (4 * RATE) % way - self.height // 2

    @staticmethod
    def _oval(side: int) -> Image.Image:
        mask = Image.new("L", (side, side))
        ImageDraw.Draw(mask).ellipse((side // 8, 0, side - side // 8, side), fill=255)
        return mask


def main() -> int:
    """Measure and print."""
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    print(json.dumps(_machine()), file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        return printed(_lines(arguments, Path(folder)), arguments.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--size", type=int, default=640)
    parser.add_argument("--memory-size", type=int, default=256)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _lines(arguments: argparse.Namespace, folder: Path) -> Iterator[Line]:
    count = round(arguments.seconds * RATE)
    for where, pan in (("still", 0.0), ("panning", PAN)):
        scene = Scene(arguments.data, arguments.size, pan)
        source = written(folder / f"{where}.mp4", scene, count)
        started = time.perf_counter()
        ours = painted(source, folder, arguments.size)
        seconds = time.perf_counter() - started
        peer = painted(source, folder, arguments.size, steadiness=0.0)
        yield _share(f"flicker, camera {where}", flicker(ours, scene), flicker(peer, scene), FLICKER)
        if pan:
            with mock.patch.object(smoothing, "camera_shift", return_value=(0.0, 0.0)):
                unfollowed = painted(source, folder, arguments.size)
            yield _share("flicker, camera followed and not", flicker(ours, scene), flicker(unfollowed, scene), 1.0)
        shown = ghost(ours, peer, scene)
        yield Line(f"ghost, camera {where}", shown, None, None, GHOST, abs(shown) <= GHOST)
        if not pan:
            yield from _kept(source, folder / "out.mp4")
            yield Line("pictures a second", count / seconds, None, None, None, True)
    short, long = (_peak(arguments, seconds, folder) for seconds in (5, 20))
    yield _share("memory of 20 s and of 5 s, MiB", long, short, GROWTH)
    left = _left_when_killed(folder / "still.mp4", folder / "killed")
    yield Line("files left by a command killed half way", left, None, None, 0, left == 0)


def written(path: Path, scene: Scene, count: int) -> Path:
    """The scene as a film with a tone."""
    with av.open(str(path), "w") as made:
        video = made.add_stream("libx264", rate=RATE, options={"crf": "18"})
        video.width, video.height, video.pix_fmt = scene.width, scene.height, "yuv420p"
        tone = made.add_stream("aac", rate=48_000, layout="mono")
        for number, picture in enumerate(scene.pictures(count)):
            made.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            begin = number * 48_000 // RATE
            wave = 8000 * np.sin(2 * np.pi * 440 / 48_000 * np.arange(begin, begin + 48_000 // RATE))
            sound = av.AudioFrame.from_ndarray(wave.astype(np.int16)[None], format="s16", layout="mono")
            sound.sample_rate, sound.pts = 48_000, begin
            made.mux(tone.encode(sound))
        made.mux(video.encode(None))
        made.mux(tone.encode(None))
    return path


def painted(source: Path, folder: Path, size: int, **options: float) -> np.ndarray:
    """The painted film as it is read, N x H x W x 3, uint8."""
    output = folder / ("out.mp4" if not options else "other.mp4")
    for _ in film(source, images.load(STYLE), output, FilmOptions(size=size, **options)):
        pass
    with av.open(str(output)) as made:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in made.decode(video=0)])


def flicker(pixels: np.ndarray, scene: Scene) -> float:
    """The mean change from one picture to the next where the face is not, along the pan."""
    changes = []
    for number, (before, after) in enumerate(pairwise(pixels[WARM_UP:]), start=WARM_UP + 1):
        moved = smoothing.shifted(torch.from_numpy(before).permute(2, 0, 1).float(), (-scene.pan, 0.0))
        change = np.abs(moved.permute(1, 2, 0).numpy() - after).mean(2)
        there = ~(scene.face_at(number - 1, AROUND) | scene.face_at(number, AROUND))
        there[:, :AROUND] = there[:, -AROUND:] = False  # what comes into view has nothing before it
        changes.append(change[there].mean())
    return float(np.mean(changes))


def ghost(ours: np.ndarray, peer: np.ndarray, scene: Scene, back: int = 3) -> float:
    """The share of the picture `back` before that shows where the face was then, and is not now: least squares.

    By pictures painted each by itself: `ours` = `peer` + share x (`peer` before - `peer`).
    """
    along = total = 0.0
    for number in range(WARM_UP + back, len(ours)):
        left = scene.face_at(number - back) & ~scene.face_at(number, AROUND)
        now, before = (peer[one][left].astype(float) for one in (number, number - back))
        along += float(((ours[number][left] - now) * (before - now)).sum())
        total += float(((before - now) ** 2).sum())
    return along / total


def _kept(source: Path, output: Path) -> Iterator[Line]:
    """Length of pictures and sound, against the source."""
    for kind in ("video", "audio"):
        lengths = []
        for path in (output, source):
            with av.open(str(path)) as opened:
                stream = opened.streams.best(kind)
                lengths.append(float(stream.duration * stream.time_base))
        ours, peer = lengths
        yield Line(f"length of the {kind}, s", ours, peer, ours / peer, None, abs(ours - peer) <= LOST)


_PEAK = """
import sys
import facestyle
from pathlib import Path
from facestyle import images
from facestyle.compute import memory
from facestyle.style.film.film import film
from facestyle.style.film.options import FilmOptions
source, style, output, size = sys.argv[1:]
for step in film(Path(source), images.load(style), Path(output), FilmOptions(size=int(size))):
    pass
print(memory.peak() / 2**20)
"""


def _peak(arguments: argparse.Namespace, seconds: int, folder: Path) -> float:
    """MiB of a process that paints a film."""
    scene = Scene(arguments.data, arguments.memory_size, 0.0)
    source = written(folder / f"{seconds}.mp4", scene, seconds * RATE)
    command = [sys.executable, "-c", _PEAK, source, STYLE, folder / "out.mp4", str(scene.width)]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT, env=_environment())
    return float(run.stdout)


def _left_when_killed(source: Path, folder: Path) -> int:
    """The files that can be seen and that no player plays, after the command was killed half way."""
    folder.mkdir()
    command = [sys.executable, "-m", "facestyle", "film", source, STYLE, "-o", folder / "out.mp4", "--size", "128"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, cwd=ROOT, env=_environment())
    told = b""
    while b" 8/" not in told:
        more = os.read(process.stderr.fileno(), 4096)
        if not more:
            raise SystemExit(told.decode())
        told += more
    process.kill()
    process.communicate()
    return sum(not one.name.startswith(".") for one in folder.iterdir())


def _environment() -> dict[str, str]:
    return {**os.environ, "FACESTYLE_FORMAT": os.environ.get("FACESTYLE_FORMAT", "float32")}


def _share(name: str, ours: float, peer: float, goal: float) -> Line:
    return Line(name, ours, peer, ours / peer, goal, ours / peer <= goal)


def _machine() -> dict[str, object]:
    return {
        "cpu": torch.backends.cpu.get_cpu_capability(),
        "threads": torch.get_num_threads(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "torch": str(torch.__version__),
        "av": av.__version__,
    }


if __name__ == "__main__":
    sys.exit(main())
