"""A server killed at random moments under load: it starts again, serves, and nothing is damaged or left behind.

`python benchmarks/killed.py [--times N] [--seed S]`. The cache is a copy by links, and temporary folders lie in one of
its own. Exits 1 if anything does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx

from facestyle.errors import FacestyleError
from facestyle.faces.gallery.file import read_gallery
from facestyle.weights import cache as weights_cache
from facestyle.weights.sources import SOURCES

#: Seconds that a start may take on busy cores.
STARTS = 240
#: Seconds between the first load and the kill.
LOADED = (1.0, 25.0)


class Server:
    """`python app.py` with a cache, a temporary folder and a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.cache, self.temporary, self.exports = folder / "cache", folder / "temporary", folder / "exports"
        self.temporary.mkdir()
        self.exports.mkdir()
        shutil.copytree(weights_cache.cache_folder(), self.cache, copy_function=_linked)
        self.process: subprocess.Popen[bytes] | None = None
        self.address = ""

    def start(self) -> float:
        """Start it; returns the seconds until it verifies two photographs."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/gradio_api"
        environment = {
            **os.environ, "FACESTYLE_CACHE": str(self.cache), "TMPDIR": str(self.temporary),
            "GRADIO_SERVER_PORT": str(port), "GRADIO_ANALYTICS_ENABLED": "False",
        }  # fmt: skip
        environment.pop("GRADIO_TEMP_DIR", None)
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "app.py"], cwd=Path(__file__).resolve().parents[1], env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while time.monotonic() - began < STARTS:
            with suppress(httpx.HTTPError):
                visitor = Visitor(self.address)
                if visitor.verify():
                    return time.monotonic() - began
            if self.process.poll() is not None:
                raise SystemExit(f"The server ended at its start, with {self.process.returncode}.")
            time.sleep(0.25)
        raise SystemExit(f"The server did not verify within {STARTS} s.")

    def kill(self) -> None:
        """End it as the system does when memory is short: without a word."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Visitor:
    """A visitor who asks by HTTP."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, timeout=60)
        self.session = os.urandom(8).hex()

    def upload(self, name: str) -> dict[str, Any]:
        """A sample, uploaded."""
        answer = self.http.post("/upload", files={"files": (f"{name}.jpg", weights_cache.sample(name).read_bytes())})
        return {"path": answer.raise_for_status().json()[0], "meta": {"_type": "gradio.FileData"}}

    def call(self, event: str, *values: Any) -> Any:
        """The data of an event's last message; None where it failed."""
        asked = {"data": values, "session_hash": self.session}
        number = self.http.post(f"/call/{event}", json=asked).raise_for_status().json()["event_id"]
        kind, data = "", None
        with self.http.stream("GET", f"/call/{event}/{number}") as lines:
            for line in lines.iter_lines():
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    data = json.loads(line.removeprefix("data: "))
        return data if kind == "complete" else None

    def verify(self) -> bool:
        """Whether two photographs of one person are verified."""
        values = self.upload("obama"), self.upload("obama2"), 1.1, "centre", 0, 0, "facenet-128", "distance"
        answer = self.call("verify", *values)
        return bool(answer and answer[0]["same"])

    def enrol_and_export(self, folder: Path) -> None:
        """Enrol a person, export the gallery, and download it."""
        self.call("enrol", [self.upload("obama3")], "Ada")
        answer = self.call("export")
        if answer:
            made = answer[0].get("value", answer[0])
            file = self.http.get(f"/file={made['path']}").raise_for_status()
            (folder / f"{self.session}.facestyle").write_bytes(file.content)

    def stylize(self) -> None:
        """Restyle a picture in one pass."""
        self.call("tool_instant", self.upload("chelsea"), self.upload("china"), 1.0)


def load(server: Server, stop: threading.Event, done: Counter[str]) -> list[threading.Thread]:
    """Begin to ask for everything at once, until told to stop or nobody answers."""
    works: dict[str, Callable[[Visitor], Any]] = {
        "verified": Visitor.verify,
        "exported": lambda visitor: visitor.enrol_and_export(server.exports),
        "painted": Visitor.stylize,
        "uploaded": lambda visitor: visitor.upload("biden"),
    }

    def ask(name: str) -> None:
        while not stop.is_set():
            with suppress(httpx.HTTPError, OSError, ValueError, KeyError, StopIteration):
                works[name](Visitor(server.address))
                done[name] += 1
            stop.wait(0.05)

    threads = [threading.Thread(target=ask, args=(name,), daemon=True) for name in works]
    for thread in threads:
        thread.start()
    return threads


def faults(server: Server) -> list[str]:
    """What is damaged or left behind, after a start."""
    found = []
    for name, source in SOURCES.items():
        path = server.cache / weights_cache.path_of(name).relative_to(weights_cache.cache_folder())
        if path.is_file() and path.stat().st_size != weights_cache.path_of(name).stat().st_size:
            found.append(f"{source.member or name} has another size")
    for path in server.cache.glob("*.json"):
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            found.append(f"{path.name} is damaged")
    if (server.cache / "browser.key").is_file() and not (server.cache / "browser.key").stat().st_size:
        found.append("browser.key is empty")
    found += [f"{one.name} is left in the cache" for one in server.cache.glob(".*.new")]
    folders = [one for one in server.temporary.iterdir() if one.name.startswith("facestyle-")]
    if len(folders) != 1:
        return [*found, f"{len(folders)} folders of uploads lie there, and one server runs"]
    others = [one for one in server.temporary.rglob("*") if one.is_file() and folders[0] not in one.parents]
    found += [f"{one.relative_to(server.temporary)} is left among temporary files" for one in others]
    for path in server.exports.glob("*.facestyle"):
        try:
            read_gallery(path)
        except FacestyleError as problem:
            found.append(f"an export is damaged: {problem.message}")
    return found


def _linked(source: str, target: str) -> str:
    """A link to a network, which nobody writes to; a copy of anything smaller."""
    if Path(source).stat().st_size > 2**20:
        with suppress(OSError):
            os.link(source, target)
            return target
    return shutil.copy2(source, target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10, help="how often it is killed")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    given = parser.parse_args()
    chance, failed = random.Random(given.seed), False
    with tempfile.TemporaryDirectory(prefix="killed-", dir=weights_cache.cache_folder().parent) as folder:
        server = Server(Path(folder))
        print(f"first start: verified after {server.start():.1f} s", flush=True)
        for time_of in range(1, given.times + 1):
            stop, done = threading.Event(), Counter[str]()
            threads = load(server, stop, done)
            after = chance.uniform(*LOADED)
            time.sleep(after)
            server.kill()
            stop.set()
            for thread in threads:
                thread.join(timeout=90)
            seconds = server.start()
            wrong = faults(server)
            told = ", ".join(f"{number} {name}" for name, number in sorted(done.items())) or "nothing done yet"
            print(f"kill {time_of}: after {after:.1f} s ({told}); verified again after {seconds:.1f} s", flush=True)
            for one in wrong:
                print(f"  {one}", flush=True)
            failed |= bool(wrong)
        server.kill()
        print(f"{len(list(server.exports.iterdir()))} exports, all read", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
