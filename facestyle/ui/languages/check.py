"""Whether the words of a language fit the English ones: of the same kind, filled with the same."""

from __future__ import annotations

import inspect
import string
from collections.abc import Iterable


def misfit(name: str, english: object, value: object) -> str:
    """Why a value can't stand where the English one does; empty if it can.

    Args:
        name: of the constant or function.
        english: the English value; None where there is none.
        value: that of the language.
    """
    if type(value) is not type(english):
        return f"{name} is {type(value).__name__}; the English words: {english!r}"
    if isinstance(value, str):
        return (
            "" if _filled(value) == _filled(str(english)) else f"{name} has to be filled with the same as {english!r}"
        )
    if inspect.isfunction(value) and inspect.isfunction(english):
        ours, theirs = (list(inspect.signature(one).parameters) for one in (english, value))
        return "" if ours == theirs else f"{name} takes {', '.join(theirs)}; in English: {', '.join(ours)}"
    if isinstance(value, dict) and isinstance(english, dict):
        # A language may name more options: those whose English help is the engine's.
        return _first(misfit(f"{name}[{key!r}]", english[key], one) for key, one in value.items() if key in english)
    if isinstance(value, (list, tuple)) and isinstance(english, (list, tuple)):
        if len(value) != len(english):
            return f"{name} holds {len(value)} values; the English words: {english!r}"
        if isinstance(value, list) and [_chosen(one) for one in value] != [_chosen(one) for one in english]:
            return f"{name} offers other values than {english!r}"
        return _first(misfit(f"{name}[{at}]", english[at], one) for at, one in enumerate(value))
    return ""


def _chosen(choice: object) -> object:
    """The value of a choice, which is the same in every language: the second of label and value."""
    return choice[1] if isinstance(choice, tuple) and len(choice) == 2 else None


def _first(reasons: Iterable[str]) -> str:
    return next(filter(None, reasons), "")


def _filled(template: str) -> set[str]:
    """What a template is filled with; nothing in a formula, whose braces mean something else."""
    if "\\" in template or "$" in template:
        return set()
    return {field for _, field, _, _ in string.Formatter().parse(template) if field}
