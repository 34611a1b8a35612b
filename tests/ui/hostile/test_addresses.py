"""Addresses in place of files: none is fetched, whatever part of a request it stands in."""

from __future__ import annotations

import socket
import threading
from urllib.parse import quote

import pytest

#: {port} is that of a server of ours, which notes who asks.
ADDRESSES = [
    "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
    "http://2130706433:{port}/", "http://0x7f000001:{port}/", "http://0177.0.0.1:{port}/", "http://127.1:{port}/",
    "http://0:{port}/", "http://example.org@127.0.0.1:{port}/", "http://127.0.0.1:{port}#@example.org/",
    "HTTP://127.0.0.1:{port}/a.png", "http:/127.0.0.1:{port}/", "http:\\\\127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/", "http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/",
    "file:///etc/passwd", "file://localhost/etc/passwd", "gopher://127.0.0.1:{port}/_INFO", "ftp://127.0.0.1:{port}/a",
    "dict://127.0.0.1:{port}/stat", "ldap://127.0.0.1:{port}/a", "jar:http://127.0.0.1:{port}/a!/b",
    "//127.0.0.1:{port}/a.png", "\\\\127.0.0.1\\share\\a.png", "data:image/png;base64,iVBORw0KGgo=",
]  # fmt: skip


@pytest.fixture(scope="module")
def canary():
    """A server that answers nobody and counts who comes."""
    came: list[str] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                one, peer = listening.accept()
            except OSError:
                return
            came.append(str(peer))
            one.close()

    threading.Thread(target=accept, daemon=True).start()
    yield listening.getsockname()[1], came
    listening.close()
    assert came == []


@pytest.fixture(params=ADDRESSES)
def address_of(request, canary):
    return request.param.format(port=canary[0])


def test_as_the_path_of_a_file(caller, photo, address_of):
    given = {"path": address_of, "meta": {"_type": "gradio.FileData"}}
    for values in (("verify", given, photo), ("enrol", [given], "Ada"), ("import_gallery", given)):
        kind, said = caller.call(*values)
        # One that is no address is a path, which leads nowhere.
        assert kind == "error" if address_of.startswith("jar:") else "nothing is fetched" in str(said)


def test_as_the_url_beside_an_upload(caller, photo, canary):
    """The upload is used, the address is not."""
    for address in ADDRESSES[::6]:
        kind, data = caller.call("tool_faces", {**photo, "url": address.format(port=canary[0])})
        assert kind == "complete", data


def test_as_a_text_in_place_of_a_file(caller, photo, address_of):
    caller.problem("verify", address_of, photo, 1.1, "centre", 0, 0, "facenet-128", "distance")


@pytest.mark.parametrize("route", ["/file=", "/proxy="])
def test_through_the_server_as_a_proxy(caller, address_of, route):
    assert caller.http.get(route + quote(address_of, safe=":/@")).status_code in (403, 404)
