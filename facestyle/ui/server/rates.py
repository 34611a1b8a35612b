"""How much one visit and one address may ask for: a rate, and places in the queue. More is refused in a sentence.

What a camera streams (`/component_server/`), files and documents do not count. Not about what a run may take.
"""

from __future__ import annotations

import json
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from facestyle.ui import languages
from facestyle.ui.server import metrics
from facestyle.ui.server.bodies import replayed
from facestyle.ui.server.settings import settings
from facestyle.ui.shared import words

#: Paths of requests that start an event.
_STARTS = ("/gradio_api/queue/join", "/gradio_api/call/", "/gradio_api/run/", "/gradio_api/api/")
#: Requests of one visit that may wait in one queue at a time.
MOST_OF_A_VISIT = 8
#: Visits and addresses that are remembered.
_REMEMBERED = 10_000


class Rates:
    """How often each of many has asked lately: a bucket that fills with time, and holds a minute's requests.

    Args:
        a_minute: requests.
        clock: seconds that only grow.
    """

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = float(a_minute), clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, who: str) -> int:
        """Count a request, and return 0; or the seconds after which it would be allowed, and count nothing."""
        now = self._clock()
        left, since = self._left.pop(who, (self._most, now))
        left = min(self._most, left + (now - since) * self._most / 60)
        allowed = left >= 1
        self._left[who] = (left - 1 if allowed else left, now)
        while len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) * 60 / self._most))


class Turnstile:
    """ASGI middleware that lets events begin, or says why not yet."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        chosen = settings()
        self._visits = Rates(chosen.requests_a_minute)
        self._addresses = Rates(chosen.requests_a_minute_by_address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or scope["method"] != "POST" or not path.startswith(_STARTS):
            await self._app(scope, receive, send)
            return
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        page = scope["app"].get_blocks()
        asked = _object(body)
        with languages.using(_language(scope)):
            code, told = self._refusal(scope, page, _visit(asked), _event(page, path, asked))
        if told:
            metrics.refused(code)
            # Gradio's page shows `detail`; its clients raise it.
            await JSONResponse({"detail": told, "error": told}, status_code=429)(scope, receive, send)
        else:
            await self._app(scope, replayed(body, receive), send)

    def _refusal(self, scope: Scope, page: Any, visit: str, event: Any) -> tuple[str, str]:
        """A code and a sentence; empty where the event may begin."""
        address = (scope.get("client") or ("",))[0]
        if wait := self._addresses.wait(address) or (self._visits.wait(visit) if visit else 0):
            return "too-often", words.TOO_OFTEN.format(seconds=wait)
        queue = page._queue
        if event is not None and event.queue is False:  # such as a cancel, or what finds a visit again
            return "", ""
        if len(queue) >= queue.max_size:
            return "queue-full", words.QUEUE_FULL.format(waiting=len(queue))
        if visit and event is not None and _waiting(queue, event, visit) >= MOST_OF_A_VISIT:
            return "too-many-waiting", words.TOO_MANY_WAITING.format(most=MOST_OF_A_VISIT)
        return "", ""


def _waiting(queue: Any, event: Any, visit: str) -> int:
    """How many requests of a visit wait where this event would. A click sends several, each to another queue."""
    part = queue.event_queue_per_concurrency_id.get(event.concurrency_id)
    return 0 if part is None else sum(one.session_hash == visit for one in list(part.queue))


def _object(body: bytes) -> dict[str, Any]:
    """What a request says; empty where it is no object of JSON."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _visit(asked: Mapping[str, Any]) -> str:
    """The visit that a request names; empty where it names none."""
    found = asked.get("session_hash")
    return found[:100] if isinstance(found, str) else ""


def _event(page: Any, path: str, asked: Mapping[str, Any]) -> Any:
    """The event that is asked for; None for one that nobody knows, which Gradio refuses."""
    number, name = asked.get("fn_index"), path.rpartition("/")[2]
    if isinstance(number, int):
        return page.fns.get(number)
    return next((one for one in page.fns.values() if one.api_name == name), None)


def _language(scope: Scope) -> str:
    """That of the page which asks; English for programs."""
    asks = Headers(scope=scope).get("referer", "").partition("?")[0].rstrip("/").rpartition("/")[2]
    return asks if asks in languages.others() else languages.ENGLISH
