"""The languages of the page: English, and that of each folder here, such as `zh`; each visitor reads one of them.

All sentences of a tab stand in its `words.py`, in English: constants, templates that are filled with `format`, and
functions where a sentence depends on a result. The last line of such a module is `languages.translate(__name__)`. A
language is a folder with a module for each tab, named like the tab: `zh/verify.py` defines names of
`ui/verify/words.py` anew (and `zh/shared.py` those of `ui/shared/words.py`). `zh/sentences/` translates what the
engine says in English.

One process serves all languages. The page is built once for each (`ui/page.py`), and every handler runs in the language
of the page that called it. So `words.NAME` is looked up in the language in use at that moment: a module of words has a
copy for each language, in which the English source is executed anew and the language's definitions take the place of
its own, so that a function that a language need not translate takes its constants in that language. Other modules
import the module and never a name from it, which would be of the language in use at the import.

Gradio's own `gr.I18n` chooses among constants in the browser. It can't fill a template with a result, and most
sentences here have one.

What programs read stays English: names and documentation of the API, labels of outputs that are not shown. Events of
the English page are the API; those of the other pages are private.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import ModuleType
from typing import Any

from facestyle.ui.languages.check import misfit
from facestyle.ui.languages.sentences import Sentences

ENGLISH = "en"
_USED: ContextVar[str] = ContextVar("language", default=ENGLISH)
#: Modules of words by language and name.
_COPIES: dict[tuple[str, str], ModuleType] = {}
_ENDED = object()


def others() -> list[str]:
    """The languages beside English: the folders here."""
    return sorted(one.name for one in pkgutil.iter_modules(__path__) if one.ispkg)


def current() -> str:
    """The language in use."""
    return _USED.get()


@contextmanager
def using(language: str) -> Iterator[None]:
    """Take words in a language until the context ends."""
    before = _USED.set(language)
    try:
        yield
    finally:
        _USED.reset(before)


def speaking(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function, or a generator, that always runs in the language in use now: that of the page being built."""
    language = current()

    @functools.wraps(function)
    def run(*values: Any, **named: Any) -> Any:
        with using(language):
            return function(*values, **named)

    @functools.wraps(function)
    def run_steps(*values: Any, **named: Any) -> Iterator[Any]:
        steps = function(*values, **named)
        try:
            while True:
                # Gradio takes each step in a context of its own.
                with using(language):
                    value = next(steps, _ENDED)
                if value is _ENDED:
                    return
                yield value
        finally:
            with using(language):
                steps.close()

    return run_steps if inspect.isgeneratorfunction(function) else run


def event_name(name: str) -> str:
    """The name of an event on the page being built: its own on the English page, whose events are the API."""
    return name if current() == ENGLISH else f"{current()}_{name}"


class _Words(ModuleType):
    """A module of English words that answers in the language in use."""

    def __getattribute__(self, name: str) -> Any:
        language = _USED.get()
        if language == ENGLISH or name.startswith("__"):
            return super().__getattribute__(name)
        copy = _COPIES.get((language, super().__getattribute__("__name__")))
        return super().__getattribute__(name) if copy is None else getattr(copy, name)


def said(sentence: str) -> str:
    """What the engine says in English, in the language in use; English where the language lacks it."""
    return sentence if current() == ENGLISH else _sentences(current()).translated(sentence)


@functools.lru_cache(maxsize=64)
def _sentences(language: str) -> Sentences:
    module = _module(f"{__name__}.{language}.sentences")
    return Sentences({}) if module is None else Sentences(module.SENTENCES, module.tidied)


def translate(words: str) -> None:
    """Let a module of English words answer in every language.

    What a language lacks stays English, and so does what does not fit the English words any more: sentences change, and
    the page has to stand meanwhile. `misfits` tells what a translator has to do.

    Args:
        words: its name.
    """
    english = sys.modules[words]
    if isinstance(english, _Words):  # a copy is being made
        return
    english.__class__ = _Words
    for language in others():
        with using(language):
            _COPIES[language, words] = _copy(english, language)


def misfits(words: str, language: str) -> list[str]:
    """Why definitions of a language can't take the place of a tab's English words; empty where all can."""
    english = vars(sys.modules[words])
    reasons = (misfit(name, english.get(name), value) for name, value in _theirs(words, language).items())
    return [reason for reason in reasons if reason]


def _copy(english: ModuleType, language: str) -> ModuleType:
    spec = english.__spec__
    assert spec is not None
    assert spec.loader is not None
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    for name, value in _theirs(spec.name, language).items():
        before = getattr(copy, name, None)
        if not misfit(name, before, value):
            # Of labels by option, too, what is left out stays English.
            setattr(copy, name, {**before, **value} if isinstance(before, dict) else value)
    return copy


def _theirs(words: str, language: str) -> dict[str, Any]:
    """What a language defines for a tab: its constants and functions."""
    module = _module(f"{__name__}.{language}.{words.split('.')[-2]}")
    return (
        {
            name: value
            for name, value in vars(module).items()
            if not name.startswith("_") and (name.isupper() or getattr(value, "__module__", "") == module.__name__)
        }
        if module is not None
        else {}
    )


def _module(name: str) -> ModuleType | None:
    """A language's module for a tab; None where it has none."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as problem:
        if problem.name != name:
            raise
        return None
