"""The fonts of a report: DejaVu Sans, which matplotlib brings, and for Chinese one of the machine's own."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

#: Where fonts with Chinese characters lie on a Mac, on Windows, and on Linux without fontconfig.
USUAL = (
    "/System/Library/Fonts/STHeiti Light.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "/Library/Fonts/Arial Unicode.ttf",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simhei.ttf",
    "C:/Windows/Fonts/simsun.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)
#: What a font has to have to count as Chinese.
_CHINESE = "验证报告"
#: Of `unicodedata.bidirectional`: from right to left, and the marks that turn the direction of a text.
_TURNED = {"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "PDF", "PDI", "FSI"}


def font_of(text: str, bold: bool = False) -> Path | None:
    """The font that has every character of a text; None where none has, or where the text can't be set by it.

    Letters from right to left are not set: older releases of matplotlib would write them in the wrong order.
    """
    if any(unicodedata.bidirectional(one) in _TURNED or not one.isprintable() for one in text):
        return None
    ours = [_own("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")]
    return next((path for path in [*ours, *_chinese()] if covers(path, text)), None)


def settable(text: str, bold: bool = False) -> tuple[str, Path]:
    """A text as it can be set, and its font: what our own font lacks is a question mark, where no font has all."""
    found = font_of(text, bold)
    if found is not None:
        return text, found
    path = _own("DejaVuSans.ttf")
    return "".join(one if one.isprintable() and covers(path, one) else "?" for one in text), path


def can_write(texts: Iterable[str]) -> bool:
    """Whether a font of this machine has the characters of all texts."""
    return all(font_of(text) for text in texts)


def covers(path: Path, text: str) -> bool:
    """Whether a font has every character of a text."""
    return set(map(ord, text)) <= _characters(path)


def is_truetype(path: Path) -> bool:
    """Whether the outlines of a font are TrueType, which a PDF can hold as they are, and not those of PostScript."""
    with path.open("rb") as file:
        kind = file.read(4)
        if kind == b"ttcf":  # a collection: its first font begins where the fourth number says
            file.seek(12)
            file.seek(int.from_bytes(file.read(4), "big"))
            kind = file.read(4)
    return kind != b"OTTO"


def _own(name: str) -> Path:
    import matplotlib

    return Path(matplotlib.get_data_path(), "fonts", "ttf", name)


@lru_cache(maxsize=32)
def _characters(path: Path) -> frozenset[int]:
    """The characters of a font; none where it can't be read."""
    from matplotlib.font_manager import get_font

    try:
        return frozenset(get_font(path).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()


@lru_cache(maxsize=1)
def _chinese() -> list[Path]:
    """The machine's font for Chinese, by fontconfig or in the usual places; empty where it has none."""
    found = [path for path in map(Path, [*_by_fontconfig(), *USUAL]) if path.is_file() and covers(path, _CHINESE)]
    return found[:1]


def _by_fontconfig() -> list[str]:
    program = shutil.which("fc-match")
    if program is None:
        return []
    asked = [program, "--format=%{file}", "sans:lang=zh-cn"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.SubprocessError, UnicodeError):
        return []
    return [told] if told else []
