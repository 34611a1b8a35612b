"""Checks that options share: finite, of the right kind, in range, one of the choices.

A value that passed the page's widgets can still be NaN, a boolean or a text: the API accepts whatever JSON holds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from facestyle.errors import OptionError


def number(name: str, value: Any, low: float, high: float) -> float:
    """Return `value` as a finite float within [low, high], or raise `OptionError`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not _finite(value) or not low <= value <= high:
        raise OptionError(f"{name} is {_shown(value)}; give a number from {low:g} to {high:g}.")
    return float(value)


def whole(name: str, value: Any, low: int, high: int) -> int:
    """Return `value` as an integer within [low, high], or raise `OptionError`. 3.0 counts as 3, 2.7 does not."""
    fits = not isinstance(value, bool) and isinstance(value, (int, float)) and _finite(value)
    if not fits or value != int(value) or not low <= value <= high:
        raise OptionError(f"{name} is {_shown(value)}; give a whole number from {low} to {high}.")
    return int(value)


def choice(name: str, value: Any, choices: Iterable[str]) -> str:
    """Return `value` if it is one of `choices`, or raise `OptionError`."""
    choices = tuple(choices)
    if not isinstance(value, str) or value not in choices:
        raise OptionError(f"{name} is {_shown(value)}; choose one of {', '.join(choices)}.")
    return value


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer beyond any float
        return False


def _shown(value: Any) -> str:
    text = "missing" if value is None else repr(value)
    return text if len(text) <= 40 else text[:39] + "…"
