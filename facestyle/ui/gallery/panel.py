"""The gallery, laid out: enrol, manage, export and import people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from facestyle.ui.gallery import events, words
from facestyle.ui.shared import html
from facestyle.ui.shared.inputs import as_given, files
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.wiring import wire


@dataclass(frozen=True)
class _Enrol:
    """Who is enrolled, and where that is said."""

    gallery: gr.HTML
    strip: gr.HTML
    files: gr.File
    name: gr.Textbox
    run: gr.Button
    note: gr.HTML


@dataclass(frozen=True)
class _Manage:
    """What can be done with those enrolled."""

    person: gr.Dropdown
    new_name: gr.Textbox
    rename: gr.Button
    into: gr.Dropdown
    merge: gr.Button
    number: gr.Number
    remove_picture: gr.Button
    remove: gr.Button
    undo: gr.Button
    clear: gr.Button
    keep: gr.Checkbox


@dataclass(frozen=True)
class _File:
    """The gallery as a file."""

    export: gr.Button
    exported: gr.File
    imported: gr.File


def build(page: Page) -> gr.HTML:
    """Lay out the gallery and wire its events; returns the strip, which identification renews."""
    enrol = _enrol()
    with gr.Accordion(words.MANAGE, open=False, elem_id="identify-manage"):
        people = _manage()
    with gr.Accordion(words.FILE, open=False, elem_id="identify-files-accordion"):
        file = _file()
    _wire(page, enrol, people, file)
    return enrol.strip


def _enrol() -> _Enrol:
    gallery = gr.HTML(html.empty(words.OPENING), label="gallery", elem_id="identify-gallery")
    strip = gr.HTML("", label="strip", elem_id="identify-strip")
    pictures = files(words.FILES, "identify-files", ["image"], 140, many=True)
    with gr.Row(elem_classes="fs-tight"):
        name = gr.Textbox(
            label=words.NAME, placeholder=words.NAME_PLACEHOLDER, scale=3, min_width=160, elem_id="identify-name"
        )
        run = gr.Button(words.ENROL, scale=1, min_width=90, elem_id="identify-enrol")
    return _Enrol(gallery, strip, pictures, name, run, gr.HTML("", label="note", elem_id="identify-note"))


def _manage() -> _Manage:
    wide: dict[str, Any] = {"scale": 3, "min_width": 140}
    narrow: dict[str, Any] = {"scale": 1, "min_width": 90}
    person = gr.Dropdown([], label=words.PERSON, allow_custom_value=True, elem_id="identify-person")
    with gr.Row(elem_classes="fs-tight"):
        new_name = gr.Textbox(label=words.NEW_NAME, **wide, elem_id="identify-new-name")
        rename = gr.Button(words.RENAME, **narrow)
    with gr.Row(elem_classes="fs-tight"):
        into = gr.Dropdown([], label=words.INTO, allow_custom_value=True, **wide, elem_id="identify-into")
        merge = gr.Button(words.MERGE, **narrow)
    with gr.Row(elem_classes="fs-tight"):
        number = gr.Number(1, label=words.NUMBER, precision=None, **wide, elem_id="identify-number")
        remove_picture = gr.Button(words.REMOVE_PICTURE, **narrow)
    with gr.Row():
        remove = gr.Button(words.REMOVE, min_width=80)
        undo = gr.Button(words.UNDO, min_width=80, interactive=False, elem_id="identify-undo")
        clear = gr.Button(words.CLEAR, variant="stop", min_width=80)
    keep = gr.Checkbox(False, label=words.KEEP, info=words.KEEP_INFO, elem_id="identify-keep")
    for given in (person, into, number, keep):
        as_given(given)
    return _Manage(person, new_name, rename, into, merge, number, remove_picture, remove, undo, clear, keep)


def _file() -> _File:
    export = gr.Button(words.EXPORT, elem_id="identify-export")
    exported = gr.File(label=words.EXPORTED, visible=False, interactive=False, elem_id="identify-exported")
    return _File(export, exported, files(words.IMPORT, "identify-import", [".facestyle"], 110))


def _wire(page: Page, enrol: _Enrol, people: _Manage, file: _File) -> None:
    session, note = page.session, enrol.note
    data = gr.JSON(visible=False, label="people")
    views = [data, enrol.gallery, enrol.strip, people.person, people.into, people.undo]
    wire(session, page.blocks.load, events.open_gallery, [], views, "gallery", queue="own", public=True, progress=False)

    def manages(trigger: Any, run: Callable[..., Any], inputs: list[Any], outputs: list[Any], **more: Any) -> None:
        wire(session, trigger, run, inputs, outputs, run.__name__, error=note, queue="faces", public=True, **more)

    enrolled = [*views, note, enrol.files, enrol.name]
    manages(enrol.run.click, events.enrol, [enrol.files, enrol.name], enrolled, progress=enrol.gallery)
    manages(people.rename.click, events.rename, [people.person, people.new_name], [*views, people.new_name])
    manages(people.merge.click, events.merge, [people.person, people.into], [*views, note])
    manages(people.remove.click, events.remove, [people.person], views)
    manages(people.remove_picture.click, events.remove_picture, [people.person, people.number], views)
    manages(people.undo.click, events.undo, [], [*views, note])
    manages(people.clear.click, events.clear, [], views)
    manages(people.keep.input, events.keep_thumbnails, [people.keep], views)
    manages(file.imported.upload, events.import_gallery, [file.imported], [*views, note, file.imported])
    manages(file.export.click, events.export, [], [file.exported, note])
