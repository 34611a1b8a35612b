"""How soon the page is there: start to page, to the first verdict, a click to the first painted picture, and its bytes.

    python benchmarks/page.py [--busy N] [--json]

Starts the page as `python app.py` does, on a free port, and opens it in Chromium. --busy N keeps N processes at work
meanwhile. Times are seconds; bytes are those that cross the wire, packed, for the page as it opens.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
from playwright.sync_api import Page, sync_playwright

from benchmarks.lines import Line, printed

HOUSE = Path(__file__).resolve().parents[1]
#: Seconds within which each has to come; of busy cores nothing is asked.
GOALS = {"verdict shown": 6.0, "verdict computed": 6.0, "click to paint": 1.5}
MOST_BYTES = 2_000_000


@contextmanager
def served() -> Iterator[tuple[str, float]]:
    """The page on a free port; its address, and the seconds from its start until it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address, started = f"http://127.0.0.1:{port}/", time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, str(HOUSE / "app.py")],
        env={**os.environ, "GRADIO_SERVER_PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        while process.poll() is None:
            try:
                httpx.get(f"{address}gradio_api/app_id", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait()


def _work() -> None:
    while True:
        sum(range(100_000))


@contextmanager
def busy(count: int) -> Iterator[None]:
    """Keep processes at work."""
    workers = [multiprocessing.Process(target=_work, daemon=True) for _ in range(count)]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()


def _seconds(page: Page, act: str, shown: str) -> float:
    """From a script's act until a condition holds, by the browser's clock."""
    return float(
        page.evaluate(
            """([act, shown]) => new Promise((done) => {
                const started = performance.now();
                const ended = () => done((performance.now() - started) / 1000);
                const look = () => eval(shown) ? ended() : requestAnimationFrame(look);
                eval(act);
                requestAnimationFrame(look);
            })""",
            [act, shown],
        )
    )


def measured(load: int) -> Iterator[Line]:
    """The figures, in the order in which a visitor meets them."""

    def line(name: str, value: float) -> Line:
        goal = None if load else GOALS.get(name)
        return Line(f"{name}, s", round(value, 3), None, None, goal, goal is None or value <= goal)

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with busy(load), served() as (address, started), sync_playwright() as playwright:
        yield line("start to page", started)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(300_000)
        sent = [0.0]
        watch = page.context.new_cdp_session(page)
        watch.send("Network.enable")
        watch.on("Network.loadingFinished", lambda one: sent.__setitem__(0, sent[0] + one["encodedDataLength"]))
        began = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("#verify-result .fs-verdict")
        yield line("verdict shown", time.perf_counter() - began)
        page.wait_for_timeout(2000)
        loaded = sent[0]
        goal = f"at most {MOST_BYTES}"
        yield Line("first load, bytes", loaded, None, None, goal, loaded <= MOST_BYTES)
        # Once while the networks may still wake up, and once when they are awake.
        run = "document.querySelectorAll('#verify-examples [data-hung]')[%d].click()"
        verdict = (
            "document.querySelector('#verify-result .fs-made:not([data-old]) .fs-verdict')?.textContent.trim() === '%s'"
        )
        waking = _seconds(page, run % 1, verdict % "Different people")
        yield Line("first verdict, networks waking, s", round(waking, 3), None, None, None, True)
        yield line("verdict computed", _seconds(page, run % 2, verdict % "Same person"))
        page.locator("#tabs [role=tab]:text-is('Style')").last.click()
        page.wait_for_selector("#style-wall [data-hung] >> nth=8")
        page.wait_for_timeout(5000)
        image = "document.querySelector('#style-stage img')?.src"
        page.evaluate(f"window.before = {image}")
        click = "document.querySelectorAll('#style-wall [data-hung]')[2].click()"
        yield line("click to paint", _seconds(page, click, f"{image} && {image} !== window.before"))
        browser.close()


def main() -> int:
    """Print the figures; the status is 1 where a goal does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--busy", type=int, default=0, metavar="N", help="processes at work meanwhile")
    parser.add_argument("--json", action="store_true", help="one JSON value")
    asked = parser.parse_args()
    return printed(measured(asked.busy), asked.json)


if __name__ == "__main__":
    sys.exit(main())
