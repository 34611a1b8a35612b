"""Many visitors at once: `python benchmarks/load.py [--visitors 64] [--minutes 10] [--plot FILE] [--table FILE]`.

Starts `python app.py` as a process of its own. Each simulated visitor acts through the page's HTTP API, then looks for
10 to 30 s: verifies, enrols, identifies, restyles, trains, cancels, loses the connection, loads the page again, and
gives what is no photograph. Pictures are new ones, made from the samples, so that each visitor knows the answer and
checks it. `--sequence N` instead lets one visitor verify N times without a pause. Ends with 1 where something does not
hold.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx

from benchmarks.on_load import report
from benchmarks.on_load.api import PATIENCE, Page
from benchmarks.on_load.record import Record
from benchmarks.on_load.server import Server, served
from benchmarks.on_load.visitor import Visitor

#: Seconds between two looks at the server's memory and files.
PACE = 3.0


def main() -> int:
    """Run, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=64)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--looks", type=float, nargs=2, default=(10, 30), metavar=("LEAST", "MOST"))
    parser.add_argument("--sequence", type=int, default=0, metavar="N", help="verify N times without a pause instead")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw what was seen, as PNG or SVG")
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the table there too")
    parser.add_argument("--log", type=Path, metavar="FILE", help="write what the server prints there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = arguments.log or Path(folder) / "server.log"
        with served(Path(folder), log) as server:
            record = asyncio.run(loaded(server, arguments))
        printed = log.read_text(encoding="utf-8", errors="replace")
    if "Traceback" in printed:
        record.faults.append(f"the server printed {printed.count('Traceback')} stack traces")
        print(printed[printed.index("Traceback") :][:4000], file=sys.stderr)
    told = report.table(record, bool(arguments.sequence))
    print(told)
    if arguments.table:
        arguments.table.write_text(told + "\n", encoding="utf-8")
    if arguments.plot:
        report.plot(record, arguments.plot, _title(arguments))
    return 0 if all(holds for _, _, holds in report.checks(record, bool(arguments.sequence))) else 1


async def loaded(server: Server, arguments: argparse.Namespace) -> Record:
    """Let the visitors come; returns what they saw."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=arguments.visitors)
    async with httpx.AsyncClient(base_url=server.address, timeout=PATIENCE, limits=limits) as http:
        page = await Page.read(http)
        await _first_verdict(http, page)
        record = Record()
        watching = asyncio.create_task(_watched(server, record))
        if arguments.sequence:
            await Visitor(0, http, page, record).verify_in_sequence(arguments.sequence)
        else:
            visitors = [Visitor(number, http, page, record) for number in range(arguments.visitors)]
            until, looks = 60 * arguments.minutes, tuple(arguments.looks)
            await asyncio.gather(*(one.visit(until, looks) for one in visitors))
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        record.sample(server)
    return record


async def _first_verdict(http: httpx.AsyncClient, page: Page) -> None:
    """Wait until the networks are awake: the load is about what comes after the start."""
    began = time.monotonic()
    await Visitor(-1, http, page, Record()).verify_in_sequence(1)
    print(f"first verification after {time.monotonic() - began:.1f} s", file=sys.stderr)


async def _watched(server: Server, record: Record) -> None:
    while True:
        record.sample(server)
        await asyncio.sleep(PACE)


def _title(arguments: argparse.Namespace) -> str:
    where = f"{os.cpu_count()} cores"
    if arguments.sequence:
        return f"{arguments.sequence} verifications in sequence, {where}"
    return f"{arguments.visitors} visitors for {arguments.minutes:g} minutes, {where}"


if __name__ == "__main__":
    sys.exit(main())
