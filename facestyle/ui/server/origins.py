"""Requests that another site's page sends from a visitor's browser: refused, whatever they ask for.

A browser names the site in the header Origin of all requests that a script or a form makes to another site. Programs
send none, and are answered.
"""

from __future__ import annotations

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from facestyle.ui.server.settings import settings

#: Ports that an address leaves out.
_USUAL = {"http": 80, "https": 443}
REFUSED = (
    "This request comes from another site, {origin}, and was refused. If it is the page's own address, the proxy in "
    "front has to pass it on in the header Host."
)


class Origins:
    """ASGI middleware that refuses what other sites send."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        headers = Headers(scope=scope) if scope["type"] in ("http", "websocket") else None
        origin = None if headers is None else headers.get("origin")
        if origin is None or headers is None or any(is_of(origin, host) for host in _hosts(scope, headers)):
            await self._app(scope, receive, send)
        else:
            told = REFUSED.format(origin=origin[:200].encode("ascii", "replace").decode())
            await PlainTextResponse(told, status_code=403)(scope, receive, send)


def is_of(origin: str, host: str) -> bool:
    """Whether an origin, such as https://example.org, is that of a host with its port, such as example.org:443."""
    try:
        told = urlsplit(origin)
        usual = _USUAL.get(told.scheme)
        here = urlsplit(f"//{host}")
        same = told.hostname == here.hostname and (told.port or usual) == (here.port or usual)
    except ValueError:  # no port, or half an address
        return False
    return same and usual is not None and bool(told.hostname) and told.path == ""


def _hosts(scope: Scope, headers: Headers) -> list[str]:
    """Names that the page is reached by: what the browser asked, and on a Space the name that it is told of."""
    hosts = [headers.get("host", ""), os.environ.get("SPACE_HOST", "")]
    if _is_trusted(scope):
        hosts.append(headers.get("x-forwarded-host", "").partition(",")[0].strip())
    return [one for one in hosts if one]


def _is_trusted(scope: Scope) -> bool:
    try:
        peer = ip_address((scope.get("client") or ("", 0))[0])
    except ValueError:
        return False
    return any(peer in network for network in settings().trusted_proxies)
