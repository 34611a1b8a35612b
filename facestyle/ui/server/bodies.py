"""What a request may carry: JSON within a size and a depth, files that were uploaded, and no address to fetch from.

Gradio would fetch a file that is given as an address, from anywhere that is public, without a limit; and it offers
itself as a proxy. No input of the page takes an address, so nothing is fetched for a visitor.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from pathlib import Path
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from facestyle import images

_LOG = logging.getLogger(__name__)
#: Bytes of a request in JSON: the longest is a camera's picture or a painted region, of some 100 kB to 1 MB.
MAX_BYTES = 8 * 2**20
#: Over MCP pictures are part of the request, in base64.
MAX_BYTES_MCP = images.MAX_BYTES * 4 // 3 + MAX_BYTES
#: Brackets within brackets; the page's own requests have 6.
MAX_DEPTH = 64
#: What no visitor of the page asks for: Gradio's proxies, and what it would write or keep elsewhere for the asking.
CLOSED = re.compile(
    r"^/(?:gradio_api/)?(?:proxy=|file=/*[a-z][a-z0-9+.-]*:/|file=[/\\]{2}|deep_link|run-history|runs|dev/|"
    r"custom_component|process_recording|monitoring|vibe|undo-vibe|profiling)",
    re.IGNORECASE,
)
#: A text that is an address: a scheme of letters and two slashes, or one that needs none.
_ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:[/\\]{1,}|[/\\]{2}|data:|javascript:)", re.IGNORECASE)
TOO_LONG = "The request is larger than {most} MB; upload files and name them instead."
TOO_DEEP = f"The request is nested more than {MAX_DEPTH} deep."
NOT_JSON = "The request is not JSON."
UNANSWERED = "The request can't be answered; the page at /gradio_api/info says what can be asked."
FETCHES = "A file was given as an address; nothing is fetched for a request. Upload the file instead."


class Refused(Exception):
    """A request that is not passed on, with its status."""

    def __init__(self, status: int, told: str) -> None:
        super().__init__(told)
        self.status, self.told = status, told


class Bodies:
    """ASGI middleware that looks at a request before Gradio does."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            if CLOSED.search(path):
                raise Refused(404, "Not found.")
            if scope["method"] == "POST" and not _is_form(scope):
                receive = await _checked(receive, MAX_BYTES_MCP if path.startswith("/gradio_api/mcp") else MAX_BYTES)
            await self._app(scope, receive, note)
        except Refused as problem:
            await PlainTextResponse(problem.told, status_code=problem.status)(scope, receive, send)
        except Exception as problem:  # Gradio's routes fail in many ways on what no page sends
            if begun:
                raise
            where = traceback.extract_tb(problem.__traceback__)[-1]
            # In one line without the message, which repeats what was sent.
            _LOG.warning("unanswered: %s at %s:%s", type(problem).__name__, Path(where.filename).name, where.lineno)
            await PlainTextResponse(UNANSWERED, status_code=400)(scope, receive, send)


def check(body: bytes) -> None:
    """Check a request in JSON.

    Raises:
        Refused: it is no JSON, too deep, or gives an address in place of a file.
    """
    if not body.strip():
        return
    if _deepest(body) > MAX_DEPTH:
        raise Refused(400, TOO_DEEP)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, NOT_JSON) from None
    open_ones = [told]
    while open_ones:
        one = open_ones.pop()
        if isinstance(one, list):
            open_ones += one
        elif isinstance(one, dict):
            if _fetches(one):
                raise Refused(400, FETCHES)
            open_ones += one.values()


def _deepest(body: bytes) -> int:
    """The depth of brackets, those within texts left out: before anything is parsed."""
    depth = deepest = 0
    for mark in re.findall(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', body, re.DOTALL):
        if mark in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        elif mark in (b"]", b"}"):
            depth -= 1
    return deepest


def _fetches(given: dict[str, Any]) -> bool:
    """Whether Gradio would fetch this file; one that says `data:` beside no path is refused by name, by our inputs."""
    path = given.get("path")
    return isinstance(path, str) and _ADDRESS.match(path) is not None


def _is_form(scope: Scope) -> bool:
    kinds = [value for name, value in scope["headers"] if name.lower() == b"content-type"]
    return any(one.lower().startswith((b"multipart/form-data", b"application/x-www-form-urlencoded")) for one in kinds)


async def _checked(receive: Receive, most: int) -> Receive:
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            break
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise Refused(413, TOO_LONG.format(most=most // 2**20))
    check(bytes(body))
    return replayed(bytes(body), receive)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Give an application the body that was read before it, then what comes after."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
