"""Paths of the server's files, of other folders and of nothing: neither read through an input nor handed out."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from facestyle import folders
from facestyle.weights import cache as weights_cache

HERE = Path(folders.__file__).parents[1]
PATHS = [
    "/etc/passwd",
    "/proc/self/environ",
    "/proc/self/mem",
    "/dev/zero",
    "/dev/stdin",
    "/",
    ".",
    "..",
    "~/.ssh/id_rsa",
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "/tmp/../etc/passwd",
    str(HERE / "app.py"),
    str(HERE / "facestyle" / "ui" / "page.py"),
    str(HERE / ".git" / "config"),
    "app.py",
    ".env",
    str(weights_cache.cache_folder() / "browser.key"),
    str(weights_cache.cache_folder() / "facenet-128.safetensors"),
    str(weights_cache.cache_folder() / "samples" / ".." / "browser.key"),
    "a\0b",
    "/etc/passwd\0.png",
    "a" * 5000,
    "\u202e/etc/passwd",
    "C:\\Windows\\win.ini",
    "/etc/passwd/",
    "/nowhere/at/all.png",
    "\ud83d",
    "\n",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("event", ["verify", "import_gallery", "film"])
def test_through_an_input(caller, photo, path, event):
    given = {"path": path, "meta": {"_type": "gradio.FileData"}}
    more = {
        "verify": [photo, 1.1, "centre", 0, 0, "facenet-128", "distance"],
        "film": [photo, 1.0, 512, 0.8, "no", 30.0, 0.0, None],
    }
    said = caller.problem(event, given, *more.get(event, []))
    assert "root:" not in said
    assert len(said) < 1000


@pytest.mark.parametrize("path", PATHS)
def test_beside_the_pages_own_files(caller, path):
    for route in ("/file=", "/file/"):
        answer = caller.http.get(route + quote(path.encode("utf-8", "replace"), safe="/"))
        assert answer.status_code in (307, 400, 403, 404, 414)
        assert "root:" not in answer.text


@pytest.mark.parametrize(
    "name",
    [
        "../../x.png",
        "..\\..\\x.png",
        "/etc/cron.d/x",
        "x" * 300 + ".png",
        "\u202egnp.exe",
        ".htaccess",
        "CON",
        "a/../../y",
        "%2e%2e%2fx.png",
        "a;b|c`d`.png",
        "$(id).png",
        "<img src=x onerror=alert(1)>.png",
        "-rf",
        "~root",
        "a\tb.png",
        "é" * 120,
    ],
)
def test_names_of_uploads(caller, uploads, name):
    answer = caller.http.post("/upload", files={"files": (name, b"data")})
    if answer.status_code == 200:
        path = Path(answer.json()[0])
        assert uploads.resolve() in path.resolve().parents
        assert path.read_bytes() == b"data"
    else:
        assert answer.status_code in (400, 413)
    assert "Traceback" not in answer.text


def test_a_link_among_the_uploads_is_not_followed(caller, uploads, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    link = uploads / "link.txt"
    link.symlink_to(secret)
    answer = caller.http.get(f"/file={link}")
    assert "the secret" not in answer.text
