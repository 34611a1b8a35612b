"""You, live: names on the faces that a camera sees, and a line for each who has none.

The mechanism is that of the tab Live: one picture under way at a time, places, nothing kept. A stream belongs to a
visit, whose gallery names the faces; the page says which one when it begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any
from weakref import WeakValueDictionary

import gradio as gr

from facestyle.engine.choice import engine
from facestyle.errors import FacestyleError, OptionError
from facestyle.faces.face import Face
from facestyle.faces.live.names import SIDE, LiveNames, Track
from facestyle.faces.pipeline import EncodedFace
from facestyle.images import Picture
from facestyle.style.instant.live import streams_at_once
from facestyle.ui import languages
from facestyle.ui.gallery import view as gallery_view
from facestyle.ui.identify import words
from facestyle.ui.live import events as live_events
from facestyle.ui.live import view as live_view
from facestyle.ui.live import words as live_words
from facestyle.ui.live.places import TURN, Places
from facestyle.ui.server.gpu import on_gpu
from facestyle.ui.shared import html
from facestyle.ui.shared.session import Session

#: The visits of the streams, by the name that the page has made up.
_VISITS: WeakValueDictionary[str, Session] = WeakValueDictionary()

_TEMPLATE = """
<div class="fs-live fs-names" data-state="off">
  <div class="fs-mirror">
    <canvas hidden></canvas>
    <video muted playsinline aria-label="{answer}"></video>
    <div class="fs-live-faces" role="status"></div>
    <p class="fs-said" role="status"></p>
  </div>
  <p class="fs-live-pace"></p>
  <div class="fs-live-asks"></div>
  <div class="fs-live-buttons">
    <button type="button" class="fs-primary" id="names-start">{start}</button>
    <button type="button" hidden>{other}</button>
  </div>
  <template><form class="fs-ask"><span class="fs-pin"></span><input type="text" name="who" maxlength="80"
    autocomplete="off" list="identify-names" placeholder="{who}" aria-label="{who}">
    <button type="submit">{enrol}</button></form></template>
</div>
"""


@lru_cache(maxsize=1)
def places() -> Places:
    """The places of this process."""
    return Places(streams_at_once(), lambda: LiveNames(_find, _encode))


@on_gpu(lambda *_: 5)
def _find(picture: Picture) -> list[Face]:
    return engine().glance(picture)


@on_gpu(lambda *_: 5)
def _encode(pairs: Sequence[tuple[Picture, Face]], encoder: str) -> list[EncodedFace]:
    return engine().encode_found(pairs, encoder)


def stage() -> gr.HTML:
    """The camera with its names."""
    shown = {
        "answer": words.LIVE_ANSWER,
        "start": live_words.START,
        "other": live_words.OTHER_CAMERA,
        "who": words.WHO_IS_THIS,
        "enrol": words.NAME_IT,
    }
    return gr.HTML(
        html_template=_TEMPLATE.format(**{name: escape(one) for name, one in shown.items()}),
        js_on_load=live_view.SCRIPT.read_text(encoding="utf-8"),
        server_functions=[languages.speaking(frame), languages.speaking(leave)],
        label=words.LIVE_ANSWER,
        elem_id="identify-stage",
        container=False,
        words={**live_view.spoken(), "example": words.LIVE_EXAMPLE, "pace": words.LIVE_PACE},
    )


def begun(session: Session, event: gr.EventData) -> None:
    """Note whose gallery names the faces of a stream."""
    visitor = (event._data if isinstance(event._data, dict) else {}).get("visitor")
    _VISITS[live_events.name_of(visitor)] = session


def frame(asked: Any) -> dict[str, Any]:
    """Name the faces in the newest picture of a camera, or say where in line its visitor is.

    Args:
        asked: `visitor` and `frame`, see `live.events.frame`.

    Returns:
        `faces`, each with its `number`, `box` in shares of the picture, `who` and whether they are `known`; or what
        `live.events.frame` says instead.
    """
    given = asked if isinstance(asked, Mapping) else {}
    visitor = given.get("visitor")
    try:
        return _answered(live_events.name_of(visitor), given)
    except FacestyleError as problem:
        leave(visitor)
        return live_view.ended(languages.said(problem.message))


def _answered(visitor: str, given: Mapping[str, Any]) -> dict[str, Any]:
    turn = places().ask(visitor)
    if turn is None or isinstance(turn, int):
        return live_events.in_line(turn, places())
    if places().over(turn):
        leave(visitor)
        return live_view.ended(live_words.time_over(TURN))
    session = _VISITS.get(visitor)
    if not given.get("frame") or session is None:
        return live_view.begins(SIDE)
    if not turn.busy.acquire(blocking=False):
        return {}
    try:
        picture = live_events.picture_of(given["frame"])
        gallery = session.gallery
        tracks = turn.live.see(picture, gallery, gallery.threshold() if len(gallery) else None)
        return {"faces": [_shown(one, picture) for one in tracks], "size": SIDE}
    finally:
        turn.busy.release()


def _shown(one: Track, picture: Picture) -> dict[str, Any]:
    left, top, right, bottom = one.face.box
    box = [left / picture.width, top / picture.height, right / picture.width, bottom / picture.height]
    name = one.answer.name if one.answer else None
    who = name or (words.WHO_IS_THIS if one.encoded is not None else "")
    return {"number": one.number, "box": box, "who": who, "known": name is not None}


def leave(visitor: Any) -> None:
    """Give the place of a visitor back."""
    if isinstance(visitor, str):
        places().leave(visitor)
        _VISITS.pop(visitor, None)


def named(session: Session, event: gr.EventData) -> tuple[Any, ...]:
    """Enrol a face of the camera under the name that was typed."""
    typed = event._data if isinstance(event._data, dict) else {}
    visitor, who = live_events.name_of(typed.get("visitor")), str(typed.get("who", ""))
    turn = places().ask(visitor) if _VISITS.get(visitor) is session else None
    number = typed.get("number")
    track = turn.live.track(number) if turn is not None and not isinstance(turn, int) else None
    if track is None or track.encoded is None:
        raise OptionError(words.FACE_IS_GONE)
    # There is no file: the stream and the face take the place of a picture's digest.
    session.gallery.enrol(who, track.encoded, f"camera-{visitor}-{number}", accepted=True)
    return *gallery_view.views_of(session), html.remark(words.CAMERA_NAMED.format(name=who))
