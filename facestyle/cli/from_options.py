"""A command's options, made from the fields of a dataclass: name, type, range, choices, default and help."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from inspect import Parameter
from typing import Annotated, Any

import typer

from facestyle.errors import UsageError
from facestyle.fields import Option, of


def from_options(options: type, *names: str) -> Callable[..., Callable[..., None]]:
    """Give a command the options of a dataclass, behind the parameters that have to be given.

    The command takes them as `**given`: those that were on the command line, as the dataclass takes them. A tuple is
    written 0.2,0.8.

    Args:
        options: the dataclass; it checks the values.
        names: of its fields, in this order; all of them where none are named.
    """
    chosen = of(options, *names)

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(context: typer.Context, **values: Any) -> None:
            given = {one.name: _parsed(one, values.pop(one.name)) for one in chosen}
            sources = {name: getattr(context.get_parameter_source(name), "name", "") for name in given}
            command(**values, **{name: value for name, value in given.items() if sources[name] != "DEFAULT"})

        *own, _given = inspect.signature(command, eval_str=True).parameters.values()
        needed = sum(one.default is Parameter.empty for one in own)
        context = Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)
        shown = [context, *own[:needed], *map(_parameter, chosen), *own[needed:]]
        signature = inspect.Signature([one.replace(kind=Parameter.KEYWORD_ONLY) for one in shown])
        run.__dict__.update(__signature__=signature, __annotations__={one.name: one.annotation for one in shown})
        return run

    return decorate


def _parameter(one: Option) -> Parameter:
    kind: Any = str if one.several else one.kind
    default = one.default
    if one.several:  # shown as it is written
        default = ",".join(f"{part:g}" if one.kind is float else str(part) for part in one.default) or None
    if default is None:
        kind = kind | None
    return Parameter(
        one.name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, typer.Option(help=one.told)]
    )


def _parsed(one: Option, value: Any) -> Any:
    if not one.several or value is None:
        return value
    try:
        return tuple(one.kind(part) for part in value.split(","))
    except ValueError as problem:
        raise UsageError(
            f"--{one.name.replace('_', '-')} {value[:60]} is not a list of numbers; give them as 0.2,0.2,0.2."
        ) from problem
