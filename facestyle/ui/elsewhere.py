"""Several apps behind one proxy: each has a name, its page sets that as a cookie, and a visit belongs to one app.

The proxy leads a visitor back by the cookie (deploy/nginx-two.conf). Where it can't, since that app has ended, another
one gets their requests. It knows nothing of the visit, and must not answer as if nobody were enrolled.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from facestyle.ui.server.settings import settings
from facestyle.ui.shared import words

#: The name of the app that holds the visit.
COOKIE = "facestyle_app"
#: What belongs to a visit, and what an open page asks to find out whether its server was replaced.
_OF_A_VISIT, _ASKED = "/gradio_api/", "/gradio_api/app_id"
#: Gradio's own word for a connection that is lost: an open page looks for its server then, and loads itself again.
_LOST = "Connection errored out. "


class Elsewhere:
    """ASGI middleware that refuses requests of visits which another app holds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and _is_elsewhere(scope):
            told = {"error": _LOST, "detail": words.ELSEWHERE}
            await JSONResponse(told, status_code=502, headers={"cache-control": "no-store"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def leading_back(scope: Scope, send: Send) -> Send:
    """Let an answer set the cookie of this app, if it has a name; it counts below the path that the page lies at."""
    name, path = settings().app, scope.get("root_path", "") or "/"
    if not name:
        return send

    async def named(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", f"{COOKIE}={name}; Path={path}")
        await send(message)

    return named


def _is_elsewhere(scope: Scope) -> bool:
    name, path = settings().app, scope["path"].removeprefix(scope.get("root_path", ""))
    if not name or not path.startswith(_OF_A_VISIT) or path.rstrip("/") == _ASKED:
        return False
    try:
        told = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(COOKIE)
    except CookieError:
        return False
    return told is not None and told.value != name
