"""A gallery as a text that its owner's browser keeps and only this server can read.

The text is a gallery file, encrypted and authenticated by Fernet (AES-128-CBC with HMAC-SHA-256) under a key of the
server. So whoever reads the browser's storage learns nothing, and a text that was changed or comes from elsewhere is
refused. The server keeps the key and no gallery.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from facestyle.errors import BudgetError, GalleryFileError, OutputError
from facestyle.faces.gallery import file as gallery_file
from facestyle.faces.gallery.people import Contents
from facestyle.ui.gallery import words
from facestyle.ui.server.settings import settings
from facestyle.weights.cache import cache_folder

#: The file of the key, in the cache folder.
FILE = "browser.key"
#: Browsers keep some five million characters for an address.
MOST = 3_000_000
_PURPOSE = b"facestyle: galleries kept in browsers"


def seal(contents: Contents) -> str:
    """Return people as a text for their browser.

    Raises:
        BudgetError: they are too many for a browser.
        OutputError: the server has no key, and can't write one.
    """
    data = gallery_file.encoded(gallery_file.Stored(contents))
    size = len(data) * 4 // 3
    if size > MOST:
        raise BudgetError(words.TOO_LARGE_FOR_BROWSER.format(size=size / 1e6, most=MOST / 1e6))
    return Fernet(_key()).encrypt(data).decode("ascii")


def unseal(text: object) -> Contents:
    """Return the people of a text from a browser.

    Raises:
        GalleryFileError: the text is none, was changed, or was made under another key.
        ContractError: its encodings were made in a way that is unknown here.
        OutputError: the server has no key, and can't write one.
    """
    if not isinstance(text, str) or not 0 < len(text) <= 2 * MOST:
        raise GalleryFileError(words.NOT_READABLE)
    try:
        data = Fernet(_key()).decrypt(text.encode("ascii"))
    except (InvalidToken, UnicodeError) as problem:
        raise GalleryFileError(words.NOT_READABLE) from problem
    return gallery_file.decoded(data, words.BROWSER_GALLERY).contents


def _key() -> bytes:
    """The key: made of the setting `secret` where there is one, else of the file, which is made once."""
    secret = settings().secret
    material = secret.get_secret_value().encode() if secret else _kept_secret()
    return base64.urlsafe_b64encode(hmac.digest(material, _PURPOSE, hashlib.sha256))


def _kept_secret() -> bytes:
    path = cache_folder() / FILE
    with suppress(FileNotFoundError):
        return path.read_bytes()
    new = path.with_name(f"{FILE}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        with suppress(FileExistsError):  # another process was first
            _put(new, path)
        return path.read_bytes()
    except OSError as problem:
        raise OutputError(words.NO_KEY) from problem
    finally:
        new.unlink(missing_ok=True)


def _put(new: Path, path: Path) -> None:
    """Give a file its name, whole, unless that is taken."""
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if not path.exists():
            new.replace(path)
