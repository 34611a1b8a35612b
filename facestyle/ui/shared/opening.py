"""A tab opens on a finished result: one that is shipped, made by a program of assets/opening from the samples in place.

It is stamped like any other result, so that it is old as soon as these inputs change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Component

from facestyle import folders
from facestyle.ui.shared.results import Result, place, stamped
from facestyle.ui.shared.session import Session

FOLDER = folders.assets() / "opening"


def read(name: str) -> dict[str, Any]:
    """What a shipped result says of itself, from a JSON file."""
    told: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return told


def address(name: str) -> str:
    """Where the page finds a shipped file, relative to its own address."""
    return f"gradio_api/file={(FOLDER / name).as_posix()}"


def holds(component: Component, name: str) -> bool:
    """Whether an input holds the file of this name, without its ending, when the page opens."""
    return Path(str(_path(component.value))).stem == name


def put(session: gr.State, result: Result, markup: str, made_from: Iterable[Component]) -> None:
    """Let each visit begin with a result in its area, made from the values that these inputs open with."""
    visit: Session = session.value
    stamp = result.stamp({one._id: _path(one.value) for one in made_from}, visit)
    visit.made[result.name] = stamp
    result.area.value = stamped(markup, stamp, visit)


def is_shown(session: Session, area: str, *files: str) -> bool:
    """Whether an area still shows what it opened with, made from these files alone.

    The page tells of a change where an input is shown for the first time, too.
    """
    stamp = session.made.get(area)
    return stamp is not None and [*json.loads(stamp)["of"].values()] == [place(one) for one in files]


def _path(value: Any) -> Any:
    """The path of an input that holds a file; any other value as it is."""
    return value["path"] if isinstance(value, dict) and "path" in value else value
