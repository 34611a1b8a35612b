"""What the engine says, in Chinese: templates by the English ones."""

from __future__ import annotations

import re

from facestyle.ui.languages.zh.sentences import (
    compute,
    faces,
    gallery,
    kinds,
    options,
    pictures,
    siamese,
    signals,
    style,
)

SENTENCES = {
    **pictures.SENTENCES,
    **kinds.SENTENCES,
    **faces.SENTENCES,
    **gallery.SENTENCES,
    **siamese.SENTENCES,
    **signals.SENTENCES,
    **style.SENTENCES,
    **options.SENTENCES,
    **compute.SENTENCES,
}

_HAN, _LATIN = "[\u4e00-\u9fff]", "[A-Za-z0-9\u00c0-\u024f]"


def tidied(sentence: str) -> str:
    """A space between Chinese and Latin letters, and none beside Chinese punctuation.

    >>> tidied("照片 A是空文件。 请重试")
    '照片 A 是空文件。请重试'
    """
    spaced = re.sub(f"(?<={_HAN})(?={_LATIN})|(?<={_LATIN})(?={_HAN})", " ", sentence)
    return re.sub("(?<=[，。；：、！？（）“”]) +| +(?=[，。；：、！？（）“”])", "", spaced)
