"""The language of the page: English, or the one that the environment variable FACESTYLE_LANGUAGE names.

All sentences of a tab stand in its `words.py`, in English: constants, templates that are filled with `format`, and
functions where a sentence depends on a result. The last line of such a module is `languages.translate(__name__)`. A
language is a folder here, such as `de`, with a module for each tab that it translates, named like the tab:
`de/verify.py` defines names of `ui/verify/words.py` anew (and `de/shared.py` those of `ui/shared/words.py`). What it
leaves out stays English. What programs read stays English too: names and documentation of the API, labels of outputs
that are not shown, and the engine's own errors.
"""

from __future__ import annotations

import importlib
import os
import string
import sys
from types import ModuleType

from facestyle.errors import UsageError


def translate(words: str) -> None:
    """Let the chosen language take the place of a tab's English words.

    Args:
        words: name of the module of words.

    Raises:
        UsageError: there is no such language, or it defines what the English words do not have.
    """
    language = os.environ.get("FACESTYLE_LANGUAGE", "en")
    if language == "en":
        return
    english, theirs = sys.modules[words], _module(language, words.split(".")[-2])
    for name, value in vars(theirs).items():
        if name.isupper() or getattr(value, "__module__", "") == theirs.__name__:
            if not name.startswith("_"):
                _check(name, getattr(english, name, None), value, theirs.__name__)
            # Of labels by option, too, what is left out stays English.
            setattr(english, name, {**getattr(english, name, {}), **value} if isinstance(value, dict) else value)


def _module(language: str, tab: str) -> ModuleType:
    """A language's module for a tab; an empty one where it has none."""
    folder = f"{__name__}.{language}"
    try:
        importlib.import_module(folder)
        return importlib.import_module(f"{folder}.{tab}")
    except ModuleNotFoundError as problem:
        if problem.name == folder:
            sentence = f"There is no language {language!r}; set FACESTYLE_LANGUAGE to a folder of {__name__}."
            raise UsageError(sentence) from problem
        if problem.name != f"{folder}.{tab}":
            raise
        return ModuleType(f"{folder}.{tab}")


def _check(name: str, english: object, value: object, where: str) -> None:
    if type(value) is not type(english):
        raise UsageError(f"{where} defines {name} as {type(value).__name__}; the English words: {english!r}.")
    if isinstance(value, str) and _filled(value) != _filled(str(english)):
        raise UsageError(f"{where}: {name} has to be filled with the same as in English: {english!r}.")


def _filled(template: str) -> set[str]:
    """What a template is filled with; nothing in a formula, whose braces mean something else."""
    if "\\" in template or "$" in template:
        return set()
    return {field for _, field, _, _ in string.Formatter().parse(template) if field}
