"""Whether the words of a language fit the English ones: of the same kind, filled with the same."""

from __future__ import annotations

import inspect
import string

from facestyle.errors import UsageError


def check(name: str, english: object, value: object, where: str) -> None:
    """Check that a value can stand where the English one does.

    Args:
        name: of the constant or function.
        english: the English value; None where there is none.
        value: that of the language.
        where: the language's module.

    Raises:
        UsageError: it can't.
    """
    if type(value) is not type(english):
        raise UsageError(f"{where} defines {name} as {type(value).__name__}; the English words: {english!r}.")
    if isinstance(value, str) and _filled(value) != _filled(str(english)):
        raise UsageError(f"{where}: {name} has to be filled with the same as in English: {english!r}.")
    if callable(value) and callable(english):
        _check_arguments(name, english, value, where)
    if isinstance(value, dict) and isinstance(english, dict):
        for key in value.keys() & english.keys():
            check(f"{name}[{key!r}]", english[key], value[key], where)
    if isinstance(value, (list, tuple)) and isinstance(english, (list, tuple)):
        if len(value) != len(english):
            raise UsageError(f"{where}: {name} holds {len(value)} values; the English words: {english!r}.")
        for number, (ours, theirs) in enumerate(zip(english, value, strict=True)):
            check(f"{name}[{number}]", ours, theirs, where)


def _check_arguments(name: str, english: object, value: object, where: str) -> None:
    ours, theirs = (list(inspect.signature(one).parameters) for one in (english, value))  # type: ignore[arg-type]
    if ours != theirs:
        raise UsageError(f"{where}: {name} takes {', '.join(theirs)}; in English: {', '.join(ours)}.")


def _filled(template: str) -> set[str]:
    """What a template is filled with; nothing in a formula, whose braces mean something else."""
    if "\\" in template or "$" in template:
        return set()
    return {field for _, field, _, _ in string.Formatter().parse(template) if field}
