"""What a machine asks the server: `/healthz`, `/readyz` and `/metrics`, without a login and without secrets."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from facestyle.ui.server import health, metrics
from facestyle.ui.server.settings import Settings, settings

#: What a proxy adds to a request that it passes on.
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_NOT_KEPT = {"cache-control": "no-store"}


class Watching:
    """ASGI middleware that answers these three, and passes everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        answer = _answer(scope) if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else None
        await (answer or self._app)(scope, receive, send)


def _answer(scope: Scope) -> Response | None:
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    if path == "/healthz":
        return PlainTextResponse("ok", headers=_NOT_KEPT)
    if path == "/readyz":
        ready, facts = health.readiness(scope["app"].get_blocks())
        return JSONResponse(facts, status_code=200 if ready else 503, headers=_NOT_KEPT)
    if path == "/metrics":
        if not may_read(scope, settings()):
            return PlainTextResponse("Not found", status_code=404)
        return Response(metrics.exposed(scope["app"].get_blocks()), media_type=metrics.CONTENT_TYPE, headers=_NOT_KEPT)
    return None


def may_read(scope: Scope, chosen: Settings) -> bool:
    """Whether whoever asks may read the numbers.

    `local` allows this machine and the networks of trusted proxies, asked directly: a request that a proxy passed on
    comes from somebody else, whatever address its headers give.
    """
    if chosen.metrics != "local":
        return chosen.metrics == "open"
    headers = Headers(scope=scope)
    try:
        peer = ip_address((scope.get("client") or ("",))[0])
    except ValueError:
        return False
    if any(name in headers for name in _PASSED_ON):
        return False
    peer = getattr(peer, "ipv4_mapped", None) or peer
    return any(peer in network for network in (*_LOOPBACK, *chosen.trusted_proxies))
