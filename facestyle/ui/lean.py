"""What the browser need not load: a player for streams, which Gradio imports with every film, unused here.

Gradio's film component imports hls.js (156 kB, packed) with the page and calls it for streams alone; the films here are
files. So the file is answered with one that exports the same names and does nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import gradio
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_PLAYER = re.compile(r"/assets/(hls-[\w-]+\.js)$")
_EXPORTS = re.compile(r"export\{([^}]*)\};?\s*$")
_ASSETS = Path(gradio.__file__).parent / "templates" / "frontend" / "assets"


@lru_cache(maxsize=2)
def stub(name: str) -> str | None:
    """A script with the exports of one of Gradio's, each a function that returns false; None where it is unknown."""
    path = _ASSETS / name
    found = _EXPORTS.search(path.read_text(encoding="utf-8")) if path.is_file() else None
    if found is None:
        return None
    names = ", ".join(f"off as {one.split(' as ')[-1].strip()}" for one in found[1].split(","))
    return f"const off = () => false; export {{ {names} }};"


class Lean:
    """ASGI middleware that answers for the player, and passes everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        asked = _PLAYER.search(scope.get("path", "")) if scope["type"] == "http" else None
        script = stub(asked[1]) if asked else None
        if script is None:
            await self._app(scope, receive, send)
        else:
            await Response(script, media_type="text/javascript")(scope, receive, send)
