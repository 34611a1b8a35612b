"""The tab Identify: a photograph and the gallery on the left, the names on the right."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle import folders
from facestyle.faces.encoders import DEFAULT_ENCODER
from facestyle.faces.gallery import gallery as gallery_gallery
from facestyle.ui.gallery import panel
from facestyle.ui.gallery.panel import GalleryPanel
from facestyle.ui.identify import batch, events, live, opening, words
from facestyle.ui.identify.view import card as card_of
from facestyle.ui.shared import html, samples
from facestyle.ui.shared import opening as page_opening
from facestyle.ui.shared.inputs import as_given, files, photo, radio
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.session import Session
from facestyle.ui.shared.wall import wall
from facestyle.ui.shared.wiring import wire, wire_again, wire_download

ID = "identify"
SCRIPT = folders.assets() / "identify.js"


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    photos = samples.identify_photos()
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=5, min_width=300, elem_id="identify-controls"):
            photograph = photo(words.PHOTOGRAPH, "identify-photo", photos[0] if photos else None, 210)
            button = gr.Button(words.IDENTIFY, variant="primary", size="lg", elem_id="identify-run")
            if photos:
                clicks = _examples(page, photograph, photos)
            strictness = _more()
            with gr.Column(elem_id="identify-people"):
                people = panel.build(page)
        with gr.Column(scale=9, min_width=320, elem_id="identify-output"):
            card = gr.HTML(
                html.empty(words.EMPTY),
                label="result",
                elem_id="identify-result",
                js_on_load=SCRIPT.read_text(encoding="utf-8"),
            )
            note = gr.HTML("", label="note", elem_id="identify-answer-note")
            _live(page, people)
            _several(page, people)
    inputs = [photograph, *strictness]
    outputs = [gr.JSON(visible=False, label="answer"), card, people.strip]

    names = page.result(
        card, inputs, words.IDENTIFY, parts={"gallery": None, "calibration": None}, at_once=tuple(inputs[1:])
    )

    def identifies(trigger: Any, api_name: str, public: bool = False) -> None:
        wire(page.session, trigger, events.identify, inputs, outputs, api_name, result=names, queue="faces",
             public=public, progress=card)  # fmt: skip

    identifies(button.click, "identify", public=True)
    if photos:
        identifies(clicks.then, "identify_after_example")
    wire_again(page.session, names, events.identify, inputs, outputs, "identify", "faces")
    if photos and (answer := opening.answer(photos[0])):
        page_opening.put(page, names, card_of(answer, DEFAULT_ENCODER), words.IDENTIFY)
    _wire_answer(page, card, inputs, people, note)


def _examples(page: Page, photograph: gr.Image, photos: list[str]) -> Any:
    """Sample photographs to click; returns the event that puts one in place."""
    hung = wall(words.EXAMPLES, "identify-examples", samples.identify_thumbnails(), columns=3)

    def take(_session: Session, selected: gr.SelectData) -> str:
        """Put a sample photograph in place."""
        return photos[selected.index]

    return wire(page.session, hung.select, take, [], [photograph], "identify_sample", progress=False)


def _more() -> tuple[gr.Textbox, gr.Radio]:
    """The threshold, and the chance that sets it otherwise."""
    with gr.Accordion(words.MORE, open=False, elem_id="identify-more"), gr.Row():
        fpir = gallery_gallery.FPIR
        chance = radio(words.CHANCE, "identify-chance", words.CHANCE_CHOICES, fpir, words.CHANCE_INFO)
        # A text, since an empty number has no default that programs could leave out.
        threshold = gr.Textbox(
            "",
            label=words.THRESHOLD,
            info=words.THRESHOLD_INFO,
            placeholder=words.THRESHOLD_PLACEHOLDER,
            elem_id="identify-threshold",
        )
    return as_given(threshold), chance


def _live(page: Page, people: GalleryPanel) -> None:
    """The camera, with names on the faces."""
    with gr.Accordion(words.LIVE, open=False, elem_id="identify-live"):
        gr.Markdown(words.LIVE_INTRO, elem_classes="fs-intro")
        stage = live.stage()
        note = gr.HTML("", label="note", elem_id="identify-live-note")
    wire(page.session, stage.begun, live.begun, [], [], "names_begun", progress=False)
    wire(page.session, stage.named, live.named, [], [*people.views, note], "names_named", error=note, queue="gallery",
         changes="gallery", progress=False)  # fmt: skip


def _several(page: Page, people: GalleryPanel) -> None:
    """Several photographs at once, and the groups of unknown faces in them."""
    with gr.Accordion(words.SEVERAL, open=False, elem_id="identify-several"):
        photographs = files(words.PHOTOGRAPHS, "identify-photographs", ["image"], 150, many=True)
        look = gr.Button(words.LOOK, elem_id="identify-look")
        script = SCRIPT.read_text(encoding="utf-8")
        groups = gr.HTML("", label="groups", elem_id="identify-groups", js_on_load=script)
        note = gr.HTML("", label="note", elem_id="identify-groups-note")
    group = as_given(gr.Number(1, label=words.GROUP, precision=None, visible=False))
    name, by_program = gr.Textbox("", label=words.NAME, visible=False), gr.Button("", visible=False)
    found = [gr.JSON(visible=False, label="unknown people"), groups, people.strip, photographs]
    shown: dict[str, Any] = {"error": note, "queue": "faces"}
    wire(page.session, look.click, batch.unknown_people, [photographs], found, "unknown_people", public=True,
         progress=groups, **shown)  # fmt: skip
    named = [*people.views, note]
    enrols = {**shown, "queue": "gallery", "changes": "gallery", "progress": False}
    wire(page.session, groups.grouped, batch.group_clicked, [], named, "group_clicked", **enrols)
    wire(page.session, by_program.click, batch.name_group, [group, name], named, "name_group", public=True, **enrols)


def _wire_answer(page: Page, card: gr.HTML, inputs: list[Any], people: GalleryPanel, note: gr.HTML) -> None:
    """What can be done with the answer: enrol a face of it, blur the others. Programs do the same by arguments."""
    session, photograph = page.session, inputs[0]
    face = as_given(gr.Number(1, label=words.FACE, precision=None, visible=False))
    name = gr.Textbox("", label=words.NAME, visible=False)
    keep = gr.Textbox("", label=words.KEEP, visible=False)
    by_program = gr.Button("", visible=False)
    picture = gr.DownloadButton(words.THE_PICTURE, visible="hidden", elem_id="identify-blurred")
    shown: dict[str, Any] = {"error": note, "queue": "faces", "progress": note}
    named, enrols = [*people.views, note], {**shown, "queue": "gallery", "changes": "gallery"}
    wire(session, card.named, events.name_clicked, [photograph], named, "name_clicked", **enrols)
    wire(
        session, by_program.click, events.name_face, [photograph, face, name], named, "name_face", public=True, **enrols
    )
    made = [picture, note]
    pressed = wire(session, card.blurred, events.blur_clicked, inputs, made, "blur_clicked", **shown)
    wire_download(session, pressed, picture, "blur")
    wire(session, by_program.click, events.blur_others, [*inputs, keep], made, "blur_others", public=True, **shown)
