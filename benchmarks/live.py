"""Live in a real browser: pictures a second and their age, told by the page and read from a counter in a fake camera.

`python benchmarks/live.py [--seconds N] [--json]`. Chromium's fake camera shows a sample face under a counter of
frames; a script in the page reads it from the camera's picture and from the painted one. Beside it the same painter
behind Gradio's own camera, `gr.Image(streaming=True).stream(...)`. Processor seconds are those of this process, which
serves both pages. Each line has `name, ours, peer, ratio, goal, holds`. Ends with 1 where one does not hold. Needs
Chromium and playwright. Goals are those of two idle cores; the load is told.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import facestyle  # noqa: F401 (sets the thread policy before torch is loaded)  # isort: skip

import gradio as gr
import numpy as np
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

import app
from benchmarks.lines import Line, printed
from facestyle import images
from facestyle.compute.device import lock
from facestyle.style.instant.instant import painted, style_numbers
from facestyle.ui import serving
from facestyle.ui.live import events
from facestyle.ui.shared import html, samples, theme
from facestyle.weights.cache import sample

WIDE, HIGH = 640, 480
#: Frames of the film a second, and as many as the counter counts: two rounds of it are never mistaken.
RATE, BITS = 20, 6
RATE_GOAL, AGE_GOAL, SIZE_GOAL = 6.0, 0.5, 256
#: Seconds until a place that is given back, or whose tab was closed, is free, and until the next one asks again.
STOP_GOAL, CLOSE_GOAL, NEXT_GOAL = 1.0, 8.0, 3.0
#: Seconds that somebody else waits for the networks while a camera is painted.
WAIT_GOAL = 0.5

#: Reads the counter of each picture that the camera gives, and of the painting every 15 ms.
SAMPLER = """
([camera, painting, bits]) => {
  const small = document.createElement("canvas");
  [small.width, small.height] = [8 * (bits + 2), 8];
  const pen = small.getContext("2d", { willReadFrequently: true });
  const read = (source, wide, high) => {
    if (!wide) return -1;
    pen.drawImage(source, 0, high * 0.06, wide, high * 0.13, 0, 0, small.width, small.height);
    const pixels = pen.getImageData(0, 0, small.width, small.height).data;
    const grey = Array.from({ length: bits + 2 }, (_, field) => {
      let sum = 0;
      for (let y = 2; y < 6; y++)
        for (let x = 2; x < 6; x++) {
          const at = 4 * (y * small.width + 8 * field + x);
          sum += 0.299 * pixels[at] + 0.587 * pixels[at + 1] + 0.114 * pixels[at + 2];
        }
      return sum;
    });
    let code = 0;
    for (let bit = 0; bit < bits; bit++) code |= (grey[bit + 2] > (grey[0] + grey[1]) / 2) << bit;
    let number = 0;
    for (; code; code >>= 1) number ^= code;
    return number;
  };
  const seen = (window.seen = { camera: [], painting: [] });
  const note = (list, number) => {
    if (number >= 0 && (!list.length || list.at(-1)[0] !== number)) list.push([number, performance.now()]);
  };
  const look = () => {
    const from = document.querySelector(camera);
    note(seen.camera, read(from, from.videoWidth, from.videoHeight));
    from.requestVideoFrameCallback(look);
  };
  look();
  setInterval(() => {
    const to = document.querySelector(painting);
    if (to) note(seen.painting, read(to, to.naturalWidth ?? to.width, to.naturalHeight ?? to.height));
  }, 15);
}
"""


@dataclass(frozen=True)
class Seen:
    """What a page showed within some seconds: told by itself, and read from the film's counter."""

    told_rate: float | None
    told_age: float | None
    told_size: float | None
    rate: float
    age: float
    processor: float


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=15, help="of each measurement")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "camera.y4m"
        write_film(film)
        with served() as (ours, peers, page), chromium(film) as browser:
            lines = measured(browser, ours, peers, page, arguments.seconds)
    print(f"load before: {load:.1f} on {os.cpu_count()} cores", file=sys.stderr)
    return printed(lines, arguments.json)


def measured(browser: Browser, ours: str, peers: str, page: gr.Blocks, seconds: float) -> list[Line]:
    """All lines: one visitor and Gradio's own camera, several visitors, and what is left of them."""
    lines: list[Line] = []

    def add(name: str, value: float, goal: float, least: bool = False, peer: float | None = None) -> None:
        ratio = value / peer if peer else None
        holds = value >= goal if least else value <= goal
        lines.append(Line(name, value, peer, ratio, f"{'>=' if least else '<='} {goal:g}", holds))

    other = begun(browser, peers, own=False)
    peer = watched(other, seconds)
    other.context.close()
    first = begun(browser, ours)
    one = watched(first, seconds)
    add("pictures a second, as the page tells", one.told_rate or 0, RATE_GOAL, least=True)
    add("pictures a second, by the film's counter", one.rate, RATE_GOAL, least=True, peer=peer.rate)
    add("seconds behind, as the page tells", one.told_age or 99, AGE_GOAL)
    add("seconds behind, by the film's counter", one.age, AGE_GOAL, peer=peer.age)
    add("size that the machine keeps up with, pixels", one.told_size or 0, SIZE_GOAL, least=True)
    add("processor seconds a picture", one.processor, peer.processor, peer=peer.processor)
    add("longest wait of somebody else for the networks, seconds", longest_wait(first), WAIT_GOAL)

    at_once = events.places().at_once
    visitors = [first, *(begun(browser, ours) for _ in range(at_once - 1))]
    late = begun(browser, ours, wait=False)
    late.wait_for_selector(".fs-live[data-state=waiting] .fs-said:text('You are next')")
    rates = [watched(visitor, seconds / 2).rate for visitor in visitors]
    add(f"pictures a second of each of {at_once} visitors at once", min(rates), RATE_GOAL / at_once, least=True)
    started = time.perf_counter()
    visitors[0].locator("#live-start").click()
    late.wait_for_selector(".fs-live[data-state=live]")
    add("seconds from Stop to the first picture of who waited", time.perf_counter() - started, NEXT_GOAL)
    *others, last_but_one = (*visitors[1:], late)
    for visitor in others:
        visitor.locator("#live-start").click()
    started = time.perf_counter()
    last_but_one.locator("#live-start").click()
    add("seconds from Stop to all freed", until(lambda: not len(events.places()), started), STOP_GOAL)
    last = begun(browser, ours)
    started = time.perf_counter()
    last.context.close()
    add("seconds from closing the tab to all freed", until(lambda: not len(events.places()), started), CLOSE_GOAL)
    add("pictures of the camera left with the visits", left(page), 0, peer=left(PEER[0]))
    return lines


#: The page of Gradio's own camera, while it is served.
PEER: list[gr.Blocks] = []


def until(holds: Callable[[], bool], started: float) -> float:
    """Seconds from a time until something holds; 60 at most."""
    while not holds() and time.perf_counter() - started < 60:
        time.sleep(0.05)
    return time.perf_counter() - started


def left(page: gr.Blocks) -> int:
    """How many pictures lie in the values that Gradio keeps of visits; our own example is none."""
    shipped = html.jpeg_uri((Path(__file__).resolve().parents[1] / "assets" / "live.jpg").read_bytes())[-60:]

    def count(value: Any) -> int:
        if isinstance(value, dict):
            return sum(count(one) for one in value.values())
        if isinstance(value, (list, tuple)):
            return sum(count(one) for one in value)
        return isinstance(value, str) and "data:image/jpeg;base64," in value and shipped not in value

    cameras = {number for number, block in page.blocks.items() if block.elem_id in ("live-stage", "camera", "painting")}
    visits = page.app.state_holder.session_data.values()
    return sum(count(config) for visit in visits for number, config in visit.config_values.items() if number in cameras)


def longest_wait(page: Page) -> float:
    """The longest of 20 waits for the lock that every network runs under, while a camera is painted."""
    waits = []
    for _ in range(20):
        started = time.perf_counter()
        with lock:
            waits.append(time.perf_counter() - started)
        page.wait_for_timeout(50)
    return max(waits)


def begun(browser: Browser, address: str, own: bool = True, wait: bool = True) -> Page:
    """A visitor whose camera runs, watched by the counter's reader."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, permissions=["camera"])
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    if own:
        page.locator("#tabs [role=tab]:text-is('Live'):visible").click()
        page.locator("#live-start").click()
        if wait:
            page.wait_for_selector(".fs-live[data-rate]")
        page.evaluate(SAMPLER, [".fs-mirror video", ".fs-mirror canvas", BITS])
    else:
        page.get_by_text("Click to Access Webcam").click()
        page.locator("#camera .capture-button").click()
        page.wait_for_selector("#painting img")
        page.evaluate(SAMPLER, ["#camera video", "#painting img", BITS])
    return page


def watched(page: Page, seconds: float) -> Seen:
    """Let it run for some seconds, after three to settle."""
    page.wait_for_timeout(3000)
    page.evaluate("Object.assign(window.seen, { camera: [], painting: [] })")
    before = time.process_time()
    page.wait_for_timeout(1000 * seconds)
    spent = time.process_time() - before
    seen = page.evaluate("window.seen")
    told = page.evaluate("({...(document.querySelector('.fs-live')?.dataset ?? {})})")
    ages = list(_ages(seen["camera"], seen["painting"]))
    count = max(1, len(seen["painting"]))
    shown = {name: float(told[name]) if name in told else None for name in ("rate", "age", "size")}
    return Seen(
        shown["rate"], shown["age"], shown["size"], count / seconds, float(np.median(ages or [99])), spent / count
    )


def _ages(camera: list[list[float]], painting: list[list[float]]) -> Iterator[float]:
    """For each painting the seconds since the camera began to show the same number."""
    for number, now in painting:
        earlier = [since for other, since in camera if other == number and since <= now]
        if earlier and now - earlier[-1] < 1000 * 2**BITS / RATE:
            yield (now - earlier[-1]) / 1000


def write_film(path: Path) -> None:
    """A face under a row of fields: white, black, and the frame's number in Gray code, the lowest bit first."""
    face = images.load(sample("obama")).image()
    face = face.resize((WIDE, round(face.height * WIDE / face.width))).crop((0, 0, WIDE, HIGH - 120))
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDE} H{HIGH} F{RATE}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(2**BITS):
            frame = Image.new("RGB", (WIDE, HIGH), "white")
            frame.paste(face, (0, 120))
            draw = ImageDraw.Draw(frame)
            fields = [1, 0, *((number ^ number >> 1) >> bit & 1 for bit in range(BITS))]
            for place, field in enumerate(fields):
                wide = WIDE // len(fields)
                draw.rectangle((place * wide, 0, (place + 1) * wide - 1, 119), fill="white" if field else "black")
            film.write(b"FRAME\n")
            planes = frame.convert("YCbCr").split()
            for plane, size in zip(planes, ((WIDE, HIGH), *[(WIDE // 2, HIGH // 2)] * 2), strict=True):
                film.write(plane.resize(size).tobytes())


@contextmanager
def served() -> Iterator[tuple[str, str, gr.Blocks]]:
    """Our page and one of Gradio's own camera, by this process; addresses, and ours as Blocks."""
    serving.private_temporary_folder()
    numbers = style_numbers(images.load(samples.hung_style()))
    for size in (256, 128):
        painted(np.zeros((1, size * 3 // 4, size, 3), np.uint8), numbers)  # the first pass takes longer
    page, other = app.build(), peer_page(numbers)
    PEER[:] = [other]
    options = {"prevent_thread_lock": True, "quiet": True}
    _, ours, _ = page.launch(theme=theme.theme(), **options, **serving.launch_options())
    _, peers, _ = other.launch(**options)
    yield ours, peers, page
    for one in (page, other):
        one.close(verbose=False)


def peer_page(numbers: np.ndarray) -> gr.Blocks:
    """The same painter behind Gradio's own camera."""

    def paint(frame: Image.Image) -> np.ndarray:
        frame.thumbnail((256, 256))
        return painted(np.array(frame)[None], numbers)[0]

    with gr.Blocks() as page:
        constraints = {"video": {"width": WIDE, "height": HIGH}}
        camera = gr.Image(
            sources=["webcam"],
            streaming=True,
            type="pil",
            webcam_options=gr.WebcamOptions(mirror=False, constraints=constraints),
            elem_id="camera",
        )
        painting = gr.Image(elem_id="painting", format="jpeg")
        camera.stream(paint, [camera], [painting], stream_every=1 / 15, time_limit=600, show_progress="hidden")
    return page


@contextmanager
def chromium(film: Path) -> Iterator[Browser]:
    """A browser whose camera shows a film."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("Chromium is missing: install it (Debian: apt install chromium).")
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    flags = ["--no-sandbox", "--disable-gpu", *camera, f"--use-file-for-fake-video-capture={film}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        with suppress(Exception):  # gone already
            browser.close()


if __name__ == "__main__":
    sys.exit(main())
