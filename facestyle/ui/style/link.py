"""A link that opens the tab with the same settings: options by name in the query, and our own pictures by theirs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from facestyle.errors import OptionError
from facestyle.fields import Option
from facestyle.style.options import StyleOptions, strength_of
from facestyle.ui.shared import samples
from facestyle.ui.shared.session import Session
from facestyle.ui.style import request
from facestyle.ui.style.estimate import Proposal

#: A longer query is none of ours.
LONGEST = 2000
#: A size is always named, since the page may propose another one than the usual.
_ALWAYS = ("size",)


def address(options: StyleOptions, content: str, style: str) -> str:
    """The query of the page with these options, and with C and S where they are ours."""
    usual, chosen = request.values(StyleOptions()), request.values(options)
    told: dict[str, object] = {"tab": "style"}
    for name, path, ours in (("content", content, samples.contents()), ("style", style, _styles())):
        same = [one for one in ours if Path(one).name == Path(path).name and samples.alike(one, path)]
        told |= {name: Path(same[0]).stem} if same else {}
    told |= {name: value for name, value in chosen.items() if value != usual[name] or name in _ALWAYS}
    return f"?{urlencode(told)}"


def opened(session: Session, query: str | None) -> dict[str, object]:
    """The inputs that a link asks for; none where it asks for nothing of this tab."""
    given = dict(parse_qsl((query or "")[:LONGEST].removeprefix("?")))
    known = {one.name: one for one in request.OPTIONS}
    named = {name: given[name] for name in given.keys() & {*known, "content", "style"}}
    if given.get("tab") != "style" or not named:
        return {}
    pictures = {
        name: _ours(name, named.pop(name), ours)
        for name, ours in (("content", samples.contents()), ("style", _styles()))
        if name in named
    }
    options = request.options_of({name: _read(known[name], text) for name, text in named.items()})
    session.of(Proposal).made = True
    return {**request.values(options), "strength": round(strength_of(options.alpha, options.beta), 2), **pictures}


def _read(one: Option, text: str) -> Any:
    """The value of an option as it stands in a query; the text itself where it is none, for the options to refuse."""
    if one.kind is bool:
        return {"True": True, "False": False}.get(text, text)
    if one.kind in (int, float):
        try:
            return float(text)
        except ValueError:
            return text
    return text


def _ours(kind: str, name: str, paths: list[str]) -> str:
    known: Mapping[str, str] = {Path(path).stem: path for path in paths}
    if name not in known:
        raise OptionError(f"{kind} is {name!r}; choose one of {', '.join(known)}.")
    return known[name]


def _styles() -> list[str]:
    return [path for path, _ in samples.styles()]
