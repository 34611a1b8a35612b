"""Names of people, as they are typed and as files suggest them."""

from __future__ import annotations

import unicodedata

from facestyle.errors import NameRefusedError

MAX_NAME = 80


def checked_name(name: str) -> str:
    """Return a person's name, tidied: one line, Unicode composed, single spaces.

    Raises:
        NameRefusedError: it is empty, longer than `MAX_NAME`, or holds HTML or control characters.
    """
    if not isinstance(name, str) or not tidy(name):
        raise NameRefusedError("A person needs a name; type one.")
    name = tidy(name)
    if len(name) > MAX_NAME:
        raise NameRefusedError(f"The name {name[:20]}… has {len(name)} characters; use at most {MAX_NAME}.")
    if any(character in "<>" or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") for character in name):
        shown = "".join(character for character in name if character.isprintable() and character not in "<>")
        raise NameRefusedError(
            f"The name {shown[:20]!r} holds characters that names don't have; type it in plain text."
        )
    return name


def tidy(name: str) -> str:
    """One line, Unicode composed, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def name_from_file(filename: str) -> str:
    """Suggest a person's name from a file's: without its ending, trailing numbers, dashes and underscores.

    >>> name_from_file("Ada_Lovelace_0003.jpg")
    'Ada Lovelace'
    """
    stem = filename.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    words = "".join(" " if character in "_-." else character for character in stem).split()
    while len(words) > 1 and words[-1].strip("()").isdigit():
        words.pop()
    name = " ".join(words).rstrip("0123456789() ") or " ".join(words)
    name = "".join(character for character in name if character.isprintable() and character not in "<>")
    if name.islower():
        name = name.title()
    return name[:MAX_NAME].strip() or "Somebody"
