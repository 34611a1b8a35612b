"""Two apps behind nginx: one is drained, one is killed. `python benchmarks/front_ends.py [--visitors 32]`.

Starts `python app.py` twice and Debian's nginx with deploy/nginx-two.conf. Each visitor enrols somebody under a name of
their own and asks again and again who is in a photograph of that person, so that an answer from another visit is seen.
Ends with 1 where something does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
import numpy as np

from benchmarks.on_load import pictures
from benchmarks.on_load.api import PATIENCE, Answer, Connection, Page, Refused
from benchmarks.on_load.server import ROOT, Server, free_port, served
from facestyle.ui.shared import words

DEPLOY = ROOT / "deploy"
#: Seconds of asking before and after each event.
WHILE = 12.0
APPS = ("a", "b")


@dataclass(frozen=True)
class House:
    """Two apps behind nginx.

    Attributes:
        address: of nginx.
        apps: both servers, by name.
        folder: where nginx finds its files.
    """

    address: str
    apps: dict[str, Server]
    folder: Path

    def new_visitors(self, text: str) -> None:
        """Say which app gets new visitors, as an operator does; returns once nginx has read it."""
        (self.folder / "new-visitors.conf").write_text(text, encoding="utf-8")
        before = self._workers()
        subprocess.run([*_nginx(self.folder), "-s", "reload"], check=True)
        until = time.monotonic() + 30
        while not self._workers() - before:  # the former ones finish what they have begun
            assert time.monotonic() < until, "nginx has not read its files again"
            time.sleep(0.05)
        time.sleep(0.5)  # until the former ones take no new connections

    def _workers(self) -> set[str]:
        master = (self.folder / "nginx.pid").read_text(encoding="ascii").strip()
        return set(Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split())


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    """Start both apps, and nginx before them."""
    with ExitStack() as both:
        apps = {}
        for name in APPS:
            (folder / name).mkdir()
            more = {"FACESTYLE_APP": name, "FACESTYLE_TRUSTED_PROXIES": "127.0.0.1"}
            apps[name] = both.enter_context(served(folder / name, folder / f"{name}.log", more))
        port = free_port()
        text = (DEPLOY / "nginx-two.conf").read_text(encoding="utf-8")
        for old, new in (
            ("listen 80", f"listen 127.0.0.1:{port}"),
            ("/run/nginx.pid", str(folder / "nginx.pid")),
            *((f"app-{name}:7860", server.address.removeprefix("http://")) for name, server in apps.items()),
        ):
            assert old in text
            text = text.replace(old, new)
        (folder / "nginx.conf").write_text(text, encoding="utf-8")
        shutil.copy(DEPLOY / "new-visitors.conf", folder)
        proxy = subprocess.Popen([*_nginx(folder), "-g", "daemon off;"])
        try:
            house = House(f"http://127.0.0.1:{port}", apps, folder)
            _wait(house.address)
            yield house
        finally:
            proxy.terminate()
            proxy.wait(20)


def _nginx(folder: Path) -> list[str]:
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")]


def _wait(address: str) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=5)) as http:
        http.get(address, timeout=60).raise_for_status()


@dataclass(eq=False)
class Visitor:
    """One visitor, with a browser of their own.

    Attributes:
        number: of the visitor.
        house: where they go.
        page: what the page offers.
        seen: how their requests ended, counted: ok, refused, lost, or what was wrong.
        told: the sentences of refusals.
    """

    number: int
    house: House
    page: Page
    seen: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.http = httpx.AsyncClient(base_url=self.house.address, timeout=PATIENCE)
        self.visit = secrets.token_hex(16)
        self.random = np.random.default_rng(self.number)
        self.began = self.name = self.app = ""
        self._arrivals = 0

    async def arrive(self) -> Any:
        """Load the page and enrol somebody; returns what the page says of an earlier visit."""
        (await self.http.get("/")).raise_for_status()
        self.app = self.http.cookies["facestyle_app"]
        self._connection = Connection(self.http, self.page)
        arrived = await self._connection.at_once("arrived", self.visit, self._arrivals > 0)
        self._arrivals += 1
        self.name = f"Visitor {self.number}, {self._arrivals}"
        photo = await self._photograph()
        await self._noted(self._connection.ask("enrol", photos=[photo], name=self.name))
        return arrived.data

    async def ask(self) -> None:
        """Ask who is in a photograph of the person enrolled."""
        try:
            photo = await self._photograph()
            answer = await self._noted(self._connection.ask("identify", photograph=photo))
        except Refused as problem:
            self._refused(problem.answer.refused)
        except httpx.HTTPError as problem:  # the page says then that the connection is lost, and looks for a server
            self.seen[f"lost: {type(problem).__name__}"] += 1
        else:
            if answer.data:
                names = {one["name"] for one in answer.data[0]["faces"]} - {None}  # a speck taken for a face has none
                self.seen["ok" if names == {self.name} else f"wrong: {names} for {self.name}"] += 1

    async def stay(self, seconds: float) -> None:
        """Ask again and again."""
        until = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < until:
            await self.ask()
            await asyncio.sleep(self.random.uniform(1, 4))

    async def _photograph(self) -> dict[str, Any]:
        data = await asyncio.to_thread(pictures.of, pictures.NEW, self.random)
        return await self._connection.upload(f"{secrets.token_hex(4)}.jpg", data)

    async def _noted(self, asked: Any) -> Answer:
        answer: Answer = await asked
        if answer.refused:
            self._refused(answer.refused)
        return answer

    def _refused(self, sentence: str) -> None:
        self.seen["refused"] += 1
        self.told.append(sentence)


@dataclass
class Report:
    """What was seen.

    Attributes:
        rows: what has to hold, what was seen, and whether it holds.
    """

    rows: list[tuple[str, str, bool]] = field(default_factory=list)

    def add(self, what: str, seen: object, holds: bool) -> None:
        """Add a row."""
        self.rows.append((what, str(seen), holds))

    def table(self) -> str:
        """The rows, as Markdown."""
        lines = [f"| {what} | {seen} | {'yes' if holds else 'no'} |" for what, seen, holds in self.rows]
        return "\n".join(["| What has to hold | Seen | Holds |", "| --- | --- | --- |", *lines])


async def tried(house: House, visitors: int, seconds: float = WHILE) -> Report:
    """Let visitors come, drain app a, let it take visitors again, and kill app b."""
    report = Report()
    async with httpx.AsyncClient(base_url=house.address, timeout=PATIENCE) as http:
        page = await Page.read(http)
    guests = [Visitor(number, house, page) for number in range(visitors)]
    await asyncio.gather(*(one.arrive() for one in guests))
    by_app = {name: [one for one in guests if one.app == name] for name in APPS}
    report.add("both apps have visitors", {name: len(some) for name, some in by_app.items()}, all(by_app.values()))
    await _all_stay(guests, seconds)
    report.add("each visitor sees their own gallery alone", _seen(guests), _only_ok(guests))

    usual = (house.folder / "new-visitors.conf").read_text(encoding="utf-8")
    staying = asyncio.create_task(_all_stay(guests, seconds))
    house.new_visitors("\n".join(line for line in usual.splitlines() if not line.strip().startswith("50%")))
    newcomers = [Visitor(visitors + number, house, page) for number in range(max(4, visitors // 8))]
    await asyncio.gather(*(one.arrive() for one in newcomers))
    await staying
    report.add("a drained app gets no new visitors", Counter(one.app for one in newcomers), _only(newcomers, "b"))
    report.add("its visitors notice nothing", _seen(by_app["a"]), _only_ok(by_app["a"]))
    report.add("nor do those of the other one", _seen(by_app["b"]), _only_ok(by_app["b"]))

    house.new_visitors(usual)
    by_app["b"] += newcomers
    staying = asyncio.create_task(_all_stay([*guests, *newcomers], seconds))
    await asyncio.sleep(seconds / 4)
    house.apps["b"].kill()
    await staying
    report.add("visitors of the other app do not notice a kill", _seen(by_app["a"]), _only_ok(by_app["a"]))
    unclear = [
        sentence for one in by_app["b"] for sentence in one.told if "has ended. Load the page again" not in sentence
    ]
    report.add(
        "who was on the killed one is told", unclear[:3] or _seen(by_app["b"]), not unclear and _told(by_app["b"])
    )
    wrong = [key for one in by_app["b"] for key in one.seen if key.startswith("wrong")]
    report.add("and gets no answer from another visit", wrong[:3], not wrong)
    for one in by_app["b"]:
        one.seen.clear()
        one.told.clear()
    said = await asyncio.gather(*(one.arrive() for one in by_app["b"]))
    informed = sum(words.GONE in str(one) for one in said)
    report.add("the page says that their visit is gone", f"{informed} of {len(said)}", informed == len(said))
    await _all_stay(by_app["b"], seconds)
    report.add(
        "and they go on with the other app", _seen(by_app["b"]), _only(by_app["b"], "a") and _only_ok(by_app["b"])
    )
    await asyncio.gather(*(one.http.aclose() for one in (*guests, *newcomers)))
    return report


async def _all_stay(guests: Sequence[Visitor], seconds: float) -> None:
    await asyncio.gather(*(one.stay(seconds) for one in guests))


def _seen(guests: Sequence[Visitor]) -> str:
    total = sum((one.seen for one in guests), Counter())
    return ", ".join(f"{count} {what}" for what, count in total.most_common(4)) or "nothing"


def _only_ok(guests: Sequence[Visitor]) -> bool:
    return all(one.seen["ok"] and set(one.seen) == {"ok"} for one in guests)


def _told(guests: Sequence[Visitor]) -> bool:
    return all(one.told for one in guests)


def _only(guests: Sequence[Visitor], app: str) -> bool:
    return {one.app for one in guests} == {app}


def main() -> int:
    """Run, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=32)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as house:
        report = asyncio.run(tried(house, arguments.visitors))
    print(report.table())
    return 0 if all(holds for _, _, holds in report.rows) else 1


if __name__ == "__main__":
    sys.exit(main())
