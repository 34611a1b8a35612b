"""What each answer tells the browser to refuse: foreign scripts, frames of strangers, guesses about a file's type.

Gradio runs the scripts of events by `new Function` and imports modules that it makes, so 'unsafe-eval' and `blob:` have
to be allowed. Scripts in the document are allowed by their digests, which are computed for each document: markup that
got into the page could run none.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from facestyle.ui.server.settings import settings

_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script", re.DOTALL | re.IGNORECASE)
#: Uploads and results, which only a browser that looks at them directly takes for documents.
_FILES = re.compile(r"/(?:file=|file/|stream/|proxy=)")
#: A file runs no script, loads nothing but itself and has no origin, whatever it holds.
_FILE_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
#: A worker obeys the answer that its script came with; Gradio's player of films runs one that it makes, in WebAssembly.
_WORKER_POLICY = "default-src 'none'; script-src 'self' blob: 'wasm-unsafe-eval'; connect-src 'self' data: blob:"
_ALLOWED = ("camera", "clipboard-read", "clipboard-write", "fullscreen")
_FORBIDDEN = (
    "accelerometer", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
    "usb",
)  # fmt: skip
#: Of every answer.
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join([*(f"{one}=(self)" for one in _ALLOWED), *(f"{one}=()" for one in _FORBIDDEN)]),
    # Obeyed in a window, ignored in a frame: so a Space shows the page.
    "Cross-Origin-Opener-Policy": "same-origin",
}


def policy(scripts: Iterable[str] = ()) -> str:
    """The Content-Security-Policy of an answer.

    Args:
        scripts: the texts of the scripts that may run in it, beside those that the page loads from its own address.
    """
    digests = dict.fromkeys(f"'sha256-{_digest(one)}'" for one in scripts)
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self' blob: 'unsafe-eval'", *digests)) if digests else "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {settings().frame_ancestors}",
        )
    )


def policy_of(document: str, more: Iterable[str]) -> str:
    """The Content-Security-Policy of a document: the scripts in it may run, and more that are put into it later."""
    return policy([*_SCRIPT.findall(document), *more])


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


class Headers:
    """ASGI middleware that completes the headers of every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_file = _FILES.search(scope["path"]) is not None
        is_script = not is_file and scope["path"].endswith(".js")
        own = _FILE_POLICY if is_file else _WORKER_POLICY if is_script else policy()

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                for name, value in FIXED.items():
                    headers[name] = value
                headers.setdefault("Content-Security-Policy", own)
                if is_file:
                    headers["Cross-Origin-Resource-Policy"] = "same-origin"
                _seal_cookies(headers, scope["scheme"] == "https")
            await send(message)

        await self._app(scope, receive, complete)


def _seal_cookies(headers: MutableHeaders, encrypted: bool) -> None:
    cookies = headers.getlist("set-cookie")
    if cookies:
        del headers["set-cookie"]
        for one in cookies:
            headers.append("set-cookie", sealed(one, encrypted))


def sealed(cookie: str, encrypted: bool) -> str:
    """A cookie that no script reads and that other sites' requests come without.

    On a Space the page lies in a frame of another site, where a cookie has to be `SameSite=None` to arrive at all.

    Args:
        cookie: the value of a header Set-Cookie.
        encrypted: whether the request came by HTTPS; the cookie goes by nothing else then.
    """
    value, *attributes = (part.strip() for part in cookie.split(";"))
    kept = [one for one in attributes if one.partition("=")[0].lower() not in ("samesite", "httponly", "secure")]
    secure = encrypted or any(one.lower() == "secure" for one in attributes)
    framed = secure and "SPACE_ID" in os.environ
    kept += ["HttpOnly", f"SameSite={'None' if framed else 'Lax'}", *(["Secure"] if secure else [])]
    return "; ".join([value, *kept])
