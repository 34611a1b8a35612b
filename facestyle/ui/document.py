"""The HTML document of each page, in its language: `<html lang>`, the title, and the script that finds the language.

Gradio writes every page from one English template, and adds what it is given for the head only once its own scripts
run. So the document is completed on its way to the browser.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import OrderedDict
from collections.abc import Hashable
from html import escape

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from facestyle import folders
from facestyle.ui import head, languages
from facestyle.ui.elsewhere import leading_back
from facestyle.ui.server.headers import policy_of
from facestyle.ui.server.settings import settings
from facestyle.ui.server.stopping import STOPPING
from facestyle.ui.shared import words

SCRIPT = folders.assets() / "language.js"
#: Beside a link to the page.
PICTURE = folders.assets() / "opening" / "social.jpg"
#: Where the page serves it; an address of Gradio's would hold a path of the server.
PICTURE_ADDRESS = "social.jpg"
#: Documents kept, one for each page, address and packing that was asked for.
MOST_KEPT = 16
#: What Gradio says of itself in every document, with a picture from elsewhere.
GRADIOS = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>')


def address(language: str) -> str:
    """The address of a language's page, relative to the first page."""
    return "" if language == languages.ENGLISH else language


def switch() -> str:
    """Links to the page in each language."""
    here = languages.current()
    links = []
    for language in (languages.ENGLISH, *languages.others()):
        with languages.using(language):
            current = ' aria-current="page"' if language == here else ""
            links.append(
                f'<a href="./{address(language)}" data-language="{language}" lang="{words.LANG}" '
                f'hreflang="{words.LANG}" title="{escape(words.LANGUAGE)}"{current}>{escape(words.SHORT)}</a>'
            )
    return f'<nav id="fs-language" aria-label="{escape(words.LANGUAGES)}">{"".join(links)}</nav>'


def described(base: str) -> str:
    """What a link to the page shows elsewhere: its title, a sentence and a picture, in the language in use.

    Args:
        base: the address of the page, which pictures are named from.
    """
    picture = base + PICTURE_ADDRESS
    told = {
        "og:title": words.DOCUMENT,
        "og:description": words.TAGLINE,
        "og:type": "website",
        "og:url": base + address(languages.current()),
        "og:image": picture,
        "og:image:alt": words.PICTURED,
        "og:locale": words.LANG.replace("-", "_"),
    }
    ours = "".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in told.items())
    return (
        f'{ours}<meta name="description" content="{escape(words.TAGLINE)}">'
        '<meta name="twitter:card" content="summary_large_image"><meta name="theme-color" content="#86407e">'
    )


def completed(document: str, language: str, base: str = "") -> str:
    """Gradio's document as that of the page in a language, served at `base`."""
    pages = {one: address(one) for one in (languages.ENGLISH, *languages.others())}
    others = ""
    for one, place in pages.items():
        with languages.using(one):
            others += f'<link rel="alternate" hreflang="{words.LANG}" href="./{place}">'
    with languages.using(language):
        lang, title, fixed = words.LANG, words.DOCUMENT, escape(json.dumps(words.GRADIO))
        others += described(base)
    script = (
        f'<script data-language="{language}" data-lang="{lang}" data-pages="{escape(json.dumps(pages))}" '
        f'data-fixed="{fixed}">'
        f"{SCRIPT.read_text(encoding='utf-8')}</script>"
    )
    # Gradio's scripts take the title from its configuration, which is one for all pages.
    titled = f"<script>window.gradio_config.title = {json.dumps(title)};</script>"
    before, mark, after = document.partition("window.gradio_config")
    document = GRADIOS.sub("", before) + mark + after
    return (
        document.replace('lang="en"', f'lang="{lang}"', 1)
        .replace("<head>", f"<head>{script}<title>{escape(title)}</title>{others}", 1)
        .replace("</head>", f"{titled}</head>", 1)
    )


class Documents:
    """ASGI middleware that completes the documents of the pages and serves the picture beside links.

    Gradio takes half a second to write a document, on the thread that answers all requests; so each is kept. It is the
    same for everybody, unless visitors have to sign in. A server that stops opens no page: a proxy then asks another.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._languages = {f"/{address(one)}": one for one in (languages.ENGLISH, *languages.others())}
        self._kept: OrderedDict[Hashable, tuple[Message, bytes]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        language = self._languages.get(path or "/")
        if scope["type"] == "http" and path == f"/{PICTURE_ADDRESS}":
            await FileResponse(PICTURE)(scope, receive, send)
        elif scope["type"] != "http" or scope["method"] != "GET" or language is None:
            await self._app(scope, receive, send)
        elif STOPPING.begun:
            with languages.using(language):
                closed = PlainTextResponse(words.CLOSED, status_code=503, headers={"retry-after": "60"})
            await closed(scope, receive, send)
        else:
            await self._document(language, scope, receive, leading_back(scope, send))

    async def _document(self, language: str, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        base = f"{scope['scheme']}://{headers.get('host', '')}{scope.get('root_path', '')}/"
        packed = "gzip" in headers.get("accept-encoding", "")
        for_everybody = settings().password is None and "deep_link" not in scope.get("query_string", b"").decode(
            "latin-1"
        )
        # Addresses in the document are made from these.
        asked = (language, base, packed, *(headers.get(f"x-forwarded-{name}") for name in ("host", "proto")))
        kept = self._kept.get(asked) if for_everybody else None
        if kept is None:
            completing = _Completing(send, language, base, packed)
            await self._app(scope, receive, completing)
            if completing.done is not None and for_everybody:
                self._kept[asked] = completing.done
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        else:
            await _sent(send, *kept)


class _Completing:
    """Holds a document back until all of it is there, and sends it completed.

    Attributes:
        done: what was sent of a document: how its answer starts, and its body.
    """

    def __init__(self, send: Send, language: str, base: str, packed: bool) -> None:
        self._send, self._language, self._base, self._packed = send, language, base, packed
        self._start: Message | None = None
        self._body = b""
        self.done: tuple[Message, bytes] | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_document(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        document = completed(self._body.decode("utf-8"), self._language, self._base)
        body = document.encode()
        headers = MutableHeaders(scope=start)
        headers["content-security-policy"] = policy_of(document, head.scripts())
        if self._packed:
            body = gzip.compress(body, compresslevel=5)
            headers["content-encoding"] = "gzip"
        headers["content-length"] = str(len(body))
        headers.add_vary_header("accept-encoding")
        self.done = ({**start, "headers": list(start["headers"])}, body)
        await _sent(self._send, start, body)


async def _sent(send: Send, start: Message, body: bytes) -> None:
    # A copy: others on the way add headers of their own.
    await send({**start, "headers": list(start["headers"])})
    await send({"type": "http.response.body", "body": body})


def _is_document(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    return start["status"] == 200 and headers.get("content-type", "").startswith("text/html")
