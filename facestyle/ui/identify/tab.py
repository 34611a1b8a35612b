"""The tab Identify: a gallery of people on the left, a photograph with names on the right."""

from __future__ import annotations

from typing import Any

import gradio as gr

from facestyle.faces.gallery import gallery as gallery_gallery
from facestyle.ui.gallery import panel
from facestyle.ui.identify import words
from facestyle.ui.identify.events import identify
from facestyle.ui.shared import html, samples
from facestyle.ui.shared.inputs import as_given, photo
from facestyle.ui.shared.page import Page
from facestyle.ui.shared.wiring import wire

ID, TITLE = "identify", "Identify"


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    session = page.session
    photos = samples.identify_photos()
    gr.Markdown(words.IDENTIFY_INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=5, min_width=260, elem_id="identify-people"):
            strip = panel.build(page)
        with gr.Column(scale=6, min_width=280):
            photograph = photo("One person or a group", "identify-photo", photos[0] if photos else None, 260)
            button = gr.Button("Identify", variant="primary", size="lg", elem_id="identify-run")
            examples = None
            if photos:
                examples = gr.Examples(
                    [[path] for path in photos],
                    [photograph],
                    label="Or one click: public-domain photographs",
                    elem_id="identify-examples",
                    api_name="identify_example",
                )
        with gr.Column(scale=9, min_width=320):
            card = gr.HTML(html.empty(words.IDENTIFY_EMPTY), label="result", elem_id="identify-result")
    with gr.Accordion("More: how sure", open=False), gr.Row():
        chance = gr.Radio(
            words.FPIR_CHOICES,
            value=gallery_gallery.FPIR,
            label="A stranger is named by mistake",
            info="Sets τ by the number of people enrolled: each is one more chance to be mistaken, so that a larger "
            "gallery has to be stricter.",
            elem_id="identify-chance",
        )
        # A text, since an empty number has no default that programs could leave out.
        threshold = gr.Textbox(
            "",
            label="Threshold τ of your own",
            info="Instead: the nearest person is named where d ≤ τ. Empty leaves it to the chance.",
            placeholder="such as 0.9",
            elem_id="identify-threshold",
        )
    for choice in (chance, threshold):
        as_given(choice)
    data = gr.JSON(visible=False, label="answer")

    def identifies(trigger: Any, api_name: str, public: bool = False) -> None:
        wire(session, trigger, identify, [photograph, threshold, chance], [data, card, strip], api_name, error=card,
             queue="faces", public=public, progress=card)  # fmt: skip

    identifies(button.click, "identify", public=True)
    if examples is not None:
        identifies(examples.load_input_event.then, "identify_after_example")
