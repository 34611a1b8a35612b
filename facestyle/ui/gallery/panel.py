"""The gallery, laid out: enrol, manage, export and import people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from facestyle.ui.gallery.events import (
    clear,
    enrol,
    export,
    import_gallery,
    keep_thumbnails,
    merge,
    open_gallery,
    remove,
    remove_picture,
    rename,
    undo,
)
from facestyle.ui.shared import html
from facestyle.ui.shared.inputs import as_given
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.wiring import wire


def build(page: Page) -> gr.HTML:
    """Lay out the gallery and wire its events; returns the strip, which identification renews."""
    session = page.session
    gallery = gr.HTML(html.empty("Opening the gallery …"), label="gallery", elem_id="identify-gallery")
    line = gr.HTML("", label="strip", elem_id="identify-strip")
    files = gr.File(
        label="Enrol: one picture a person or several",
        file_count="multiple",
        file_types=["image"],
        height=140,
        elem_id="identify-files",
    )
    with gr.Row(elem_classes="fs-tight"):
        name = gr.Textbox(
            label="Name",
            placeholder="empty: taken from the file names",
            scale=3,
            min_width=160,
            elem_id="identify-name",
        )
        enrol_button = gr.Button("Enrol", scale=1, min_width=90, elem_id="identify-enrol")
    note = gr.HTML("", label="note", elem_id="identify-note")
    with gr.Accordion("Manage: rename, merge, remove, undo", open=False, elem_id="identify-manage"):
        person = gr.Dropdown([], label="Person", allow_custom_value=True, elem_id="identify-person")
        with gr.Row(elem_classes="fs-tight"):
            new_name = gr.Textbox(label="New name", scale=3, min_width=140, elem_id="identify-new-name")
            rename_button = gr.Button("Rename", scale=1, min_width=90)
        with gr.Row(elem_classes="fs-tight"):
            into = gr.Dropdown(
                [], label="Is the same as", allow_custom_value=True, scale=3, min_width=140, elem_id="identify-into"
            )
            merge_button = gr.Button("Merge", scale=1, min_width=90)
        with gr.Row(elem_classes="fs-tight"):
            number = gr.Number(1, label="Picture #", precision=None, scale=3, min_width=140, elem_id="identify-number")
            remove_picture_button = gr.Button("Remove picture", scale=1, min_width=90)
        with gr.Row():
            remove_button = gr.Button("Remove person", min_width=80)
            undo_button = gr.Button("Undo", min_width=80, interactive=False, elem_id="identify-undo")
            clear_button = gr.Button("Clear all", variant="stop", min_width=80)
        keep = gr.Checkbox(
            False,
            label="Keep a small picture of each face enrolled from now on",
            info="In your visit alone, gone with it. Without this, nothing but encodings is kept.",
            elem_id="identify-keep",
        )
    with gr.Accordion("Export and import", open=False, elem_id="identify-files-accordion"):
        export_button = gr.Button("Export", elem_id="identify-export")
        exported = gr.File(label="Your gallery", visible=False, interactive=False, elem_id="identify-exported")
        imported = gr.File(
            label="Import: a gallery that was exported",
            file_types=[".facestyle"],
            height=110,
            elem_id="identify-import",
        )
    for given in (person, into, number, keep):
        as_given(given)
    data = gr.JSON(visible=False, label="people")
    views = [data, gallery, line, person, into, undo_button]
    wire(session, page.blocks.load, open_gallery, [], views, "gallery", queue="own", public=True, progress=False)
    wire(
        session,
        enrol_button.click,
        enrol,
        [files, name],
        [*views, note, files, name],
        "enrol",
        error=note,
        queue="faces",
        public=True,
        progress=gallery,
    )

    def manages(trigger: Any, run: Callable[..., Any], inputs: list[Any], outputs: list[Any]) -> None:
        wire(session, trigger, run, inputs, outputs, run.__name__, error=note, queue="faces", public=True)

    manages(rename_button.click, rename, [person, new_name], [*views, new_name])
    manages(merge_button.click, merge, [person, into], [*views, note])
    manages(remove_button.click, remove, [person], views)
    manages(remove_picture_button.click, remove_picture, [person, number], views)
    manages(undo_button.click, undo, [], [*views, note])
    manages(clear_button.click, clear, [], views)
    manages(keep.input, keep_thumbnails, [keep], views)
    manages(imported.upload, import_gallery, [imported], [*views, note, imported])
    manages(export_button.click, export, [], [exported, note])
    return line
