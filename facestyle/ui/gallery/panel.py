"""The gallery, laid out: enrol, manage, export and import people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from facestyle.ui.gallery import events, view, words
from facestyle.ui.gallery.opening import sample_gallery
from facestyle.ui.shared import html
from facestyle.ui.shared.inputs import as_given, files
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.wiring import wire

#: Wires an event of the gallery: trigger, handler, inputs, outputs.
Manages = Callable[..., None]
_WIDE: dict[str, Any] = {"scale": 3, "min_width": 140}
_NARROW: dict[str, Any] = {"scale": 1, "min_width": 90}


@dataclass(frozen=True)
class GalleryPanel:
    """What other parts of the tab renew.

    Attributes:
        strip: a line about what is kept.
        views: all that `view.views_of` has values for.
    """

    strip: gr.HTML
    views: list[Any]


def build(page: Page) -> GalleryPanel:
    """Lay out the gallery and wire its events."""
    session, data = page.session, gr.JSON(visible=False, label="people")
    people = sample_gallery()
    opened = html.empty(words.OPENING) if people is None else view.cards(people.people, {})
    gallery = gr.HTML(opened, label="gallery", elem_id="identify-gallery")
    strip = gr.HTML("", label="strip", elem_id="identify-strip")
    pictures = files(words.FILES, "identify-files", ["image"], 140, many=True)
    with gr.Row(elem_classes="fs-tight"):
        name = gr.Textbox(
            label=words.NAME, placeholder=words.NAME_PLACEHOLDER, scale=3, min_width=160, elem_id="identify-name"
        )
        run = gr.Button(words.ENROL, **_NARROW, elem_id="identify-enrol")
    note = gr.HTML("", label="note", elem_id="identify-note")
    kept_aside = gr.JSON(visible=False, label="aside")
    choice = as_given(
        gr.Dropdown([], label=words.ASIDE, allow_custom_value=True, visible=False, elem_id="identify-aside")
    )
    accept = gr.Button(words.ACCEPT, visible=False, elem_id="identify-accept")
    aside = [kept_aside, choice, accept]

    def manages(trigger: Any, run: Callable[..., Any], inputs: list[Any], outputs: list[Any], **more: Any) -> None:
        wire(session, trigger, run, inputs, outputs, run.__name__, error=note, queue="faces", public=True, **more)

    with gr.Accordion(words.MANAGE, open=False, elem_id="identify-manage"):
        views = _manage(manages, [data, gallery, strip], note, aside)
    with gr.Accordion(words.FILE, open=False, elem_id="identify-files-accordion"):
        export = gr.Button(words.EXPORT, elem_id="identify-export")
        exported = gr.File(label=words.EXPORTED, visible=False, interactive=False, elem_id="identify-exported")
        imported = files(words.IMPORT, "identify-import", [".facestyle"], 110)
    manages(
        run.click,
        events.enrol,
        [pictures, name],
        [*views, note, pictures, name, *aside],
        changes="gallery",
        progress=gallery,
    )
    manages(accept.click, events.accept, [choice], [*views, note, *aside], changes="gallery")
    manages(imported.upload, events.import_gallery, [imported], [*views, note, imported], changes="gallery")
    manages(export.click, events.export, [], [exported, note])
    wire(
        session,
        page.arrived or page.blocks.load,
        events.open_gallery,
        [],
        views,
        "gallery",
        queue="own",
        public=True,
        progress=False,
    )
    return GalleryPanel(strip, views)


def _manage(manages: Manages, shown: list[Any], note: gr.HTML, aside: list[Any]) -> list[Any]:
    """Rename, merge, remove, undo; returns all that `events` has views for: `shown`, and whom to manage."""
    person = _person(words.PERSON, "identify-person")
    with gr.Row(elem_classes="fs-tight"):
        new_name = gr.Textbox(label=words.NEW_NAME, **_WIDE, elem_id="identify-new-name")
        rename = gr.Button(words.RENAME, **_NARROW)
    with gr.Row(elem_classes="fs-tight"):
        into = _person(words.INTO, "identify-into", **_WIDE)
        merge = gr.Button(words.MERGE, **_NARROW)
    with gr.Row(elem_classes="fs-tight"):
        number = as_given(gr.Number(1, label=words.NUMBER, precision=None, **_WIDE, elem_id="identify-number"))
        remove_picture = gr.Button(words.REMOVE_PICTURE, **_NARROW)
    with gr.Row():
        remove = gr.Button(words.REMOVE, min_width=80)
        undo = gr.Button(words.UNDO, min_width=80, interactive=False, elem_id="identify-undo")
        clear = gr.Button(words.CLEAR, variant="stop", min_width=80)
    keep = as_given(gr.Checkbox(False, label=words.KEEP, info=words.KEEP_INFO, elem_id="identify-keep"))
    views = [*shown, person, into, undo]
    changes: dict[str, Any] = {"changes": "gallery"}
    manages(rename.click, events.rename, [person, new_name], [*views, new_name, *aside], **changes)
    manages(merge.click, events.merge, [person, into], [*views, note, *aside], **changes)
    manages(remove.click, events.remove, [person], views, **changes)
    manages(remove_picture.click, events.remove_picture, [person, number], views, **changes)
    manages(undo.click, events.undo, [], [*views, note], **changes)
    manages(clear.click, events.clear, [], [*views, *aside], **changes)
    manages(keep.input, events.keep_thumbnails, [keep], views)
    return views


def _person(label: str, elem_id: str, **more: Any) -> gr.Dropdown:
    return as_given(gr.Dropdown([], label=label, allow_custom_value=True, **more, elem_id=elem_id))
