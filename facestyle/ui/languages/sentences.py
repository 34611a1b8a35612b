"""Sentences that the engine says in English, with values in them, in another language.

The engine knows nothing of the page: it says `Photo A is empty (0 bytes); choose another picture.` A language lists such
sentences as templates, `{name} is empty (0 bytes); choose another picture.`, each with its own. Here a sentence is
matched with these templates, which gives its values back, and filled into the other language's. A value may be a
sentence itself: what was wrong with a file inside of another, or a flaw of a face.

A template without a translation fails a test (tests/ui/languages), which reads them off the source.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from typing import NamedTuple

#: Values of values are translated too, so deep; nobody nests more.
DEEPEST = 4


class Template(NamedTuple):
    """An English sentence with gaps: the texts around its values, and the names of these."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

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
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        pairs = [(template(english), theirs) for english, theirs in known.items()]
        # Those with more text of their own first: they fit fewer sentences by chance.
        self._known = sorted(pairs, key=lambda pair: -sum(map(len, pair[0].texts)))

    def translated(self, told: str, depth: int = 0) -> str:
        """A sentence, or several in a row, in the language; in English where it lacks them.

        Args:
            told: in English.
            depth: how many sentences it is a value of.
        """
        if depth > DEEPEST:
            return told
        whole = self._of_one(told, depth)
        if whole is not None:
            return whole
        for end in (found.end() for found in re.finditer(r"[.?!] (?=\S)", told)):
            first = self._of_one(told[: end - 1], depth)
            if first is not None:
                return first + self.translated(told[end:], depth)
        return told

    def _of_one(self, sentence: str, depth: int) -> str | None:
        for english, theirs in self._known:
            values = english.values(sentence)
            if values is not None:
                return theirs.format(**{name: self.translated(one, depth + 1) for name, one in values.items()})
        return None
