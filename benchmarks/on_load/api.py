"""One visitor's connection: Gradio's HTTP protocol as the page speaks it, with its own session."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

#: Seconds after which a visitor counts an answer as lost.
PATIENCE = 120.0


@dataclass(frozen=True)
class Answer:
    """How a request ended.

    Attributes:
        data: the values of the outputs; None where there are none.
        refused: the sentence of a refusal; empty where the request was answered.
        polite: whether a refusal is one that a visitor understands.
    """

    data: Any = None
    refused: str = ""
    polite: bool = True


class Refused(Exception):
    """The server takes no file, for a reason that it says."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.refused)
        self.answer = answer


class Page:
    """What a served page offers: its events, with the defaults of those that are documented."""

    def __init__(self, config: Mapping[str, Any], info: Mapping[str, Any]) -> None:
        self.events = {one["api_name"]: one["id"] for one in config["dependencies"] if one.get("api_name")}
        states = {one["id"] for one in config["components"] if one["type"] == "state"}
        self._inputs_of = {one["id"]: [number in states for number in one["inputs"]] for one in config["dependencies"]}
        self._inputs = {
            name.removeprefix("/"): [
                (one["parameter_name"], one.get("parameter_default")) for one in told["parameters"]
            ]
            for name, told in info["named_endpoints"].items()
        }

    @classmethod
    async def read(cls, http: httpx.AsyncClient) -> Page:
        """Read what the page offers."""
        config, info = await http.get("/config"), await http.get("/gradio_api/info")
        return cls(config.raise_for_status().json(), info.raise_for_status().json())

    def body(self, event: str, values: Sequence[Any]) -> dict[str, Any]:
        """The request of an event; the server keeps the values of states itself."""
        number, given = self.events[event], iter(values)
        return {"fn_index": number, "data": [None if kept else next(given) for kept in self._inputs_of[number]]}

    def values(self, event: str, given: Mapping[str, Any]) -> list[Any]:
        """The inputs of an event: what is given by name, and the defaults of the others."""
        names = [name for name, _ in self._inputs[event]]
        if unknown := set(given) - set(names):
            raise ValueError(f"{event} takes no {', '.join(sorted(unknown))}; it takes {', '.join(names)}")
        return [given.get(name, default) for name, default in self._inputs[event]]


class Connection:
    """One session on the page."""

    def __init__(self, http: httpx.AsyncClient, page: Page) -> None:
        self.session = secrets.token_hex(6)
        self._http, self._page = http, page

    async def upload(self, name: str, data: bytes) -> dict[str, Any]:
        """Send a file."""
        sent = await self._http.post("/gradio_api/upload", files={"files": (name, data)})
        if sent.status_code != 200:
            raise Refused(_refusal(sent))
        [path] = sent.json()
        return {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}

    async def download(self, file: Mapping[str, Any]) -> bytes:
        """The bytes of a file that the server has made."""
        got = await self._http.get(f"/gradio_api/file={file['path']}")
        return got.raise_for_status().content

    async def stay(self) -> None:
        """Keep the session open, as an open page does, until this is cancelled."""
        async with self._http.stream("GET", f"/gradio_api/heartbeat/{self.session}", timeout=None) as lines:
            async for _ in lines.aiter_lines():
                pass

    async def at_once(self, event: str, *values: Any) -> Answer:
        """Call an event that waits in no queue."""
        sent = await self._http.post(f"/gradio_api/run/{event}", json=self._body(event, values))
        if sent.status_code != 200:
            return _refusal(sent)
        return Answer(sent.json().get("data"))

    async def ask(self, event: str, **given: Any) -> Answer:
        """Call an event, and wait for its last answer."""
        *_, last = [one async for one in self.steps(event, self._page.values(event, given))]
        return last

    async def steps(self, event: str, values: list[Any]) -> AsyncIterator[Answer]:
        """Call an event; its answers as they come. Whoever ends this early loses the connection."""
        joined = await self._http.post("/gradio_api/queue/join", json=self._body(event, values))
        if joined.status_code != 200:
            yield _refusal(joined)
            return
        asked = joined.json()["event_id"]
        async with self._http.stream("GET", "/gradio_api/queue/data", params={"session_hash": self.session}) as lines:
            async for line in lines.aiter_lines():
                told = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
                if told.get("event_id") not in (asked, None):
                    continue
                if told.get("msg") == "process_completed":
                    yield _ended(told)
                    return
                if told.get("msg") == "process_generating" and told["success"]:
                    yield Answer(told["output"].get("data"))
                elif told.get("msg") == "unexpected_error":
                    yield Answer(refused=str(told.get("message")), polite=False)
                    return
        yield Answer(refused="the connection ended before the answer", polite=False)

    def values(self, event: str, **given: Any) -> list[Any]:
        """The inputs of an event, see `Page.values`."""
        return self._page.values(event, given)

    def _body(self, event: str, values: Sequence[Any]) -> dict[str, Any]:
        return self._page.body(event, values) | {"session_hash": self.session}


def _ended(told: Mapping[str, Any]) -> Answer:
    if told["success"]:
        return Answer(told["output"].get("data"))
    output = told.get("output") or {}
    said = output.get("error")
    return Answer(refused=str(said or "an error without a sentence"), polite=bool(said))


def _refusal(sent: httpx.Response) -> Answer:
    """Too busy (503), too many requests (429) and a server that has ended behind a proxy (502) are said in a sentence;
    anything else is a fault.
    """
    try:
        told = sent.json()
        said = told.get("detail") or told.get("error") if isinstance(told, dict) else None
    except ValueError:
        said = None
    polite = isinstance(said, str) and "Traceback" not in said and sent.status_code in (429, 500, 502, 503)
    return Answer(refused=f"{said or sent.text[:200]} ({sent.status_code})", polite=polite)
