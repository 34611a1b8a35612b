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

ID, TITLE = "identify", words.TAB


def build(page: Page) -> None:
    """Lay out the tab and wire its events."""
    gr.Markdown(words.INTRO, elem_classes="fs-intro")
    with gr.Row(elem_classes="fs-main"):
        with gr.Column(scale=5, min_width=260, elem_id="identify-people"):
            strip = panel.build(page)
        with gr.Column(scale=6, min_width=280):
            photograph, button, examples = _photograph()
        with gr.Column(scale=9, min_width=320):
            card = gr.HTML(html.empty(words.EMPTY), label="result", elem_id="identify-result")
    threshold, chance = _more()
    data = gr.JSON(visible=False, label="answer")

    inputs, outputs = [photograph, threshold, chance], [data, card, strip]
    run: dict[str, Any] = {"error": card, "queue": "faces", "progress": card}

    def identifies(trigger: Any, api_name: str, public: bool = False) -> None:
        wire(page.session, trigger, identify, inputs, outputs, api_name, public=public, **run)

    identifies(button.click, "identify", public=True)
    if examples is not None:
        identifies(examples.load_input_event.then, "identify_after_example")


def _photograph() -> tuple[gr.Image, gr.Button, Any]:
    """The photograph, the button, and examples where they are there."""
    photos = samples.identify_photos()
    photograph = photo(words.PHOTOGRAPH, "identify-photo", photos[0] if photos else None, 260)
    button = gr.Button(words.IDENTIFY, variant="primary", size="lg", elem_id="identify-run")
    if not photos:
        return photograph, button, None
    examples = gr.Examples(
        [[path] for path in photos],
        [photograph],
        label=words.EXAMPLES,
        elem_id="identify-examples",
        api_name="identify_example",
    )
    return photograph, button, examples


def _more() -> tuple[gr.Textbox, gr.Radio]:
    with gr.Accordion(words.MORE, open=False), gr.Row():
        chance = gr.Radio(
            words.CHANCE_CHOICES,
            value=gallery_gallery.FPIR,
            label=words.CHANCE,
            info=words.CHANCE_INFO,
            elem_id="identify-chance",
        )
        # A text, since an empty number has no default that programs could leave out.
        threshold = gr.Textbox(
            "",
            label=words.THRESHOLD,
            info=words.THRESHOLD_INFO,
            placeholder=words.THRESHOLD_PLACEHOLDER,
            elem_id="identify-threshold",
        )
    return as_given(threshold), as_given(chance)
