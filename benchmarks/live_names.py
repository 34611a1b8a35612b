"""Names in front of a fake camera in a real browser: answers a second, as the page tells, with ten people enrolled.

`python benchmarks/live_names.py [--seconds N] [--json]`. Chromium's fake camera shows a sample face that moves, at
640 x 480; ten people are enrolled, two from samples and eight at random. Beside it the whole pipeline (`encode` and
`identify`) on the same pictures, with its verdicts: those of the page have to be the same. Each line has `name, ours,
peer, ratio, goal, holds`. Ends with 1 where one does not hold. Needs Chromium and playwright. Goals are those of two
idle cores; the load is told.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import numpy as np
from PIL import Image
from playwright.sync_api import Page

import app
from benchmarks.lines import Line, printed
from benchmarks.live import HIGH, WIDE, chromium
from facestyle import images
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.face import Face
from facestyle.faces.gallery import file as gallery_file
from facestyle.faces.gallery.gallery import Gallery
from facestyle.faces.live.names import LiveNames
from facestyle.faces.pipeline import EncodedFace, encode
from facestyle.images import Picture
from facestyle.ui import serving
from facestyle.ui.shared import theme
from facestyle.weights.cache import sample

GOAL, PEOPLE = 5.0, 10
#: Samples whose faces pass the camera: who is enrolled, from another photograph, and who is not.
SHOWN = ("obama2", "biden", "astronaut")
STEPS = 8


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    load, gallery, frames = os.getloadavg()[0], ten_people(), list(camera())
    whole, names = pipeline(frames, gallery)
    stream = LiveNames()
    ours = [[one.answer.name if one.answer else None for one in stream.see(frame, gallery)] for frame in frames]
    alike = sum(one == other for one, other in zip(ours, names, strict=True)) / len(frames)
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "camera.mjpeg"
        with film.open("wb") as file:
            for frame in frames:
                frame.image().save(file, "JPEG", quality=92)
        gallery_file.write_gallery(gallery_file.Stored(gallery.contents()), Path(folder) / "ten.facestyle")
        os.environ["FACESTYLE_GALLERY"] = str(Path(folder) / "ten.facestyle")
        with served() as address, chromium(film) as browser:
            page = browser.new_context(permissions=["camera"]).new_page()
            page.set_default_timeout(60_000)
            rate, age = watched(page, address, arguments.seconds)
    lines = [
        Line("answers a second, as the page tells", rate, whole, rate / whole, f">= {GOAL:g}", rate >= GOAL),
        Line("seconds behind, as the page tells", age, None, None, "<= 0.5", age <= 0.5),
        Line("pictures whose names are those of the pipeline", alike, 1.0, alike, ">= 1", alike >= 1),
    ]
    print(f"load before: {load:.1f} on {os.cpu_count()} cores", file=sys.stderr)
    return printed(lines, arguments.json)


def ten_people() -> Gallery:
    """Two people from samples, and eight encodings at random."""
    gallery, random = Gallery(), np.random.default_rng(0)
    for name in ("obama", "biden"):
        picture = images.load(sample(name))
        gallery.enrol(name, encode(picture)[0], picture.digest)
    contract = encoder_spec(DEFAULT_ENCODER).contract
    for number in range(PEOPLE - len(gallery)):
        vector = random.normal(size=encoder_spec(DEFAULT_ENCODER).numbers)
        unit = (vector / np.linalg.norm(vector)).astype(np.float32)
        gallery.enrol(f"Person {number}", EncodedFace(Face((0, 0, 9, 9), (), 1.0), unit, contract), f"{number:064x}")
    return gallery


def camera() -> Iterator[Picture]:
    """The camera's pictures: each sample's face in turn, which moves."""
    for name in SHOWN:
        tile = images.load(sample(name)).image()
        tile = tile.crop((0, 0, tile.width, min(tile.height, round(tile.width * 1.2)))).resize((400, 480))
        for step in range(STEPS):
            frame = Image.new("RGB", (WIDE, HIGH), "grey")
            frame.paste(tile, (60 + 15 * step, 0))
            yield images.load(frame)


def pipeline(frames: list[Picture], gallery: Gallery) -> tuple[float, list[list[str | None]]]:
    """Pictures a second of the whole pipeline, and its names."""
    encode(frames[0])
    started = time.perf_counter()
    names = [[one.name for one in gallery.identify(encode(frame))] for frame in frames]
    return len(frames) / (time.perf_counter() - started), names


def watched(page: Page, address: str, seconds: float) -> tuple[float, float]:
    """Means of what the page tells of its pace and of the age of its answers."""
    page.goto(address)
    page.get_by_role("tab", name="Identify").click()
    page.wait_for_selector("#identify-strip >> text=10 people")
    page.locator("#identify-live button.label-wrap").click()
    page.locator("#names-start").click()
    page.wait_for_selector("#identify-stage .fs-live[data-rate]")
    page.wait_for_timeout(3000)
    told = []
    for _ in range(round(seconds)):
        page.wait_for_timeout(1000)
        told.append(page.evaluate("({...document.querySelector('#identify-stage .fs-live').dataset})"))
    return tuple(float(np.mean([float(one[name]) for one in told if name in one])) for name in ("rate", "age"))  # type: ignore[return-value]


@contextmanager
def served() -> Iterator[str]:
    """Our page by this process; its address."""
    serving.private_temporary_folder()
    page = app.build()
    options = {"prevent_thread_lock": True, "quiet": True}
    _, address, _ = page.launch(theme=theme.theme(), **options, **serving.launch_options())
    yield address
    page.close(verbose=False)


if __name__ == "__main__":
    sys.exit(main())
