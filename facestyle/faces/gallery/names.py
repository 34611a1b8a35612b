"""Names of people, as they are typed and as files suggest them."""

from __future__ import annotations

import unicodedata

from facestyle.errors import NameRefusedError

MAX_NAME = 80
#: Words of file names that cameras, telephones, programs and people in a hurry give, in small letters.
_GENERIC = """
img imge e dsc dscn dscf dsci sdc hpim cimg pict p pxl mvimg vid mov gopr gp dji kif wp wa pano burst crw cr fb image
images photo photos picture pictures pic pics snap snapshot screenshot screen shot capture scan scanned webcam camera
selfie portrait avatar face people group file download downloaded unnamed untitled unknown edited edit copy new cropped
original received whatsapp telegram signal snapchat instagram facebook zoom at on am pm foto fotos bild bilder imagen
imagenes bildschirmfoto kopie 照片 图片 图像 相片 截图 截屏 屏幕截图 微信图片 未命名
"""
_MONTHS = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
"""
_OF_CAMERAS = frozenset(_GENERIC.split())
_OF_DATES = _OF_CAMERAS | frozenset(_MONTHS.split())


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


def says_a_name(filename: str) -> bool:
    """Whether the name of a file may be a person's: not one that a camera gives, a date, or a code.

    >>> [says_a_name(one) for one in ("Ada_Lovelace_0003.jpg", "IMG_1234.JPG", "photo (1).png", "2024-05-01.jpg")]
    [True, False, False, False]
    """
    words = _words(filename)
    dated = any(len(word) == 4 and word[:2] in ("19", "20") and word.isdigit() for word in words)
    dated = dated or any(word.isdigit() for word in words[:1])
    generic = _OF_DATES if dated else _OF_CAMERAS
    return any(not _is_code(word) and word.strip("()").rstrip("0123456789").lower() not in generic for word in words)


def _is_code(word: str) -> bool:
    """Whether a word of a file's name is a number, or letters with digits before or among them: a date, a digest."""
    letters = word.strip("()").rstrip("0123456789")
    return not any(map(str.isalpha, letters)) or any(map(str.isdigit, letters))


def _words(filename: str) -> list[str]:
    stem = filename.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return "".join(" " if character in "_-." else character for character in stem).split()


def name_from_file(filename: str) -> str:
    """Suggest a person's name from a file's: without its ending, trailing numbers, dashes and underscores.

    >>> name_from_file("Ada_Lovelace_0003.jpg")
    'Ada Lovelace'
    """
    words = _words(filename)
    while len(words) > 1 and words[-1].strip("()").isdigit():
        words.pop()
    name = " ".join(words).rstrip("0123456789() ") or " ".join(words)
    name = "".join(character for character in name if character.isprintable() and character not in "<>")
    if name.islower():
        name = name.title()
    return name[:MAX_NAME].strip() or "Somebody"
