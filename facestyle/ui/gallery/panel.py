"""The gallery, laid out: enrol, manage, export and import people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from facestyle import folders
from facestyle.ui.gallery import events, keeping, view, words
from facestyle.ui.gallery.opening import sample_gallery
from facestyle.ui.shared import html
from facestyle.ui.shared.inputs import as_given, files
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.wiring import wire

SCRIPT = folders.assets() / "people.js"


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
    people, script = sample_gallery(), SCRIPT.read_text(encoding="utf-8")
    opened = html.empty(words.OPENING) if people is None else view.cards(people.people, {})
    gallery = gr.HTML(opened, label="gallery", elem_id="identify-gallery", js_on_load=script)
    strip = gr.HTML("", label="strip", elem_id="identify-strip")
    pictures = files(words.FILES, "identify-files", ["image"], 150, many=True)
    with gr.Row(elem_classes="fs-tight"):
        name = gr.Textbox(
            label=words.NAME, placeholder=words.NAME_PLACEHOLDER, scale=3, min_width=140, elem_id="identify-name"
        )
        run = gr.Button(words.ENROL, scale=1, min_width=90, elem_id="identify-enrol")
    note = gr.HTML("", label="note", elem_id="identify-note")
    aside = gr.HTML("", label="kept aside", elem_id="identify-aside", js_on_load=script)
    with gr.Accordion(words.FILE, open=False, elem_id="identify-files-accordion"):
        here = gr.Checkbox(False, label=words.KEEP_HERE, info=words.KEEP_HERE_INFO, elem_id="identify-keep-here")
        forget = gr.Button(words.FORGET_HERE, size="sm", elem_id="identify-forget")
        keep = as_given(gr.Checkbox(False, label=words.KEEP, info=words.KEEP_INFO, elem_id="identify-keep"))
        export = gr.Button(words.EXPORT, elem_id="identify-export")
        exported = gr.File(label=words.EXPORTED, visible=False, interactive=False, elem_id="identify-exported")
        imported = files(words.IMPORT, "identify-import", [".facestyle"], 110)
    views = [data, gallery, strip]
    shown = [*views, note, gr.JSON(visible=False, label="aside"), aside]

    def manages(trigger: Any, run: Callable[..., Any], inputs: list[Any], outputs: list[Any], **more: Any) -> None:
        settings: dict[str, Any] = {"error": note, "queue": "gallery", "public": True, **more}
        wire(session, trigger, run, inputs, outputs, run.__name__, **settings)

    changes: dict[str, Any] = {"changes": "gallery"}
    manages(run.click, events.enrol, [pictures, name], [*shown, pictures, name], progress=gallery, **changes)
    manages(imported.upload, events.import_gallery, [imported], [*shown, imported], **changes)
    manages(export.click, events.export, [], [exported, note, *views])
    manages(keep.input, events.keep_thumbnails, [keep], views)
    for area, suffix in ((gallery, ""), (aside, "_aside")):
        wire(session, area.managed, events.managed, [], shown, f"managed{suffix}", error=note, queue="gallery",
             progress=False, **changes)  # fmt: skip
    _for_programs(manages, shown)
    opened = wire(session, page.arrived or page.blocks.load, events.open_gallery, [], views, "gallery", queue="own",
                  public=True, progress=False)  # fmt: skip
    _keep_here(session, opened, as_given(here), forget, note, shown)
    return GalleryPanel(strip, views)


def _keep_here(
    session: gr.State, opened: Any, here: gr.Checkbox, forget: gr.Button, note: gr.HTML, shown: list[Any]
) -> None:
    """Let the browser keep the gallery, where the visitor asks for it; restored once the visit's own is `opened`."""
    vault, views = keeping.vault(), shown[:3]
    kept = gr.Textbox(visible=False, label="kept")

    def keeps(trigger: Any, run: Callable[..., Any], inputs: list[Any], outputs: list[Any], **more: Any) -> None:
        wire(session, trigger, run, inputs, outputs, f"gallery_{run.__name__}", error=note, queue="kept",
             progress=False, **more)  # fmt: skip

    keeps(here.input, keeping.keep, [here], [vault, note, *views])
    keeps(forget.click, keeping.forget, [], [vault, note, *views, here])
    keeps(opened.then, keeping.restore, [kept], [*shown, here], changes="gallery", js=keeping.STORED)
    keeps(vault.full, keeping.full, [], [note, *views, here])
    keeps(views[1].change, keeping.follow, [], [vault])


def _for_programs(manages: Callable[..., None], shown: list[Any]) -> None:
    """What the cards offer, with arguments."""
    person, to = gr.Textbox(label=words.PERSON, visible=False), gr.Textbox(label=words.NEW_NAME, visible=False)
    into, key = gr.Textbox(label=words.INTO, visible=False), gr.Textbox(label=words.ASIDE_KEY, visible=False)
    number = as_given(gr.Number(label=words.NUMBER, precision=None, visible=False))
    name, never = gr.Textbox("", label=words.NAME, visible=False), gr.Button("", visible=False)
    inputs: dict[Callable[..., Any], list[Any]] = {
        events.rename: [person, to],
        events.merge: [person, into],
        events.remove: [person],
        events.remove_picture: [person, number],
        events.undo: [],
        events.clear: [],
        events.accept: [key, name],
    }
    for run, given in inputs.items():
        manages(never.click, run, given, shown, changes="gallery")
