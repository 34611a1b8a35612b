"""What visitors who leave hold on to, and for how long: `python benchmarks/leaving.py`.

A visitor begins a restyling, a training, or a restyling that has to wait, and loses the connection. Measured are the
seconds until their run, or their place in the queue, is free for others. Exits 1 where that takes longer than 5 s.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
import numpy as np

from benchmarks.lines import Line, printed
from benchmarks.on_load import pictures
from benchmarks.on_load.api import Connection, Page
from benchmarks.on_load.server import served
from benchmarks.on_load.visitor import STYLES

#: Seconds until all that a visitor held is free.
GOAL = 5.0
#: Seconds after which this gives up.
PATIENCE = 60.0


def main() -> int:
    """Print how long each takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON value")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), Path(folder) / "log") as server:
        seconds = asyncio.run(_measured(server.address))
    return printed(_lines(seconds), arguments.json)


def _lines(seconds: dict[str, float]) -> Iterator[Line]:
    for name, taken in seconds.items():
        yield Line(f"{name} (s)", taken, None, None, GOAL, taken <= GOAL)


async def _measured(address: str) -> dict[str, float]:
    async with httpx.AsyncClient(base_url=address, timeout=120) as http:
        page = await Page.read(http)
        scene = pictures.photograph("china", np.random.default_rng(1))

        async def restyling(connection: Connection) -> list[Any]:
            content = await connection.upload("content.jpg", scene)
            style = await connection.upload("style.jpg", STYLES[0].read_bytes())
            return connection.values("stylize", content=content, style=style, size=256, steps=400)

        runs, stays = Connection(http, page), Connection(http, page)
        seconds = {"a restyling that runs": await _left(http, runs, "stylize", await restyling(runs), "style")}
        trains = Connection(http, page)
        training = trains.values("train", which="samples", file=None, steps=2000)
        seconds["a training that runs"] = await _left(http, trains, "train", training, "train")
        async with aclosing(stays.steps("stylize", await restyling(stays))) as steps:
            await anext(steps)
            waits = Connection(http, page)
            task = asyncio.create_task(_until_ended(waits, await restyling(waits)))
            await _until(http, "waiting", "style", 1)
            task.cancel()
            began = time.monotonic()
            await _until(http, "waiting", "style", 0)
            seconds["a restyling that waits"] = time.monotonic() - began
        return seconds


async def _until_ended(connection: Connection, values: list[Any]) -> None:
    async with aclosing(connection.steps("stylize", values)) as steps:
        async for _ in steps:
            pass


async def _left(http: httpx.AsyncClient, connection: Connection, event: str, values: list[Any], queue: str) -> float:
    """Begin, lose the connection after the first answers; returns the seconds until the queue runs nothing."""
    async with aclosing(connection.steps(event, values)) as steps:
        for _ in range(3):
            await anext(steps)
    began = time.monotonic()
    await _until(http, "running", queue, 0)
    return time.monotonic() - began


async def _until(http: httpx.AsyncClient, what: str, queue: str, count: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        numbers = (await http.get("/metrics")).text
        found = re.search(rf'^facestyle_queue_{what}{{queue="{queue}"}} ([\d.]+)$', numbers, re.MULTILINE)
        if found is not None and float(found[1]) == count:
            return
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
