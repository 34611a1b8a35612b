"""The tab Identify: a gallery of people on the left, a photograph with names on the right."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle.faces.gallery import gallery as gallery_gallery
from facestyle.ui.gallery import panel
from facestyle.ui.identify import words
from facestyle.ui.identify.events import identify
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.inputs import as_given, examples, photo, radio
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.wiring import wire, wire_again

ID = "identify"


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    photos = samples.identify_photos()
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=5, min_width=260, elem_id="identify-people"):
            strip = panel.build(page)
        with gr.Column(scale=6, min_width=280):
            photograph = photo(words.PHOTOGRAPH, "identify-photo", photos[0] if photos else None, 260)
            button = gr.Button(words.IDENTIFY, variant="primary", size="lg", elem_id="identify-run")
            if photos:
                clicks = examples(photograph, photos, words.EXAMPLES, "identify-examples", "identify_example")
        with gr.Column(scale=9, min_width=320):
            card = gr.HTML(html.empty(words.EMPTY), label="result", elem_id="identify-result")
    inputs = [photograph, *_more()]
    outputs = [gr.JSON(visible=False, label="answer"), card, strip]

    names = page.result(
        card, inputs, words.IDENTIFY, parts={"gallery": None, "calibration": None}, at_once=tuple(inputs[1:])
    )

    def identifies(trigger: Any, api_name: str, public: bool = False) -> None:
        wire(page.session, trigger, identify, inputs, outputs, api_name, result=names, queue="faces", public=public,
             progress=card)  # fmt: skip

    identifies(button.click, "identify", public=True)
    if photos:
        identifies(clicks.load_input_event.then, "identify_after_example")
    wire_again(page.session, names, identify, inputs, outputs, "identify", "faces")


def _more() -> tuple[gr.Textbox, gr.Radio]:
    """The threshold, and the chance that sets it otherwise."""
    with gr.Accordion(words.MORE, open=False), gr.Row():
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
