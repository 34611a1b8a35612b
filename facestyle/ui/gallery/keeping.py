"""A gallery that the visitor's browser keeps, where they ask for it: kept with every change, restored, forgotten.

What goes to the browser and comes back is sealed; see sealed.py.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle import folders
from facestyle.errors import FacestyleError
from facestyle.faces.gallery.gallery import Gallery
from facestyle.ui.gallery import words
from facestyle.ui.gallery.events import shown
from facestyle.ui.gallery.sealed import seal, unseal
from facestyle.ui.gallery.state import GalleryState
from facestyle.ui.gallery.view import views_of
from facestyle.ui.shared import html
from facestyle.ui.shared import words as shared_words
from facestyle.ui.shared.session import Session

SCRIPT = folders.assets() / "keep.js"
#: What the browser is told: the sealed text to keep; an empty one to forget it.
Kept = dict[str, str]
_FORGET: Kept = {"sealed": ""}
#: What the browser has kept, for `restore`.
STORED = """(session, _) => {
  try { return [session, localStorage.getItem("facestyle-gallery")]; } catch { return [session, null]; }
}"""


def vault() -> gr.HTML:
    """The component without a look that stands for the browser's storage. Its value is a `Kept`."""
    script = SCRIPT.read_text(encoding="utf-8")
    return gr.HTML(html_template="", js_on_load=script, label=words.KEPT_HERE, elem_id="identify-vault")


def keep(session: Session, wanted: bool) -> tuple[Any, ...]:
    """Let the browser keep the gallery from now on, or forget it."""
    if wanted is not True:
        return forget(session)[:-1]
    kept, people = _sealed(session), shared_words.people(len(session.gallery))
    session.of(GalleryState).keeps = True
    return kept, html.remark(words.KEEPS.format(people=people)), *views_of(session)


def follow(session: Session) -> Kept | Any:
    """Keep what has changed, if the browser keeps the gallery."""
    return _sealed(session) if session.of(GalleryState).keeps else gr.skip()


def forget(session: Session) -> tuple[Any, ...]:
    """Let the browser forget the gallery; the visit goes on with its people."""
    session.of(GalleryState).keeps = False
    return _FORGET, html.remark(words.FORGOTTEN), *views_of(session), False


def restore(session: Session, kept: str | None) -> Any:
    """Take the gallery that the browser has kept, if any, in place of the one that visits begin with."""
    if not kept:
        return gr.skip()
    contents = unseal(kept)
    Gallery(session.gallery.encoder, session.gallery.limit).absorb(contents)  # raises what is wrong before a change
    for _ in range(2):  # the second time, there is nothing to undo either
        session.gallery.clear()
    session.gallery.absorb(contents)
    session.of(GalleryState).keeps = True
    people = shared_words.people(len(session.gallery))
    return *shown(session, html.remark(words.WELCOME.format(people=people))), True


def full(session: Session) -> tuple[Any, ...]:
    """The browser could not keep what it was told to keep."""
    session.of(GalleryState).keeps = False
    return html.problem(words.NO_ROOM), *views_of(session), False


def _sealed(session: Session) -> Kept:
    """The gallery for the browser; nobody in it means nothing to keep."""
    try:
        return {"sealed": seal(session.gallery.contents())} if len(session.gallery) else _FORGET
    except FacestyleError:
        session.of(GalleryState).keeps = False
        raise
