"""Sentences that the engine says in English, with values in them, in another language.

The engine knows nothing of the page: it says `Photo A is empty (0 bytes); choose another picture.` A language lists
such sentences as templates, `{name} is empty (0 bytes); choose another picture.`, each with its own. Here a sentence is
matched with these templates, which gives its values back, and filled into the other language's. A value may be a
sentence itself: what was wrong with a file inside of another, or a flaw of a face.

A template without a translation fails a test (tests/ui/languages), which reads them off the source.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from typing import NamedTuple

#: Values of values are translated too, so deep; nobody nests more.
DEEPEST = 4
#: A template with so few letters of its own, such as `{name}: {problem}`, fits by chance: others are tried first, also
#: for a part of what is said.
LOOSE = 8


class Template(NamedTuple):
    """An English sentence with gaps: the texts around its values, and the names of these."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def own(self) -> int:
        """Its length without the values."""
        return sum(map(len, self.texts))

    def values(self, sentence: str) -> dict[str, str] | None:
        """The values in a sentence; None where it is not of this template.

        Each text is taken where it first occurs, so that the time grows with the length of the sentence and no faster,
        whatever is in the names of files.
        """
        first, *others = self.texts
        if not others:
            return {} if sentence == first else None
        *middle, last = others
        if not sentence.startswith(first) or not sentence.endswith(last):
            return None
        at, end, values = len(first), len(sentence) - len(last), []
        for text in middle:
            found = sentence.find(text, at, end)
            if found < 0:
                return None
            values.append(sentence[at:found])
            at = found + len(text)
        return None if at > end else dict(zip(self.names, [*values, sentence[at:end]], strict=True))


def template(english: str) -> Template:
    """Read a template; `{{` and `}}` are braces."""
    texts, names = [""], []
    for text, name, _, _ in string.Formatter().parse(english):
        texts[-1] += text
        if name is not None:
            texts.append("")
            names.append(name)
    return Template(tuple(texts), tuple(names))


class Sentences:
    """The sentences of a language.

    Args:
        known: its templates by the English ones.
        tidied: puts right what meets where a value is filled in, such as spaces between two scripts.
    """

    def __init__(self, known: Mapping[str, str], tidied: Callable[[str], str] = str) -> None:
        pairs = [(template(english), theirs) for english, theirs in known.items()]
        # Those with more text of their own first: they fit fewer sentences by chance.
        pairs.sort(key=lambda pair: -pair[0].own)
        self._close = [pair for pair in pairs if pair[0].own > LOOSE]
        self._loose = [pair for pair in pairs if pair[0].own <= LOOSE]
        self._tidied = tidied

    def translated(self, told: str) -> str:
        """A sentence, or several in a row, in the language; in English where it lacks them."""
        return self._tidied(self._translated(told, 0))

    def _translated(self, told: str, depth: int) -> str:
        """`depth` is how many sentences it is a value of."""
        if depth > DEEPEST:
            return told
        whole = self._of_one(told, self._close, depth)
        if whole is not None:
            return whole
        for end in (found.end() for found in re.finditer(r"[.?!] (?=\S)", told)):
            first = self._of_one(told[: end - 1], self._close, depth)
            if first is not None:
                return first + self._translated(told[end:], depth)
        loose = self._of_one(told, self._loose, depth)
        return told if loose is None else loose

    def _of_one(self, sentence: str, known: list[tuple[Template, str]], depth: int) -> str | None:
        for english, theirs in known:
            values = english.values(sentence)
            if values is not None:
                return theirs.format(**{name: self._translated(one, depth + 1) for name, one in values.items()})
        return None
