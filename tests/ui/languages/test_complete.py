"""A language is complete: every sentence of the page is there, filled with the same."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterator

import pytest
from support.places import HOUSE

from facestyle.ui import languages

UI = HOUSE / "facestyle" / "ui"
WORDS = sorted(".".join(path.relative_to(HOUSE).with_suffix("").parts) for path in UI.rglob("words.py"))
OTHERS = languages.others()
#: Words that are the same in every language: names of networks and their parts, of formats, codes and variables.
NAMES = {
    *("facestyle", "VGG", "relu", "BFGS", "Adam", "float", "bfloat", "winograd", "WFDB", "NIfTI", "CSV"),
    *("Shepp", "Logan", "PNG", "PDF", "TIFF", "MP", "MP4", "ZIP", "QRS", "px", "max", "en", "zh", "CN", "English"),
    "Esc",
}  # fmt: skip


def leaves(value: object, where: str) -> Iterator[tuple[str, str]]:
    """The texts in a constant, each with its place."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, f"{where}[{key!r}]")
    elif isinstance(value, (list, tuple)):
        # Of a choice, the second is its value, which programs give.
        shown = value[:1] if where.endswith("]") and isinstance(value, tuple) and len(value) == 2 else value
        for number, one in enumerate(shown):
            yield from leaves(one, f"{where}[{number}]")


def spoken(text: str) -> set[str]:
    """The words of a text that a language has to translate; of formulas, those that are text."""
    if "\\" in text or "$" in text:
        text = " ".join(re.findall(r"\\text\{+([^}]*)\}", text)) + re.sub(r"\$[^$]*\$|\\[A-Za-z]+", " ", text)
    text = re.sub(r"\{[^}]*\}", " ", text)
    return set(re.findall(r"[A-Za-z]{2,}", text)) - NAMES


def constants(module: object) -> dict[str, object]:
    return {name: value for name, value in vars(module).items() if name.isupper() and not name.startswith("_")}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", WORDS)
def test_what_is_translated_fits_the_english_words(name, language):
    importlib.import_module(name)
    assert languages.misfits(name, language) == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", WORDS)
def test_every_constant_is_translated(name, language):
    english = importlib.import_module(name)
    theirs = languages._COPIES[language, name]
    left = []
    for constant, value in constants(english).items():
        translated = dict(leaves(getattr(theirs, constant), constant))
        left += [(where, text) for where, text in leaves(value, constant) if spoken(text) and translated[where] == text]
    assert left == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", WORDS)
def test_every_function_that_holds_words_is_translated(name, language):
    english = importlib.import_module(name)
    theirs = languages._COPIES[language, name]
    assert [one for one in functions(english) if getattr(theirs, one).__module__ == name] == []


def functions(module: object) -> list[str]:
    """Functions of a module that write words themselves, and do not leave this to its constants.

    Those that no other module calls are left out: a language has its own.
    """
    return [
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and not name.startswith("_")
        and value.__module__ == module.__name__
        and written(value)
    ]


def written(function: object) -> set[str]:
    [tree] = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    body = tree.body[1:] if ast.get_docstring(tree) else tree.body
    parts = [part for node in body for part in ast.walk(node)]
    codes = {id(one) for part in parts if isinstance(part, ast.Compare) for one in ast.walk(part)}
    texts = [part.value for part in parts if isinstance(part, ast.Constant) and id(part) not in codes]
    return {word for text in texts if isinstance(text, str) for word in spoken(text)}
