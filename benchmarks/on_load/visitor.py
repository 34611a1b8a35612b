"""A simulated visitor: acts, checks the answer against what they know, then looks for a while."""

from __future__ import annotations

import asyncio
import io
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any

import httpx
import numpy as np
from PIL import Image

from benchmarks.on_load import pictures
from benchmarks.on_load.api import Answer, Connection, Page, Refused
from benchmarks.on_load.record import Record, Request
from benchmarks.on_load.server import ROOT

#: What a visitor does next, by its share.
SHARES = {
    "verify": 44, "identify": 16, "enrol": 7, "instant": 8, "stylize": 5, "train": 1, "cancel": 4, "disconnect": 4,
    "reload": 4, "bad input": 7,
}  # fmt: skip
#: Restylings of the load: small, as one of many would choose them.
SMALL = {"size": 128, "steps": 20}
STYLES = sorted((ROOT / "assets" / "styles").glob("*.jpg"))
KNOWN = {name for name in pictures.PEOPLE if name != pictures.NEW}


class Visitor:
    """One visitor. What they enrol has a name that nobody else gives."""

    def __init__(self, number: int, http: httpx.AsyncClient, page: Page, record: Record) -> None:
        self._http, self._page, self._record = http, page, record
        self._random = np.random.default_rng(number + 1)
        self._number = number
        self._heartbeat: asyncio.Task[None] | None = None
        self._kept: tuple[str, dict[str, Any]] | None = None

    async def visit(self, until: float, looks: tuple[float, float]) -> None:
        """Act and look in turn until the record has lasted this long."""
        await asyncio.sleep(self._random.uniform(0, looks[1]))
        await self._arrive(new=True)
        actions: dict[str, Callable[[], Awaitable[Any]]] = {
            "verify": self.verify, "identify": self.identify, "enrol": self.enrol, "instant": self.instant,
            "stylize": self.stylize, "train": self.train, "cancel": self.cancel, "disconnect": self.disconnect,
            "reload": self.reload, "bad input": self.bad_input,
        }  # fmt: skip
        shares = np.asarray([SHARES[name] for name in actions]) / sum(SHARES.values())
        try:
            while self._record.now < until:
                action = str(self._random.choice(list(actions), p=shares))
                try:
                    await actions[action]()
                except Refused as problem:
                    self._refused(action, problem.answer)
                except (httpx.HTTPError, OSError, ValueError, KeyError, TypeError, IndexError) as problem:
                    self._fault(action, f"{type(problem).__name__}: {problem}")
                await asyncio.sleep(self._random.uniform(*looks))
        finally:
            await self._leave()

    async def verify_in_sequence(self, times: int) -> None:
        """Verify so often, without a pause."""
        await self._arrive(new=True)
        for _ in range(times):
            await self.verify()
        await self._leave()

    async def verify(self) -> None:
        """Compare two photographs: both new, or one new and that of last time."""
        one, other = (str(name) for name in self._random.choice(list(pictures.PEOPLE), 2))
        if self._kept is not None and self._random.random() < 0.5:
            one, a = self._kept
        else:
            a = await self._photograph(one)
        b = await self._photograph(other)
        self._kept = one, a
        answer = await self._timed("verify", self._connection.ask("verify", photo_a=a, photo_b=b))
        if answer.data and answer.data[0]["same"] is not (one == other):
            self._mixed(f"verify: {one} and {other} are said to be {'' if answer.data[0]['same'] else 'not '}the same")

    async def enrol(self) -> None:
        """Enrol somebody under a name of one's own."""
        photo = await self._photograph(pictures.NEW)
        answer = await self._timed("enrol", self._connection.ask("enrol", photos=[photo], name=self._name))
        if answer.data:
            self._enrolled = True
            self._only_mine("enrol", {one["name"] for one in answer.data[0]})

    async def identify(self) -> None:
        """Ask who is in a photograph."""
        person = str(self._random.choice(list(pictures.PEOPLE)))
        photo = await self._photograph(person)
        answer = await self._timed("identify", self._connection.ask("identify", photograph=photo))
        if answer.data:
            names = {one["name"] for one in answer.data[0]["faces"]}
            self._only_mine("identify", names - {None})
            expected = person if person in KNOWN else self._name if self._enrolled else None
            if expected not in names:
                self._mixed(f"identify: {person} is named {names}, not {expected}")

    async def instant(self) -> None:
        """Paint a scene in one pass."""
        content, style, ratio = await self._to_restyle()
        answer = await self._timed("instant", self._connection.ask("instant", content=content, style=style))
        await self._painted("instant", answer, ratio)

    async def stylize(self) -> None:
        """Restyle a scene to the end."""
        content, style, ratio = await self._to_restyle()
        async with self._styling():
            asked = self._connection.ask("stylize", content=content, style=style, **SMALL)
            answer = await self._timed("stylize", asked)
        await self._painted("stylize", answer, ratio)

    async def train(self) -> None:
        """Train on the samples."""
        answer = await self._timed("train", self._connection.ask("train", which="samples", file=None, steps=30))
        if answer.data and "result" not in answer.data[0]:
            self._mixed(f"train: ended without a result: {answer.data[0]}")

    async def cancel(self) -> None:
        """Begin a restyling, and cancel it at its first picture."""
        async with self._styling(), aclosing(self._begun()) as steps:
            began, cancelled = time.monotonic(), False
            async for step in steps:
                if step.refused:
                    self._refused("cancel", step)
                elif not cancelled:
                    cancelled, began = True, time.monotonic()
                    await self._connection.at_once("cancel")
            self._note("cancel", began, answered=cancelled)

    async def disconnect(self) -> None:
        """Begin a restyling, and lose the connection at its first picture."""
        async with self._styling(), aclosing(self._begun()) as steps:
            async for step in steps:
                if step.refused:
                    self._refused("disconnect", step)
                break
        await self._arrive(new=False)

    async def reload(self) -> None:
        """Load the page again: sometimes the same visitor, who finds their gallery again, sometimes a new one."""
        await self._arrive(new=self._random.random() < 0.5)
        await self.identify()

    async def bad_input(self) -> None:
        """Give what is no photograph: a sentence says so."""
        name, data = pictures.BAD[self._random.integers(len(pictures.BAD))]
        file, photo = await self._connection.upload(name, data), await self._photograph(pictures.NEW)
        answer = await self._timed("bad input", self._connection.ask("verify", photo_a=file, photo_b=photo))
        if answer.data:
            self._mixed(f"bad input: {name} was verified")

    async def _begun(self) -> AsyncIterator[Answer]:
        content, style, _ = await self._to_restyle()
        await self._connection.at_once("stylize_clicked")
        values = self._connection.values("stylize", content=content, style=style, **SMALL | {"steps": 60})
        async with aclosing(self._connection.steps("stylize", values)) as steps:
            async for step in steps:
                yield step

    async def _arrive(self, new: bool) -> None:
        await self._leave()
        if new:
            self._visit, self._enrolled, self._kept = secrets.token_hex(16), False, None
            self._name = f"Visitor {self._number} {self._visit[:6]}"
        self._connection = Connection(self._http, self._page)
        self._heartbeat = asyncio.create_task(self._connection.stay())
        await self._http.get("/")
        answer = await self._timed("arrive", self._connection.at_once("arrived", self._visit, not new))
        if answer.refused:
            self._visit = self._visit  # the page stays a new one
            self._enrolled = False

    async def _leave(self) -> None:
        if self._heartbeat is not None:
            self._heartbeat.cancel()
            with suppress(asyncio.CancelledError, httpx.HTTPError):
                await self._heartbeat
            self._heartbeat = None

    async def _photograph(self, person: str) -> dict[str, Any]:
        return await self._sent(await asyncio.to_thread(pictures.of, person, self._random))

    async def _to_restyle(self) -> tuple[dict[str, Any], dict[str, Any], float]:
        scene = str(self._random.choice(pictures.SCENES))
        data = await asyncio.to_thread(pictures.photograph, scene, self._random)
        style = STYLES[self._random.integers(len(STYLES))].read_bytes()
        with Image.open(io.BytesIO(data)) as image:
            ratio = image.width / image.height
        return await self._sent(data), await self._sent(style), ratio

    async def _sent(self, data: bytes) -> dict[str, Any]:
        return await self._connection.upload(f"{secrets.token_hex(4)}.jpg", data)

    async def _painted(self, action: str, answer: Answer, ratio: float) -> None:
        """Check that a painted picture has the shape of one's own content."""
        file = _png(answer.data)
        if answer.refused:
            return
        if file is None:
            self._mixed(f"{action}: ended without a picture")
            return
        with Image.open(io.BytesIO(await self._connection.download(file))) as image:
            got = image.width / image.height
            if abs(got / ratio - 1) > 1.5 / min(image.size):
                self._mixed(f"{action}: a picture of shape {got:.3f} for a content of {ratio:.3f}")

    def _only_mine(self, action: str, names: set[str]) -> None:
        if others := names - KNOWN - {self._name}:
            self._mixed(f"{action}: {self._name} sees {', '.join(sorted(others))}")

    @asynccontextmanager
    async def _styling(self) -> AsyncIterator[None]:
        self._record.styles += 1
        try:
            yield
        finally:
            self._record.styles -= 1

    async def _timed(self, action: str, asked: Awaitable[Answer]) -> Answer:
        began = time.monotonic()
        answer = await asked
        self._note(action, began, answered=not answer.refused)
        if answer.refused:
            self._refused(action, answer)
        return answer

    def _note(self, action: str, began: float, answered: bool) -> None:
        ended = time.monotonic()
        self._record.requests.append(Request(action, began - self._record.began, ended - began, answered))

    def _refused(self, action: str, answer: Answer) -> None:
        if answer.polite:
            self._record.refusals[f"{action}: {answer.refused}"] += 1
        else:
            self._fault(action, answer.refused)

    def _fault(self, action: str, said: str) -> None:
        self._record.faults.append(f"{self._record.now:.0f} s, {action}: {said}")

    def _mixed(self, said: str) -> None:
        self._record.mixed.append(f"{self._record.now:.0f} s, {said}")


def _png(value: Any) -> dict[str, Any] | None:
    """The file of a PNG picture among the values of an answer."""
    if isinstance(value, dict):
        path = value.get("path")
        if isinstance(path, str) and path.endswith(".png"):
            return value
        value = list(value.values())
    if isinstance(value, list):
        return next((found for one in value if (found := _png(one)) is not None), None)
    return None
