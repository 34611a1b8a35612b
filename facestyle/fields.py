"""Options, each declared once in the field of a frozen dataclass: default, range, choices and help.

    size: int = option(256, 64, 2048, help="Long side of G in pixels.")
    init: Init = option("noise", help="What G starts from.")

The annotation gives the type: int, float, str or bool, a tuple of them, the words of a `Literal`, or None. Checks,
command line, API, widgets and documentation are made from the field.

Every value is checked, even those of the page's widgets: its API accepts whatever JSON holds.
"""

from __future__ import annotations

import dataclasses
import math
import sys
from collections import ChainMap
from collections.abc import Iterable
from functools import lru_cache
from types import NoneType
from typing import Any, Literal, NamedTuple, TypeGuard, get_args, get_origin

from facestyle.errors import OptionError


class Option(NamedTuple):
    """What a field declares.

    Attributes:
        name: the field's name.
        kind: int, float, str or bool; for a tuple, the type of its elements.
        default: the field's default.
        low, high: the lowest and the highest value of a number; None where there is no range.
        choices: the words that are allowed; empty where any are, or where the dataclass checks them itself.
        help: a sentence or two for whoever sets the option; `told` adds what is allowed.
        several: whether it is a tuple.
        optional: whether it may be None.
        called: the name of the option in errors, or for a tuple that of each element.
    """

    name: str
    kind: type
    default: Any
    low: Any
    high: Any
    choices: tuple[str, ...]
    help: str
    several: bool
    optional: bool
    called: str

    @property
    def allowed(self) -> str:
        """The range or the choices in words; empty where there are neither."""
        if self.low is not None:
            return f"{self.low:g} to {self.high:g}" if self.kind is float else f"{self.low} to {self.high}"
        if self.several or not self.choices:
            return ", ".join(self.choices)
        return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"

    @property
    def told(self) -> str:
        """The help, with what is allowed put into its first sentence."""
        if not self.allowed:
            return self.help
        first, _, others = self.help.partition(". ")
        return f"{first.removesuffix('.')}{': ' if self.choices else ', '}{self.allowed}. {others}".strip()

    def checked(self, value: Any) -> Any:
        """Return the value as the dataclass keeps it, or raise `OptionError`."""
        if value is None and self.optional:
            return None
        if not self.several:
            return self._checked(value)
        if not isinstance(value, (list, tuple)):
            what = f"some of {', '.join(self.choices)}" if self.choices else _PLURALS[self.kind]
            raise OptionError(f"{self.name} has to be a list of {what}.")
        return tuple(self._checked(one) for one in value)

    def _checked(self, value: Any) -> Any:
        if self.choices:
            return choice(self.called, value, self.choices)
        if self.kind is bool and not isinstance(value, bool):
            raise OptionError(f"{self.called} is {_shown(value)}; give true or false.")
        if self.low is None:
            return value
        return (whole if self.kind is int else number)(self.called, value, self.low, self.high)


_PLURALS = {int: "whole numbers", float: "numbers", str: "names", bool: "yes and no"}


def option(
    default: Any,
    low: float | None = None,
    high: float | None = None,
    *,
    help: str,
    choices: Iterable[str] = (),
    called: str = "",
) -> Any:
    """Declare an option of a dataclass; the arguments are the attributes of `Option`.

    A `Literal` declares its choices itself, and `called` is the field's name where it is empty.
    """
    told = {"low": low, "high": high, "help": help, "choices": tuple(choices), "called": called}
    return dataclasses.field(default=default, metadata=told)


@lru_cache(maxsize=64)
def declared(options: type) -> dict[str, Option]:
    """The options of a dataclass by name; fields not declared by `option` are left out."""
    return {field.name: _read(options, field) for field in dataclasses.fields(options) if "help" in field.metadata}


def _read(options: type, field: dataclasses.Field[Any]) -> Option:
    # Annotations are texts. Those of other fields stay texts: they may name what only type checkers import.
    names = ChainMap(*(vars(sys.modules[one.__module__]) for one in options.__mro__))
    kind: Any = eval(field.type, {}, names) if isinstance(field.type, str) else field.type
    optional = NoneType in get_args(kind)
    if optional:
        kind = next(part for part in get_args(kind) if part is not NoneType)
    several = get_origin(kind) is tuple
    if several:
        kind = get_args(kind)[0]
    told = dict(field.metadata)
    if get_origin(kind) is Literal:
        told["choices"], kind = get_args(kind), str
    told["called"] = told["called"] or field.name
    return Option(field.name, kind, field.default, several=several, optional=optional, **told)


def of(options: type, *names: str) -> list[Option]:
    """The named options of a dataclass, in the order of the names; all of them where none is named."""
    known = declared(options)
    return [known[name] for name in names or known]


def limits(options: type, name: str) -> tuple[Any, Any]:
    """The lowest and the highest value of a number."""
    return declared(options)[name].low, declared(options)[name].high


def check(options: object) -> None:
    """Check every option of a dataclass, and convert it to its type (2.0 to 2, a list to a tuple); for `__post_init__`.

    Raises:
        OptionError: a value is not finite, out of range, or not one of the choices. The first is named.
    """
    kind: type = type(options)
    for name, one in declared(kind).items():
        object.__setattr__(options, name, one.checked(getattr(options, name)))


def number(name: str, value: object, low: float, high: float) -> float:
    """Return `value` as a finite float within [low, high], or raise `OptionError`."""
    if not _finite(value) or not low <= value <= high:
        raise OptionError(f"{name} is {_shown(value)}; give a number from {low:g} to {high:g}.")
    return float(value)


def whole(name: str, value: object, low: int, high: int) -> int:
    """Return `value` as an integer within [low, high], or raise `OptionError`. 3.0 counts as 3, 2.7 does not."""
    if not _finite(value) or value != int(value) or not low <= value <= high:
        raise OptionError(f"{name} is {_shown(value)}; give a whole number from {low} to {high}.")
    return int(value)


def choice(name: str, value: object, choices: Iterable[str]) -> str:
    """Return `value` if it is one of `choices`, or raise `OptionError`."""
    choices = tuple(choices)
    if not isinstance(value, str) or value not in choices:
        raise OptionError(f"{name} is {_shown(value)}; choose one of {', '.join(choices)}.")
    return value


def _finite(value: object) -> TypeGuard[float]:
    try:
        return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # an integer beyond any float
        return False


def _shown(value: object) -> str:
    text = "missing" if value is None else repr(value)
    return text if len(text) <= 40 else text[:39] + "…"
