"""Results that the page opens with, in place of empty areas, before any network is awake.

`assets/opening/make.py` makes what they hold; a test compares it with what the code gives today. What is shown of it is
made when the page is built, by the code that shows results of runs, in the page's words.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
from gradio.components import Component

from facestyle import folders, images
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.encoders.registry import encoder_spec
from facestyle.faces.face import Face
from facestyle.faces.pipeline import EncodedFace
from facestyle.images import Picture
from facestyle.ui.shared import html, words
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.results import Result, place, stamped
from facestyle.ui.shared.session import Session

FOLDER = folders.assets() / "opening"


def picture(path: str | Path, name: str | None = None) -> Picture:
    """A sample picture, read once for all languages; see `remembering`."""
    found = _read(str(path))
    return found if name is None else replace(found, name=name)


@lru_cache(maxsize=8)
def _read(path: str) -> Picture:
    return images.load(path)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember pictures while the page is built, and no longer."""
    try:
        yield
    finally:
        _read.cache_clear()


def kept(name: str) -> Any:
    """What the script has made under a name; None where it is absent."""
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def faces(*paths: str) -> list[tuple[EncodedFace, ...]] | None:
    """The encoded faces of sample pictures, by the names of their files.

    Returns:
        The faces of each; None where a picture is unknown, or where they were encoded under another contract than
        today's.
    """
    shipped = kept("faces") or {"contract": "", "pictures": {}}
    names = [Path(path).stem for path in paths]
    if shipped["contract"] != encoder_spec(DEFAULT_ENCODER).contract or not set(names) <= shipped["pictures"].keys():
        return None
    return [tuple(_face(one, shipped["contract"]) for one in shipped["pictures"][name]) for name in names]


def address(name: str) -> str:
    """Where the page finds a shipped file, relative to its own address."""
    return f"gradio_api/file={(FOLDER / name).as_posix()}"


def holds(component: Any, name: str) -> bool:
    """Whether an input opens with the file of this name, without its ending."""
    return Path(str(_opened(component))).stem == name


def put(page: Page, result: Result, markup: str, press: str = "", made_from: Iterable[Component] | None = None) -> None:
    """Open an area with a result that was made from the inputs as they are when the page opens.

    Args:
        markup: the result, as a run would show it.
        press: the label of the button that makes it anew; empty leaves out the sentence about it.
        made_from: the inputs that it was made from; all those of the result where not given.
    """
    visit = page.session.value
    given = {one._id: _opened(one) for one in (result.made_from if made_from is None else made_from)}
    visit.made[result.name] = stamp = result.stamp(given, visit)
    note = html.note(words.SHIPPED.format(press=press)) if press else ""
    result.area.value = stamped(markup + note, stamp, visit)


def is_shown(session: Session, area: str, *files: str) -> bool:
    """Whether an area still shows what it opened with, made from these files alone.

    The page tells of a change where an input is shown for the first time, too.
    """
    stamp = session.made.get(area)
    return stamp is not None and [*json.loads(stamp)["of"].values()] == [place(one) for one in files]


def _opened(component: Any) -> Any:
    """The value that an event would get of a component as it is when the page opens."""
    value = component.value
    if isinstance(value, list):
        return [one["path"] if isinstance(one, dict) else one for one in value]
    return value["path"] if isinstance(component, (gr.Image, gr.Video)) and value else value


def written(found: Sequence[EncodedFace]) -> list[dict[str, Any]]:
    """Encoded faces for a file; `faces` reads them."""
    return [
        {
            **asdict(one.face),
            "quality": one.quality,
            "flaws": list(one.flaws),
            "encoding": base64.b64encode(one.encoding.astype("<f4").tobytes()).decode(),
        }
        for one in found
    ]


def _face(one: dict[str, Any], contract: str) -> EncodedFace:
    landmarks = tuple((x, y) for x, y in one["landmarks"])
    left, top, right, bottom = one["box"]
    return EncodedFace(
        Face((left, top, right, bottom), landmarks, one["probability"], one["inside"]),
        np.frombuffer(base64.b64decode(one["encoding"]), "<f4").astype(np.float32),
        contract,
        one["quality"],
        tuple(one["flaws"]),
    )
